"""Whatever a map holds, its picture holds the same, and nothing else."""

import dataclasses
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.render import draw as drawing
from dataflows.render import laying
from dataflows.render.boxes import measure
from dataflows.render.check import check
from dataflows.render.columns import choose_columns
from dataflows.render.dot import dot_source
from dataflows.render.draw import draw, drawing_key
from dataflows.render.engine import Engine, engines
from dataflows.render.errors import BrokenMap, LayoutMismatch, LostElement, TooMuchToDraw, UnsafeDrawing
from dataflows.render.halves import halves_of, make_room
from dataflows.render.layout import Layout
from tests.dataflows.render.sample_maps import MAPS, available, sample_map
from tests.dataflows.render.strategies import HOSTILE, graphs, texts

SVG = "{http://www.w3.org/2000/svg}"
needs_samples = pytest.mark.skipif(not available(), reason="the sample maps are not on this machine")
# Each example starts a drawing engine: no shrinking, which would start thousands.
with_engine = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
only_ours = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

SAM = Node(id="11111111-0000-4000-8000-000000000001", kind="person", name="Sam")
SHELTER = Node(id="11111111-0000-4000-8000-000000000002", kind="organisation", name="Shelter")
DIARY = Node(id="11111111-0000-4000-8000-000000000003", kind="storage", name="Diary", parent=SHELTER.id)
NOTES = DataType(id="11111111-0000-4000-8000-000000000004", name="Case notes", sensitivity="personal")
TELLS = Flow(
    id="11111111-0000-4000-8000-000000000005", source=SAM.id, target=DIARY.id, data_types=(NOTES.id,)
)
SMALL = FlowGraph(nodes=(SAM, SHELTER, DIARY), flows=(TELLS,), data_types=(NOTES,))


def ids_in(svg, css_class):
    root = ET.fromstring(svg)
    groups = [g for g in root.iter(f"{SVG}g") if g.get("id")]
    return [g.get("id") for g in groups if g.get("class", "").split()[0] == css_class]


@with_engine
@given(graphs(), texts)
def test_every_node_and_flow_of_any_map_is_in_its_picture_once(graph, sentence):
    picture = draw(graph, sentences={flow.id: sentence for flow in graph.flows})
    assert sorted(ids_in(picture.svg, "node")) == sorted(node.id for node in graph.nodes)
    assert sorted(ids_in(picture.svg, "flow")) == sorted(flow.id for flow in graph.flows)
    check(picture.svg, graph)


@with_engine
@given(graphs())
def test_a_stored_layout_draws_the_same_bytes(graph):
    first = draw(graph, sentences={})
    again = draw(graph, sentences={}, layout=Layout.from_json(first.layout.to_json()))
    assert again.svg == first.svg
    assert Layout.from_json(first.layout.to_json()) == first.layout


@with_engine
@given(graphs())
def test_nothing_overlaps(graph):
    """Chips and boxes of a map never cover each other, whatever is written in them."""
    layout = draw(graph, sentences={}).layout
    boxes = measure(graph)
    places = [layout.nodes[node_id] for node_id in boxes.nodes] + list(layout.chips.values())
    for number, (left, top, width, height) in enumerate(places):
        for other_left, other_top, other_width, other_height in places[number + 1 :]:
            across = min(left + width, other_left + other_width) - max(left, other_left)
            down = min(top + height, other_top + other_height) - max(top, other_top)
            assert across <= 0.5 or down <= 0.5


@only_ours
@given(graphs())
def test_the_engine_is_never_told_a_word(graph):
    boxes = measure(graph)
    (columns,) = choose_columns(graph, boxes)
    halves = halves_of(graph, boxes, columns)
    dot = dot_source(make_room(boxes, halves), columns, halves)
    ours = r"""
        digraph\smap\s\{ | \{ | \} |
        (?:graph|node|edge)\s\[[a-zA-Z0-9=.\s"]*\] |
        [nfpr]_\w+\s\[(?:[a-z]+=(?:"?[a-z0-9.]*"?)\s?)+\] |
        [nfpr]_\w+\s\[(?:fixedsize=false\s)?label=<<TABLE\s(?:[A-Z]+="\d+"\s?)+>
            (?:<TR><TD\sPORT="\w*"\sFIXEDSIZE="TRUE"\sWIDTH="72"\sHEIGHT="\d+"></TD></TR>)+
            </TABLE>>\s(?:fixedsize=false\s)?shape=plain\] |
        [nfpr]_\w+(?::\w+)*\s->\s[nfpr]_\w+(?::\w+)*\s\[[a-z0-9=\s]*\] |
        [nfpr]_\w+
    """
    strange = [line for line in dot.splitlines() if not re.fullmatch(ours, line.strip(), re.VERBOSE)]
    assert strange == []


@only_ours
@given(graphs())
def test_the_same_map_asks_the_same_question(graph):
    def question():
        boxes = measure(graph)
        (columns,) = choose_columns(graph, boxes)
        halves = halves_of(graph, boxes, columns)
        return dot_source(make_room(boxes, halves), columns, halves)

    assert question() == question()


