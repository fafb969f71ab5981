"""import(export(map)) is the same map: generated documents go into the database, out, in again and out."""

import dataclasses
import json
from uuid import UUID

import pytest
from django_scopes import scope
from hypothesis import assume, given
from hypothesis.extra.django import TestCase

from dataflows.formats.document import MapDocument, MapMeta, canonical_json, to_dict
from dataflows.graph.model import FlowGraph
from dataflows.models import DataType, Map, RegisterChange, Storage
from dataflows.selectors.documents import draft_document
from dataflows.selectors.receipts import elements_of, origins_of
from dataflows.services.loading import load_document
from dataflows.services.maps import create_map
from dataflows.services.undoing import undo_import
from organisations.errors import BadInput, Conflict
from organisations.models import Organisation
from organisations.permissions import SystemActor
from organisations.services.programmes import create_programme
from tests.dataflows.formats.samples import document
from tests.dataflows.formats.strategies import graphs, whole_maps

SYSTEM = SystemActor(id="tests")


def loadable(graph: FlowGraph) -> FlowGraph:
    """The generated map with the names made different from each other, as a register needs them."""
    nodes, names = [], {}
    for number, node in enumerate(graph.nodes):
        name = f"{number} {node.name}"[:200].replace("\x00", "")
        names[node.id] = name
        nodes.append(dataclasses.replace(node, name=name))
    nodes = [
        dataclasses.replace(
            node,
            short_name="",
            aliases=tuple(f"alias {node.id} {n}" for n in range(len(node.aliases))),
            parent_name=names[node.parent] if node.kind == "organisation" and node.parent else "",
            areas=tuple(f"{node.id} {n}" for n in range(len(node.areas))),
            access=tuple(dataclasses.replace(row, organisation="") for row in node.access),
        )
        for node in nodes
    ]
    carried = {data for flow in graph.flows for data in flow.data_types}
    types = tuple(
        dataclasses.replace(data, name=f"{n} {data.name}"[:200])
        for n, data in enumerate(graph.data_types)
        if data.id in carried
    )
    agreements = tuple(
        dataclasses.replace(one, name=f"{n} {one.name}"[:200]) for n, one in enumerate(graph.agreements)
    )
    stages = tuple(dict.fromkeys(flow.journey_stage for flow in graph.flows if flow.journey_stage))
    return dataclasses.replace(
        graph, nodes=tuple(nodes), data_types=types, agreements=agreements, journey_stages=stages
    )


def without_ids(document: MapDocument) -> object:
    """The document with ids replaced by what they stand for, so that two copies can be compared."""
    value = to_dict(document)
    names = {node["id"]: f"node {place}" for place, node in enumerate(value["nodes"])}
    names |= {flow["id"]: f"flow {place}" for place, flow in enumerate(value["flows"])}
    names |= {one["id"]: one["name"] for one in value["data_types"] + value["agreements"]}
    for node in value["nodes"]:
        node["register_id"] = None
        for row in node["access"]:
            row["id"] = ""
    value["map"] = None
    value["data_types"].sort(key=lambda one: one["name"])
    value["agreements"].sort(key=lambda one: one["name"])
    text = json.dumps(value, sort_keys=True)
    for old, new in names.items():
        text = text.replace(f'"{old}"', json.dumps(new))
    return json.loads(text)


def new_map(programme_name: str) -> Map:
    programme = create_programme(actor=SYSTEM, name=programme_name)
    with scope(programme=[programme]):
        return create_map(actor=SYSTEM, programme=programme, name="A map")


def loaded(map_: Map, text: str) -> MapDocument:
    with scope(programme=[map_.programme]):
        load_document(actor=SYSTEM, map_=map_, data=text.encode(), file_name="map.json")
        return draft_document(map_)


