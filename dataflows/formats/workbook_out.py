"""A map as a workbook or as a zip of CSV files: the same sheets, every cell as text."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from dataflows.formats.csv_export import rows_csv
from dataflows.formats.document import MapDocument
from dataflows.formats.sheets_out import SheetOut, sheets_of
from dataflows.formats.xml_text import legal_xml

LONGEST_CELL: Final = 32_767
WIDEST: Final = 60
BOLD: Final = Font(bold=True)
TOP: Final = Alignment(vertical="top", wrap_text=True)
# A zip says when its parts were made; the same map gives the same file whenever it is asked for.
MADE: Final = (1980, 1, 1, 0, 0, 0)
# What tells about a workbook, and when it was saved.
_ABOUT: Final = "docProps/core.xml"
_SAVED: Final = re.compile(rb"<dcterms:modified[^<>]*>[^<>]*</dcterms:modified>")


def write_workbook(document: MapDocument) -> bytes:
    """Return the document as a workbook: the register's sheets, its flows, and what none of them can hold.

    Cells are text, whatever they begin with: nothing in them is a formula. What XML cannot hold is written as
    U+FFFD.
    """
    workbook = Workbook(write_only=True)
    for sheet in sheets_of(document):
        _add(workbook.create_sheet(sheet.name), sheet)
    workbook.properties.created = datetime(*MADE, tzinfo=UTC)
    out = io.BytesIO()
    workbook.save(out)
    return _undated(out.getvalue())


def _undated(data: bytes) -> bytes:
    """Return a workbook that does not say when it was written."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as dated,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in dated.namelist():
            entry = zipfile.ZipInfo(part, date_time=MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _SAVED.sub(b"", dated.read(part)) if part == _ABOUT else dated.read(part))
    return out.getvalue()


def write_zip(document: MapDocument) -> bytes:
    """Return the document as a zip of CSV files, one for each sheet of the workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets_of(document):
            entry = zipfile.ZipInfo(f"{sheet.name}.csv", date_time=MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, rows_csv(sheet.columns, sheet.rows).encode("utf-8-sig"))
    return out.getvalue()


def _add(into: Any, sheet: SheetOut) -> None:
    into.freeze_panes = "A2"
    for place, heading in enumerate(sheet.columns, start=1):
        longest = max((len(row[place - 1]) for row in sheet.rows), default=0)
        width = min(max(len(heading), longest) + 2, WIDEST)
        into.column_dimensions[get_column_letter(place)].width = width
    into.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
    into.append([_cell(into, heading, font=BOLD) for heading in sheet.columns])
    for row in sheet.rows:
        into.append([_cell(into, text) if text else None for text in row])


def _cell(into: Any, text: str, *, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(into, value=legal_xml(text)[:LONGEST_CELL])
    # Given the text, openpyxl takes "=1+1" for a formula and "#N/A" for an error.
    cell.data_type = "s"
    cell.alignment = TOP
    if font is not None:
        cell.font = font
    return cell
