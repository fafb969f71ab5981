"""What the register cannot hold is refused in one sentence, and nothing of the file is stored."""

import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError
from django_scopes import scope, scopes_disabled
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dataflows.models import Flow, Map, Node
from dataflows.services.holding import refusing_clashes
from dataflows.services.importing import RegisterFiles, SourceFile, import_flows, plan_import
from dataflows.services.loading import load_document
from dataflows.services.maps import create_map
from organisations.errors import BadInput
from organisations.models import Area, Organisation, OrganisationAlias
from organisations.services.programmes import create_programme
from tests.people import SYSTEM, rows_of

pytestmark = pytest.mark.django_db
FLOWS = SourceFile(name="flows.csv", data=b"from organisation,to organisation,data types\nA,B,Name\n")


@pytest.fixture
def map_(riverside, owner) -> Map:
    return create_map(actor=owner, programme=riverside.programme, name="A new map")


def node(name: str, **facts: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "kind": "organisation", "name": name, **facts}


def load(map_: Map, *nodes: dict[str, Any]) -> dict[str, Any]:
    meta = {"id": str(uuid.uuid4()), "name": "x"}
    document = {
        "format": "daylight-map", "schema_version": 1, "map": meta, "nodes": list(nodes), "flows": [],
    }  # fmt: skip
    receipt = load_document(actor=SYSTEM, map_=map_, data=json.dumps(document).encode(), file_name="map.json")
    return receipt.content


def organisations(rows: str) -> RegisterFiles:
    data = f"name,short name,parent\n{rows}".encode()
    return RegisterFiles(organisations=SourceFile(name="organisations.csv", data=data))


def known(map_: Map, name: str, **facts: Any) -> Organisation:
    return Organisation.objects.create(programme=map_.programme, name=name, **facts)


def refused(map_: Map, *nodes: dict[str, Any], match: str) -> None:
    before = {(type(row), row.pk) for row in rows_of(map_.programme)}
    with pytest.raises(BadInput, match=match) as error:
        load(map_, *nodes)
    assert str(error.value).count(". ") == 0
    assert {(type(row), row.pk) for row in rows_of(map_.programme)} == before


def test_two_nodes_that_the_register_takes_for_one(map_):
    known(map_, "Manchester City Council", short_name="MCC")
    refused(map_, node("Manchester City Council"), node("MCC"), match="have one name")


def test_two_nodes_that_an_alias_makes_one(map_):
    council = known(map_, "Manchester City Council")
    OrganisationAlias.objects.create(programme=map_.programme, organisation=council, name="The council")
    refused(map_, node("Manchester City Council"), node("The Council"), match="have one name")


def test_an_alias_that_is_another_nodes_name_is_dropped_and_said(map_):
    content = load(map_, node("A", aliases=["B"]), node("B"))
    assert [(item["column"], item["value"]) for item in content["dropped"]] == [("aliases", "B")]
    assert Node.objects.filter(map=map_).count() == 2


def test_an_alias_written_twice_or_known_already_is_kept_once(map_, owner):
    load(map_, node("A", aliases=["Alpha", "ALPHA"]))
    other = create_map(actor=owner, programme=map_.programme, name="Another")
    content = load(other, node("A", aliases=["alpha"]))
    assert content["dropped"] == []
    assert OrganisationAlias.objects.filter(programme=map_.programme, normalised_name="alpha").count() == 1


def test_two_storages_of_one_name(map_):
    owner = node("A")
    drives = [
        {"id": str(uuid.uuid4()), "kind": "storage", "name": name, "parent": owner["id"]}
        for name in ("Drive", "DRIVE")
    ]
    refused(map_, owner, *drives, match="Two storages")


@pytest.mark.parametrize("parent", ["A", "Alpha", "ALPHA"])
def test_a_node_that_is_part_of_itself(map_, parent):
    refused(map_, node("A", aliases=["Alpha"], parent_name=parent), match="parts of each other: A → A")


def test_a_ring_through_the_names_of_parents(map_):
    nodes = [
        node("A", parent_name="B"),
        node("B", parent_name="see"),
        node("C", aliases=["See"], parent_name="A"),
    ]
    refused(map_, *nodes, match="parts of each other")


@pytest.mark.parametrize(
    "sheets",
    [["Alpha,A,A\n"], ["Alpha,A,Beta\nBeta,B,A\n"], ["Alpha,A,Beta\n", "Beta,B,A\n"]],
    ids=["itself", "short names", "two files"],
)
def test_rings_in_sheets(map_, sheets):
    *first, last = sheets
    for rows in first:
        import_flows(actor=SYSTEM, map_=map_, file=FLOWS, register_files=organisations(rows))
    before = Organisation.objects.count()
    with pytest.raises(BadInput, match=r"parts of each other: .*Alpha"):
        plan_import(map_=map_, file=FLOWS, register_files=organisations(last))
    with pytest.raises(BadInput, match="parts of each other"):
        import_flows(actor=SYSTEM, map_=map_, file=FLOWS, register_files=organisations(last))
    assert Organisation.objects.count() == before


def test_what_nobody_has_thought_of_is_one_sentence_too(map_):
    with pytest.raises(BadInput, match="Nothing is stored"), refusing_clashes():
        raise IntegrityError("UNIQUE constraint failed")


@pytest.mark.parametrize("name", ["ß" * 200, "\ufdfa" * 200, "ŉ" * 200])
def test_names_that_grow_when_they_are_normalised(map_, name):
    file = SourceFile(name="flows.csv", data=f"from,to,what\n{name},B,{name}\n".encode())
    import_flows(actor=SYSTEM, map_=map_, file=file)
    assert Flow.objects.filter(map=map_).count() == 1


def test_every_difference_to_a_known_organisation_is_said(map_):
    organisation = known(map_, "Shelter", parent=known(map_, "Charities"))
    organisation.areas.add(Area.objects.create(programme=map_.programme, name="Northmoor"))
    content = load(map_, node("Shelter", areas=["Leeds"], themes=["housing"], parent_name="Somebody"))
    said = {item["column"]: (item["value"], item["reason"]) for item in content["dropped"]}
    assert said["areas"][0] == "Leeds"
    assert "Northmoor" in said["areas"][1]
    assert said["themes"][0] == "housing"
    assert said["parent"][0] == "Somebody"
    assert "Charities" in said["parent"][1]
    assert not Organisation.objects.filter(name="Somebody").exists()


class Rings(TestCase):
    @given(
        st.lists(
            st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4), min_size=1, max_size=3
        ),
        st.booleans(),
    )
    def test_no_organisation_is_ever_part_of_itself(
        self, files: list[list[tuple[int, int]]], short: bool
    ) -> None:
        with scopes_disabled():
            programme = create_programme(actor=SYSTEM, name=f"P {uuid.uuid4()}")
        with scope(programme=[programme]):
            map_ = create_map(actor=SYSTEM, programme=programme, name="x")
            for pairs in files:
                rows = "".join(
                    f"Org {part},S{part},{'S' if short else 'Org '}{whole}\n" for part, whole in pairs
                )
                try:
                    import_flows(
                        actor=SYSTEM, map_=map_, file=FLOWS, register_files=organisations(rows or "X,,\n")
                    )
                except BadInput:
                    continue
            above = dict(Organisation.objects.values_list("pk", "parent_id"))
        for start in above:
            at, steps = above[start], 0
            while at is not None:
                at, steps = above[at], steps + 1
                assert steps <= len(above)
