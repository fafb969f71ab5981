"""Map documents: lossless, canonical, and refused in one sentence when anything is wrong."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from dataflows.errors import FormatError
from dataflows.formats import document as codec
from dataflows.formats.document_checks import SCHEMA_PATH
from dataflows.graph import vocabulary
from dataflows.graph.model import Flow, FlowGraph, Node
from tests.dataflows.formats.strategies import documents, uuid_of, whole_maps

PUBLISHED = Path(__file__).parents[3] / "docs/formats/map-document-1.schema.json"
SCHEMA = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))


def a_document(**changes):
    shelter = Node(id=uuid_of(1), kind="organisation", name="Shelter", organisation_kind="vcse")
    drive = Node(id=uuid_of(2), kind="storage", name="Shared drive", parent=shelter.id)
    flow = Flow(id=uuid_of(3), source=shelter.id, target=drive.id)
    meta = codec.MapMeta(id=uuid_of(9), name="Manchester")
    value = codec.to_dict(codec.MapDocument(map=meta, graph=FlowGraph(nodes=(shelter, drive), flows=(flow,))))
    return {**value, **changes}


@whole_maps
@given(documents())
def test_what_is_written_is_read_back_the_same(document):
    text = codec.canonical_json(document)
    assert codec.read_document(text.encode()) == document
    assert codec.from_dict(codec.to_dict(document)) == document
    assert codec.parse_canonical(text) == document
    assert codec.canonical_json(codec.read_document(text.encode())) == text


@whole_maps
@given(documents())
def test_the_published_schema_accepts_everything_we_write(document):
    Draft202012Validator(SCHEMA).validate(codec.to_dict(document))


def test_the_published_schema_is_the_one_we_check_with():
    Draft202012Validator.check_schema(SCHEMA)
    assert PUBLISHED.read_bytes() == SCHEMA_PATH.read_bytes()


@pytest.mark.parametrize(
    ("place", "choices"),
    [
        (("flow", "identifiability"), vocabulary.IDENTIFIABILITIES),
        (("flow", "person_told"), vocabulary.PERSON_TOLD),
        (("flow", "person_choice"), vocabulary.PERSON_CHOICES),
        (("flow", "consistency"), vocabulary.CONSISTENCIES),
        (("flow", "confidence"), vocabulary.CONFIDENCES),
        (("flow", "confidentiality_route"), vocabulary.CONFIDENTIALITY_ROUTES),
        (("party", "role"), vocabulary.ROLES),
        (("party", "regime"), vocabulary.REGIMES),
        (("party", "lawful_basis"), vocabulary.LAWFUL_BASES),
        (("party", "article_9"), vocabulary.ARTICLE_9_CONDITIONS),
        (("party", "schedule_1"), vocabulary.SCHEDULE_1_CONDITIONS),
        (("node", "organisation_kind"), vocabulary.ORGANISATION_KINDS),
        (("node", "storage_kind"), vocabulary.STORAGE_KINDS),
        (("agreement", "kind"), vocabulary.AGREEMENT_KINDS),
    ],
)
def test_the_schema_knows_the_closed_lists(place, choices):
    definition, field = place
    assert SCHEMA["$defs"][definition]["properties"][field]["enum"] == ["", *choices]


def test_nodes_and_flows_have_id_kind_and_name():
    value = a_document()
    assert [set(item) >= {"id", "kind", "name"} for item in value["nodes"] + value["flows"]] == [True] * 3
    assert (value["flows"][0]["kind"], value["flows"][0]["name"]) == ("flow", "Shelter → Shared drive")


def test_the_hash_follows_the_text():
    first = codec.canonical_json(codec.from_dict(a_document()))
    renamed = codec.from_dict(a_document())
    renamed = replace(renamed, map=replace(renamed.map, name="Salford"))
    assert codec.sha256(first) != codec.sha256(codec.canonical_json(renamed))
    assert codec.sha256(first) == codec.sha256(codec.canonical_json(codec.from_dict(a_document())))


def changed(path, value):
    """Return the sample document with one place set to ``value``."""
    document = json.loads(json.dumps(a_document()))
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"   \n", "The file is empty."),
        (b"x" * 6_000_000, "6.0 MB"),
        (b"\xff\xfe{", "not text in UTF-8"),
        (b"{", "line 1 is not JSON"),
        (b"[]", "is not a map document"),
        (b'{"format": "daylight-map", "format": "daylight-map"}', "twice"),
        (b'{"format": NaN}', "NaN"),
        (b'{"format": ' + b"9" * 5000 + b"}", "too long"),
        (b"[" * 100_000, "nested too deeply"),
        (changed(["schema_version"], 2), "version 2 of the format"),
        (changed(["schema_version"], True), "version True"),
        (changed(["map", "name"], "a\x00b"), "U+0000"),
        (changed(["map", "name"], "\ud800"), "half a character"),
        (changed(["map", "name"], "x" * 201), "longer than 200 characters at map, name"),
        (changed(["map", "colour"], "red"), "“colour” at map"),
        (changed(["nodes", 0, "kind"], "robot"), '"robot" at nodes, item 1, kind'),
        (changed(["nodes", 1, "id"], uuid_of(1)), "twice"),
        (changed(["nodes", 1, "parent"], uuid_of(8)), "stands in a node that is not in the document"),
        (changed(["nodes", 0, "parent"], uuid_of(1)), "Shelter → Shelter"),
        (changed(["nodes", 0, "parent"], uuid_of(2)), "not an organisation"),
        (changed(["flows", 0, "id"], uuid_of(1)), "twice"),
        (changed(["flows", 0, "id"], "<svg>"), "at flows, item 1, id"),
        (changed(["flows", 0, "id"], uuid_of(3) + "\n"), "longer than 36"),
        (changed(["flows", 0, "source"], uuid_of(7)), "Flow 1 has a source"),
        (changed(["flows", 0, "data_types"], [uuid_of(7)]), "Flow 1 carries data"),
        (changed(["flows", 0, "agreement"], uuid_of(7)), "Flow 1 rests on an agreement"),
        (changed(["flows", 0, "person_told"], "maybe"), "at flows, item 1, person_told"),
        (changed(["flows", 0, "sender", "role"], "boss"), "at flows, item 1, sender, role"),
        (changed(["flows", 0, "review_date"], "2026-02-31"), "in no calendar"),
        (changed(["flows"], [{}] * 20_001), "more than 20,000 flows"),
        (changed(["flows"], {}), "where it cannot stand"),
        (
            json.dumps({k: v for k, v in a_document().items() if k != "nodes"}).encode(),
            "lacks “nodes” at the top",
        ),
    ],
)
def test_a_wrong_document_is_refused_in_one_sentence(data, words):
    with pytest.raises(FormatError) as refused:
        codec.read_document(data)
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250


def test_parents_in_a_ring_are_named():
    ring = [
        {"id": uuid_of(1), "kind": "organisation", "name": "A", "parent": uuid_of(2)},
        {"id": uuid_of(2), "kind": "organisation", "name": "B", "parent": uuid_of(1)},
    ]
    with pytest.raises(FormatError, match="A → B → A"):
        codec.from_dict(a_document(nodes=ring, flows=[]))


def test_a_short_document_by_hand_is_enough():
    by_hand = {
        "format": "daylight-map",
        "schema_version": 1,
        "map": {"id": uuid_of(9), "name": "By hand"},
        "nodes": [{"id": uuid_of(1), "kind": "person", "name": "Sam"}],
        "flows": [],
    }
    assert codec.from_dict(by_hand).graph.nodes == (Node(id=uuid_of(1), kind="person", name="Sam"),)


def test_a_big_document_is_read_in_reasonable_time():
    flow = Flow(id=uuid_of(3), source=uuid_of(1), target=uuid_of(2))
    base = codec.from_dict(a_document())
    flows = tuple(replace(flow, id=uuid_of(number)) for number in range(1_000, 4_000))
    data = codec.canonical_json(replace(base, graph=replace(base.graph, flows=flows))).encode()
    started = time.perf_counter()
    assert len(codec.read_document(data).graph.flows) == 3_000
    assert time.perf_counter() - started < 10
