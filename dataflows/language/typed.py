"""How each fact of a flow is written where people edit it: what they would type to get what is there."""

from collections.abc import Mapping
from typing import Final

from dataflows.graph.model import Flow, FlowGraph
from dataflows.language.facts import FLOW_FACTS

SEPARATOR: Final = "; "


def typed_values(graph: FlowGraph, flow: Flow) -> Mapping[str, str]:
    """Return every fact of a flow as text: names for ends and data, codes for closed lists, days as ISO.

    Examples
    --------
    >>> from dataflows.graph.model import Node
    >>> graph = FlowGraph(nodes=(Node(id="s", kind="organisation", name="Shelter"),
    ...                          Node(id="c", kind="storage", name="Case system", parent="s")))
    >>> values = typed_values(graph, Flow(id="f", source="c", target="s", person_told="before"))
    >>> values["source"], values["target"], values["person_told"]
    ('Shelter: Case system', 'Shelter', 'before')
    """
    return {fact: _typed(graph, flow, fact) for fact in FLOW_FACTS}


def typed_end(graph: FlowGraph, node_id: str) -> str:
    """Return how a node is named so that it is found again: a storage with its organisation before it."""
    node, owner = graph.node(node_id), graph.organisation_of(node_id)
    return node.name if node.id == owner.id else f"{owner.name}: {node.name}"


def _typed(graph: FlowGraph, flow: Flow, fact: str) -> str:
    if fact in ("source", "target"):
        return typed_end(graph, getattr(flow, fact))
    if fact == "data_types":
        return SEPARATOR.join(_quoted(data_type.name) for data_type in graph.data_types_of(flow))
    if fact == "agreement":
        return graph.agreements_by_id[flow.agreement].name if flow.agreement else ""
    for side in ("sender", "receiver"):
        if fact.startswith(f"{side}_"):
            return str(getattr(getattr(flow, side), fact.removeprefix(f"{side}_")))
    return str(getattr(flow, fact))


def _quoted(name: str) -> str:
    return f'"{name}"' if any(mark in name for mark in ';,"\n') else name
