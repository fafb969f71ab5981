"""Two maps as one, so that what both have is laid out once and stands in one place before and after."""

from dataclasses import replace
from typing import Final

from dataflows.graph.comparing import CHANGED, Comparison, Difference
from dataflows.graph.model import Flow, FlowGraph, Id, Node

# What a picture says of a flow, by its line, its chip and its marks.
_DRAWN: Final = frozenset(
    {
        "source",
        "target",
        "data_types",
        "consistency",
        "evidence",
        "confidence",
        "person_told",
        "person_choice",
    }
)


def is_drawn_otherwise(difference: Difference) -> bool:
    """Say whether a flow is on both maps and looks otherwise on a picture of each."""
    return (
        difference.kind == "flow" and difference.state == CHANGED and not _DRAWN.isdisjoint(difference.facts)
    )


def was(difference: Difference) -> Id:
    """Return the id that a changed flow's earlier state has in the union."""
    return f"was-{difference.id}"


def union_of(comparison: Comparison) -> FlowGraph:
    """Return the map as it is now with everything that is gone; what is gone is numbered after the rest.

    A flow of which a picture shows something else now is there twice: as it is, and as it :func:`was`.

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
    twins = [
        (one, replace(ran(before.flow(one.before)), id=was(one)))
        for one in comparison.flows
        if is_drawn_otherwise(one)
    ]
    numbers = {**after.numbers, **{twin.id: before.numbers[one.before] for one, twin in twins}}
    following = max(numbers.values(), default=0) + 1
    gone = (flow.id for flow in flows if flow.id not in numbers)
    return FlowGraph(
        nodes=(*after.nodes, *(stood(node) for node in before.nodes if node.id not in pairing.nodes)),
        flows=(*flows, *(twin for _one, twin in twins)),
        data_types=tuple({**before.data_types_by_id, **after.data_types_by_id}.values()),
        agreements=tuple({**before.agreements_by_id, **after.agreements_by_id}.values()),
        journey_stages=after.journey_stages,
        numbered={**numbers, **{flow: number for number, flow in enumerate(gone, start=following)}},
    )
