"""A map as a Mermaid flowchart, for wikis and repositories that draw Mermaid."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dataflows.formats.document import MapDocument
from dataflows.graph.model import FlowGraph, Id, Node

# Left and right of a label in quotes, by kind.
SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "person": ("((", "))"),
    "organisation": ("(", ")"),
    "storage": ("[(", ")]"),
    "meeting": ("{{", "}}"),
}
# What is not harmless inside a quoted label is written as its number: quotation marks end it, "#" and "<" are
# markup, "1." and "-" at its start would be a list.
MARKUP: Final = re.compile(r"[^\w ,.:'/()-]|(?<=\d)\.|^-")


def write(document: MapDocument) -> bytes:
    """Return the document as a Mermaid flowchart: one line for each node and each flow, in their order."""
    return ("\n".join(_lines(document.graph)) + "\n").encode()


def quote(text: str) -> str:
    """Return ``text`` as a label that Mermaid shows to the letter.

    Examples
    --------
    >>> print(quote('Tŷ "b" <i> #1'))
    "Tŷ #34;b#34; #60;i#62; #35;1"
    """
    folded = " ".join(text.split()) or " "
    return '"' + MARKUP.sub(lambda found: f"#{ord(found.group())};", folded) + '"'


def _lines(graph: FlowGraph) -> Iterator[str]:
    # Mermaid has words that cannot be ids ("end"), so nodes are called by their place.
    names = {node.id: f"n{place}" for place, node in enumerate(graph.nodes, start=1)}
    yield "flowchart LR"
    for node in graph.nodes:
        if graph.organisation_of(node.id).id == node.id:
            yield from _house(graph, node, names)
    for flow in graph.flows:
        carried = ", ".join(data_type.name for data_type in graph.data_types_of(flow))
        label = quote(f"{graph.numbers[flow.id]} {carried}")
        yield f"  {names[flow.source]} -->|{label}| {names[flow.target]}"


def _house(graph: FlowGraph, node: Node, names: Mapping[Id, str]) -> Iterator[str]:
    storages = graph.storages_of(node.id)
    if not storages:
        yield f"  {_node(node, names)}"
        return
    yield f"  subgraph {names[node.id]}_and_storage [{quote(node.name)}]"
    for inside in (node, *storages):
        yield f"    {_node(inside, names)}"
    yield "  end"


def _node(node: Node, names: Mapping[Id, str]) -> str:
    left, right = SHAPES[node.kind]
    return f"{names[node.id]}{left}{quote(node.name)}{right}"
