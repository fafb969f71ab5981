"""Workbooks and zips of CSV files: what people's spreadsheets hold, our own back again, and harm."""

import csv
import io
import os
import re
import subprocess
import time
import zipfile
from datetime import date

import pytest
from hypothesis import given
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from dataflows.errors import FormatError
from dataflows.formats import workbook_in, workbook_out
from dataflows.formats.contents import ReadOptions
from dataflows.formats.csv_export import flows_csv
from dataflows.formats.csv_flows import read_flows
from dataflows.formats.registry import CODECS, sniff
from dataflows.formats.sheets_out import flows_name, sheets_of
from dataflows.formats.workbook_in import peek_workbook, peek_zip, read_workbook, read_zip
from dataflows.formats.workbook_size import check_size
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps
from tests.results import keep_result

HEADINGS = ["ref", "from organisation", "to organisation", "data types", "review date", "notes"]
OPTIONS = ReadOptions(filename="flows.xlsx")
SHEET = "xl/worksheets/sheet1.xml"


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def book(*rows, title="Northmoor", then=None) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if then:
        then(workbook, sheet)
    return saved(workbook)


def read(data: bytes):
    assert sniff(data) == "xlsx"
    return workbook_in.read_workbook(data, OPTIONS)


def said(receipt, kind):
    return [(item.source, item.reason.translated(str)) for item in receipt.of(kind)]


# --- what people have ---------------------------------------------------------------------------------------
def test_cells_of_every_kind_become_text():
    made = read(
        book(
            HEADINGS, [1, "Shelter", "GP", "Name; Risk", date(2027, 3, 31), 4.5], [2.0, "GP", "=Home", "Name"]
        )
    )
    (sheet,) = made.sheets
    (first,), (second,) = sheet.rows, sheet.unattached
    assert (first.ref, first.review_date, first.notes) == ("1", "2027-03-31", "4.5")
    assert (second.ref, second.number, second.place) == ("2", 3, "flows.xlsx, sheet Northmoor, row 3")
    assert second.to_organisation == ""  # a formula that nobody worked out


def test_text_that_looks_like_a_formula_is_text():
    def as_text(_workbook, sheet):
        sheet["B2"].value, sheet["B2"].data_type = "=1+1", "s"
        sheet["C2"].value, sheet["C2"].data_type = "+44 161 496 0000", "s"

    (sheet,) = read(book(HEADINGS, ["A1", "x", "y", "Name"], then=as_text)).sheets
    assert (sheet.rows[0].from_organisation, sheet.rows[0].to_organisation) == ("=1+1", "+44 161 496 0000")


def test_formulas_are_said_and_those_without_a_value_too():
    data = book(HEADINGS, ["A1", "Shelter", "=B2", "Name"], ["A2", "Shelter", "GP", "Name"])
    made = read(data)
    (dropped,) = said(made.receipt, "dropped")
    assert dropped[0] == "flows.xlsx, sheet Northmoor"
    assert "(C2)" in dropped[1]
    worked_out = rewritten(
        data, "xl/worksheets/sheet1.xml", rb"<f>B2</f><v ?/?>(</v>)?", b"<f>B2</f><v>7</v>"
    )
    made = read(worked_out)
    assert made.sheets[0].rows[0].to_organisation == "7"
    ((_source, reason),) = said(made.receipt, "guessed")
    assert reason == "Cells with formulas: 1 (C2). The values they showed were taken."


def test_what_net_writes_is_said_as_well():
    """Some programs write a prefix before every name in a sheet."""

    def merge(_workbook, sheet):
        sheet.merge_cells("B2:B3")

    data = book(HEADINGS, ["A1", "Shelter", "=B2", "Name"], ["A2", None, "GP", "Name"], then=merge)
    prefixed = rewritten(data, SHEET, rb"<(/?)(?=[a-zA-Z])", rb"<\1x:")
    prefixed = rewritten(prefixed, SHEET, rb"xmlns=", b"xmlns:x=")
    for each in (data, prefixed):
        made = read(each)
        assert "(C2)" in said(made.receipt, "dropped")[0][1]
        assert "(B2)" in said(made.receipt, "guessed")[0][1]
        assert [(row.ref, row.from_organisation) for row in made.sheets[0].rows] == [("A2", "Shelter")]


