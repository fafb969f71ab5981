"""A sheet as text: its delimiter, its row of headings, its rows with their numbers."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dataflows.errors import FormatError, Message
from dataflows.formats.decoding import decode
from dataflows.formats.limits import MAX_COLUMNS, MAX_ROWS
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.keys import key
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

DELIMITERS: Final = (",", ";", "\t")
ROWS_LOOKED_AT: Final = 20
# Words of a second row of headings ("Organisation | Storage" under "From | To") besides the columns' own.
HEADING_WORDS: Final = frozenset(
    {
        "organisation",
        "organization",
        "storage",
        "name",
        "label",
        "code",
        "text",
        "date",
        "required",
        "optional",
    }
)

Headings = Mapping[str, str]
# Rows with their numbers, as a workbook has them; or the bytes of a text file that holds such rows.
Records = Sequence[tuple[int, Sequence[str]]]
Cells = bytes | Records


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its headings found; ``fields`` has one entry a column, ``""`` for an unknown one."""

    filename: str
    header_row: int
    headers: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    items: tuple[ReceiptItem, ...]

    @property
    def columns(self) -> Mapping[str, str]:
        """Return field -> heading for the columns that are known."""
        return {field: header for field, header in zip(self.fields, self.headers, strict=True) if field}


def read_table(data: Cells, filename: str, headings: Headings, must: Sequence[str]) -> Table:
    """Return the sheet in ``data``; ``must`` are the fields that tell its row of headings.

    Title rows may stand above the headings. The row that holds most of the known headings is taken.

    Raises
    ------
    FormatError
        When the file cannot be read as a sheet at all. Missing columns are the caller's to refuse.
    """
    items: tuple[ReceiptItem, ...] = ()
    if isinstance(data, bytes):
        decoded = decode(data)
        records: Records = _records(decoded.text, _delimiter(decoded.text, headings, must))
        items = tuple(_said(filename, decoded.encoding, decoded.guessed))
    else:
        records = data
    filled = [number for number, record in records if any(cell.strip() for cell in record)]
    if not filled:
        raise FormatError(_("The file is empty."))
    _refuse_wide(records)
    at = _header_row(records, headings, must)
    headers = _trimmed(dict(records)[at])
    fields = tuple(_fields(headers, headings, at))
    rows = tuple((number, tuple(record)) for number, record in records if at < number <= filled[-1])
    count = sum(number > at for number in filled)
    if count > MAX_ROWS:
        raise FormatError(
            _("The file has %(count)s rows; up to %(limit)s can be read."),
            count=f"{count:,}",
            limit=f"{MAX_ROWS:,}",
        )
    _refuse_second_header(rows, fields, headings, at)
    return Table(filename, at, headers, fields, rows, items)


def require(table: Table, fields: Sequence[str], must: Sequence[str]) -> None:
    """Raise ``FormatError`` naming the columns of ``must`` that ``fields`` lack, and the headings found."""
    missing = [field for field in must if field not in fields]
    if missing:
        found = [header for header in table.headers if header]
        raise FormatError(
            _("The file has no column for %(missing)s; the headings found in row %(row)s are: %(found)s."),
            missing=_listed([field.replace("_", " ") for field in missing]),
            row=table.header_row,
            found=_listed(found[:8]) + ("…" if len(found) > 8 else ""),
        )


def _said(filename: str, encoding: str, guessed: bool) -> Iterator[ReceiptItem]:
    if guessed:
        reason = Message(
            _("The file does not say its encoding and is not UTF-8; it was read as %(encoding)s."),
            {"encoding": encoding},
        )
        yield ReceiptItem(kind="guessed", source=filename, reason=reason, became=encoding)


def _delimiter(text: str, headings: Headings, must: Sequence[str]) -> str:
    """Return the delimiter that makes the best row of headings; commas when none does."""
    best = (0, 0, ",")
    for delimiter in DELIMITERS:
        lines = csv.reader(io.StringIO(text), delimiter=delimiter)
        try:
            records = [record for record, _number in zip(lines, range(ROWS_LOOKED_AT), strict=False)]
        except csv.Error:
            continue
        score = max(_score(record, headings, must) for record in records)
        best = max(
            best, (score, max(len(record) for record in records), delimiter), key=lambda item: item[:2]
        )
    return best[2]


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    try:
        records.extend(enumerate(reader, start=1))
    except csv.Error as error:
        row = len(records) + 1
        if "end of data" in str(error):
            raise FormatError(
                _("A quotation mark that opens in row %(row)s is never closed."), row=row
            ) from error
        if "field limit" in str(error):
            raise FormatError(
                _("A cell in row %(row)s is longer than %(limit)s characters; is a quotation mark open?"),
                row=row,
                limit=f"{csv.field_size_limit():,}",
            ) from error
        raise FormatError(
            _("Row %(row)s cannot be read as a row of cells; look at its quotation marks."), row=row
        ) from error
    return records


def _refuse_wide(records: Iterable[tuple[int, Sequence[str]]]) -> None:
    for number, record in records:
        if len(record) > MAX_COLUMNS and any(cell.strip() for cell in record[MAX_COLUMNS:]):
            raise FormatError(
                _("Row %(row)s has more than %(limit)s columns; take out those that are not needed."),
                row=number,
                limit=MAX_COLUMNS,
            )


def _score(record: Iterable[str], headings: Headings, must: Sequence[str]) -> int:
    found = {headings[key(cell)] for cell in record if key(cell) in headings}
    return len(found) + 2 * sum(field in found for field in must)


def _header_row(records: Sequence[tuple[int, Sequence[str]]], headings: Headings, must: Sequence[str]) -> int:
    filled = [(number, record) for number, record in records if any(cell.strip() for cell in record)]
    looked_at = filled[:ROWS_LOOKED_AT]
    return max(looked_at, key=lambda item: _score(item[1], headings, must))[0]


def _trimmed(record: Sequence[str]) -> tuple[str, ...]:
    cells = [" ".join(cell.split()) for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _fields(headers: Sequence[str], headings: Headings, row: int) -> Iterator[str]:
    """Yield the field of each column; of two that mean the same, the one with the field's own name wins."""
    keys = [key(header) for header in headers]
    for place, header in enumerate(keys):
        field = headings.get(header, "")
        rivals = [other for other in keys if field and headings.get(other) == field]
        if rivals.count(header) > 1:
            raise FormatError(
                _("Row %(row)s has two columns called “%(name)s”; each column needs a name of its own."),
                row=row,
                name=headers[place],
            )
        winner = next((rival for rival in rivals if rival == key(field)), rivals[0] if rivals else "")
        yield field if header == winner else ""


def _refuse_second_header(
    rows: Sequence[tuple[int, Sequence[str]]], fields: Sequence[str], headings: Headings, header_row: int
) -> None:
    for place, (number, record) in enumerate(rows):
        cells = [key(cell) for cell in record]
        filled = [cell for cell in cells if cell]
        same = sum(
            bool(field) and headings.get(cell) == field for cell, field in zip(cells, fields, strict=False)
        )
        repeats = same >= 2 and same * 2 >= len(filled)
        below = place == 0 and len(filled) >= 2 and all(c in headings or c in HEADING_WORDS for c in filled)
        if repeats or below:
            raise FormatError(
                _("Rows %(first)s and %(second)s both look like the row of headings; keep one of them."),
                first=header_row,
                second=number,
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in names)
