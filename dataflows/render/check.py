"""The last look at a finished drawing: only what we draw is in it, all that is on the map is in it once."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from typing import Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dataflows.graph.model import FlowGraph
from dataflows.render.errors import LostElement, Misplaced, UnsafeDrawing
from dataflows.render.layout import Layout, Rectangle
from dataflows.render.shapes import PERSON_INSET, ROW_DOWN, ROW_INSET

_NUMBER: Final = r"-?\d{1,7}(?:\.\d{1,2})?"
_LENGTH: Final = re.compile(_NUMBER)
_WORDS: Final = re.compile(r"[a-z0-9 -]+")
_ANYTHING: Final = re.compile(r".*", re.DOTALL)
_OUTLINE: Final = re.compile(rf"(?:[MCLAZ ,]|{_NUMBER})+")
_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")

_COMMON: Final = {"class": _WORDS}
_GROUP: Final = {**_COMMON, "role": _WORDS, "aria-label": _ANYTHING}
_RECT: Final = dict.fromkeys(("x", "y", "width", "height", "rx"), _LENGTH)
ALLOWED: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    "svg": {
        **_GROUP,
        "viewBox": re.compile(rf"0 0 {_NUMBER} {_NUMBER}"),
        "width": _LENGTH,
        "height": _LENGTH,
    },
    "g": {**_GROUP, "id": _ID, "transform": re.compile(rf"translate\({_NUMBER} {_NUMBER}\)")},
    "a": {"href": re.compile(r"[nfgb]/[0-9A-Za-z-]{1,64}/"), "aria-label": _ANYTHING},
    "title": {},
    "style": {},
    "text": {
        **_COMMON,
        "x": _LENGTH,
        "y": _LENGTH,
        "text-anchor": _WORDS,
        "textLength": _LENGTH,
        "lengthAdjust": re.compile("spacingAndGlyphs"),
    },
    "rect": {**_COMMON, **_RECT},
    "circle": {**_COMMON, **dict.fromkeys(("cx", "cy", "r"), _LENGTH)},
    "path": {**_COMMON, "d": _OUTLINE, "transform": re.compile(rf"translate\({_NUMBER} {_NUMBER}\)")},
}
# What an element is known by: its box, its row's cell, its chip.
OUTLINES: Final = (["box"], ["cell"], ["chip"])
# Lengths are written with one decimal.
CLOSE: Final = 0.11
_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"


def check(svg: str, graph: FlowGraph, *, layout: Layout | None = None, style: str | None = None) -> None:
    """Raise unless ``svg`` is one of our drawings and shows exactly what ``graph`` holds, in its places.

    Raises
    ------
    UnsafeDrawing
        It is not well-formed, or holds an element, attribute or value that we never write.
    LostElement
        A node or flow is missing, there twice, or not on the map; or a flow lacks a line or its chip.
    Misplaced
        A node or chip does not stand where the layout has it.
    """
    try:
        root = fromstring(svg, forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError) as wrong:
        raise UnsafeDrawing(str(wrong)) from wrong
    for element in root.iter():
        _check_element(element, style)
    groups = [element for element in root.iter(f"{_NAMESPACE}g") if element.get("id")]
    _count(groups, "node", [node.id for node in graph.nodes])
    _count(groups, "flow", [flow.id for flow in graph.flows])
    broken = [group.get("id", "") for group in groups if "flow" in _classes(group) and not _whole(group)]
    if broken:
        raise LostElement(broken)
    if layout is not None:
        _require_in_place(groups, {**layout.nodes, **layout.chips})


def _check_element(element: ET.Element, style: str | None) -> None:
    """Raise unless the element, its attributes and their values are among those we write."""
    tag = element.tag.removeprefix(_NAMESPACE)
    allowed = ALLOWED.get(tag)
    if allowed is None:
        raise UnsafeDrawing(f"<{tag}>")
    for name, value in element.attrib.items():
        pattern = allowed.get(name)
        if pattern is None or not pattern.fullmatch(value):
            raise UnsafeDrawing(f"<{tag} {name}>")
    if tag == "style" and (style is None or element.text != style):
        raise UnsafeDrawing("<style>")


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _count(groups: list[ET.Element], css_class: str, wanted: list[str]) -> None:
    """Raise unless the ids drawn with this class are exactly those wanted, each once."""
    drawn = Counter(group.get("id", "") for group in groups if css_class in _classes(group)[:1])
    if drawn != Counter(wanted):
        different = (drawn - Counter(wanted)) + (Counter(wanted) - drawn)
        raise LostElement(sorted(different))


def _require_in_place(groups: list[ET.Element], places: Mapping[str, Rectangle]) -> None:
    """Raise unless each element's own shape is where the layout has it."""
    for group in groups:
        shape = next(part for part in group.iter() if _classes(part)[:1] in OUTLINES)
        left, top, width, _height = places[group.get("id", "")]
        # A row on a box is drawn a little smaller than the place it has.
        inset, down = (ROW_INSET, ROW_DOWN) if "row" in _classes(group) else (0.0, 0.0)
        wanted = (left + inset, left + width - inset, top + down)
        if any(abs(here - there) > CLOSE for here, there in zip(_extent(shape), wanted, strict=False)):
            raise Misplaced(group.get("id", ""))


def _extent(shape: ET.Element) -> tuple[float, ...]:
    """Return a shape's left, its right and, unless it is a path, its top."""
    if shape.tag == f"{_NAMESPACE}rect":
        left, top, width = (float(shape.get(name, "nan")) for name in ("x", "y", "width"))
        return left, left + width, top
    if shape.tag == f"{_NAMESPACE}circle":
        across, down, radius = (float(shape.get(name, "nan")) for name in ("cx", "cy", "r"))
        radius += PERSON_INSET
        return across - radius, across + radius, down - radius
    corners = [float(number) for number in re.findall(_NUMBER, shape.get("d", ""))[::2]]
    return min(corners), max(corners)


def _whole(flow: ET.Element) -> bool:
    """Say whether a flow has its two half-lines, its arrow and its chip (values are checked already)."""
    parts = Counter(_classes(element)[0] for element in flow.iter() if _classes(element))
    return parts["line"] == 2 and parts["arrow"] == 1 and parts["chip"] == 1