def test_a_merged_cell_at_the_end_of_rows_is_taken_for_each():
    def merge(_workbook, sheet):
        sheet.merge_cells("C2:C4")

    rows = [["from", "data", "to"], ["Shelter", "Name", "GP"], ["Police", "Name"], ["Council"]]
    made = read(book(*rows, then=merge))
    assert [(row.from_organisation, row.to_organisation) for row in made.sheets[0].rows] == [
        ("Shelter", "GP"),
        ("Police", "GP"),
        ("Council", "GP"),
    ]


@pytest.mark.parametrize("row", [b"99999999999", b"9e12", b"3200000"])
def test_a_row_far_down_keeps_nobody_busy(row):
    data = rewritten(book(HEADINGS, ["A1", "Shelter", "GP"]), SHEET, rb'<row r="2"', b'<row r="' + row + b'"')
    started = time.process_time()
    with pytest.raises(FormatError, match=r"stands below row 3,145,728 of the sheet “Northmoor”"):
        read(data)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "part",
    [
        b'<c r="A1" ',
        b'<x:c r="A1" ',
        b'<c r="A1"><f',
        b'<c r="A1"> <f></f> ',
        b'<mergeCell ref="A1:A2',
        b"<x:",
    ],
)
def test_a_comment_full_of_beginnings_keeps_nobody_busy(part):
    long = b"<!--" + part * (2_000_000 // len(part)) + b" " * 200_000 + b"--><sheetData>"
    data = rewritten(book(HEADINGS, ["A1", "Shelter", "GP"]), SHEET, rb"<sheetData>", long)
    started = time.process_time()
    assert len(read(data).sheets[0].rows) == 1
    assert time.process_time() - started < 10


CROWDS = {
    "cells in a row": ("worksheets/sheet1.xml", b"</row>", b"<c/>"),
    "rows": ("worksheets/sheet1.xml", b"</sheetData>", b"<row/>"),
    "merged cells": ("worksheets/sheet1.xml", b"</worksheet>", b'<mergeCell ref="A1:A20000"/>'),
    "styles": ("styles.xml", b"</cellXfs>", b"<xf/>"),
    "names": ("workbook.xml", b"</workbook>", b'<definedName name="a">1</definedName>'),
}


@pytest.mark.parametrize("what", CROWDS)
def test_a_crowd_of_small_things_is_refused_before_it_is_parsed(what):
    name, before, one = CROWDS[what]
    data = rewritten(plain(), f"xl/{name}", before, one * 600_000 + before)
    assert len(data) < 400_000
    started = time.process_time()
    with pytest.raises(FormatError, match=r"(holds too much|more than 500,000 rows).*\.$"):
        read(data)
    assert time.process_time() - started < 3


def test_a_crowd_of_texts_is_refused_by_what_it_is_and_not_by_its_name():
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si/>" * 1_600_000
    for name in ("xl/sharedStrings.xml", "xl/strings.bin"):
        with pytest.raises(FormatError, match="holds too much"):
            read(with_part(name, texts + b"</sst>"))


def test_merged_cells_over_each_other_keep_nobody_busy():
    over = b"<mergeCells>" + b'<mergeCell ref="A2:A20000"/>' * 9_000 + b"</mergeCells>"
    data = rewritten(plain(), SHEET, rb"</sheetData>", b"</sheetData>" + over)
    started = time.process_time()
    with pytest.raises(FormatError, match="cannot be read as a workbook"):
        read(data)
    assert time.process_time() - started < 5


def test_a_full_list_is_no_crowd():
    """Twenty thousand rows, thirty columns wide, in as many styles as people use."""
    row = b"<row>" + b'<c r="A1" t="s"><v>1</v></c>' * 30 + b"</row>"
    check_size({"xl/sheet1.xml": b"<worksheet>" + row * 20_000, "xl/styles.xml": b"<xf/>" * 64_000})


def test_sheets_that_are_high_together_keep_nobody_busy():
    def more(workbook, _sheet):
        for number in range(50):
            workbook.create_sheet(f"High {number}").cell(1_048_576, 1, "x")

    data = book(HEADINGS, ["A1", "Shelter", "GP"], then=more)
    started = time.process_time()
    with pytest.raises(FormatError, match=r"of the sheet “High 2”"):
        read(data)
    assert time.process_time() - started < 10


def test_one_stray_cell_far_down_is_read():
    def stray(_workbook, sheet):
        sheet.cell(1_048_576, 2, "Police")

    made = read(book(HEADINGS, ["A1", "Shelter", "GP"], then=stray))
    assert [row.number for row in made.sheets[0].unattached] == [1_048_576]


def test_a_sheet_that_is_refused_is_named():
    def more(workbook, _sheet):
        sheet = workbook.create_sheet("Second ")
        for row in (HEADINGS, ["A1", "Shelter", "GP"], ["A1", "Shelter", "Police"]):
            sheet.append(row)

    with pytest.raises(FormatError, match=r"^Sheet “Second”: The reference “A1” is in rows 2 and 3"):
        read(book(HEADINGS, ["A1", "Shelter", "GP"], then=more))


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("content.xml", r"OpenDocument.*\.xlsx"),
        ("word/document.xml", "paste it"),
        ("ppt/presentation.xml", "slides"),
        ("xl/workbook.bin", r"\.xlsb.*\.xlsx"),
        ("Index/Document.iwa", r"Numbers.*\.xlsx"),
        ("other.txt", "a zip without a workbook"),
    ],
)
def test_other_packed_files_are_told_what_to_do(part, sentence):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, "<x/>")
    assert sniff(out.getvalue()) == "csv-zip"
    with pytest.raises(FormatError, match=sentence):
        workbook_in.read_zip(out.getvalue(), OPTIONS)


