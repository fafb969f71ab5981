"""What the signs on one map mean: only those that are on it, each with a drawn sample."""

import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import FlowGraph, Id
from dataflows.graph.vocabulary import LANES, NODE_KINDS, SENSITIVITIES
from dataflows.graph.vocabulary import gettext_noop as _
from dataflows.render import icons
from dataflows.render.marks import UNKNOWN, css, look_of
from dataflows.render.shapes import hexagon, number

SAMPLE_WIDTH: Final = 40.0
SAMPLE_HEIGHT: Final = 22.0
GROUPS: Final = {
    "shapes": _("Who and what"),
    "lanes": _("Stripe: the kind of organisation"),
    "sensitivity": _("Colour and first mark: how sensitive"),
    "lines": _("Line: how sure it is to happen"),
    "marks": _("Small marks"),
}
_SHAPES: Final = {
    "person": NODE_KINDS["person"],
    "organisation": NODE_KINDS["organisation"],
    "storage": _("Storage: where an organisation keeps information"),
    "meeting": _("Meeting: everybody who attends receives"),
    "unnamed": _("A group whose members are not named"),
    "draft": _("Draft: not checked yet"),
    "group": _("Several of one kind in one box"),
}
_SENSITIVITY: Final = {**SENSITIVITIES, UNKNOWN: _("Not recorded: what moves, or how sensitive it is")}
_LINES: Final = {
    "usual": _("Usual practice"),
    "if-agrees": _("Only if the person agrees"),
    "doubt": _("Assumed or in doubt"),
    "bundle": _("Several flows in one line"),
}
_MARKS: Final = {
    "attention": _("Something to look at"),
    "could-hurt": _("Could hurt if it reached the wrong person"),
    "not-told": _("Nobody tells the person"),
    "told-before": _("The person is told before"),
    "asked": _("The person is asked for consent"),
}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One sign: its ``group`` (a key of ``GROUPS``), its ``code`` and its English ``label``."""

    group: str
    code: str
    label: str

    def sample(self) -> str:
        """Return a small inline SVG of the sign, styled by the picture's own classes."""
        size = f"0 0 {number(SAMPLE_WIDTH)} {number(SAMPLE_HEIGHT)}"
        svg = ET.Element(
            "svg",
            {"class": "map-picture sample", "viewBox": size, "aria-hidden": "true", "focusable": "false"},
        )
        draw_sample(svg, self)
        return ET.tostring(svg, encoding="unicode")


def legend_of(graph: FlowGraph, *, attention: Collection[Id] = ()) -> tuple[LegendEntry, ...]:
    """Return the signs that are on this map, in reading order.

    Examples
    --------
    >>> from dataflows.graph.model import Node
    >>> [entry.code for entry in legend_of(FlowGraph(nodes=(Node(id="a", kind="person", name="Sam"),)))]
    ['person']
    """
    looks = [look_of(flow, graph, attention=attention) for flow in graph.flows]
    present: dict[str, set[str]] = {
        "shapes": {"group" if node.id in graph.gathered else node.kind for node in graph.nodes}
        | {"unnamed" for node in graph.nodes if not node.named}
        | {"draft" for node in graph.nodes if node.draft},
        "lanes": {node.lane for node in graph.nodes if node.kind == "organisation"},
        "sensitivity": {look.sensitivity for look in looks},
        "lines": {line for look in looks for line in look.lines},
        "marks": {mark for look in looks for mark in look.marks},
    }
    return tuple(_entries(present))


def _entries(present: dict[str, set[str]]) -> Iterator[LegendEntry]:
    """Yield an entry for each sign that is present."""
    labels = {
        "shapes": _SHAPES,
        "lanes": LANES,
        "sensitivity": _SENSITIVITY,
        "lines": _LINES,
        "marks": _MARKS,
    }
    for group, codes in present.items():
        for code, label in labels[group].items():
            if code in codes:
                yield LegendEntry(group, code, label)


def draw_sample(parent: ET.Element, entry: LegendEntry) -> None:
    """Draw the sign into ``parent``, in a box of 40 by 22 points."""
    middle = SAMPLE_HEIGHT / 2
    if entry.group == "shapes":
        _draw_shape(parent, entry.code)
    elif entry.group == "lanes":
        group = ET.SubElement(parent, "g", {"class": f"lane-{css(entry.code)}"})
        _rect(group, "stripe", 17, 2, 5, SAMPLE_HEIGHT - 4, 2.5)
    elif entry.group == "lines":
        group = ET.SubElement(parent, "g", {"class": f"flow {entry.code}"})
        level = number(middle)
        ET.SubElement(group, "path", {"class": "line", "d": f"M1 {level}C14 {level} 26 {level} 39 {level}"})
    elif entry.group == "sensitivity":
        group = ET.SubElement(parent, "g", {"class": f"flow {css(entry.code)}"})
        _rect(group, "chip", 1, 1, SAMPLE_WIDTH - 2, SAMPLE_HEIGHT - 2, 10)
        _icon(group, "mark", icons.SENSITIVITY[entry.code])
    else:
        _icon(parent, f"small {entry.code}", icons.SMALL[entry.code])


def _draw_shape(parent: ET.Element, code: str) -> None:
    """Draw a small node."""
    group = ET.SubElement(parent, "g", {"class": code})
    if code == "person":
        ET.SubElement(group, "circle", {"class": "box", "cx": "20", "cy": "11", "r": "8.5"})
    elif code == "meeting":
        outline = hexagon((5, 2, SAMPLE_WIDTH - 10, SAMPLE_HEIGHT - 4), inset=7)
        ET.SubElement(group, "path", {"class": "box", "d": outline})
    elif code == "storage":
        _icon(group, "symbol", icons.CYLINDER)
    else:
        if code == "group":
            _rect(group, "sheet", 8, 6, SAMPLE_WIDTH - 16, SAMPLE_HEIGHT - 8, 4)
        _rect(group, "box", 4, 2, SAMPLE_WIDTH - 8, SAMPLE_HEIGHT - (7 if code == "group" else 4), 5)
        if code == "unnamed":
            _rect(group, "inner", 7, 5, SAMPLE_WIDTH - 14, SAMPLE_HEIGHT - 10, 3)


def _rect(
    parent: ET.Element, css_class: str, x: float, y: float, width: float, height: float, radius: float
) -> None:
    size = {"x": x, "y": y, "width": width, "height": height, "rx": radius}
    ET.SubElement(parent, "rect", {"class": css_class, **{key: number(value) for key, value in size.items()}})


def _icon(parent: ET.Element, css_class: str, outline: str) -> None:
    ET.SubElement(parent, "path", {"class": css_class, "d": outline, "transform": "translate(20 11)"})
