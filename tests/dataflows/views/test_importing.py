"""Importing on the page: bad files get one sentence and store nothing; good ones go on to a receipt."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled
from openpyxl import Workbook

from dataflows.models import Change, Flow, ImportReceipt, Map, Node
from dataflows.services.merging import MERGED
from dataflows.views.importing import ROWS_PREVIEWED
from tests.factories import dataflows as rows

pytestmark = pytest.mark.django_db

HEADER = "ref,from_organisation,to_organisation,data_types,channel,person_told,purpose\n"
GOOD = HEADER + "A1,Shelter,Council,Name; Notes,E-mail,Before,To help\nA2,The person,Shelter,Name,,Befor,\n"

BAD = {
    "empty": (b"", "empty"),
    "only spaces": (b"  \n \n", "empty"),
    "wrong encoding": (b"\xff\xfe\x00\xd8\x00\xd8", ""),
    "binary": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
    "too large": (HEADER.encode() + b"x" * 6_000_000, "5 MB"),
    "too many rows": (HEADER.encode() + b"a,b,c,d,e,f,g\n" * 20_001, "20,000"),
    "missing columns": (b"who,what\nShelter,name\n", "from organisation"),
    "two header rows": ((HEADER + HEADER + "A1,X,Y,Z,,,\n").encode(), "headings"),
    "NUL": ((HEADER + "A1,Shel\x00ter,Council,Name,,,\n").encode(), "U+0000"),
    "duplicate refs": ((HEADER + "A1,X,Y,Z,,,\nA1,X,Q,Z,,,\n").encode(), "A1"),
    "formula": ((HEADER + '"A1","=HYPERLINK(""http://x"")",Y,Z,,,\n').encode(), "formula"),
    "reversed text": ((HEADER + "A1,X\u202eY,Y,Z,,,\n").encode(), ""),
    "open quote": ((HEADER + 'A1,"X,Y,Z,,,\n').encode(), "quotation"),
    "workbook": (b"PK\x03\x04" + b"\x00" * 60, ""),
    "broken document": (b'{"format": "daylight-map", "schema_version": 9}', "version"),
}  # fmt: skip


@pytest.fixture
def empty_map(riverside) -> Map:
    with scopes_disabled():
        return rows.MapFactory(programme=riverside.programme)


def counts() -> dict[str, int]:
    with scopes_disabled():
        models = (ImportReceipt, Change, Flow, Node)
        return {model.__name__: model.objects.filter().count() for model in models}


def chosen(client, columns: str) -> dict[str, str]:
    """The choices that the page of columns makes by itself."""
    return {name: field.initial or "" for name, field in client.get(columns).context["form"].fields.items()}


def send(client, map_, data: bytes, name="flows.csv", **extra):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("import", args=[map_.pk]), {"file": file, **extra})


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_gets_one_sentence_and_stores_nothing(world, empty_map, kind):
    data, word = BAD[kind]
    before = counts()
    client = world.client("facilitator")
    page = send(client, empty_map, data)
    if page.status_code == 302:  # the file can be looked at; what is wrong shows when its columns are matched
        columns = page.headers["Location"]
        page = client.post(columns, chosen(client, columns))
        with scopes_disabled():
            ImportReceipt.objects.filter(map=empty_map).delete()
    assert page.status_code == 400
    [said] = page.context["form"].errors.values()
    assert len(said) == 1
    assert word.lower() in said[0].lower()
    assert counts() == before


def test_a_file_or_pasted_rows_but_not_both_or_neither(world, empty_map):
    client = world.client("facilitator")
    assert send(client, empty_map, GOOD.encode(), pasted=GOOD).status_code == 400
    assert client.post(reverse("import", args=[empty_map.pk]), {}).status_code == 400


def test_from_pasted_rows_to_receipt_and_back(world, empty_map):
    client = world.client("facilitator")
    pasted = GOOD.replace(",", "\t")
    columns = client.post(reverse("import", args=[empty_map.pk]), {"pasted": pasted}).headers["Location"]
    fields = chosen(client, columns)
    preview = client.post(columns, fields).headers["Location"]
    before = counts()
    page = client.get(preview).content.decode()
    assert page.count('name="leave_out"') == 2
    assert counts() == before
    receipt = client.post(preview, {}).headers["Location"]
    content = client.get(receipt).context["content"]
    assert content["kept"] == 2
    assert [item["value"] for item in content["guessed"] if item["ref"] == "A2"] == ["Befor"]
    with scopes_disabled():
        assert empty_map.flows.count() == 2
        edits = set(Change.objects.filter(map=empty_map).values_list("edit", flat=True))
    assert len(edits) == 1
    client.post(receipt + "undo/")
    with scopes_disabled():
        assert empty_map.flows.count() == 0
        assert empty_map.nodes.count() == 0
    again = client.post(receipt + "undo/", follow=True)
    assert "undone already" in again.content.decode()


def test_pressing_import_twice_imports_once(world, empty_map):
    client = world.client("facilitator")
    columns = send(client, empty_map, GOOD.encode()).headers["Location"]
    fields = chosen(client, columns)
    preview = client.post(columns, fields).headers["Location"]
    client.post(preview, {})
    assert client.post(preview, {}).status_code == 404
    with scopes_disabled():
        assert empty_map.flows.count() == 2


def test_rows_left_out_are_in_the_receipt(world, empty_map):
    client = world.client("facilitator")
    columns = send(client, empty_map, GOOD.encode()).headers["Location"]
    fields = chosen(client, columns)
    preview = client.post(columns, fields).headers["Location"]
    receipt = client.post(preview, {"leave_out": ["3"]}).headers["Location"]
    content = client.get(receipt).context["content"]
    assert content["kept"] == 1
    assert [item["ref"] for item in content["dropped"]] == ["A2"]


def test_two_columns_cannot_hold_one_fact(world, empty_map):
    client = world.client("facilitator")
    columns = send(client, empty_map, GOOD.encode()).headers["Location"]
    fields = chosen(client, columns)
    page = client.post(columns, {**fields, "column_4": "purpose", "column_6": "purpose"})
    assert page.status_code == 400


def test_somebody_elses_preview_is_not_found(world, riverside):
    url = reverse("import_preview", args=[riverside.map.pk, riverside.preview.pk])
    assert world.client("council_staff").get(url).status_code == 404
    assert world.client("facilitator").get(url).status_code == 200


def many(count: int) -> bytes:
    lines = (
        f"R{n},Org {n % 150},Org {(n * 7 + 1) % 150},Name; Notes {n % 11},E-mail {n},Before,help with {n}\n"
        for n in range(count)
    )
    return (HEADER + "".join(lines)).encode()


@pytest.mark.parametrize("count", [1_200, pytest.param(20_000, marks=pytest.mark.long)])
def test_a_long_list_goes_through_the_pages(world, empty_map, count):
    client = world.client("facilitator")
    columns = send(client, empty_map, many(count)).headers["Location"]
    preview = client.post(columns, chosen(client, columns)).headers["Location"]
    page = client.get(preview).content.decode()
    assert page.count('name="leave_out"') == ROWS_PREVIEWED
    assert f"{count - ROWS_PREVIEWED:,}".replace(",", "") in page.replace(",", "")
    receipt = client.post(preview, {"leave_out": ["2", "3"]}).headers["Location"]
    content = client.get(receipt).context["content"]
    assert (content["kept"], len(content["dropped"])) == (count - 2, 2)
    client.post(receipt + "undo/")
    with scopes_disabled():
        assert (empty_map.flows.count(), empty_map.nodes.count()) == (0, 0)


@pytest.mark.parametrize("row", ["9" * 5_000, "x", "-1", "٣", ""])
def test_rows_that_are_no_rows_are_passed_over(world, empty_map, row):
    client = world.client("facilitator")
    columns = send(client, empty_map, GOOD.encode()).headers["Location"]
    preview = client.post(columns, chosen(client, columns)).headers["Location"]
    receipt = client.post(preview, {"leave_out": [row]}).headers["Location"]
    assert client.get(receipt).context["content"]["kept"] == 2


def test_a_character_that_cannot_be_pasted_is_said_once(world, empty_map):
    page = world.client("facilitator").post(reverse("import", args=[empty_map.pk]), {"pasted": "a\x00b"})
    assert page.status_code == 400
    assert [list(said) for said in page.context["form"].errors.values()] == [
        ["Null characters are not allowed."]
    ]


@pytest.mark.parametrize("kind", sorted(set(BAD) - {"missing columns"}))
def test_what_will_be_refused_is_not_kept_first(world, empty_map, kind):
    before = counts()
    assert send(world.client("facilitator"), empty_map, BAD[kind][0]).status_code == 400
    assert counts() == before


def test_a_long_list_of_guesses_says_that_it_goes_on(world, empty_map):
    rows = HEADER + "".join(f"R{n},A,B,Name,E-mail {n},Befor,x\n" for n in range(230))
    client = world.client("facilitator")
    columns = send(client, empty_map, rows.encode()).headers["Location"]
    preview = client.post(columns, chosen(client, columns)).headers["Location"]
    assert "The first 200 of 232 are listed here." in client.get(preview).content.decode()


def preview_of(client, map_, data: bytes, name: str) -> str:
    """The page that says what would happen."""
    address = send(client, map_, data, name).url
    if address.endswith("/columns/"):
        address = client.post(address, chosen(client, address)).url
    return client.get(address).content.decode()


def test_rows_of_several_sheets_say_which(world, empty_map):
    """Every sheet has a row 2; whoever listens to the page hears which one a tick leaves out."""
    workbook = Workbook()
    for name in ("Adults", "Housing"):
        sheet = workbook.create_sheet(name)
        sheet.append(["from", "to"])
        sheet.append(["Shelter", "Council"])
    data = io.BytesIO()
    workbook.save(data)
    page = preview_of(world.client("facilitator"), empty_map, data.getvalue(), "flows.xlsx")
    said = re.findall(r'<span class="visually-hidden">(Leave out row [^<]+)</span>', page)
    assert said == ["Leave out row 2, Adults", "Leave out row 2, Housing"]
    page = preview_of(world.client("facilitator"), empty_map, b"from,to\nShelter,Council\n", "flows.csv")
    assert re.findall(r"Leave out row [^<]+", page) == ["Leave out row 2"]


def test_of_a_long_list_what_is_to_be_decided_stands_first(world, empty_map):
    data = many(ROWS_PREVIEWED + 50) + b"Z1,Org 1,Org 8,Name; Notes 1,E-mail 1,,\n"
    page = preview_of(world.client("facilitator"), empty_map, data, "flows.csv")
    assert "Rows to decide about are listed first." in page
    assert page.index("possible duplicate") < page.index("Leave out row 2<")


def test_every_box_of_a_preview_may_be_ticked(world, empty_map):
    client = world.client("facilitator")
    columns = send(client, empty_map, GOOD.encode()).headers["Location"]
    preview = client.post(columns, chosen(client, columns)).headers["Location"]
    boxes = ROWS_PREVIEWED * len(MERGED)
    ticked = [f"{row}:{fact}" for row in range(ROWS_PREVIEWED) for fact in MERGED]
    assert len(ticked) == boxes > 1_000
    answer = client.post(preview, {"take": ticked, "leave_out": list(range(10, ROWS_PREVIEWED))})
    assert answer.status_code == 302
    assert client.get(answer.url).context["content"]["kept"] == 2


def own_headings(*sheets: str) -> bytes:
    """A workbook of sheets whose headings nobody knows but who wrote them."""
    workbook = Workbook()
    for title in sheets:
        sheet = workbook.create_sheet(title)
        for row in (("Absender", "Empfänger", "Was"), (f"Shelter {title}", "GP", "Name")):
            sheet.append(row)
    del workbook["Sheet"]
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


ENDS_SAID = {"column_0": "from_organisation", "column_1": "to_organisation", "column_2": "data_types"}


def test_the_columns_of_a_workbook_are_matched_by_hand(world, empty_map):
    client = world.client("facilitator")
    columns = send(client, empty_map, own_headings("North", "South"), name="list.xlsx").headers["Location"]
    page = client.get(columns)
    assert "of the sheet “North” of list.xlsx" in page.content.decode()
    refused = client.post(columns, {"column_0": "from_organisation"})
    assert refused.status_code == 400
    assert "no column for “to organisation”" in refused.content.decode()
    preview = client.post(columns, ENDS_SAID).headers["Location"]
    page = client.get(preview).content.decode()
    assert page.count('name="leave_out"') == 1
    assert "<bdi>Shelter North</bdi> → <bdi>GP</bdi>: Name" in page
    # The other sheet is matched from there, and the first stays matched.
    assert client.get(columns).context["peek"].name == "North"
    assert client.get(columns).context["form"]["column_0"].initial == "from_organisation"
    assert client.get(columns + "?sheet=99").context["peek"].name == "North"
    assert client.get(columns + "?sheet=1").context["peek"].name == "South"
    client.post(columns + "?sheet=1", ENDS_SAID)
    page = client.get(preview).content.decode()
    assert page.count('name="leave_out"') == 2
    receipt = client.post(preview, {}).headers["Location"]
    assert client.get(receipt).context["content"]["kept"] == 2
    with scopes_disabled():
        assert empty_map.flows.count() == 2


def test_a_source_that_comes_again_is_matched_as_before(world, empty_map):
    client = world.client("facilitator")
    for time in range(2):
        name = f"list ({time}).xlsx"
        columns = send(client, empty_map, own_headings("North"), name=name).headers["Location"]
        fields = client.get(columns).context["form"].fields
        known = {name: field.initial for name, field in fields.items()}
        assert known == (ENDS_SAID if time else dict.fromkeys(ENDS_SAID, ""))
        client.post(client.post(columns, ENDS_SAID).headers["Location"], {})
    with scopes_disabled():
        assert empty_map.flows.count() == 1


def test_a_workbook_with_nothing_to_match_is_refused_at_once(world, empty_map):
    client = world.client("facilitator")
    page = send(client, empty_map, own_headings("Organisations"), name="list.xlsx")
    assert page.status_code == 400


def test_a_drawing_has_no_columns(world, empty_map):
    client = world.client("facilitator")
    preview = send(client, empty_map, b"digraph { a -> b }", name="a.gv").headers["Location"]
    assert "Match the columns by hand" not in client.get(preview).content.decode()
    assert client.get(preview + "columns/").status_code == 404
