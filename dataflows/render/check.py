"""The last look at a finished drawing: only what we draw is in it, all that is on the map is in it once."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from typing import Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dataflows.graph.model import FlowGraph
from dataflows.render.errors import LostElement, UnsafeDrawing

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
    "a": {"href": re.compile(r"[nf]/[0-9A-Za-z-]{1,64}/"), "aria-label": _ANYTHING},
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
_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"


def check(svg: str, graph: FlowGraph, *, style: str | None = None) -> None:
    """Raise unless ``svg`` is one of our drawings and shows exactly what ``graph`` holds.

    Raises
    ------
    UnsafeDrawing
        It is not well-formed, or holds an element, attribute or value that we never write.
    LostElement
        A node or flow is missing, there twice, or not on the map; or a flow lacks a line or its chip.
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


def _whole(flow: ET.Element) -> bool:
    """Say whether a flow has its two half-lines, its arrow and its chip (values are checked already)."""
    parts = Counter(_classes(element)[0] for element in flow.iter() if _classes(element))
    return parts["line"] == 2 and parts["arrow"] == 1 and parts["chip"] == 1