class RoundTrip(TestCase):
    @whole_maps
    @given(graphs())
    def test_a_map_survives_export_and_import(self, generated: FlowGraph) -> None:
        # A stage of spaces alone is no stage, and no document of ours has one.
        assume(all(stage.strip() for flow in generated.flows if (stage := flow.journey_stage)))
        meta = MapMeta(id="5f0f7e5e-0000-4000-8000-000000000000", name="Generated")
        document = MapDocument(map=meta, graph=loadable(generated))
        first = loaded(new_map("First"), canonical_json(document))
        second = loaded(new_map("Second"), canonical_json(first))
        assert without_ids(second) == without_ids(first)
        assert [node.id for node in first.graph.nodes] == [node.id for node in generated.nodes]
        assert [flow.id for flow in first.graph.flows] == [flow.id for flow in generated.flows]
        facts = [dataclasses.replace(flow, data_types=(), agreement=None) for flow in first.graph.flows]
        given_facts = [dataclasses.replace(flow, data_types=(), agreement=None) for flow in generated.flows]
        assert facts == given_facts

    def test_only_into_an_empty_map(self) -> None:
        map_ = new_map("First")
        text = canonical_json(
            MapDocument(map=MapMeta(id="5f0f7e5e-0000-4000-8000-000000000000", name="x"), graph=FlowGraph())
        )
        loaded(map_, text)
        node = '{"id": "5f0f7e5e-0000-4000-8000-000000000001", "kind": "person", "name": "The person"}'
        loaded(map_, text.replace('"nodes":[]', f'"nodes":[{node}]'))
        with pytest.raises(Conflict):
            loaded(map_, text)

    def test_a_broken_document_stores_nothing(self) -> None:
        map_ = new_map("First")
        with pytest.raises(BadInput, match="not a map document"):
            loaded(map_, '{"nodes": []}')
        assert map_.seq == 0

    def test_what_the_register_knows_stays_and_is_said(self) -> None:
        first = new_map("First")
        node = {
            "id": "5f0f7e5e-0000-4000-8000-000000000001",
            "kind": "organisation",
            "name": "Shelter",
            "notes": "one",
        }
        meta = MapMeta(id="5f0f7e5e-0000-4000-8000-000000000000", name="x")
        text = canonical_json(MapDocument(map=meta, graph=FlowGraph()))
        loaded(first, text.replace('"nodes":[]', f'"nodes":[{json.dumps(node)}]'))
        with scope(programme=[first.programme]):
            other = create_map(actor=SYSTEM, programme=first.programme, name="Another")
            differing = text.replace('"nodes":[]', f'"nodes":[{json.dumps({**node, "notes": "two"})}]')
            receipt = load_document(actor=SYSTEM, map_=other, data=differing.encode(), file_name="map.json")
        [said] = receipt.content["dropped"]
        assert (said["column"], said["value"]) == ("notes", "two")

    def test_the_receipt_links_every_element_and_names_all_that_is_new(self) -> None:
        map_ = new_map("First")
        text = canonical_json(document("northmoor"))
        with scope(programme=[map_.programme]):
            receipt = load_document(
                actor=SYSTEM, map_=map_, data=text.encode(), file_name="Northmoor (2).json"
            )
            made = elements_of(map_, origins_of(receipt))
            assert [one.origin.element_id for one in made] == [
                *(UUID(node.id) for node in document("northmoor").graph.nodes),
                *(UUID(flow.id) for flow in document("northmoor").graph.flows),
            ]
            assert all(one.name and one.origin.place for one in made)
            assert receipt.label == "Northmoor"
            new, here = receipt.content, {"programme": map_.programme}
            assert len(new["new_organisations"]) == Organisation.objects.filter(**here).count()
            assert len(new["new_data_types"]) == DataType.objects.filter(**here).count()
            assert len(new["new_storages"]) == Storage.objects.filter(**here).count()
            undo_import(actor=SYSTEM, receipt=receipt)
            assert not map_.nodes.exists()

    def test_another_name_for_what_the_register_knows_is_said_and_logged(self) -> None:
        first = new_map("First")
        node = {"id": "5f0f7e5e-0000-4000-8000-000000000001", "kind": "organisation", "name": "Shelter"}
        meta = MapMeta(id="5f0f7e5e-0000-4000-8000-000000000000", name="x")
        text = canonical_json(MapDocument(map=meta, graph=FlowGraph()))
        loaded(first, text.replace('"nodes":[]', f'"nodes":[{json.dumps(node)}]'))
        with scope(programme=[first.programme]):
            other = create_map(actor=SYSTEM, programme=first.programme, name="Another")
            node["aliases"] = ["The night shelter"]
            also = text.replace('"nodes":[]', f'"nodes":[{json.dumps(node)}]')
            receipt = load_document(actor=SYSTEM, map_=other, data=also.encode(), file_name="map.json")
            assert [line["value"] for line in receipt.content["filled"]] == ["The night shelter"]
            (logged,) = RegisterChange.objects.filter(edit=receipt.edit)
            assert (logged.field, logged.before, logged.after) == ("aliases", [], ["The night shelter"])
