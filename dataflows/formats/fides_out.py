"""A map as a Fides manifest: a system for each organisation and storage, an egress for each flow."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from dataflows.formats.document import MapDocument
from dataflows.formats.xml_text import legal_xml
from dataflows.graph.model import DataType, FlowGraph, Id, Node

TYPES: Final = {
    "person": "Person",
    "organisation": "Organisation",
    "storage": "Database",
    "meeting": "Meeting",
}
NOT_IN_A_KEY: Final = re.compile(r"[^a-z0-9_]+")
ORGANIZATION: Final = "daylight"


def write(document: MapDocument) -> bytes:
    """Return the document as a manifest in YAML.

    Keys are made of names, since Fides allows few letters in them; the names themselves stand beside. Kinds
    of data are categories of the manifest's own, under ``user``.
    """
    graph = document.graph
    keys = _keys((node.id, node.name) for node in graph.nodes)
    categories = _keys((one.id, one.name) for one in graph.data_types)
    manifest = {
        "system": [_system(graph, node, keys, categories) for node in graph.nodes],
        "data_category": [_category(one, categories) for one in graph.data_types],
    }
    text: str = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=110)
    return text.encode()


def _keys(named: Iterable[tuple[Id, str]]) -> Mapping[Id, str]:
    """Return a key for each id, made of its name; of two that would be the same, the later with a number."""
    keys: dict[Id, str] = {}
    taken: set[str] = set()
    for key_of, name in named:
        plain = unicodedata.normalize("NFKD", name.casefold())
        wanted = base = NOT_IN_A_KEY.sub("_", plain).strip("_")[:60] or "unnamed"
        number = 1
        while wanted in taken:
            number += 1
            wanted = f"{base}_{number}"
        taken.add(wanted)
        keys[key_of] = wanted
    return keys


def _category(one: DataType, categories: Mapping[Id, str]) -> dict[str, Any]:
    return {
        "fides_key": f"user.{categories[one.id]}",
        "organization_fides_key": ORGANIZATION,
        "name": legal_xml(one.name),
        "parent_key": "user",
    }


def _system(
    graph: FlowGraph, node: Node, keys: Mapping[Id, str], categories: Mapping[Id, str]
) -> dict[str, Any]:
    given = [flow for flow in graph.flows if flow.source == node.id]
    system: dict[str, Any] = {
        "fides_key": keys[node.id],
        "organization_fides_key": ORGANIZATION,
        "name": legal_xml(node.name),
        "system_type": TYPES[node.kind],
        "egress": [
            {
                "fides_key": keys[flow.target],
                "type": "system",
                "data_categories": [f"user.{categories[one]}" for one in flow.data_types],
            }
            for flow in given
        ],
        "privacy_declarations": [],
    }
    if node.kind == "storage":
        system["administrating_department"] = legal_xml(graph.organisation_of(node.id).name)
    return system
