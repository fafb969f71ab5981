"""Workbooks (XLSX) and zips of CSV files: register sheets by their names, flow lists by their columns."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from dataflows.errors import FormatError, Message
from dataflows.formats.archive import is_zip, names_in, unpack
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.csv_flows import is_flow_list, peek_flows, read_flows
from dataflows.formats.csv_register import (
    Sheet,
    read_access,
    read_data_types,
    read_organisations,
    read_storage,
)
from dataflows.formats.decoding import decode
from dataflows.formats.flow_row import FlowSheet, Peek
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.limits import MAX_ROWS
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.formats.table import ROWS_LOOKED_AT, Cells
from dataflows.formats.workbook_cells import sheets_of
from dataflows.graph.keys import key
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

WORKBOOK_PART: Final = "xl/workbook.xml"
# A sheet's name, reduced to its key -> the part of the contents it is.
REGISTER: Final = {
    **dict.fromkeys(("organisations", "organisation", "sefydliadau"), "organisations"),
    **dict.fromkeys(("datatypes", "datatype", "mathauoddata"), "data_types"),
    **dict.fromkeys(("storage", "storages", "storfa"), "storage"),
    **dict.fromkeys(("access", "mynediad"), "access"),
}
READERS: Final[Mapping[str, Callable[..., Sheet[Any]]]] = {
    "organisations": read_organisations,
    "data_types": read_data_types,
    "storage": read_storage,
    "access": read_access,
}
# The sheet on which our own export says what it could not hold.
LEFT_OUT: Final = "notinthisworkbook"
NO_FLOW_LIST: Final = _("No column says who sends and who receives: the sheet was left out.")
OWN_LIST: Final = _("The list of what this workbook could not hold, from when it was written.")
ALONE: Final = _("Nothing else stands on this sheet: it was left out.")
NO_LIST: Final = _("This is no CSV file: it was left out.")
COMMENTS: Final = _("Comments on cells: %(count)s. They are not read; what they say may belong in a column.")
COMMENT: Final = re.compile(rb"<(?:\w++:)?(comment|threadedComment)\b")
NOTHING: Final = _(
    "No sheet of the file is a flow list: a sheet needs a column for who sends and one for who receives. "
    "On the pages, columns that have other headings can be matched by hand."
)
NO_SHEETS: Final = _("The file is a zip without a workbook or CSV files in it.")
IN_SHEET: Final = _("Sheet “%(sheet)s”: %(sentence)s")
# What else comes as a zip, by a part that each of its kind has -> what to do with it.
OTHER_KINDS: Final = {
    "content.xml": _("The file is an OpenDocument file; save it as .xlsx and try again."),
    "word/document.xml": _("The file is a Word document; copy its table and paste it here instead."),
    "ppt/presentation.xml": _("The file holds slides; Daylight needs the list itself, as a spreadsheet."),
    "xl/workbook.bin": _("The file is a binary workbook (.xlsb); save it as .xlsx and try again."),
    "Index/Document.iwa": _("The file is a Numbers file; export it as Excel (.xlsx) and try again."),
}


def recognise_workbook(glimpse: Glimpse) -> bool:
    """Say whether a file is a workbook, by a name that each has in its list of parts."""
    return is_zip(glimpse.data) and WORKBOOK_PART.encode() in glimpse.data


def recognise_zip(glimpse: Glimpse) -> bool:
    """Say whether a file is a zip of any other kind."""
    return is_zip(glimpse.data)


def read_workbook(data: bytes, options: ReadOptions) -> Contents:
    """Return what a workbook holds.

    Raises
    ------
    FormatError
        With one sentence, when it cannot be read or no sheet of it is a flow list.
    """
    return _read(_sheets(data, options.filename), options)


def peek_workbook(data: bytes, filename: str) -> tuple[Peek, ...]:
    """Return the headings of each sheet that may be a flow list.

    Raises
    ------
    FormatError
        The workbook cannot be read.
    """
    return tuple(_peeks(_sheets(data, filename)))


def read_zip(data: bytes, options: ReadOptions) -> Contents:
    """Return what the CSV files in a zip hold, each as a sheet with the file's name.

    Raises
    ------
    FormatError
        With one sentence, when it cannot be read or no file in it is a flow list.
    """
    return _read(_files(data, options.filename), options)


def peek_zip(data: bytes, filename: str) -> tuple[Peek, ...]:
    """Return the headings of each CSV file in a zip that may be a flow list.

    Raises
    ------
    FormatError
        The zip cannot be read.
    """
    return tuple(_peeks(_files(data, filename)))


class _Sheet(NamedTuple):
    """One sheet as it stands in its file: ``source`` names it in receipts, ``items`` tells of its cells."""

    name: str
    cells: Cells
    source: str
    items: tuple[ReceiptItem, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Say whether it has headings at most."""
        rows = self.cells.splitlines() if isinstance(self.cells, bytes) else [row for _n, row in self.cells]
        return len([row for row in rows if row]) < 2

    @property
    def alone(self) -> str:
        """Return what stands in the only row of a sheet, unless it is a row of headings."""
        if key(self.name) in REGISTER or is_flow_list(self.cells, filename=self.source):
            return ""
        if isinstance(self.cells, bytes):
            return decode(self.cells).text.strip() if self.cells.strip() else ""
        return " | ".join(cell for _number, row in self.cells for cell in row if cell)

    @property
    def start(self) -> Cells:
        """Return as much of it as tells what it is."""
        return self.cells if isinstance(self.cells, bytes) else self.cells[: 2 * ROWS_LOOKED_AT]


