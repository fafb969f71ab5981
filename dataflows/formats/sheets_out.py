"""A map as sheets of rows: the register it draws on, its flows, and what no such sheet can hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.formats.columns import (
    ACCESS_HEADINGS,
    DATA_TYPE_HEADINGS,
    ORGANISATION_HEADINGS,
    STORAGE_HEADINGS,
)
from dataflows.formats.csv_export import flow_table
from dataflows.formats.document import MapDocument
from dataflows.formats.names_cell import names_cell
from dataflows.graph import vocabulary
from dataflows.graph.model import FlowGraph, Node

NOT_HELD: Final = "not in this workbook"
RESERVED: Final = frozenset({"organisations", "data_types", "storage", "access", NOT_HELD})


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet to be written: its name, its headings, and rows of text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets_of(document: MapDocument) -> list[SheetOut]:
    """Return the sheets of a map, in the order in which people fill them in; the last says what is left out.

    Examples
    --------
    >>> from dataflows.formats.document import MapMeta
    >>> document = MapDocument(map=MapMeta(id="m", name="Northmoor"), graph=FlowGraph())
    >>> [sheet.name for sheet in sheets_of(document)]
    ['organisations', 'data_types', 'storage', 'access', 'Northmoor', 'not in this workbook']
    """
    graph = document.graph
    columns, flows = flow_table(graph)
    return [
        _sheet("organisations", ORGANISATION_HEADINGS, _organisations(graph)),
        _sheet("data_types", DATA_TYPE_HEADINGS, _data_types(graph)),
        _sheet("storage", STORAGE_HEADINGS, _storage(graph)),
        _sheet("access", ACCESS_HEADINGS, _access(graph)),
        SheetOut(flows_name(document.map.name), columns, tuple(flows)),
        SheetOut(NOT_HELD, ("what", "of", "value"), tuple(_not_held(document))),
    ]


def flows_name(name: str) -> str:
    """Return a map's name as the name of a sheet: at most 31 characters, none that spreadsheets refuse.

    Examples
    --------
    >>> flows_name("Health/Housing: [draft]"), flows_name("Access"), flows_name("''")
    ('Health Housing   draft', 'Access flows', 'flows')
    """
    legal = "".join(" " if letter in "[]:*?/\\" or letter < " " else letter for letter in name)
    plain = legal.strip(" '")[:24].strip(" '")
    if plain.casefold() in {"", "history"} | RESERVED:
        plain = f"{plain} flows".strip()
    return plain


def _sheet(name: str, columns: Mapping[str, str], rows: Iterator[Mapping[str, str]]) -> SheetOut:
    return SheetOut(name, tuple(columns), tuple(tuple(row.get(one, "") for one in columns) for row in rows))


def _organisations(graph: FlowGraph) -> Iterator[Mapping[str, str]]:
    for node in graph.nodes:
        if node.kind == "organisation":
            yield {
                "name": node.name,
                "short_name": node.short_name,
                "kind": vocabulary.ORGANISATION_KINDS.get(node.organisation_kind, node.organisation_kind),
                "sectors": names_cell([vocabulary.THEMES.get(theme, theme) for theme in node.themes]),
                "area": node.areas[0] if node.areas else "",
                "parent": node.parent_name,
                "notes": node.notes,
            }


def _data_types(graph: FlowGraph) -> Iterator[Mapping[str, str]]:
    for one in graph.data_types:
        yield {
            "name": one.name,
            "sensitivity": vocabulary.SENSITIVITIES.get(one.sensitivity, one.sensitivity),
            "category": one.category,
            "could_hurt": "Yes" if one.could_hurt else "",
            "notes": one.notes,
        }


def _storages(graph: FlowGraph) -> Iterator[tuple[Node, str]]:
    for node in graph.nodes:
        if node.kind == "storage":
            yield node, graph.organisation_of(node.id).name


def _storage(graph: FlowGraph) -> Iterator[Mapping[str, str]]:
    for node, owner in _storages(graph):
        yield {
            "organisation": owner,
            "name": node.name,
            "kind": vocabulary.STORAGE_KINDS.get(node.storage_kind, node.storage_kind),
            "location": node.location,
            "access": node.access_note,
            "security": node.security,
            "retention": node.retention,
            "notes": node.notes,
        }


def _access(graph: FlowGraph) -> Iterator[Mapping[str, str]]:
    for node, owner in _storages(graph):
        for row in node.access:
            yield {
                "organisation": owner,
                "storage": node.name,
                "opened_by": row.organisation,
                "role": row.role,
                "notes": row.notes,
            }


def _not_held(document: MapDocument) -> Iterator[tuple[str, str, str]]:
    """Yield what a second import of the sheets would not bring back."""
    graph = document.graph
    if document.map.description:
        yield "description of the map", document.map.name, document.map.description
    touched = {end for flow in graph.flows for end in (flow.source, flow.target)}
    for node in graph.nodes:
        yield from _of_node(node)
        if node.id not in touched and node.kind != "storage":
            yield "stands on the map without a flow", node.name, node.kind
    for one in graph.data_types:
        if one.dpv_concept:
            yield "DPV concept", one.name, one.dpv_concept
    for agreement in graph.agreements:
        facts = {"kind": agreement.kind, "review date": agreement.review_date, "notes": agreement.notes}
        for fact, value in facts.items():
            if value:
                yield f"{fact} of an agreement", agreement.name, value
    yield "ids, order and positions of what is on the map", document.map.name, "in the map document (JSON)"


def _of_node(node: Node) -> Iterator[tuple[str, str, str]]:
    if node.kind == "meeting":
        yield "is a meeting", node.name, "meeting"
    if node.kind in {"person", "meeting"} and node.notes:
        yield "notes", node.name, node.notes
    for alias in node.aliases:
        yield "another name", node.name, alias
    for area in node.areas[1:]:
        yield "another area", node.name, area
    if node.public_body is not None:
        yield "public body", node.name, "yes" if node.public_body else "no"
    if node.draft:
        yield "is a draft", node.name, "draft"
    if not node.named:
        yield "its members are not named", node.name, "not named"
