"""A part of a map: what belongs to a node, and the smaller graph of some flows and what they need."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from dataflows.graph.model import Flow, FlowGraph, Id, Node


def house_of(graph: FlowGraph, node: Node) -> Node | None:
    """Return the organisation that a storage or team stands in, when that is on the map."""
    parent = graph.nodes_by_id.get(node.parent) if node.parent else None
    is_housed = node.kind in {"storage", "organisation"}
    return parent if is_housed and parent is not None and parent.kind == "organisation" else None


def belonging(graph: FlowGraph, ids: Collection[Id]) -> set[Id]:
    """Return the nodes with all that belongs to them: an organisation's storages and teams, and theirs.

    A storage brings its organisation only where that is asked for itself.
    """
    own = set(ids)
    houses = {node.id: house.id for node in graph.nodes if (house := house_of(graph, node))}
    grown = True
    while grown:
        more = {node for node, house in houses.items() if house in own and node not in own}
        own |= more
        grown = bool(more)
    return own


def part(graph: FlowGraph, flows: Sequence[Flow], focus: Node) -> FlowGraph:
    """Return the graph of these flows: their ends, the organisations of storages, and the focus with its own.

    Flows keep the numbers they have on the map.
    """
    ids = {focus.id, *(storage.id for storage in graph.storages_of(focus.id))}
    ids |= {end for flow in flows for end in (flow.source, flow.target)}
    # A storage is drawn on its organisation's box, and said with its owner's name whoever that is.
    ids |= {graph.organisation_of(node_id).id for node_id in ids}
    smaller = replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.id in ids),
        flows=tuple(flows),
        numbered={flow.id: graph.numbers[flow.id] for flow in flows},
    )
    return trimmed(smaller)


def trimmed(graph: FlowGraph) -> FlowGraph:
    """Return the graph without the data types and agreements that none of its flows has."""
    carried = {data_type for flow in graph.flows for data_type in flow.data_types}
    resting = {flow.agreement for flow in graph.flows if flow.agreement}
    return replace(
        graph,
        data_types=tuple(data_type for data_type in graph.data_types if data_type.id in carried),
        agreements=tuple(agreement for agreement in graph.agreements if agreement.id in resting),
    )
