"""The register sheets: the sample in full, words as people write them, rings and repeats."""

from collections import Counter

import pytest

from dataflows.errors import FormatError
from dataflows.formats.csv_register import read_access, read_data_types, read_organisations, read_storage
from tests.dataflows.formats.samples import SAMPLE


@pytest.mark.parametrize(
    ("path", "read", "count"),
    [
        ("changing-futures/organisations.csv", read_organisations, 13),
        ("northmoor/organisations.csv", read_organisations, 16),
        ("changing-futures/data_types.csv", read_data_types, 32),
        ("northmoor/data_types.csv", read_data_types, 20),
        ("northmoor/storage.csv", read_storage, 15),
        ("northmoor/access.csv", read_access, 11),
    ],
)
def test_every_row_of_the_sample_is_kept_without_a_guess(path, read, count):
    sheet = read((SAMPLE / path).read_bytes())
    assert len(sheet.rows) == count
    assert Counter(item.kind for item in sheet.receipt.items) == {"kept": count}


def test_organisations():
    rows = {
        row.name: row
        for row in read_organisations((SAMPLE / "northmoor/organisations.csv").read_bytes()).rows
    }
    team = rows["Adult Social Care"]
    assert (team.kind, team.parent, team.short_name, team.themes) == (
        "council", "Northmoor Council", "ASC", ("health",),
    )  # fmt: skip
    assert rows["Northmoor Council"].themes == ("housing", "welfare", "health")


def test_the_person_is_no_organisation_and_a_partnership_is_not_named():
    rows = read_organisations((SAMPLE / "changing-futures/organisations.csv").read_bytes()).rows
    assert [row.name for row in rows if row.person] == ["The person"]
    assert [row.kind for row in rows if row.person] == [""]
    assert [row.name for row in rows if not row.named] == [
        "Local partners (Manchester)",
        "Programme partners (Lancashire)",
    ]


def test_sensitivity_storage_and_readers():
    data_types = {
        row.name: row for row in read_data_types((SAMPLE / "northmoor/data_types.csv").read_bytes()).rows
    }
    assert data_types["Arrests and police contact"].sensitivity == "criminal_offence"
    assert data_types["Numbers helped"].sensitivity == "not_personal"
    storages = {row.name: row for row in read_storage((SAMPLE / "northmoor/storage.csv").read_bytes()).rows}
    book = storages["Sign-in book"]
    assert (book.kind, book.location, book.access_note, book.retention) == (
        "paper", "Northmoor", "Anybody at the desk", "",
    )  # fmt: skip
    readers = read_access((SAMPLE / "northmoor/access.csv").read_bytes()).rows
    assert [(row.role, row.notes) for row in readers if not row.opened_by] == [
        ("Three more agencies", "Not named in the workshop")
    ]


def test_kinds_are_read_in_welsh_and_guessed_when_they_come_near():
    sheet = read_organisations("Enw,Math\nCyngor Môn,Cyngor\nTŷ,Charitys\nX,Wizard\n".encode())
    assert [row.kind for row in sheet.rows] == ["council", "vcse", ""]
    assert [item.value for item in sheet.receipt.of("guessed")] == ["Charitys"]
    assert [item.value for item in sheet.receipt.of("noted")] == ["Wizard"]
    assert sheet.rows[2].notes == "Math: Wizard"


def test_an_unknown_sector_is_noted():
    sheet = read_organisations(b"name,sectors\nA,Housing; Fishing\n")
    assert (sheet.rows[0].themes, sheet.rows[0].notes) == (("housing",), "sectors: Fishing")


def test_a_data_type_without_sensitivity_stays_without():
    sheet = read_data_types(b"name,sensitivity,could hurt\nShoe size,,no\nRefuge,personal,yes\n")
    assert [(row.sensitivity, row.could_hurt) for row in sheet.rows] == [("", False), ("personal", True)]
    assert not sheet.receipt.of("guessed")


def test_rows_without_a_name_and_repeats_are_dropped_with_a_reason():
    sheet = read_organisations(b"name,kind\nA,Council\n,Police\n a ,NHS\n\n")
    assert [row.name for row in sheet.rows] == ["A"]
    assert [str(item.reason) for item in sheet.receipt.of("dropped")] == [
        "The row has no name.",
        "It is named already in row 2.",
    ]


@pytest.mark.parametrize(
    ("read", "data", "words"),
    [
        (read_organisations, b"name,parent\nA,B\nB,C\nC,A\n", "A → B → C → A"),
        (read_organisations, b"name,parent\nA,a\n", "A → A"),
        (read_organisations, b"kind\nCouncil\n", "no column for “name”"),
        (read_organisations, b"name\n", "no rows below"),
        (read_storage, b"name\nBook\n", "no column for “organisation”"),
        (read_access, b"organisation,opened_by\nA,B\n", "no column for “storage”"),
        (read_data_types, b'name\n"=cmd()"\n', "holds a formula"),
        (read_data_types, b"", "The file is empty."),
    ],
)
def test_a_bad_sheet_is_refused_in_one_sentence(read, data, words):
    with pytest.raises(FormatError, match=words.replace(".", r"\.")) as refused:
        read(data)
    assert str(refused.value).endswith(".")
