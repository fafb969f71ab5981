"""Marks on a finished picture that say what became of each element: a class, and a word over its corner."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

NAMESPACE: Final = "http://www.w3.org/2000/svg"
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
# A word of the marks is about so wide for each letter, at 12 points and with room at both ends.
_LETTER: Final = 8.0
_HEIGHT: Final = 18.0


class State(NamedTuple):
    """What is shown of one element: its code, the word over it (none: no mark), and where its link leads."""

    code: str
    word: str
    href: str


def with_states(svg: str, states: Mapping[str, State]) -> str:
    """Return a picture of ours with each element's state on it. Positions stay as they are.

    Examples
    --------
    >>> drawn = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a" class="node"><rect x="1" y="2"/></g></svg>'
    >>> with_states(drawn, {"a": State("added", "new", "/n/a/")}).count("is-added")
    1
    """
    ET.register_namespace("", NAMESPACE)
    root = fromstring(svg)
    for item in list(root.iter(f"{{{NAMESPACE}}}g")):
        state = states.get(item.get("id", ""))
        if state is None:
            continue
        item.set("class", f"{item.get('class', '')} is-{state.code}".strip())
        link = item.find(f"{{{NAMESPACE}}}a")
        if link is not None:
            link.set("href", state.href)
            link.set("aria-label", _label(link, state.word))
        # Beside the link: what is read aloud of a link is its label, and the word stands in it.
        if state.word and (corner := _corner(item if link is None else link)) is not None:
            _mark(item, corner, state.word)
    return ET.tostring(root, encoding="unicode")


def _label(link: ET.Element, word: str) -> str:
    """Return what a link is called: what is seen on it, for who speaks to it, the word, and all in full."""
    parts = [*link.iter(f"{{{NAMESPACE}}}text")]
    for part in parts:
        part.tail = " "
    seen = " ".join("".join(part.itertext()) for part in parts)
    return ", ".join(filter(None, (seen, word, link.get("aria-label", ""))))


def _corner(item: ET.Element) -> tuple[float, float] | None:
    """Return where an element's own shape begins: a flow's chip, a node's box, circle or hexagon."""
    own = [child for child in item if "halo" not in child.get("class", "")]
    for shape in own:
        kind = shape.tag.rpartition("}")[2]
        if kind == "rect":
            return float(shape.get("x", 0)), float(shape.get("y", 0))
        if kind in {"circle", "ellipse"}:
            across = float(shape.get("r") or shape.get("rx") or 0)
            down = float(shape.get("r") or shape.get("ry") or 0)
            return float(shape.get("cx", 0)) - across, float(shape.get("cy", 0)) - down
        if kind in {"polygon", "path"} and not {"line", "hit", "arrow"} & {*shape.get("class", "").split()}:
            numbers = [float(one) for one in _NUMBER.findall(shape.get("points") or shape.get("d") or "")]
            if len(numbers) > 1:
                return min(numbers[::2]), min(numbers[1::2])
    return None


def _mark(item: ET.Element, corner: tuple[float, float], word: str) -> None:
    left, top = corner[0] - 6, corner[1] - _HEIGHT + 5
    shape = {
        "x": f"{left:g}",
        "y": f"{top:g}",
        "width": f"{len(word) * _LETTER + 10:g}",
        "height": f"{_HEIGHT:g}",
    }
    ET.SubElement(item, f"{{{NAMESPACE}}}rect", {"class": "state", "rx": "3", **shape})
    where = {"x": f"{left + 5:g}", "y": f"{top + _HEIGHT - 5:g}"}
    ET.SubElement(
        item, f"{{{NAMESPACE}}}text", {"class": "state-word", "aria-hidden": "true", **where}
    ).text = word
