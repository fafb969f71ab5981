"""A picture taken away is complete: style, caption, legend, every element, and no link that leads nowhere."""

import xml.etree.ElementTree as ET
from pathlib import Path

from hypothesis import given

from dataflows.formats.counting import flows_in
from dataflows.render.draw import draw
from dataflows.render.standalone import USUAL_PRACTICE, Caption, picture_style, standalone_svg
from tests.dataflows.render.strategies import HOSTILE, graphs, texts
from tests.dataflows.render.test_draw import SMALL, SVG, TELLS, ids_in, with_engine

CAPTION = Caption(name="Northmoor", edition="Version 3", date="12 November 2026")
STYLESHEET = Path(__file__).resolve().parents[3] / "static" / "css" / "map.css"


def taken_away(graph, caption=CAPTION, translate=str):
    layout = draw(graph, sentences={}).layout
    return standalone_svg(graph, layout=layout, sentences={}, caption=caption, translate=translate)


def test_the_page_and_the_file_are_styled_by_the_same_rules():
    assert picture_style() in STYLESHEET.read_text(encoding="utf-8")


def test_it_carries_its_caption_style_and_legend():
    svg = taken_away(SMALL)
    words = [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]
    assert words[:2] == ["Northmoor", f"Version 3 · 12 November 2026 · {USUAL_PRACTICE}"]
    assert "Assumed or in doubt" in words
    assert "Not personal" not in words
    assert "<a " not in svg
    assert ids_in(svg, "flow") == [TELLS.id]


def test_its_words_are_translated():
    svg = taken_away(SMALL, translate=lambda word: f"[{word}]")
    assert f"[{USUAL_PRACTICE}]" in svg
    assert "[Assumed or in doubt]" in svg


def test_every_line_of_text_says_how_wide_it_is():
    texts_in = list(ET.fromstring(taken_away(SMALL)).iter(f"{SVG}text"))
    assert texts_in
    assert all(float(text.get("textLength", "0")) > 0 for text in texts_in if text.text)


@with_engine
@given(graphs(), texts)
def test_every_node_and_flow_of_any_map_is_in_it_once(graph, name):
    svg = taken_away(graph, Caption(name=name, edition="Draft", date=""))
    assert sorted(ids_in(svg, "node")) == sorted(node.id for node in graph.nodes)
    assert sorted(ids_in(svg, "flow")) == sorted(flow.id for flow in graph.flows)
    assert flows_in("svg", svg.encode()) == len(graph.flows)


def test_a_hostile_name_is_text():
    for name in HOSTILE:
        svg = taken_away(SMALL, Caption(name=name, edition=name[:50], date=name[:50]))
        assert "<script" not in svg