def test_errors_are_empty_and_said():
    made = read(book(HEADINGS, ["A1", "Shelter", "GP", "#REF!"], ["A2", "Shelter", "GP", "Name"]))
    assert made.sheets[0].rows[0].data_types == ()
    assert "(D2)" in said(made.receipt, "dropped")[0][1]


def test_titles_merged_cells_blank_rows_and_a_bold_total_do_no_harm():
    def merge(_workbook, sheet):
        sheet.merge_cells("A1:F1")
        sheet.merge_cells("B4:B5")
        sheet["A1"].font = Font(bold=True)

    rows = [
        ["Flows of Northmoor"],
        [],
        HEADINGS,
        ["A1", "Shelter", "GP", "Name"],
        ["A2", None, "Police", "Name"],
        [],
        ["A3", "GP", "Shelter", "Risk"],
    ]
    made = read(book(*rows, then=merge))
    assert [row.from_organisation for row in made.sheets[0].rows] == ["Shelter", "Shelter", "GP"]
    assert "(B4)" in said(made.receipt, "guessed")[0][1]


def test_register_sheets_hidden_sheets_and_others():
    def more(workbook, _sheet):
        register = workbook.create_sheet("Organisations")
        register.append(["Name", "Kind", "Part of"])
        register.append(["Shelter", "Charity", ""])
        hidden = workbook.create_sheet("Old flows")
        hidden.append(HEADINGS)
        hidden.append(["B1", "GP", "MASH", "Name"])
        hidden.sheet_state = "hidden"
        workbook.create_sheet("Contacts").append(["Telephone", "Room"])
        workbook["Contacts"].append(["1", "2"])
        workbook.create_sheet("Empty")

    made = read(book(HEADINGS, ["A1", "Shelter", "GP", "Name"], then=more))
    assert [sheet.name for sheet in made.sheets] == ["Northmoor", "Old flows"]
    assert [(row.name, row.kind) for row in made.organisations] == [("Shelter", "vcse")]
    assert any("hidden" in reason for _source, reason in said(made.receipt, "guessed"))
    assert said(made.receipt, "dropped") == [
        ("flows.xlsx, sheet Contacts", "No column says who sends and who receives: the sheet was left out.")
    ]


