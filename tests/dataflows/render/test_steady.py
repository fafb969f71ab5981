"""Holding still: what stood on a picture stands there on the next, and what is new stands beside it."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.maps import made_up_map
from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.render.boxes import measure
from dataflows.render.check import check
from dataflows.render.columns import LINE_STEP
from dataflows.render.draw import draw
from dataflows.render.errors import LayoutMismatch
from dataflows.render.layout import Layout
from dataflows.render.nudging import nudged
from dataflows.render.rungs import STEADY

# Heights are written with one decimal.
ROUNDED = 0.3


def part_of(graph: FlowGraph, flows: int) -> FlowGraph:
    """The first flows of a map with all that they need."""
    some = graph.flows[:flows]
    needed: set[Id] = set()
    for end in (end for flow in some for end in (flow.source, flow.target)):
        node = graph.node(end)
        needed |= {node.id} | ({node.parent} if node.parent else set())
    return replace(graph, nodes=tuple(one for one in graph.nodes if one.id in needed), flows=some)


def steps(graph: FlowGraph, begin: int) -> Iterator[FlowGraph]:
    return (part_of(graph, count) for count in range(begin, len(graph.flows) + 1))


def middles(layout: Layout) -> dict[Id, tuple[float, float]]:
    everything = {**layout.nodes, **layout.chips}
    return {pk: (left + width / 2, top + height / 2) for pk, (left, top, width, height) in everything.items()}


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.dist(one, other)


def furthest(one: Layout, other: Layout) -> float:
    """How far anything that is on both moved, in points."""
    was, now = middles(one), middles(other)
    return max(apart(was[pk], now[pk]) for pk in was.keys() & now.keys())


def diagonal(layout: Layout) -> float:
    return math.hypot(layout.width, layout.height)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(1, 10_000), flows=st.integers(5, 24))
def test_flow_by_flow_hardly_anything_moves_by_a_tenth_of_the_picture(seed: int, flows: int):
    whole = made_up_map(flows, seed=seed)
    before: Layout | None = None
    for graph in steps(whole, 3):
        drawing = draw(graph, sentences={}, before=before)
        check(drawing.svg, graph, layout=drawing.layout)
        if before is not None:
            assert drawing.rung == STEADY
            was, now = middles(before), middles(drawing.layout)
            both = was.keys() & now.keys()
            # Where something came above all else, everything is a little lower: the camera goes along.
            shift = sorted(now[pk][1] - was[pk][1] for pk in both)[len(both) // 2]
            lowered = {pk: (was[pk][0], was[pk][1] + shift) for pk in both}
            moved = [pk for pk in both if apart(lowered[pk], now[pk]) > diagonal(drawing.layout) / 10]
            assert len(moved) <= max(1, len(both) / 10), moved
        before = drawing.layout


def test_a_label_that_changes_moves_nothing():
    graph = made_up_map(30)
    first = draw(graph, sentences={}).layout
    first_again = draw(graph, sentences={}, before=first).layout
    assert furthest(first, first_again) < ROUNDED
    renamed = replace(graph, nodes=(*graph.nodes[:4], replace(graph.nodes[4], name="Team"), *graph.nodes[5:]))
    then = draw(renamed, sentences={}, before=first).layout
    # The box itself may have a line more or less.
    assert furthest(first, then) < LINE_STEP


def test_boxes_and_labels_never_overlap():
    before: Layout | None = None
    for graph in steps(made_up_map(24, seed=3), 2):
        layout = draw(graph, sentences={}, before=before).layout
        own = {node.id for node in graph.nodes if node.kind != "storage" or not node.parent}
        boxes = [
            box for pk, box in {**layout.nodes, **layout.chips}.items() if pk in own | layout.chips.keys()
        ]
        for at, (left, top, width, height) in enumerate(boxes):
            for other_left, other_top, other_width, other_height in boxes[at + 1 :]:
                apart_across = left + width <= other_left or other_left + other_width <= left
                apart_down = top + height <= other_top + 0.4 or other_top + other_height <= top + 0.4
                assert apart_across or apart_down
        before = layout


def test_what_goes_leaves_its_place_and_what_comes_back_may_take_it():
    graph = made_up_map(30)
    first = draw(graph, sentences={}).layout
    fewer = replace(graph, flows=graph.flows[1:])
    second = draw(fewer, sentences={}, before=first).layout
    # A box that fewer lines meet is less tall, so that its rows come closer.
    assert furthest(first, second) <= LINE_STEP
    assert second.slabs == first.slabs


def test_a_map_that_is_mostly_new_is_laid_out_as_a_whole():
    one = draw(part_of(made_up_map(30), 2), sentences={}).layout
    assert draw(made_up_map(30), sentences={}, before=one).rung != STEADY
    strangers = FlowGraph(nodes=(Node(id="x", kind="organisation", name="Elsewhere"),))
    assert draw(strangers, sentences={}, before=one).rung != STEADY


def test_an_older_layout_that_does_not_say_its_columns_is_read_off_its_boxes():
    graph = made_up_map(20, seed=5)
    first = draw(part_of(graph, 18), sentences={}).layout
    older = replace(first, slabs=())
    said, read = (draw(graph, sentences={}, before=one).layout for one in (first, older))
    assert furthest(said, read) < ROUNDED
    assert Layout.from_json(first.to_json()) == first
    assert Layout.from_json(older.to_json()) == older


@pytest.mark.parametrize("kind", ["nodes", "chips"])
def test_nudged_it_stands_above_its_neighbour_and_the_rest_where_it_stood(kind: str):
    graph = made_up_map(20)
    boxes, first = measure(graph), draw(graph, sentences={}).layout
    moved = 0
    for pk in getattr(boxes, kind):
        found = nudged(graph, boxes, first, pk, up=True)
        if found is None:
            continue
        layout, (upper, lower) = found
        down = {one: middle[1] for one, middle in middles(layout).items()}
        assert upper == pk
        assert down[upper] < down[lower]
        was = middles(first)
        assert was[upper][1] > was[lower][1]
        still = (boxes.nodes.keys() | boxes.chips.keys()) - {upper, lower}
        far = [one for one in still if abs(down[one] - was[one][1]) > diagonal(first) / 10]
        assert not far
        check(draw(graph, sentences={}, layout=layout).svg, graph, layout=layout)
        moved += 1
    assert moved > 3


def test_the_first_of_a_column_goes_no_higher_and_hints_outlive_tidying():
    graph = made_up_map(20)
    boxes, first = measure(graph), draw(graph, sentences={}).layout
    top = min(boxes.nodes, key=lambda pk: first.nodes[pk][1])
    assert nudged(graph, boxes, first, top, up=True) is None
    found = nudged(graph, boxes, first, top, up=False)
    assert found is not None
    _layout, (upper, lower) = found
    tidied = draw(graph, sentences={}, hints=[(upper, lower)]).layout
    assert middles(tidied)[upper][1] < middles(tidied)[lower][1]


def test_of_what_is_not_on_the_layout_nothing_can_be_nudged():
    graph = made_up_map(10)
    more = replace(graph, flows=(*graph.flows, Flow(id="new", source="person", target="o1")))
    with pytest.raises(LayoutMismatch):
        nudged(more, measure(more), draw(graph, sentences={}).layout, "o1", up=True)
