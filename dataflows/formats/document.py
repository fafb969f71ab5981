"""The map document: one map as JSON, the codec behind versions, exchange and the API.

The shape is published as ``docs/formats/map-document-1.schema.json``. Everything a :class:`FlowGraph` holds
is written, recorded or not, so that nothing is lost by being left out; text is kept to the letter.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, TypeVar

from dataflows.formats.contents import ReadOptions
from dataflows.formats.document_checks import check_document
from dataflows.formats.document_text import parse_json
from dataflows.formats.glimpse import Glimpse
from dataflows.graph.model import AccessRow, Agreement, DataType, Flow, FlowGraph, Node, Party
from dataflows.language.sentence import flow_name

FORMAT: Final = "daylight-map"
SCHEMA_VERSION: Final = 1

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapMeta:
    """Which map a document holds."""

    id: str
    name: str
    programme: str = ""
    area: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDocument:
    """A map with its name and place; what is read, drawn, compared and kept as a version."""

    map: MapMeta
    graph: FlowGraph
    format: str = FORMAT
    schema_version: int = SCHEMA_VERSION


def to_dict(document: MapDocument) -> dict[str, Any]:
    """Return ``document`` as plain JSON values, with every key written.

    Examples
    --------
    >>> person = Node(id="5f0f7e5e-0000-4000-8000-000000000001", kind="person", name="The person")
    >>> meta = MapMeta(id="5f0f7e5e-0000-4000-8000-000000000000", name="Northmoor")
    >>> document = MapDocument(map=meta, graph=FlowGraph(nodes=(person,)))
    >>> to_dict(document)["nodes"][0]["name"]
    'The person'
    >>> from_dict(to_dict(document)) == document
    True
    """
    graph = document.graph
    return {
        "format": document.format,
        "schema_version": document.schema_version,
        "map": asdict(document.map),
        "journey_stages": list(graph.journey_stages),
        "nodes": [_lists(asdict(node)) for node in graph.nodes],
        "flows": [
            {"kind": "flow", "name": flow_name(graph, flow), **_lists(asdict(flow))} for flow in graph.flows
        ],
        "data_types": [asdict(data_type) for data_type in graph.data_types],
        "agreements": [asdict(agreement) for agreement in graph.agreements],
    }


def from_dict(value: object) -> MapDocument:
    """Return the document that ``value`` (parsed JSON) describes.

    Raises
    ------
    FormatError
        With one sentence and the place, when anything is not as the schema and the rules of a map say.
    """
    return _build(check_document(value, FORMAT, SCHEMA_VERSION))


def canonical_json(document: MapDocument) -> str:
    """Return the one way to write ``document``: sorted keys, no spaces, letters as they are.

    Equal documents give equal text, so its hash names a version.
    """
    return json.dumps(to_dict(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse_canonical(text: str) -> MapDocument:
    """Return the document that :func:`canonical_json` wrote, without checking it again."""
    return _build(json.loads(text))


def sha256(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, as 64 hexadecimal digits.

    Examples
    --------
    >>> sha256("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file is JSON that no other format claims: ours, or refused with a sentence of ours."""
    return glimpse.text.startswith(("{", "["))


def read(data: bytes, options: ReadOptions) -> MapDocument:  # noqa: ARG001 - a document needs no telling
    """Return the document in a file."""
    return read_document(data)


def write(document: MapDocument) -> bytes:
    """Return the document as a file."""
    return canonical_json(document).encode()


def read_document(data: bytes) -> MapDocument:
    """Return the document in a file.

    Raises
    ------
    FormatError
        With one sentence, when the file is too big, not JSON in UTF-8, or not a map.
    """
    return from_dict(parse_json(data))


def _build(value: Mapping[str, Any]) -> MapDocument:
    graph = FlowGraph(
        nodes=tuple(_node(item) for item in value["nodes"]),
        flows=tuple(_flow(item) for item in value["flows"]),
        data_types=tuple(_item(DataType, item) for item in value.get("data_types", ())),
        agreements=tuple(_item(Agreement, item) for item in value.get("agreements", ())),
        journey_stages=tuple(value.get("journey_stages", ())),
    )
    return MapDocument(
        map=_item(MapMeta, value["map"]),
        graph=graph,
        format=value["format"],
        schema_version=value["schema_version"],
    )


def _node(item: Mapping[str, Any]) -> Node:
    access = tuple(_item(AccessRow, row) for row in item.get("access", ()))
    return _item(Node, {**item, "access": access})


def _flow(item: Mapping[str, Any]) -> Flow:
    parties = {side: _item(Party, item.get(side, {})) for side in ("sender", "receiver")}
    return _item(Flow, {**item, **parties})


def _item(kind: type[Item], item: Mapping[str, Any]) -> Item:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(
        **{key: tuple(part) if isinstance(part, list) else part for key, part in item.items() if key in known}
    )


def _lists(item: dict[str, Any]) -> dict[str, Any]:
    return {key: list(part) if isinstance(part, tuple) else part for key, part in item.items()}
