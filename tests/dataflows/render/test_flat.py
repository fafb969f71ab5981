"""Colours written out on every element: what a browser works out of the style, here for all programs."""

import re
import xml.etree.ElementTree as ET

import pytest

from dataflows.render.flat import flattened
from dataflows.render.standalone import picture_style
from tests.dataflows.render.test_draw import SMALL, SVG
from tests.dataflows.render.test_standalone import taken_away


@pytest.fixture(scope="module")
def picture() -> ET.Element:
    return ET.fromstring(taken_away(SMALL))


def test_nothing_of_css_is_left(picture):
    text = ET.tostring(picture, encoding="unicode")
    assert "var(" not in text
    assert "<style" not in text
    assert not re.search(r"\b--\w", text)
    assert picture.find(f"{SVG}style") is None


def test_every_line_box_and_text_has_its_colour(picture):
    colour = re.compile(r"#[0-9a-f]{3,6}|none|transparent")
    seen = set()
    for one in picture.iter():
        kinds = set(one.get("class", "").split())
        if kinds & {"line", "box", "chip", "arrow", "mark", "name", "eyebrow"}:
            seen |= kinds
            said = one.get("stroke") if "line" in kinds else one.get("fill")
            assert said, kinds
            assert colour.fullmatch(said), said
    assert {"line", "box", "chip", "arrow", "name"} <= seen


@pytest.mark.parametrize(
    ("style", "fill"),
    [
        (".a .b { fill: red } .b { fill: blue }", "red"),
        (".b { fill: red } .b { fill: blue }", "blue"),
        (".a > .b { fill: red }", None),
        ("g { fill: red } .b, .c { fill: blue }", "blue"),
        (".a { --x: red } .b { --x: blue; fill: var(--x) }", "blue"),
        (".a { --x: var(--y, var(--z, green)) } .b { fill: var(--x) }", "green"),
        (".b { fill: var(--x, rgb(1, 2, 3)) }", "rgb(1, 2, 3)"),
    ],
)
def test_rules_hold_as_in_a_browser(style, fill):
    svg = ET.fromstring('<svg class="a"><g><path class="b"/></g></svg>')
    flattened(svg, style)
    assert svg[0][0].get("fill") == fill


def test_the_whole_style_is_understood():
    """A rule that the reader of the style passes over would be missing from every file."""
    rules = re.findall(r"[^{}]+\{[^}]*\}", picture_style())
    assert len(rules) > 30
    svg = ET.fromstring(taken_away(SMALL))
    assert svg.get("font-size") == "14px"
    assert "Atkinson" in (svg.get("font-family") or "")
