"""Bringing files in and taking maps out through the API."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from dataflows.formats.registry import CODECS
from dataflows.models import Flow, ImportReceipt
from dataflows.render import press
from dataflows.render.turns import turn
from dataflows.services.maps import open_map
from tests.factories.dataflows import MapFactory
from tests.people import SYSTEM, Tenant, World

pytestmark = pytest.mark.django_db
FLOWS = (
    b"from organisation,to organisation,data types,person told\n"
    b"Shelter,GP,Name; Diagnosis,Before\n"
    b"Shelter,,Name,Sometimes\n"
)


@pytest.fixture
def program(world: World) -> Client:
    return world.client("token")


@pytest.fixture
def here(riverside: Tenant):
    with scope(programme=[riverside.programme]):
        yield riverside


def bring(client: Client, map_: object, data: bytes, kind: str = "text/csv", query: str = "", **headers: str):
    path = reverse("api_imports", args=[map_]) + query
    return client.generic("POST", path, data, content_type=kind, headers=headers)


def test_a_preview_says_what_would_happen_and_stores_nothing(program: Client, here: Tenant):
    flows = Flow.objects.count()
    answer = bring(program, here.map.pk, FLOWS, query="?preview=true&file_name=new.csv")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert said["id"] is None
    assert said["file_name"] == "new.csv"
    assert said["counts"]["kept"] + said["counts"]["dropped"] + said["counts"]["unattached"] >= 2
    assert "Shelter" in said["new_organisations"]
    assert all(line["reason"] for line in said["lines"])
    assert Flow.objects.count() == flows
    assert not ImportReceipt.objects.filter(map=here.map, label="new").exists()


def test_a_word_that_is_neither_yes_nor_no_stores_nothing(program: Client, here: Tenant):
    before = ImportReceipt.objects.count()
    answer = bring(program, here.map.pk, FLOWS, query="?preview=yes")
    assert answer.status_code == 400
    assert "true or false" in answer.json()["detail"]
    assert ImportReceipt.objects.count() == before


def test_what_is_imported_is_what_the_preview_said(program: Client, here: Tenant):
    shown = bring(program, here.map.pk, FLOWS, query="?preview=true&label=List").json()
    answer = bring(program, here.map.pk, FLOWS, query="?label=List")
    assert answer.status_code == 201
    done = answer.json()
    assert (done["counts"], done["lines"], done["label"]) == (shown["counts"], shown["lines"], "List")
    assert program.get(answer["Location"]).json() == done
    listed = program.get(reverse("api_imports", args=[here.map.pk])).json()["results"]
    assert done in listed
    elements = program.get(answer["Location"] + "elements/").json()["results"]
    assert len([one for one in elements if one["element_kind"] == "flow"]) == done["counts"]["kept"]
    undone = program.post(answer["Location"] + "undo/")
    assert undone.status_code == 200
    assert undone.json()["undone_at"]
    assert program.post(answer["Location"] + "undo/").status_code == 409


def test_a_file_can_come_in_a_form_or_as_the_body(program: Client, here: Tenant):
    file = io.BytesIO(FLOWS)
    file.name = "from a form.csv"
    answer = program.post(reverse("api_imports", args=[here.map.pk]), {"file": file})
    assert answer.status_code == 201, answer.content
    assert answer.json()["file_name"] == "from a form.csv"
    again = bring(program, here.map.pk, FLOWS, kind="application/json", query="?label=from a form")
    assert again.json()["counts"]["matched"] == answer.json()["counts"]["kept"]


def test_the_same_file_under_one_key_is_imported_once(program: Client, here: Tenant):
    first, again = (bring(program, here.map.pk, FLOWS, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ImportReceipt.objects.filter(map=here.map, file_name=first.json()["file_name"]).count() == 1
    assert bring(program, here.map.pk, FLOWS + b"A,B,C,\n", **{"Idempotency-Key": "k"}).status_code == 422


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (b"{}", ""),
        (b"PK\x03\x04broken", ""),
        (b"\xff\xfe\x00", ""),
        (b"just words", ""),
        (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><mxfile>&e;</mxfile>',
            "",
        ),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(program: Client, here: Tenant, data, sentence):
    flows = Flow.objects.count()
    answer = bring(program, here.map.pk, data)
    assert answer.status_code in (400, 409), answer.content
    detail = answer.json()["detail"]
    assert sentence in detail
    assert len(detail) < 400
    assert "passwd" not in detail
    assert Flow.objects.count() == flows


def test_a_form_without_a_file_is_told_so(program: Client, here: Tenant):
    answer = program.post(reverse("api_imports", args=[here.map.pk]), {"other": "words"})
    assert answer.status_code == 400
    assert "Send the file" in answer.json()["detail"]
    answer = program.post(reverse("api_imports", args=[here.map.pk]), {"file": "words"})
    assert "Send the file" in answer.json()["detail"]


def test_words_may_stand_in_the_form_too(program: Client, here: Tenant):
    before = ImportReceipt.objects.count()
    sent = {"file": SimpleUploadedFile("a.csv", FLOWS), "preview": "true", "label": "Their  list"}
    answer = program.post(reverse("api_imports", args=[here.map.pk]), sent)
    assert answer.status_code == 200
    assert answer.json()["label"] == "Their list"
    assert ImportReceipt.objects.count() == before


def test_of_two_files_none_is_taken(program: Client, here: Tenant):
    before = ImportReceipt.objects.count()
    for second in ("file", "other"):
        sent: dict[str, object] = {"file": SimpleUploadedFile("a.csv", FLOWS)}
        sent[second] = [SimpleUploadedFile(f"{n}.csv", FLOWS) for n in range(1 + (second == "file"))]
        answer = program.post(reverse("api_imports", args=[here.map.pk]), sent)
        assert answer.status_code == 400
        assert "one file at a time" in answer.json()["detail"]
    assert ImportReceipt.objects.count() == before


def test_a_map_document_fills_an_empty_map(program: Client, here: Tenant):
    empty = MapFactory(programme=here.programme)
    document = program.get(reverse("api_draft_file", args=[here.map.pk, "json"])).content
    answer = bring(program, empty.pk, document)
    assert answer.status_code == 201, answer.content
    assert Flow.objects.filter(map=empty).count() == Flow.objects.filter(map=here.map).count()
    assert bring(program, empty.pk, document).status_code == 409


@pytest.mark.parametrize("name", [name for name, codec in CODECS.items() if codec.write])
def test_every_format_is_the_file_that_the_page_gives(world: World, program: Client, here: Tenant, name: str):
    mine = program.get(reverse("api_version_file", args=[here.map.pk, 1, name]))
    page = world.client("council_staff").get(reverse("version_file", args=[here.map.pk, 1, name]))
    assert mine.status_code == page.status_code == 200
    assert mine["Content-Type"] == page["Content-Type"]
    assert mine["Content-Disposition"].startswith("attachment")
    assert "sandbox" in mine["Content-Security-Policy"]
    if name in ("xlsx", "csv-zip"):
        inside = [
            {one.filename: archive.read(one) for one in archive.infolist()}
            for archive in (zipfile.ZipFile(io.BytesIO(answer.content)) for answer in (mine, page))
        ]
        assert inside[0] == inside[1]
    else:
        assert mine.content == page.content


def test_the_formats_are_listed_for_everybody(client: Client):
    names = {one["name"] for one in client.get(reverse("api_formats")).json()}
    assert {"xlsx", "csv", "json", "drawio", "svg"} <= names


def test_a_format_that_there_is_none_of(program: Client, here: Tenant):
    answer = program.get(reverse("api_draft_file", args=[here.map.pk, "word"]))
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"]


def test_guests_take_away_what_is_open_to_everybody(client: Client, here: Tenant):
    path = reverse("api_version_file", args=[here.map.pk, 1, "csv"])
    assert client.get(path).status_code == 401
    open_map(actor=SYSTEM, map_=here.map, up_to=1)
    assert client.get(path).status_code == 200


def test_a_token_that_only_reads_brings_nothing_in(world: World, here: Tenant):
    reader = world.client("partner")
    assert bring(reader, here.map.pk, FLOWS).status_code == 403


@pytest.mark.paper
def test_who_prints_when_others_do_is_asked_to_come_again(
    world: World, program: Client, here: Tenant, monkeypatch, tmp_path
):
    empty = MapFactory(programme=here.programme)
    place = tmp_path / "place"
    place.touch()
    monkeypatch.setattr(press, "PLACES", [place])
    monkeypatch.setattr(press, "PATIENCE", 0)
    with turn([place], within=0):
        mine = program.get(reverse("api_draft_file", args=[empty.pk, "summary"]))
        page = world.client("council_staff").get(reverse("draft_file", args=[empty.pk, "summary"]))
    for answer in (mine, page):
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert "Others are printing just now" in answer.content.decode()
