"""The cells of a workbook as text, with what is to be said of formulas, merged cells and errors."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from dataflows.errors import FormatError, Message
from dataflows.formats.cells import guard
from dataflows.formats.limits import MAX_COLUMNS, MAX_ROWS
from dataflows.formats.receipt import ReceiptItem
from dataflows.formats.table import ROWS_LOOKED_AT, Records
from dataflows.formats.workbook_size import check_size
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

ERRORS: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
# What .NET writes has a prefix before each name: <x:c r="A1">. An expression that looked past the next "<",
# or tried spaces in two ways, would take hours over a file that is made for it.
FORMULA: Final = re.compile(rb"<(?:\w+:)?c r=\"([A-Z]+[0-9]+)\"[^<>]*>\s*+<(?:\w+:)?f[\s/>]")
NO_VALUE: Final = re.compile(
    rb"<(?:\w+:)?c r=\"([A-Z]+[0-9]+)\"[^<>]*>\s*+<(?:\w+:)?f(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*+"
    rb"(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)
MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell ref=\"([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})\"")
# A cell with something in it beyond the two hundredth column, "GR".
TOO_FAR: Final = re.compile(rb"<(?:\w+:)?c r=\"((?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3})[0-9]+)\"[^<>]*[^/<>]>")
SHOWN: Final = 5
# Rows, the empty ones with them, of all sheets together: three sheets as high as a spreadsheet can be.
MAX_HEIGHT: Final = 3 * 1_048_576
NOT_A_WORKBOOK: Final = _("The file cannot be read as a workbook; open it, save it as .xlsx and try again.")
HIDDEN: Final = _("The sheet is hidden in the workbook; it was read all the same.")
# With the count behind it, a sentence is right for one and for many.
FORMULAS: Final = _("Cells with formulas: %(count)s (%(cells)s). The values they showed were taken.")
NEVER_WORKED_OUT: Final = _(
    "Cells with formulas that were never worked out: %(count)s (%(cells)s). Open the workbook and save it."
)
MERGES: Final = _("Merged cells: %(count)s (%(cells)s). The value was taken for each row of them.")
TOO_WIDE: Final = _("Cell %(cell)s stands beyond %(limit)s columns; take out those that are not needed.")
# Merged cells never lie over each other, so that no sheet fills more than all that can be read of it.
MAX_FILLED: Final = (MAX_ROWS + ROWS_LOOKED_AT) * MAX_COLUMNS
TOO_HIGH: Final = _(
    "Something stands below row %(row)s of the sheet “%(sheet)s”; take out what is not needed there."
)
IN_ERROR: Final = _("Cells that show an error: %(count)s (%(cells)s). They were read as empty.")


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet: its name, its rows of text with their numbers, and what is to be said of it."""

    name: str
    records: Records
    items: tuple[ReceiptItem, ...]

    @property
    def height(self) -> int:
        """Return the number of its last row."""
        return self.records[-1][0] if self.records else 0


def sheets_of(data: bytes, parts: Mapping[str, bytes], filename: str) -> list[WorkbookSheet]:
    """Return the sheets of a workbook in order; ``parts`` are what :func:`unpack` gave for ``data``.

    Raises
    ------
    FormatError
        When it is no workbook, or has more rows than can be read.
    """
    check_size(parts)
    sheets: list[WorkbookSheet] = []
    try:
        with warnings.catch_warnings():
            # Openpyxl warns of what it leaves out (validation, pictures): nothing of it holds data.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            left = MAX_ROWS + ROWS_LOOKED_AT
            height = MAX_HEIGHT
            for sheet in workbook.worksheets:
                sheets.append(_sheet(sheet, parts, filename, left, height))
                left -= len(sheets[-1].records)
                height -= sheets[-1].height
    except (
        *(KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError, OSError),
        *(ParseError, zipfile.BadZipFile, InvalidFileException),
    ) as error:
        raise FormatError(NOT_A_WORKBOOK) from error
    return sheets


