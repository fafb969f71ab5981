"""draw.io files: pages plain or compressed, with containers, labels in HTML and lines with loose ends."""

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dataflows.errors import FormatError, Message
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.decoding import decode
from dataflows.formats.drawing import BOUNDARY, STORE, TEXT, THING, Box, Line, Page, Shape
from dataflows.formats.drawing_contents import contents_of
from dataflows.formats.drawing_names import place_of
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.limits import MAX_ITEMS
from dataflows.formats.markup import words_of
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

MAX_UNPACKED: Final = 20_000_000
STORES: Final = ("cylinder", "datastore", "stored_data", "database", "shape=mxgraph.flowchart.direct_data")
LABEL_OF: Final = ("value", "label")
BROKEN: Final = _("The draw.io file cannot be read: it is broken, or no XML.")
UNSAFE: Final = _("The file declares entities or a document type of its own, which no drawing needs.")
TOO_BIG: Final = _(
    "The pages of the drawing unpack to more than %(limit)d MB; take out those that are not needed."
)
PACKED: Final = _("Page %(number)s of the drawing is packed in a way that cannot be unpacked.")
NEAR: Final = _("The line's loose end lies on this: taken to end there.")
PICTURE: Final = _("A picture without words.")

Style = Mapping[str, str]


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file is a draw.io file or one page of one."""
    start = glimpse.text[:2_000]
    return glimpse.text.startswith("<") and ("<mxfile" in start or "<mxGraphModel" in start)


def read(data: bytes, options: ReadOptions) -> Contents:
    """Return what the pages of a drawing hold, a sheet for each.

    Raises
    ------
    FormatError
        When it is no XML, declares entities, or a page cannot be unpacked.
    """
    root = _parse(decode(data).text)
    pages = [_page(root, "", options)] if root.tag == "mxGraphModel" else []
    left = MAX_UNPACKED
    for number, diagram in enumerate(root.iter("diagram"), start=1):
        # One page after the other, so that what they unpack to is never in memory all at once.
        model, size = _model(diagram, number, left)
        left -= size
        name = " ".join(diagram.get("name", "").split()) or f"{number}"
        pages.append(_page(model, name, options))
    return contents_of(pages, options)


def _parse(text: str) -> Element:
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FormatError(UNSAFE) from error
    except (ParseError, ValueError) as error:
        raise FormatError(BROKEN) from error
    return root


def _model(diagram: Element, number: int, most: int) -> tuple[Element, int]:
    """Return the graph of a page, and how many bytes it was unpacked to, of which there may be ``most``.

    It stands there as it is, or packed (Base64 of raw deflate of percent-encoded XML).
    """
    plain = diagram.find("mxGraphModel")
    if plain is not None:
        return plain, 0
    packed = (diagram.text or "").strip()
    if not packed:
        return Element("mxGraphModel"), 0
    try:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        unpacked = unpacker.decompress(base64.b64decode(packed), most + 1)
        if len(unpacked) > most:
            raise FormatError(TOO_BIG, limit=MAX_UNPACKED // 1_000_000)
        return _parse(unquote(unpacked.decode())), len(unpacked)
    # Letters that are no Base64 are a plain ValueError, as are both of its kinds.
    except (ValueError, zlib.error) as error:
        raise FormatError(PACKED, number=number) from error


def _page(model: Element, name: str, options: ReadOptions) -> Page:
    cells = list(_cells(model))
    if len(cells) > 2 * MAX_ITEMS:
        raise FormatError(_("The drawing has more than %(limit)s cells."), limit=f"{2 * MAX_ITEMS:,}")
    reader = _Reader(cells, f"{options.filename}, page {name}" if name else options.filename)
    return Page(
        name=name, shapes=tuple(reader.shapes()), lines=tuple(reader.lines()), items=tuple(reader.items)
    )


class _Cell:
    """One cell, with the words of what wraps it (``UserObject``, ``object``)."""

    def __init__(self, cell: Element, wrapper: Element | None) -> None:
        around = cell if wrapper is None else wrapper
        self.key = around.get("id", "") or cell.get("id", "")
        self.parent, self.source, self.target = (
            cell.get(name, "") for name in ("parent", "source", "target")
        )
        self.is_line, self.is_shape = cell.get("edge") == "1", cell.get("vertex") == "1"
        self.words = cell.get("style", "").lower()
        self.style = dict(part.partition("=")[::2] for part in self.words.split(";") if part)
        label = next(filter(None, (around.get(name, "") for name in LABEL_OF)), "")
        # With html=0 it is text, and what looks like a tag was typed by somebody.
        self.label = " ".join(label.split()) if self.style.get("html") == "0" else words_of(label)
        geometry = cell.find("mxGeometry")
        self.box = _box(geometry)
        self.points = (
            {}
            if geometry is None
            else {point.get("as", ""): _point(point) for point in geometry.iter("mxPoint")}
        )

    def is_on(self, line: "_Cell") -> bool:
        return self.is_shape and self.parent == line.key


def _cells(model: Element) -> Iterator[_Cell]:
    for element in model.iterfind("root/*"):
        if element.tag == "mxCell":
            yield _Cell(element, None)
        elif (inner := element.find("mxCell")) is not None:
            yield _Cell(inner, element)


class _Reader:
    def __init__(self, cells: Sequence[_Cell], source: str) -> None:
        self.source = source
        self.by_key = {cell.key: cell for cell in cells}
        self.cells = cells
        self.items: list[ReceiptItem] = []
        lines = {cell.key for cell in cells if cell.is_line}
        self.labels: dict[str, list[str]] = {}
        self.things: list[_Cell] = []
        for cell in cells:
            if cell.is_shape and cell.parent in lines:
                self.labels.setdefault(cell.parent, []).append(cell.label)
            elif cell.is_shape:
                self.things.append(cell)
        self.holders = {cell.parent for cell in self.things if self.by_key.get(cell.parent, cell).is_shape}
        self.boxes = {cell.key: box for cell in self.things if (box := self._where(cell)) is not None}

    def shapes(self) -> Iterator[Shape]:
        for cell in self.things:
            kind = self._kind(cell)
            parent = self.by_key.get(cell.parent)
            inside = cell.parent if parent is not None and parent.is_shape else ""
            if kind == TEXT and not cell.label:
                self._say("dropped", cell, PICTURE)
                continue
            yield Shape(
                key=cell.key, label=cell.label, kind=kind, inside=inside, box=self.boxes.get(cell.key)
            )

    def lines(self) -> Iterator[Line]:
        for cell in self.cells:
            if not cell.is_line:
                continue
            begin, end = cell.style.get("startarrow", "none"), cell.style.get("endarrow", "classic")
            source, target = (
                self._end(cell, cell.source, "sourcePoint"),
                self._end(cell, cell.target, "targetPoint"),
            )
            backwards = begin != "none" and end == "none"
            words = [cell.label, *self.labels.get(cell.key, ())]
            yield Line(
                key=cell.key,
                label="; ".join(filter(None, words)),
                source=target if backwards else source,
                target=source if backwards else target,
                both_ways=begin != "none" and end != "none",
                undirected=begin == "none" and end == "none",
            )

    def _kind(self, cell: _Cell) -> str:
        if any(word in cell.words for word in STORES):
            return STORE
        if cell.key in self.holders and "ellipse" not in cell.style:
            return BOUNDARY
        if "swimlane" in cell.style or cell.style.get("container") == "1":
            return BOUNDARY
        if "text" in cell.style or "image" in cell.style or cell.style.get("shape") == "image":
            return TEXT if not self._is_used(cell) else THING
        return THING

    def _is_used(self, cell: _Cell) -> bool:
        return any(cell.key in {line.source, line.target} for line in self.cells if line.is_line)

    def _end(self, line: _Cell, key: str, point: str) -> str:
        """Return the shape that an end of a line belongs to: as it says, else the only one it lies on."""
        cell = self.by_key.get(key)
        if cell is not None and cell.is_shape:
            return key
        at = line.points.get(point)
        if key or at is None:
            return ""
        on = [other for other in self.things if (box := self.boxes.get(other.key)) and box.holds(*at)]
        on = [other for other in on if self._kind(other) in {THING, STORE}]
        if len(on) != 1:
            return ""
        self._say("guessed", line, NEAR, became=on[0].label)
        return on[0].key

    def _where(self, cell: _Cell) -> Box | None:
        """Return a shape's box on the page: draw.io gives it relative to what it stands in."""
        if cell.box is None:
            return None
        x, y, seen, at = cell.box.x, cell.box.y, {cell.key}, self.by_key.get(cell.parent)
        while at is not None and at.key not in seen:
            seen.add(at.key)
            if at.box is not None and at.is_shape:
                x, y = x + at.box.x, y + at.box.y
            at = self.by_key.get(at.parent)
        return Box(x, y, cell.box.width, cell.box.height)

    def _say(self, kind: str, cell: _Cell, reason: str, *, became: str = "") -> None:
        source = f"{self.source}, {place_of(cell.key)}"
        item = ReceiptItem(
            kind=kind, source=source, ref=cell.key, value=cell.label, became=became, reason=Message(reason)
        )
        self.items.append(item)


def _box(geometry: Element | None) -> Box | None:
    if geometry is None or geometry.get("relative") == "1":
        return None
    try:
        return Box(*(float(geometry.get(name, "0")) for name in ("x", "y", "width", "height")))
    except ValueError:
        return None


def _point(point: Element) -> tuple[float, float]:
    try:
        return float(point.get("x", "0")), float(point.get("y", "0"))
    except ValueError:
        return 0.0, 0.0
