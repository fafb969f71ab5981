"""A map as Graphviz DOT for other tools; our own pictures are not drawn from it."""

import re
from collections.abc import Iterator
from typing import Final

from dataflows.formats.document import MapDocument
from dataflows.formats.names_cell import names_cell
from dataflows.graph.model import FlowGraph, Node

SHAPES: Final = {"person": "circle", "organisation": "box", "storage": "cylinder", "meeting": "hexagon"}
ENTITY: Final = re.compile(r"&(?=#?\w+;)")


def quote(text: str) -> str:
    """Return ``text`` as a DOT string that shows it to the letter: never HTML, no escape, no entity.

    Examples
    --------
    >>> print(quote('a "b" \\\\N'))
    "a \\"b\\" \\\\N"
    >>> quote("<b>"), quote("&lt;")
    ('"<b>"', '"&amp;lt;"')
    """
    plain = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + ENTITY.sub("&amp;", escaped) + '"'


def write(document: MapDocument) -> bytes:
    """Return the document as a DOT file."""
    return to_dot(document).encode()


def to_dot(document: MapDocument) -> str:
    """Return ``document`` as DOT: organisations with storages are clusters, flows are labelled edges.

    Nodes and edges carry their ids, in the order they were made; edges also say what moves, how and what for
    in attributes of their own, which Graphviz passes over and Daylight reads back.
    """
    return "\n".join(_lines(document)) + "\n"


def _lines(document: MapDocument) -> Iterator[str]:
    graph = document.graph
    yield f"digraph {quote(document.map.name)} {{"
    yield "  rankdir=LR;"
    yield "  node [shape=box];"
    for node in graph.nodes:
        if graph.organisation_of(node.id).id == node.id:
            yield from _house(graph, node)
    for flow in graph.flows:
        carried = [data_type.name for data_type in graph.data_types_of(flow)]
        label = f"{graph.numbers[flow.id]} {', '.join(carried)}".rstrip()
        facts = {"id": flow.id, "label": label, "data_types": names_cell(carried), "channel": flow.channel}
        facts["purpose"] = flow.purpose
        written = ", ".join(f"{name}={quote(fact)}" for name, fact in facts.items())
        yield f"  {quote(flow.source)} -> {quote(flow.target)} [{written}];"
    yield "}"


def _house(graph: FlowGraph, node: Node) -> Iterator[str]:
    storages = graph.storages_of(node.id)
    if not storages:
        yield f"  {_node(node)}"
        return
    yield f"  subgraph {quote(f'cluster_{node.id}')} {{"
    yield f"    label={quote(node.name)};"
    for inside in (node, *storages):
        yield f"    {_node(inside)}"
    yield "  }"


def _node(node: Node) -> str:
    return f"{quote(node.id)} [id={quote(node.id)}, label={quote(node.name)}, shape={SHAPES[node.kind]}];"