def test_days_count_from_1904_where_the_workbook_says_so():
    def from_1904(workbook, _sheet):
        workbook.epoch = __import__("openpyxl.utils.datetime", fromlist=["MAC_EPOCH"]).MAC_EPOCH

    workbook = Workbook()
    from_1904(workbook, None)
    workbook.active.append(HEADINGS)
    workbook.active.append(["A1", "Shelter", "GP", "Name", date(2027, 3, 31)])
    assert read(saved(workbook)).sheets[0].rows[0].review_date == "2027-03-31"


def test_a_sheet_that_says_it_is_huge_is_read_for_what_it_holds():
    data = book(HEADINGS, ["A1", "Shelter", "GP", "Name"])
    data = rewritten(
        data, "xl/worksheets/sheet1.xml", rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'
    )
    began = time.perf_counter()
    assert len(read(data).sheets[0].rows) == 1
    assert time.perf_counter() - began < 2


def test_a_book_without_flows_is_refused_in_one_sentence():
    with pytest.raises(FormatError, match=r"^No sheet of the file is a flow list.*\.$"):
        read(book(["Name", "Room"], ["a", "b"]))


@pytest.mark.parametrize(
    "pasted",
    [
        "ref\tfrom organisation\tto organisation\tdata types\nA1\tShelter\tGP\tName\t\n",
        'ref\tfrom organisation\tto organisation\tdata types\r\nA1\tShelter\tGP\t"Name; ""Risk""\nlevel"\r\n',
        "ref\tfrom organisation\tto organisation\tdata types\treview\nA1\tShelter\tGP\tName\t31/03/2027\n",
    ],
)
def test_what_spreadsheets_put_on_the_clipboard(pasted):
    (row,) = read_flows(pasted.encode()).rows
    assert (row.ref, row.from_organisation, row.to_organisation) == ("A1", "Shelter", "GP")


# --- our own ------------------------------------------------------------------------------------------------
def facts(row):
    named = {name for name in type(row).__dataclass_fields__ if name not in {"number", "place"}}
    return {name: getattr(row, name) for name in named}


@pytest.mark.parametrize("way", ["xlsx", "zip"])
@pytest.mark.parametrize("name", FLOW_LISTS)
def test_sample_maps_come_back_with_every_fact(name, way):
    made = back(document(name), way)
    plain = read_flows(flows_csv(document(name).graph).encode())
    (sheet,) = made.sheets
    assert sheet.name == flows_name(document(name).map.name)
    assert [facts(row) for row in sheet.rows] == [facts(row) for row in plain.rows]
    graph = document(name).graph
    assert {row.name for row in made.organisations} == {
        node.name for node in graph.nodes if node.kind == "organisation"
    }
    assert {(row.name, row.sensitivity) for row in made.data_types} == {
        (one.name, one.sensitivity) for one in graph.data_types
    }
    assert [row.name for row in made.storage] == [node.name for node in graph.nodes if node.kind == "storage"]


def back(made, way):
    if way == "xlsx":
        return workbook_in.read_workbook(workbook_out.write_workbook(made), OPTIONS)
    return workbook_in.read_zip(workbook_out.write_zip(made), OPTIONS)


