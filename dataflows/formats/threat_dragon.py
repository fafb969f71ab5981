"""OWASP Threat Dragon models, version 1 and 2: their diagrams as drawings."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dataflows.errors import FormatError, Message
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.document_text import parse_json
from dataflows.formats.drawing import BOUNDARY, STORE, TEXT, THING, Box, Line, Page, Shape
from dataflows.formats.drawing_contents import contents_of
from dataflows.formats.drawing_names import place_of
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.json_values import at, text_of
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# The last word of a cell's shape or type, in small letters -> what it is. Curves have no inside.
KINDS: Final[Mapping[str, str]] = {
    "actor": THING,
    "process": THING,
    "store": STORE,
    "text": TEXT,
    "text-block": TEXT,
    "boundarybox": BOUNDARY,
    "trust-boundary-box": BOUNDARY,
}
CURVES: Final = frozenset({"boundary", "boundarycurve", "trust-boundary-curve", "trust-broundary-curve"})
FLOWS: Final = frozenset({"flow", "edge"})
NOT_A_MODEL: Final = _("The file is no Threat Dragon model: it has no “detail” with “diagrams” in it.")
NO_CELLS: Final = _("Diagram %(number)s of the Threat Dragon model has no list of cells.")
CURVE: Final = _("A boundary drawn as a curve has no inside: nothing can be said to stand in it.")
UNKNOWN: Final = _("Daylight does not know this kind of cell.")
NO_THREATS: Final = _("A map holds no threats: %(count)s were left out.")


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file is a Threat Dragon model, or means to be one."""
    if not glimpse.text.startswith("{"):
        return False
    try:
        value = json.loads(glimpse.text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "summary" in value and ("detail" in value or "details" in value)


def read(data: bytes, options: ReadOptions) -> Contents:
    """Return what the diagrams of a model hold, a sheet for each.

    Raises
    ------
    FormatError
        When the file is not JSON, or not a model.
    """
    model = parse_json(data)
    diagrams = at(model, "detail", "diagrams")
    if not isinstance(diagrams, list):
        raise FormatError(NOT_A_MODEL)
    pages = [_page(diagram, number, options) for number, diagram in enumerate(diagrams, start=1)]
    return contents_of(pages, options)


def _page(diagram: Any, number: int, options: ReadOptions) -> Page:
    cells = at(diagram, "cells")
    if cells is None:
        cells = at(diagram, "diagramJson", "cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise FormatError(NO_CELLS, number=number)
    name = " ".join(text_of(at(diagram, "title")).split())
    reader = _Cells(f"{options.filename}, page {name}" if name else options.filename)
    for place, cell in enumerate(cells, start=1):
        reader.take(cell, place)
    return Page(
        name=name, shapes=tuple(reader.shapes), lines=tuple(reader.lines), items=tuple(reader.items())
    )


class _Cells:
    def __init__(self, source: str) -> None:
        self.source = source
        self.shapes: list[Shape] = []
        self.lines: list[Line] = []
        self.left: list[ReceiptItem] = []
        self.threats = 0

    def take(self, cell: Mapping[str, Any], place: int) -> None:
        identity = text_of(cell.get("id")) or f"no. {place}"
        kind = _kind(cell)
        self.threats += _threats(cell)
        if kind in FLOWS:
            self.lines.append(_line(cell, identity))
        elif kind in KINDS:
            self.shapes.append(_shape(cell, identity, KINDS[kind]))
        else:
            reason = CURVE if kind in CURVES else UNKNOWN
            self.left.append(
                ReceiptItem(
                    kind="dropped",
                    source=f"{self.source}, {place_of(identity)}",
                    ref=identity,
                    value=_label(cell) or kind,
                    reason=Message(reason),
                )
            )

    def items(self) -> Iterator[ReceiptItem]:
        yield from self.left
        if self.threats:
            reason = Message(NO_THREATS, {"count": self.threats})
            yield ReceiptItem(kind="dropped", source=self.source, reason=reason)


def _kind(cell: Mapping[str, Any]) -> str:
    said = text_of(cell.get("shape")) or text_of(at(cell, "data", "type")) or text_of(cell.get("type"))
    return said.lower().removeprefix("tm.").removeprefix("td-")


def _label(cell: Mapping[str, Any]) -> str:
    ways = (("data", "name"), ("attrs", "text", "text"), ("attrs", "label", "text"), ("name",))
    return next(filter(None, (text_of(at(cell, *way)) for way in ways)), "")


def _shape(cell: Mapping[str, Any], identity: str, kind: str) -> Shape:
    return Shape(key=identity, label=_label(cell), kind=kind, box=_box(cell), notes=_notes(cell))


def _line(cell: Mapping[str, Any], identity: str) -> Line:
    label = _label(cell)
    if not label:
        labels = cell.get("labels")
        said = labels if isinstance(labels, list) else []
        ways = (("attrs", "label", "text"), ("attrs", "labelText", "text"), ("attrs", "text", "text"))
        found = (text_of(at(one, *way)) for one in said for way in ways)
        label = next(filter(None, found), "")
    return Line(
        key=identity,
        label=label,
        source=_end(cell.get("source")),
        target=_end(cell.get("target")),
        channel=text_of(at(cell, "data", "protocol")),
        both_ways=at(cell, "data", "isBidirectional") is True,
        notes=_notes(cell),
    )


def _end(end: Any) -> str:
    return text_of(at(end, "cell")) or text_of(at(end, "id"))


def _box(cell: Mapping[str, Any]) -> Box | None:
    numbers = [
        at(cell, *way)
        for way in (("position", "x"), ("position", "y"), ("size", "width"), ("size", "height"))
    ]
    if not all(isinstance(number, int | float) for number in numbers):
        return None
    return Box(*map(float, numbers))


def _notes(cell: Mapping[str, Any]) -> str:
    return text_of(at(cell, "data", "description")) or text_of(cell.get("description"))


def _threats(cell: Mapping[str, Any]) -> int:
    threats = at(cell, "data", "threats")
    if threats is None:
        threats = cell.get("threats")
    return len(threats) if isinstance(threats, list) else 0
