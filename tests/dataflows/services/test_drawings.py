"""Drawings imported into maps: the nodes, flows and loose ends of every page."""

import json

import pytest

from dataflows.formats import dot_export, drawio_out, threat_dragon_out
from dataflows.models import Flow, ImportOrigin, Map, Node
from dataflows.selectors.documents import draft_document
from dataflows.services.importing import Choices, SourceFile, import_flows
from dataflows.services.maps import create_map
from dataflows.services.undoing import undo_import
from organisations.errors import BadInput
from organisations.models import Organisation
from tests.dataflows.formats.interchange import FOLDER, figures, needs_interchange, read_interchange

DRAWING = SourceFile(
    name="shelter.dot",
    data=b"""digraph Shelter {
      subgraph cluster_1 {
        label="Shelter"; team [label="Navigators"]; notes [shape=cylinder, label="Case notes"]
      }
      lonely [label="Library"];
      team -> notes [label="Needs"]; gp [label="GP"]; gp -> team [label="Name"];
    } digraph Second { gp [label="GP"]; police; gp -> police }""",
)


@pytest.fixture
def map_(riverside, owner) -> Map:
    return create_map(actor=owner, programme=riverside.programme, name="Drawn")


def nodes(map_: Map) -> list[tuple[str, str]]:
    return [(node.kind, node.name) for node in Node.objects.filter(map=map_)]


def test_what_is_drawn_stands_on_the_map(map_, owner):
    receipt = import_flows(actor=owner, map_=map_, file=DRAWING)
    assert receipt.content["kept"] == 3
    assert nodes(map_) == [
        ("organisation", "Navigators"),
        ("organisation", "Shelter"),
        ("storage", "Case notes"),
        ("organisation", "Library"),
        ("organisation", "GP"),
        ("organisation", "police"),
    ]
    team = Organisation.objects.get(name="Navigators")
    assert (team.parent.name, team.draft) == ("Shelter", True)
    places = ImportOrigin.objects.filter(receipt=receipt, element_kind="node")
    assert [place.place for place in places][:2] == [
        "shelter.dot, page Shelter, cell team",
        "shelter.dot, page Shelter, cell notes",
    ]


def test_pages_can_be_chosen(map_, owner):
    receipt = import_flows(actor=owner, map_=map_, file=DRAWING, choices=Choices(sheets=("Second",)))
    assert receipt.content["kept"] == 1
    with pytest.raises(BadInput, match="at least one"):
        import_flows(actor=owner, map_=map_, file=DRAWING, choices=Choices(sheets=("Third",)))


def test_a_drawing_changed_and_imported_again_changes_only_what_it_changed(map_, owner):
    import_flows(actor=owner, map_=map_, file=DRAWING)
    changed = SourceFile(
        name="shelter (2).dot", data=DRAWING.data.replace(b'label="Needs"', b'label="Needs; Risk"')
    )
    receipt = import_flows(actor=owner, map_=map_, file=changed)
    assert (receipt.content["kept"], receipt.content["matched"], receipt.content["differs"]) == (0, 3, [])
    first = Flow.objects.filter(map=map_).first()
    assert sorted(one.name for one in first.data_types.all()) == ["Needs", "Risk"]
    assert len(nodes(map_)) == 6


def test_a_drawing_made_of_the_map_finds_its_own_flows_again(map_, owner):
    import_flows(actor=owner, map_=map_, file=DRAWING)
    made = draft_document(map_)
    for write in (drawio_out.write, threat_dragon_out.write, dot_export.write):
        data = write(made).replace(b"Needs", b"Needs; Risk")
        receipt = import_flows(actor=owner, map_=map_, file=SourceFile(name="drawn on", data=data))
        assert (receipt.content["kept"], receipt.content["matched"]) == (0, 3)
        assert [item["column"] for item in receipt.content["differs"]] == ["data_types"]
        undo_import(actor=owner, receipt=receipt)


def test_undo_takes_lonely_things_off_too(map_, owner):
    receipt = import_flows(actor=owner, map_=map_, file=DRAWING)
    undo_import(actor=owner, receipt=receipt)
    assert nodes(map_) == []
    receipt.refresh_from_db()
    assert receipt.undone_at


def test_loose_ends_are_in_the_receipt_with_their_cell(map_, owner):
    model = {
        "summary": {"title": "T"},
        "detail": {
            "diagrams": [
                {
                    "title": "Page",
                    "cells": [
                        {"id": "a", "shape": "process", "data": {"name": "A"}},
                        {"id": "f", "shape": "flow", "source": {"cell": "a"}, "target": {"x": 1, "y": 1}},
                    ],
                }
            ]
        },
    }
    file = SourceFile(name="model.json", data=json.dumps(model).encode())
    receipt = import_flows(actor=owner, map_=map_, file=file)
    (loose,) = receipt.content["unattached"]
    assert (loose["source"], loose["ref"]) == ("model.json, page Page, cell f", "f")
    assert nodes(map_) == [("organisation", "A")]


@needs_interchange
@pytest.mark.parametrize(
    "path",
    ["dot/clust4.gv", "dot/renting-car.dot", "dot/b29.gv", "dot/latin1.gv", "threat-dragon/sokify.json"],
)
def test_real_drawings_come_whole_onto_the_map(map_, owner, path):
    file = SourceFile(name=path, data=(FOLDER / path).read_bytes())
    receipt = import_flows(actor=owner, map_=map_, file=file)
    counted = figures(read_interchange(path))
    assert receipt.content["kept"] == Flow.objects.filter(map=map_).count() == counted["flows"]
    made = ImportOrigin.objects.filter(receipt=receipt, element_kind="node").values("element_id").distinct()
    assert made.count() == counted["nodes"]
    assert len(receipt.content["unattached"]) == counted["unattached"]
    again = import_flows(actor=owner, map_=map_, file=file)
    assert (again.content["kept"], again.content["matched"]) == (0, counted["flows"])
