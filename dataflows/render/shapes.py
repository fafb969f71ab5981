"""Small geometry for the writer: numbers as text, outlines, arrowheads, lines of text."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Final

from dataflows.render.layout import Path, Rectangle
from dataflows.render.placement import HEXAGON

ARROW_LENGTH: Final = 10.0
ARROW_HALF: Final = 4.2
# The outlines of the person and of a row stand in from the places they have.
PERSON_INSET: Final = 1.5
ROW_INSET: Final = 5.0
ROW_DOWN: Final = 0.5
# How far the baseline is below the middle of a line: half the capitals' height, in line heights.
BASELINE: Final = 0.5 + 0.668 / 1.25 / 2


def number(value: float) -> str:
    """Return a length as it is written: one decimal, no trailing zeros.

    Examples
    --------
    >>> number(12.0), number(12.25), number(-0.01)
    ('12', '12.2', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path_data(path: Path) -> str:
    """Return a path of cubic curves as SVG path data.

    Examples
    --------
    >>> path_data((0.0, 0.0, 1.0, 0.0, 1.0, 2.0, 2.0, 2.0))
    'M0 0C1 0 1 2 2 2'
    """
    words = [number(value) for value in path]
    curves = ["C" + " ".join(words[place : place + 6]) for place in range(2, len(words), 6)]
    return f"M{words[0]} {words[1]}{''.join(curves)}"


def _direction(path: Path) -> float:
    """Return 1 when the path ends going right, -1 going left: lines always end on the level."""
    return 1.0 if path[-2] >= path[-4] else -1.0


def shortened(path: Path) -> Path:
    """Return the path ending inside its arrowhead, so that the line does not blunt the tip."""
    back = _direction(path) * (ARROW_LENGTH - 2)
    return (*path[:-2], path[-2] - back, path[-1])


def arrow_head(path: Path) -> str:
    """Return the outline of an arrowhead whose tip is the end of ``path``."""
    x, y = path[-2:]
    back = x - _direction(path) * ARROW_LENGTH
    corners = ((x, y), (back, y - ARROW_HALF), (back, y + ARROW_HALF))
    return "M" + "L".join(f"{number(across)} {number(down)}" for across, down in corners) + "Z"


def hexagon(rectangle: Rectangle, *, inset: float = HEXAGON) -> str:
    """Return a hexagon with a point left and right, its other corners ``inset`` from the sides."""
    left, top, width, height = rectangle
    points = (
        (left, top + height / 2),
        (left + inset, top),
        (left + width - inset, top),
        (left + width, top + height / 2),
        (left + width - inset, top + height),
        (left + inset, top + height),
    )
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def cylinder(rectangle: Rectangle) -> str:
    """Return an upright cylinder."""
    left, top, width, height = rectangle
    rim, right, bottom = 7.0, left + width, top + height
    x, r, t, b = number(left), number(right), number(top + rim), number(bottom - rim)
    above, below, inner = number(top - rim / 3), number(bottom + rim / 3), number(top + 2 * rim + rim / 3)
    lid = f"M{x} {t}C{x} {above} {r} {above} {r} {t}"
    return f"{lid}L{r} {b}C{r} {below} {x} {below} {x} {b}ZM{x} {t}C{x} {inner} {r} {inner} {r} {t}"


def text_block(
    parent: ET.Element,
    css_class: str,
    lines: Sequence[str],
    x: float,
    top: float,
    line_height: float,
    *,
    anchor: str = "",
) -> None:
    """Write lines of text below each other, the first one's line box starting at ``top``."""
    for place, line in enumerate(lines):
        attributes = {"class": css_class, "x": number(x), "y": number(top + line_height * (place + BASELINE))}
        if anchor:
            attributes["text-anchor"] = anchor
        ET.SubElement(parent, "text", attributes).text = line
