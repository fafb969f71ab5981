"""Comparing files and versions from the command line, and the picture of both."""

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from dataflows.formats.document import write
from dataflows.models import Flow
from dataflows.selectors.comparing import compare_versions
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services import edit_kinds as kinds
from dataflows.services.comparing import compared_picture
from dataflows.services.editing import edit_map
from tests.dataflows.formats.interchange import FOLDER, needs_interchange

HEAD = "from_organisation,to_organisation,data_types,channel\n"
FIRST = HEAD + "Shelter,Northmoor Council,Name,post\nThe person,Shelter,Name,by hand\n"
SECOND = HEAD + "Shelter,Northmoor Council,Name,e-mail\nShelter,Northmoor Police,Name,post\n"


def told(*arguments: object) -> tuple[list[str], dict[str, object]]:
    """What a command prints, and its last line as JSON."""
    out = StringIO()
    call_command(*map(str, arguments), "--json", stdout=out)
    lines = out.getvalue().splitlines()
    return lines[:-1], json.loads(lines[-1])


def names(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(one["kind"], one["name"]) for one in found]


def test_two_flow_lists(tmp_path):
    for name, text in (("a.csv", FIRST), ("b.csv", SECOND)):
        (tmp_path / name).write_text(text)
    lines, said = told("compare_files", tmp_path / "a.csv", tmp_path / "b.csv")
    assert lines[0] == "1 flow added, 1 flow removed and 1 flow changed; 1 place added and 1 place removed."
    assert said["same"] == 2
    assert names(said["added"]) == [
        ("node", "Northmoor Police"),
        ("flow", "Shelter → Northmoor Police: Name"),
    ]
    assert names(said["removed"]) == [("node", "The person"), ("flow", "The person → Shelter: Name")]
    assert names(said["changed"]) == [("flow", "Shelter → Northmoor Council: Name")]
    assert said["changed"][0]["facts"] == ["channel"]


@needs_interchange
@pytest.mark.parametrize(
    ("name", "same", "removed", "changed"),
    [
        ("generic-cms", 10, [], [("node", "Databse")]),
        ("renting-car", 29, [("node", "?"), ("flow", "API AR → ?")], [("node", "Whatson")]),
    ],
)
def test_the_same_system_drawn_twice_differs_in_what_is_known(name, same, removed, changed):
    _lines, said = told("compare_files", FOLDER / f"dot/{name}.dot", FOLDER / f"threat-dragon/{name}.json")
    assert said["same"] == same
    assert said["added"] == []
    assert names(said["removed"]) == removed
    assert names(said["changed"]) == changed


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", b"{", b"PK\x03\x04broken", b"<mxfile>", b"one,two\n1,2\n"]
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, data):
    (tmp_path / "a.csv").write_text(FIRST)
    (tmp_path / "b").write_bytes(data)
    with pytest.raises(CommandError) as refused:
        told("compare_files", tmp_path / "a.csv", tmp_path / "b")
    assert "\n" not in str(refused.value)
    with pytest.raises(CommandError, match=r"cannot be read"):
        told("compare_files", tmp_path / "a.csv", tmp_path / "nothing")


def change_channel(riverside) -> Flow:
    flow = Flow.objects.filter(map=riverside.map).order_by("position").first()
    said = kinds.SetFact(element=flow.pk, fact="channel", value="by pigeon")
    edit_map(actor=riverside.actor("facilitator"), map_=riverside.map, edit=uuid4(), edits=[said])
    return flow


@pytest.mark.django_db
def test_two_versions_and_two_documents_of_a_map_say_the_same(riverside, tmp_path):
    with scopes_disabled():
        version = version_document(riverside.version)
        flow = change_channel(riverside)
        draft = draft_document(riverside.map)
    (tmp_path / "a.json").write_bytes(write(version))
    (tmp_path / "b.json").write_bytes(write(draft))
    _lines, of_map = told("compare", riverside.map.pk, riverside.version.number, "draft")
    _lines, of_files = told("compare_files", tmp_path / "a.json", tmp_path / "b.json")
    assert of_map == of_files
    assert {"kind": "flow", "id": str(flow.pk), "facts": ["channel"]}.items() <= of_map["changed"][-1].items()
    for wrong in ("0", "99", "next", "-1", "9" * 20):
        with pytest.raises(CommandError):
            told("compare", riverside.map.pk, wrong, "draft")


@pytest.mark.django_db
def test_the_picture_marks_what_differs_and_leads_to_it(riverside):
    with scopes_disabled():
        flow = change_channel(riverside)
        compared = compare_versions(
            version_document(riverside.version).graph, draft_document(riverside.map).graph
        )
        picture = compared_picture(
            map_=riverside.map, comparison=compared, address=lambda one: f"/there/{one.id}/"
        )
    assert f'id="{flow.pk}"' in picture.svg
    assert "Δ 1" in picture.svg
    elements = {one.id for one in (*compared.nodes, *compared.flows)}
    assert {one for one in elements if f"/there/{one}/" in picture.svg} == {
        one for one in elements if f'id="{one}"' in picture.svg
    }
    assert picture.svg.count("is-changed") == sum(
        one.state == "changed" for one in (*compared.nodes, *compared.flows)
    )