@only_ours
@given(graphs(), st.data())
def test_the_key_changes_with_what_is_shown_and_not_with_what_is_not(graph, data):
    sentences = {flow.id: f"Sentence {number}" for number, flow in enumerate(graph.flows)}
    key = drawing_key(graph, sentences)
    assert key == drawing_key(graph, dict(reversed(sentences.items())))
    for field, value in (("name", "Quite another name"), ("draft", None), ("named", None)):
        if graph.nodes:
            node = data.draw(st.sampled_from(graph.nodes))
            changed = dataclasses.replace(node, **{field: value or not getattr(node, field)})
            nodes = tuple(changed if one.id == node.id else one for one in graph.nodes)
            assert drawing_key(dataclasses.replace(graph, nodes=nodes), sentences) != key
    unseen = tuple(dataclasses.replace(flow, notes="A note nobody sees") for flow in graph.flows)
    assert drawing_key(dataclasses.replace(graph, flows=unseen), sentences) == key


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text):
    graph = dataclasses.replace(
        SMALL,
        nodes=tuple(dataclasses.replace(node, name=text) for node in SMALL.nodes),
        data_types=(dataclasses.replace(NOTES, name=text),),
    )
    picture = draw(graph, sentences={TELLS.id: text})
    names = {element.tag.removeprefix(SVG) for element in ET.fromstring(picture.svg).iter()}
    assert names <= {"svg", "g", "a", "title", "text", "rect", "circle", "path"}
    assert len(picture.svg) < 150_000


def test_links_are_relative_and_titles_are_the_sentences():
    svg = draw(SMALL, sentences={TELLS.id: "Sam tells Shelter."}).svg
    root = ET.fromstring(svg)
    links = {link.get("href"): link for link in root.iter(f"{SVG}a")}
    assert set(links) == {f"f/{TELLS.id}/", *(f"n/{node.id}/" for node in SMALL.nodes)}
    flow = links[f"f/{TELLS.id}/"]
    assert flow.get("aria-label") == flow.findtext(f"{SVG}title") == "Sam tells Shelter."


@needs_samples
@pytest.mark.parametrize("engine", ["dot", "wheel"])
@pytest.mark.parametrize("name", MAPS)
def test_each_engine_draws_the_sample_maps(name, engine, monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", engine)
    if not list(engines()):
        pytest.skip(f"no {engine} on this machine")
    graph = sample_map(name)
    picture = draw(graph, sentences={})
    assert (picture.engine, picture.rung) == (engine, "columns")
    assert picture.element_count == len(graph.nodes) + len(graph.flows)
    assert picture.layout.width <= 1440
    assert picture.layout.height <= 1000


def test_the_next_engine_answers_when_one_stops(monkeypatch):
    working, broken = next(engines()), Engine("broken", "0", ("false",))
    monkeypatch.setattr(laying, "engines", lambda: iter([broken, working]))
    assert draw(SMALL, sentences={}).engine == working.name


def test_a_flow_without_an_end_is_refused():
    lost = dataclasses.replace(TELLS, target="11111111-0000-4000-8000-00000000000f")
    with pytest.raises(BrokenMap) as caught:
        draw(dataclasses.replace(SMALL, flows=(lost,)), sentences={})
    assert TELLS.id in str(caught.value)


def test_a_map_too_large_for_one_picture_is_refused():
    flows = tuple(dataclasses.replace(TELLS, id=str(number)) for number in range(drawing.MOST_ELEMENTS))
    with pytest.raises(TooMuchToDraw):
        draw(dataclasses.replace(SMALL, flows=flows), sentences={})


def test_a_layout_of_another_map_is_refused():
    layout = draw(SMALL, sentences={}).layout
    with pytest.raises(LayoutMismatch):
        draw(dataclasses.replace(SMALL, flows=()), sentences={}, layout=layout)
    with pytest.raises(LayoutMismatch):
        draw(SMALL, sentences={}, layout=dataclasses.replace(layout, width=float("nan")))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema":2}', '{"schema":1,"size":[1]}', "null"])
def test_a_text_that_is_no_layout_is_refused(text):
    with pytest.raises(LayoutMismatch):
        Layout.from_json(text)


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ("<title>", "<script>", UnsafeDrawing),
        ('class="halo"', 'class="halo" onload="alert(1)"', UnsafeDrawing),
        ('href="n/', 'href="javascript:', UnsafeDrawing),
        ('href="n/', 'href="//elsewhere/', UnsafeDrawing),
        ("<svg ", '<!DOCTYPE svg [<!ENTITY a "b">]><svg ', UnsafeDrawing),
        ('rx="6"', 'rx="nan"', UnsafeDrawing),
        ('class="box"', 'style="fill:url(http://elsewhere)"', UnsafeDrawing),
        ("</svg>", "<style>*{}</style></svg>", UnsafeDrawing),
        ("</svg>", "", UnsafeDrawing),
        (f'id="{DIARY.id}"', f'id="{SHELTER.id}"', LostElement),
        (f'id="{TELLS.id}"', 'id="another"', LostElement),
        ('class="line to"', 'class="hit"', LostElement),
        ('class="chip"', 'class="halo"', LostElement),
    ],
)
def test_a_spoilt_drawing_is_never_shown(before, after, error):
    svg = draw(SMALL, sentences={}).svg
    check(svg, SMALL)
    spoilt = svg.replace(before, after)
    if after == "<script>":
        spoilt = spoilt.replace("</title>", "</script>")
    assert spoilt != svg
    with pytest.raises(error):
        check(spoilt, SMALL)


def test_a_lost_flow_is_named():
    svg = draw(SMALL, sentences={}).svg
    more = dataclasses.replace(TELLS, id="22222222-0000-4000-8000-000000000000")
    with pytest.raises(LostElement) as caught:
        check(svg, dataclasses.replace(SMALL, flows=(TELLS, more)))
    assert caught.value.ids == (more.id,)