@whole_maps
@given(made=documents())
def test_a_workbook_holds_the_same_rows_as_the_plain_list(made):
    """Whatever people wrote: the workbook is read, or refused, exactly as the plain flow list of the map."""
    try:
        plain = read_flows(flows_csv(made.graph).encode(), filename="x")
    except FormatError:
        return
    if re.search(
        "[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\r]|_x[0-9A-Fa-f]{4}_",
        flows_csv(made.graph).replace("\r\n", ""),
    ):
        return  # characters that XML has no way to write
    try:
        rows = back(made, "xlsx").sheets[0].rows
    except FormatError as refusal:
        # An organisation whose whole is told from itself by marks alone: the plain list knows of no wholes.
        if "parts of each other" not in str(refusal):
            raise
        return
    assert [facts(row) for row in rows] == [facts(row) for row in plain.rows]


@whole_maps
@given(made=documents())
def test_every_cell_is_text_and_the_same_map_gives_the_same_zip(made):
    written = workbook_out.write_workbook(made)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6
    for xml in sheets:
        assert b"<f>" not in xml
        assert set(re.findall(rb'<c [^>]*t="(\w+)"', xml)) <= {b"s", b"inlineStr"}
    assert workbook_out.write_zip(made) == workbook_out.write_zip(made)


def test_what_the_workbook_cannot_hold_is_listed():
    made = document("northmoor")
    left_out = sheets_of(made)[-1]
    assert left_out.name == "not in this workbook"
    assert any(row[0].startswith("ids, order") for row in left_out.rows)


