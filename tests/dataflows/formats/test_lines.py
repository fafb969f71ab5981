"""Typed lines as a file: each flow a row, what says none in the receipt, names as they are known."""

import pytest

from dataflows.errors import FormatError
from dataflows.formats.contents import ReadOptions
from dataflows.formats.lines import read
from dataflows.formats.registry import sniff

KNOWN = ReadOptions(
    filename="said.txt",
    known_ends=(("mcc", "Manchester City Council"), ("Shelter: Case system", "Shelter: Case system")),
    known_data_types=("Name and date of birth",),
)


def rows(text):
    [sheet] = read(text.encode(), KNOWN).sheets
    return sheet


def test_each_line_is_a_flow_and_a_storage_stands_in_its_organisation():
    sheet = rows(
        "Shelter: Case system > mcc: name and date of birth, notes by email weekly\n= Liquidlogic in mcc"
    )
    [row] = sheet.rows
    assert (row.from_organisation, row.from_storage) == ("Shelter", "Case system")
    assert row.to_organisation == "Manchester City Council"
    assert row.data_types == ("Name and date of birth", "notes")
    assert (row.channel, row.frequency, row.place) == ("E-mail", "Weekly", "line 1")
    [place] = sheet.places
    assert (place.organisation, place.storage) == ("Manchester City Council", "Liquidlogic")


def test_a_chain_and_both_ways_are_rows_of_their_own():
    sheet = rows("Sam > Shelter > GM Think: assessment\npolice <> MASH: concerns ?")
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4]
    assert [row.place for row in sheet.rows] == ["line 1", "line 1", "line 2", "line 2"]
    assert [row.confidence for row in sheet.rows] == ["", "", "not_sure", "not_sure"]


def test_what_says_no_flow_is_in_the_receipt_with_its_reason():
    sheet = rows("A > B: name\n\nlunch at one\nA sends name to B, unless it rains\n# from Tuesday")
    assert [item.kind for item in sheet.receipt.items] == ["dropped", "noted", "dropped"]
    dropped, noted, remark = sheet.receipt.items
    assert (dropped.source, dropped.value) == ("said.txt line 3", "lunch at one")
    assert noted.value == "unless it rains"
    assert remark.value == "# from Tuesday"
    assert sheet.rows[1].notes == "unless it rains"


def test_how_it_is_known_can_be_said_for_all_that_follows():
    sheet = rows("A > B: name\n# evidence: interview\nA > B: photograph")
    assert [row.evidence for row in sheet.rows] == ["assumed", "interview"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shelter > MCC: name\nGP gives Shelter case notes", "lines"),
        ("= Liquidlogic in MCC", "lines"),
        ("Police to MASH: concerns\n\nsome remark", "lines"),
        ("from,to\nShelter,MCC", "csv"),
        ("from\tto\nA > B\tC", "csv"),
        ("from_organisation;to_organisation\nShelter;MCC", "csv"),
        ("digraph { a -> b }", "dot"),
        ("graph TD; A-->B", "csv"),
        ("who,what we send to them\nShelter,name", "csv"),
    ],
)
def test_it_is_told_by_what_it_says(text, name):
    assert sniff(text.encode()) == name


@pytest.mark.parametrize("text", ["just talk\nand more", "Shelter > M\u202eCC: name"])
def test_what_cannot_be_read_is_refused_in_one_sentence(text):
    with pytest.raises(FormatError):
        read(text.encode(), KNOWN)