def _sheet(sheet: Any, parts: Mapping[str, bytes], filename: str, most: int, height: int) -> WorkbookSheet:
    source = f"{filename}, sheet {sheet.title.strip()}"
    # The path is the one thing that openpyxl keeps to itself; its version is pinned.
    xml = parts.get(str(sheet._worksheet_path).lstrip("/"), b"")
    if far := TOO_FAR.search(xml):
        raise FormatError(TOO_WIDE, cell=far.group(1).decode(), limit=MAX_COLUMNS)
    records: list[tuple[int, list[str]]] = []
    errors: list[str] = []
    for number, values in _rows(sheet, height):
        if len(records) > most:
            raise FormatError(_("The workbook has more than %(limit)s rows."), limit=f"{MAX_ROWS:,}")
        errors += [
            f"{get_column_letter(place + 1)}{number}" for place, value in enumerate(values) if value in ERRORS
        ]
        last = max(place for place, value in enumerate(values, start=1) if value is not None)
        records.append((number, [_text(value) for value in values[:last]]))
    filled = _fill(dict(records), xml)
    formulas = [found.decode() for found in FORMULA.findall(xml)]
    blank = dict.fromkeys(found.decode() for found in NO_VALUE.findall(xml))
    items = [
        *_said("guessed", source, FORMULAS, [cell for cell in formulas if cell not in blank]),
        *_said("dropped", source, NEVER_WORKED_OUT, list(blank)),
        *_said("guessed", source, MERGES, filled),
        *_said("dropped", source, IN_ERROR, errors),
    ]
    if sheet.sheet_state != "visible":
        items.append(ReceiptItem(kind="guessed", source=source, reason=Message(HIDDEN)))
    return WorkbookSheet(sheet.title, records, tuple(items))


def _rows(sheet: Any, height: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows in which something stands, with their numbers, and not one below ``height``.

    Openpyxl makes a row for each number that is left out, so that one number could keep it busy for hours.
    """
    sheet.reset_dimensions()
    empty: Sequence[Any] | None = None
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1):
        if number > height:
            raise FormatError(TOO_HIGH, row=f"{height:,}", sheet=sheet.title)
        # The rows that it makes are one and the same: looking into each would take most of the time.
        if values is empty:
            continue
        if any(value is not None for value in values):
            yield number, values
        else:
            empty = values


def _said(kind: str, source: str, reason: str, cells: list[str]) -> Iterator[ReceiptItem]:
    if cells:
        shown = ", ".join(cells[:SHOWN]) + ("…" if len(cells) > SHOWN else "")
        yield ReceiptItem(
            kind=kind, source=source, reason=Message(reason, {"count": len(cells), "cells": shown})
        )


def _fill(rows: dict[int, list[str]], xml: bytes) -> list[str]:
    """Write the value of a cell merged over several rows into each of those rows; return which they were."""
    filled = []
    left = MAX_FILLED
    for letters, first, last in MERGED.findall(xml):
        column, top, bottom = column_index_from_string(letters.decode()) - 1, int(first), int(last)
        value = rows.get(top, [])[column : column + 1]
        if not top < bottom <= top + MAX_ROWS or not value or not value[0]:
            continue
        left -= bottom - top
        if left < 0:
            raise FormatError(NOT_A_WORKBOOK)
        filled.append(f"{letters.decode()}{top}")
        for number in range(top + 1, bottom + 1):
            row = rows.get(number)
            if row is None:
                continue
            # A row ends with its last filled cell, which may stand before the merged one.
            row.extend([""] * (column + 1 - len(row)))
            row[column] = row[column] or value[0]
    return filled


def _text(value: Any) -> str:
    """Return a cell as text: days in ISO, whole numbers without a point, errors as nothing.

    >>> _text(datetime.datetime(2026, 3, 1)), _text(7.0), _text(True), _text("#REF!"), _text("=1+1")
    ('2026-03-01', '7', 'Yes', '', "'=1+1")
    """
    if value is None or value in ERRORS:
        return ""
    if isinstance(value, str):
        # Text that looks like a formula is text: the reader takes the apostrophe off again.
        return guard(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)