# --- other programs -----------------------------------------------------------------------------------------
@pytest.mark.office
def test_libreoffice_opens_what_we_write_and_we_read_what_it_writes(tmp_path):
    written = tmp_path / "map.xlsx"
    written.write_bytes(workbook_out.write_workbook(document("northmoor")))

    def convert(path, to):
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [
            "soffice",
            home,
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(tmp_path / "out"),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    convert(written, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    flows = next(path for path in (tmp_path / "out").iterdir() if path.stem.endswith("-Northmoor"))
    with flows.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    expected = next(sheet for sheet in sheets_of(document("northmoor")) if sheet.name == "Northmoor")
    assert [tuple(row) for row in rows] == [expected.columns, *expected.rows]
    convert(written, "xlsx:Calc MS Excel 2007 XML")
    again = workbook_in.read_workbook((tmp_path / "out" / "map.xlsx").read_bytes(), OPTIONS)
    assert [facts(row) for row in again.sheets[0].rows] == [
        facts(row) for row in back(document("northmoor"), "xlsx").sheets[0].rows
    ]


# --- harm ---------------------------------------------------------------------------------------------------
def rewritten(data: bytes, name: str, pattern: bytes, by: bytes) -> bytes:
    """The same zip with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            part = old.read(entry)
            if entry == name:
                part, count = re.subn(pattern, by, part)
                assert count
            new.writestr(entry, part)
    return out.getvalue()


def zipped(parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


def plain() -> bytes:
    return book(HEADINGS, ["A1", "Shelter", "GP", "Name"])


def with_part(name: str, part: bytes) -> bytes:
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def bomb(name: str) -> bytes:
    """A workbook with one more part that unpacks to 100 MB; never held in one piece here."""
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _megabyte in range(100):
            part.write(b" " * 1_000_000)
    return out.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
HARM = {
    "a bomb in a picture": lambda: bomb("xl/media/blank.bin"),
    "a bomb in a sheet": lambda: bomb("xl/worksheets/sheet2.xml"),
    "10,000 sheets": lambda: zipped(
        [("xl/workbook.xml", b"<x/>"), *((f"xl/worksheets/sheet{n}.xml", b"<x/>") for n in range(10_000))]
    ),
    "entities in a sheet": lambda: rewritten(plain(), "xl/worksheets/sheet1.xml", rb"^", DOCTYPE),
    "entities in shared strings": lambda: with_part("xl/sharedStrings.xml", DOCTYPE + b"<sst/>"),
    "entities in UTF-16": lambda: with_part("xl/extra.xml", DOCTYPE.decode().encode("utf-16")),
    "an entity that reads a file": lambda: rewritten(
        plain(), "xl/workbook.xml", rb"^", b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    ),
    "a document type from elsewhere": lambda: rewritten(
        plain(), "[Content_Types].xml", rb"^", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
    ),
    "a part above its folder": lambda: with_part("../../evil.xml", b"<x/>"),
    "a part from the root": lambda: with_part("/etc/evil.xml", b"<x/>"),
    "a part on another drive": lambda: with_part("C:/evil.xml", b"<x/>"),
    "two parts of one name": lambda: with_part("XL/WORKBOOK.XML", b"<x/>"),
    "a zip in a zip": lambda: with_part("xl/embeddings/inner.zip", plain()),
    "half a file": lambda: plain()[:3_000],
    "a file whose middle is gone": lambda: plain()[:400] + b"\xff" * 300 + plain()[700:],
    "a part with a wrong sum": lambda: plain().replace(b"PK\x03\x04", b"PK\x03\x05", 3)[:200] + plain()[200:],
    "no sheets": lambda: zipped([("xl/workbook.xml", b"<x/>")]),
    "a workbook that is not XML": lambda: rewritten(plain(), "xl/workbook.xml", rb"(?s)^.*$", b"not xml"),
    "a sheet that is not XML": lambda: rewritten(
        plain(), "xl/worksheets/sheet1.xml", rb"(?s)^.*$", b"<worksheet><sheetData><row>"
    ),
    "a row before the first": lambda: rewritten(
        plain(), "xl/worksheets/sheet1.xml", rb'<row r="1"', b'<row r="-1"'
    ),
    "a shared string that is not there": lambda: rewritten(
        plain(), "xl/worksheets/sheet1.xml", rb't="inlineStr"><is><t>ref</t></is>', b't="s"><v>999999</v>'
    ),
    "too many rows": lambda: rewritten(
        plain(),
        "xl/worksheets/sheet1.xml",
        rb"</sheetData>",
        b"".join(
            b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>' % (n, n)
            for n in range(3, 20_100)
        )
        + b"</sheetData>",
    ),
    "too many columns": lambda: rewritten(
        plain(),
        "xl/worksheets/sheet1.xml",
        rb"</sheetData>",
        b'<row r="9"><c r="GZ9" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    ),
    "a zip with nothing for us": lambda: zipped([("readme.txt", b"hello")]),
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "6 MB": lambda: zipped([("xl/workbook.xml", os.urandom(6_000_000))]),
    "no workbook where it should be": lambda: rewritten(
        plain(), "[Content_Types].xml", rb"(?s)<Override [^>]*workbook.xml[^>]*/>", b""
    ),
    "U+0000 in a cell": lambda: zipped([("flows.csv", b"From,To\nA,\x00B\n")]),
}


def refusal(data: bytes) -> str:
    """The sentence a file is refused with, or nothing when it is read."""
    try:
        CODECS[sniff(data)].read(data, OPTIONS)
    except FormatError as error:
        return error.translated(str)
    return ""


def test_harm_is_refused_in_one_sentence():
    sentences, slowest = {}, 0.0
    for name, make in HARM.items():
        data = make()
        began = time.perf_counter()
        sentences[name] = refusal(data)
        slowest = max(slowest, time.perf_counter() - began)
    refused = {name for name, sentence in sentences.items() if sentence.endswith(".") and len(sentence) < 250}
    figures = {"files": len(HARM), "refused": len(refused), "slowest_s": round(slowest, 2)}
    keep_result("hostile-archives", figures)
    assert refused == set(HARM)
    assert slowest < 3


def test_a_password_is_named():
    locked = bytearray(plain())
    at = locked.find(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)
    with pytest.raises(FormatError, match="password"):
        read(bytes(locked))


OWN_WORDS = (["Absender", "Empfänger", "Was"], ["Shelter", "GP", "Name"], ["GP", "Police", "Diagnosis"])


def two_lists() -> bytes:
    """A workbook whose first sheet is the register's, and two with headings that only people know."""

    def then(workbook, sheet):
        for row in (["Name", "Kind"], ["Shelter", "Charity"]):
            sheet.append(row)
        for title in ("North", "South"):
            made = workbook.create_sheet(title)
            for row in OWN_WORDS:
                made.append(row)

    return book(title="Organisations", then=then)


def test_sheets_with_headings_of_their_own_can_be_looked_at():
    peeks = peek_workbook(two_lists(), "list.xlsx")
    assert [(one.number, one.name) for one in peeks] == [(1, "North"), (2, "South")]
    assert peeks[0].headers == ("Absender", "Empfänger", "Was")
    assert peeks[0].sample[0] == ("Shelter", "GP", "Name")


def test_what_people_say_of_the_columns_makes_a_sheet_a_flow_list():
    said = {2: {0: "from_organisation", 1: "to_organisation", 2: "data_types"}}
    contents = read_workbook(two_lists(), ReadOptions(filename="list.xlsx", columns=said))
    assert [sheet.name for sheet in contents.sheets] == ["South"]
    assert [row.data_types for row in contents.sheets[0].rows] == [("Name",), ("Diagnosis",)]
    assert [row.name for row in contents.organisations] == ["Shelter"]
    assert [item.value for item in contents.receipt.items if item.kind == "dropped"] == ["North"]


def test_a_sheet_that_was_matched_without_its_ends_is_refused_by_name():
    with pytest.raises(FormatError, match="Sheet “North”: The file has no column for “from organisation”"):
        read_workbook(two_lists(), ReadOptions(filename="list.xlsx", columns={1: {2: "data_types"}}))


def test_files_in_a_zip_can_be_looked_at():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("empty.csv", "")
        archive.writestr("lists/north.csv", "Absender,Empfänger\nShelter,GP\n")
    assert [(one.number, one.name) for one in peek_zip(packed.getvalue(), "list.zip")] == [(1, "north")]
    said = {1: {0: "from_organisation", 1: "to_organisation"}}
    contents = read_zip(packed.getvalue(), ReadOptions(filename="list.zip", columns=said))
    assert len(contents.sheets[0].rows) == 1


def test_what_a_zip_holds_beside_lists_is_said_but_for_what_systems_add():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("flows.csv", "From,To\nShelter,GP\n")
        archive.writestr("notes.txt", "The GP asked for this.")
        archive.writestr("__MACOSX/._flows.csv", b"\x00\x05\x16\x07")
        archive.writestr(".DS_Store", b"\x00")
        archive.writestr("only.csv", "Ask Sam about the rest\n")
    contents = read_zip(packed.getvalue(), ReadOptions(filename="all.zip"))
    said = [(item.source, item.value) for item in contents.receipt.items if item.kind == "dropped"]
    assert said == [("all.zip, only.csv", "Ask Sam about the rest"), ("all.zip, notes.txt", "notes.txt")]


def test_a_sheet_with_one_row_and_comments_on_cells_are_said():
    def then(workbook, sheet):
        workbook.create_sheet("Remarks").append(["Ask Sam about the rest"])
        workbook.create_sheet("Data types").append(["Name", "Sensitivity"])
        sheet["A2"].comment = Comment("Only at night", "Sam")

    data = book(["From", "To"], ["Shelter", "GP"], then=then)
    contents = read_workbook(data, ReadOptions(filename="list.xlsx"))
    dropped = [item for item in contents.receipt.items if item.kind == "dropped"]
    assert [item.value for item in dropped] == ["Ask Sam about the rest", ""]
    assert "Comments on cells: 1" in str(dropped[1].reason)


def test_a_workbook_does_not_say_when_it_was_written():
    data = workbook_out.write_workbook(document("northmoor"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {workbook_out.MADE}
        assert b"modified" not in archive.read("docProps/core.xml")
        assert b">1980-01-01T00:00:00Z<" in archive.read("docProps/core.xml")