def _sheets(data: bytes, filename: str) -> Iterator[_Sheet]:
    """Yield the sheets of a workbook."""
    parts = unpack(data, any_name=True)
    for sheet in sheets_of(data, parts, filename):
        source = f"{filename}, sheet {sheet.name.strip()},"
        yield _Sheet(sheet.name, sheet.records, source, sheet.items)
    said = [
        found for name, part in parts.items() if "comment" in name.lower() for found in COMMENT.findall(part)
    ]
    # A thread stands in the file a second time, for programs that know none.
    if count := max(said.count(b"comment"), said.count(b"threadedComment")):
        yield _Sheet("", (), filename, (_dropped(filename, "", COMMENTS, count=count),))


def _files(data: bytes, filename: str) -> Iterator[_Sheet]:
    """Yield the CSV files in a zip."""
    if other := next((said for part, said in OTHER_KINDS.items() if part.encode() in data), None):
        raise FormatError(other)
    parts = unpack(data)
    names = names_in(data)
    lists = [name for name in names if name.lower().endswith((".csv", ".tsv"))]
    if not lists:
        raise FormatError(NO_SHEETS)
    for name in lists:
        yield _Sheet(PurePosixPath(name).stem, parts[name], f"{filename}, {name},")
    others = [name for name in names if name not in lists]
    yield _Sheet("", (), filename, tuple(_dropped(f"{filename}, {name}", name, NO_LIST) for name in others))


def _dropped(source: str, value: str, reason: str, **values: object) -> ReceiptItem:
    return ReceiptItem(kind="dropped", source=source, value=value[:200], reason=Message(reason, values))


def _peeks(sheets: Iterable[_Sheet]) -> Iterator[Peek]:
    """Yield the headings of what may be a flow list; a sheet that is no table cannot be matched."""
    for number, sheet in enumerate(sheets):
        if sheet.is_bare or key(sheet.name) in REGISTER or key(sheet.name) == LEFT_OUT:
            continue
        with suppress(FormatError):
            yield replace(peek_flows(sheet.cells, filename=sheet.source), number=number, name=sheet.name)


def _read(sheets: Iterable[_Sheet], options: ReadOptions) -> Contents:
    found = _Found(options)
    for number, sheet in enumerate(sheets):
        found.items += sheet.items
        if not sheet.is_bare:
            found.take(number, sheet)
        elif words := sheet.alone:
            found.items.append(_dropped(sheet.source.rstrip(","), words, ALONE))
    return found.contents()


@dataclass
class _Found:
    """What the sheets of one file came to so far."""

    options: ReadOptions
    sheets: list[FlowSheet] = field(default_factory=list)
    register: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    items: list[ReceiptItem] = field(default_factory=list)

    def take(self, number: int, sheet: _Sheet) -> None:
        try:
            self._take(sheet, self.options.columns.get(number))
        except FormatError as error:
            raise FormatError(IN_SHEET, sheet=sheet.name.strip(), sentence=error.message) from error

    def _take(self, one: _Sheet, columns: Mapping[int, str] | None) -> None:
        name, cells, source, _items = one
        part = REGISTER.get(key(name), "")
        if columns is None and part and part not in self.register:
            read = READERS[part](cells, filename=source)
            self.register[part] = tuple(replace(row, place=f"{source} row {row.number}") for row in read.rows)
            self.items += [item for item in read.receipt.items if item.kind != "kept"]
        elif columns is not None or is_flow_list(one.start, filename=source):
            sheet = read_flows(cells, filename=source, columns=columns, known_data_types=self._known())
            self.sheets.append(_named(sheet, name, source))
        else:
            reason = OWN_LIST if key(name) == LEFT_OUT else NO_FLOW_LIST
            item = ReceiptItem(kind="dropped", source=source.rstrip(","), value=name, reason=Message(reason))
            self.items.append(item)

    def contents(self) -> Contents:
        if not self.sheets:
            raise FormatError(NOTHING)
        if sum(len(sheet.rows) for sheet in self.sheets) > MAX_ROWS:
            raise FormatError(_("The workbook has more than %(limit)s rows."), limit=f"{MAX_ROWS:,}")
        return Contents(sheets=tuple(self.sheets), receipt=Receipt(tuple(self.items)), **self.register)

    def _known(self) -> Iterable[str]:
        return (*self.options.known_data_types, *(row.name for row in self.register.get("data_types", ())))


def _named(sheet: FlowSheet, name: str, source: str) -> FlowSheet:
    """Return the sheet with its name, and each row with its place in the file."""
    return replace(
        sheet,
        name=name,
        rows=tuple(replace(row, place=f"{source} row {row.number}") for row in sheet.rows),
        unattached=tuple(replace(row, place=f"{source} row {row.number}") for row in sheet.unattached),
    )
