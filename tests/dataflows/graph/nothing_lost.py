"""What holds of every view of every map, and a short way to make organisations and flows."""

import uuid
from collections import Counter

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.views import Shown, View, shown
from dataflows.language.groups import group_words

WORDS = group_words()


def require_nothing_lost(graph: FlowGraph, view: View) -> None:
    """Raise unless every flow and node has exactly one place in the view, and the counts add up."""
    seen = shown(graph, view, WORDS)
    drawn, gathered = seen.graph, seen.graph.gathered
    bundles = {each: flows for each, flows in gathered.items() if each in drawn.flows_by_id}
    groups = {each: nodes for each, nodes in gathered.items() if each in drawn.nodes_by_id}
    assert len(bundles) + len(groups) == len(gathered)
    places = [
        *(flow.id for flow in drawn.flows if flow.id not in bundles),
        *(flow for flows in bundles.values() for flow in flows),
        *(flow for flows in seen.inside.values() for flow in flows),
        *seen.left_out,
    ]
    assert Counter(places) == Counter(flow.id for flow in graph.flows)
    assert Counter([*seen.place, *seen.nodes_left_out]) == Counter(node.id for node in graph.nodes)
    assert set(seen.place.values()) == {node.id for node in drawn.nodes}
    for node in drawn.nodes:
        assert node.id in groups or (node == graph.node(node.id) and seen.place[node.id] == node.id)
    for group, nodes in groups.items():
        assert len(nodes) > 1
        assert {seen.place[node] for node in nodes} == {group}
        assert str(uuid.UUID(group)) == group
    for bundle, flows in bundles.items():
        require_honest(graph, drawn, drawn.flow(bundle), [graph.flow(flow) for flow in flows])
    require_ends(graph, seen)


def require_ends(graph: FlowGraph, seen: Shown) -> None:
    """Raise when a drawn flow has lost an end or its number, or what is not drawn stands nowhere."""
    drawn = seen.graph
    for flow in drawn.flows:
        assert {flow.source, flow.target} <= drawn.nodes_by_id.keys()
        if flow.id not in drawn.gathered:
            assert drawn.numbers[flow.id] == graph.numbers[flow.id]
            member = graph.flow(flow.id)
            assert (flow.source, flow.target) == (seen.place[member.source], seen.place[member.target])
        assert set(flow.data_types) <= drawn.data_types_by_id.keys()
    assert {flow.id for flow in seen.flows_in(graph)} | set(seen.left_out) == graph.flows_by_id.keys()
    for element, where in seen.standing().items():
        assert where in drawn.nodes_by_id or where in drawn.flows_by_id
        assert element not in drawn.nodes_by_id
        assert element not in drawn.flows_by_id


def require_honest(graph: FlowGraph, drawn: FlowGraph, bundle: Flow, members: list[Flow]) -> None:
    """Raise when a bundle claims what not all of its flows share, or hides the worst of one."""
    assert len(members) > 1
    assert str(uuid.UUID(bundle.id)) == bundle.id
    for fact in ("consistency", "person_choice", "channel", "purpose"):
        claimed = getattr(bundle, fact)
        assert not claimed or {getattr(flow, fact) for flow in members} == {claimed}
    for fact, doubtful in (("evidence", "assumed"), ("confidence", "not_sure")):
        accounts = {getattr(flow, fact) for flow in members}
        assert getattr(bundle, fact) in accounts
        assert (getattr(bundle, fact) == doubtful) == (doubtful in accounts)
    told = {flow.person_told for flow in members}
    assert (bundle.person_told == "not_told") == ("not_told" in told)
    assert bundle.person_told in told
    assert bundle.person_told != "before" or told == {"before"}
    assert set(bundle.data_types) == {data for flow in members for data in flow.data_types}
    worst = [data for flow in members if (data := graph.most_sensitive(flow))]
    if worst:
        most = graph.most_sensitive(Flow(id="", source="", target="", data_types=tuple(d.id for d in worst)))
        assert drawn.most_sensitive(bundle).sensitivity == most.sensitivity
    assert drawn.could_hurt(bundle) == any(map(graph.could_hurt, members))


def organisation(number: int, kind: str = "vcse", **facts: object) -> Node:
    node = {"id": str(uuid.UUID(int=number)), "kind": "organisation", "name": f"Organisation {number}"}
    return Node(**{**node, "organisation_kind": kind, **facts})


def flow(number: int, source: Node, target: Node, **facts: object) -> Flow:
    return Flow(id=str(uuid.UUID(int=10**9 + number)), source=source.id, target=target.id, **facts)
