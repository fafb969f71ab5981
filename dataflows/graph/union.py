"""Two maps as one, so that what both have is laid out once and stands in one place before and after."""

from dataclasses import replace

from dataflows.graph.comparing import Comparison
from dataflows.graph.model import Flow, FlowGraph, Id, Node


def union_of(comparison: Comparison) -> FlowGraph:
    """Return the map as it is now with everything that is gone; what is gone is numbered after the rest.

    Examples
    --------
    >>> from dataflows.graph.comparing import compare
    >>> from dataflows.graph.pairing import pair_versions
    >>> shelter, gone = (Node(id=one, kind="organisation", name=one) for one in ("Shelter", "MASH"))
    >>> old = FlowGraph(nodes=(shelter, gone), flows=(Flow(id="f", source="Shelter", target="MASH"),))
    >>> new = FlowGraph(nodes=(shelter,))
    >>> both = union_of(compare(old, new, pair_versions(old, new)))
    >>> [node.id for node in both.nodes], both.numbers
    (['Shelter', 'MASH'], {'f': 1})
    """
    before, after, pairing = comparison.before, comparison.after, comparison.pairing

    def now(node: Id) -> Id:
        return pairing.nodes.get(node, node)

    def stood(node: Node) -> Node:
        return replace(node, parent=now(node.parent)) if node.parent else node

    def ran(flow: Flow) -> Flow:
        return replace(flow, source=now(flow.source), target=now(flow.target))

    flows = (*after.flows, *(ran(flow) for flow in before.flows if flow.id not in pairing.flows))
    numbers = dict(after.numbers)
    following = max(numbers.values(), default=0) + 1
    gone = (flow.id for flow in flows if flow.id not in numbers)
    return FlowGraph(
        nodes=(*after.nodes, *(stood(node) for node in before.nodes if node.id not in pairing.nodes)),
        flows=flows,
        data_types=tuple({**before.data_types_by_id, **after.data_types_by_id}.values()),
        agreements=tuple({**before.agreements_by_id, **after.agreements_by_id}.values()),
        journey_stages=after.journey_stages,
        numbered={**numbers, **{flow: number for number, flow in enumerate(gone, start=following)}},
    )
