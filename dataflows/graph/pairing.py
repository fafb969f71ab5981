"""Which element of one map is which of another: by id, register or name, else by a guess that is said.

Two versions of one map share ids. Maps of two areas share the programme's register; a map and a file share
only names.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract

from dataflows.graph.keys import key
from dataflows.graph.model import Flow, FlowGraph, Id, Node

# How alike two names must be to be taken for one that is spelt otherwise: "Watson" and "Whatson" are 0.92.
LIKENESS: Final = 0.8

Ends = Callable[[Flow], Hashable]
Marks = Callable[[Any], Iterable[Hashable]]


@dataclass(frozen=True)
class Pairing:
    """Each element of ``before`` with what it is in ``after``, by ids; nothing stands in two pairs.

    ``guessed`` says, for nodes that neither id nor name brought together, what did: ``spelling`` or ``flows``
    (they are alone in having these flows).
    """

    nodes: Mapping[Id, Id]
    flows: Mapping[Id, Id]
    guessed: Mapping[Id, str] = field(default_factory=dict)

    @cached_property
    def nodes_back(self) -> Mapping[Id, Id]:
        return {after: before for before, after in self.nodes.items()}


def pair_versions(before: FlowGraph, after: FlowGraph) -> Pairing:
    """Return the pairing of two versions of one map: an element is the one that has its id.

    Examples
    --------
    >>> old = FlowGraph(nodes=(Node(id="s", kind="organisation", name="Shelter"),))
    >>> new = FlowGraph(nodes=(Node(id="s", kind="organisation", name="Shelter UK"),))
    >>> pair_versions(old, new).nodes
    {'s': 's'}
    """
    return Pairing(
        nodes={one: one for one in before.nodes_by_id if one in after.nodes_by_id},
        flows={one: one for one in before.flows_by_id if one in after.flows_by_id},
    )


def pair_maps(before: FlowGraph, after: FlowGraph, known: Mapping[Id, Id] | None = None) -> Pairing:
    """Return the pairing of two maps that share no history, or of a map and a file.

    ``known`` says which is which beforehand, where one was copied from the other.

    Examples
    --------
    >>> one = FlowGraph(nodes=(Node(id="1", kind="organisation", name="Watson"),))
    >>> two = FlowGraph(nodes=(Node(id="2", kind="organisation", name="Whatson"),))
    >>> pair_maps(one, two).nodes, pair_maps(one, two).guessed
    ({'1': '2'}, {'1': 'spelling'})
    """
    known = known or {}
    nodes = _Pairs(before.nodes, after.nodes)
    nodes.take_all(known)
    nodes.by(lambda node: node.id)
    nodes.by(lambda node: (node.kind, node.register_id) if node.register_id else None)
    nodes.by(lambda node: node.kind if node.kind == "person" else None)
    nodes.each_by(_names(before), _names(after))
    nodes.each_by(_all_names(before), _all_names(after))
    guessed = {one.id: "spelling" for one in nodes.alike(partial(_owner, before), partial(_owner, after))}
    guessed |= {one.id: "flows" for one in _with_the_same_flows(before, after, nodes)}
    return Pairing(nodes=nodes.found, flows=_pair_flows(before, after, nodes.found, known), guessed=guessed)


class _Pairs:
    """Pairs as they are found, and who is still without one."""

    def __init__(self, before: Iterable[Node | Flow], after: Iterable[Node | Flow]) -> None:
        self.before: dict[Id, Any] = {one.id: one for one in before}
        self.after: dict[Id, Any] = {one.id: one for one in after}
        self.found: dict[Id, Id] = {}

    def take(self, before: Id, after: Id) -> None:
        self.found[before] = after
        del self.before[before], self.after[after]

    def take_all(self, known: Mapping[Id, Id]) -> None:
        """Pair what is known to be the same, as far as it is there."""
        for before, after in known.items():
            if before in self.before and after in self.after:
                self.take(before, after)

    def by(self, mark: Callable[[Any], Hashable | None]) -> None:
        """Pair, in their order, those that have the same mark; ``None`` is no mark."""
        self.each_by(lambda one: [mark(one)], lambda one: [mark(one)])

    def each_by(self, before: Marks, after: Marks) -> None:
        """Pair, in their order, those that have a mark in common."""
        waiting: dict[Hashable, list[Id]] = defaultdict(list)
        for one in self.after.values():
            for mark in dict.fromkeys(after(one)):
                waiting[mark].append(one.id)
        for one in list(self.before.values()):
            for mark in before(one):
                free = (other for other in waiting.get(mark, ()) if other in self.after)
                if mark is not None and (other := next(free, None)) is not None:
                    self.take(one.id, other)
                    break

    def alike(self, before: Callable[[Node], str], after: Callable[[Node], str]) -> Iterator[Node]:
        """Pair nodes of one owner whose names are nearly the same, the likest first; yield ``before``'s."""
        near: dict[Hashable, list[Node]] = defaultdict(list)
        for other in self.after.values():
            near[other.kind, after(other)].append(other)
        names = {group: [key(other.name) for other in others] for group, others in near.items()}
        pairs: list[tuple[float, Node, Node]] = []
        for one in self.before.values():
            group = one.kind, before(one)
            pairs += ((how, one, near[group][at]) for at, how in _alike(key(one.name), names.get(group, ())))
        for _how, one, other in sorted(pairs, key=lambda found: -found[0]):
            if one.id in self.before and other.id in self.after:
                self.take(one.id, other.id)
                yield one


def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, from 0 to 1: the share of their letters that both have in this order.

    Examples
    --------
    >>> likeness("watson", "whatson") > LIKENESS, likeness("team1", "team2")
    (True, 0.0)
    """
    # Numbers part names that are otherwise alike: "Team 1" and "Team 2" are two teams.
    return Indel.normalized_similarity(one, other) if _digits(one) == _digits(other) else 0.0


def _alike(name: str, names: Sequence[str]) -> list[tuple[int, float]]:
    """Return the places of the names that are nearly this one, and how alike they are."""
    scorer = Indel.normalized_similarity
    found = extract(name, names, scorer=scorer, processor=None, score_cutoff=LIKENESS, limit=None)
    return [(at, how) for other, how, at in found if _digits(other) == _digits(name)]


def _digits(text: str) -> list[str]:
    return [*filter(str.isdigit, text)]


def _owner(graph: FlowGraph, node: Node) -> str:
    """Return whose storage it is: two teams may both have a "case system"."""
    return key(graph.organisation_of(node.id).name) if node.kind == "storage" else ""


def _names(graph: FlowGraph) -> Callable[[Node], list[Hashable]]:
    return lambda node: [(node.kind, _owner(graph, node), key(node.name))] if key(node.name) else []


def _all_names(graph: FlowGraph) -> Callable[[Node], list[Hashable]]:
    def of(node: Node) -> list[Hashable]:
        called = (node.name, node.short_name, *node.aliases)
        return [(node.kind, _owner(graph, node), key(one)) for one in called if key(one)]

    return of


def _with_the_same_flows(before: FlowGraph, after: FlowGraph, nodes: _Pairs) -> Iterator[Node]:
    """Pair those who alone have the same flows with the same others; yield those of ``before``."""
    back = {other: one for one, other in nodes.found.items()}
    mine = _by_flows(before, nodes.before, {one: one for one in nodes.found})
    theirs = _by_flows(after, nodes.after, back)
    for flows, found in mine.items():
        if len(found) == 1 and len(others := theirs.get(flows, [])) == 1 and found[0].kind == others[0].kind:
            nodes.take(found[0].id, others[0].id)
            yield found[0]


def _by_flows(
    graph: FlowGraph, free: Mapping[Id, Node], known: Mapping[Id, Id]
) -> Mapping[Hashable, list[Node]]:
    """Return nodes by their flows with nodes that have a pair; not those with other flows, or without any."""
    flows: dict[Id, Counter[str]] = defaultdict(Counter)
    for flow in graph.flows:
        for way, end, other in (("to", flow.source, flow.target), ("from", flow.target, flow.source)):
            flows[end][f"{way} {known.get(other, '?')}"] += 1
    found: dict[Hashable, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        mine = flows.get(node.id)
        if node.id in free and mine and not any(each.endswith(" ?") for each in mine):
            found[frozenset(mine.items())].append(node)
    return found


def _pair_flows(
    before: FlowGraph, after: FlowGraph, nodes: Mapping[Id, Id], known: Mapping[Id, Id]
) -> Mapping[Id, Id]:
    """Return the flows that are the same: of those between the same ends, the likest by what they carry."""
    flows = _Pairs(before.flows, after.flows)
    flows.take_all(known)
    flows.by(lambda flow: flow.id)

    def mine(flow: Flow) -> Hashable:
        return nodes.get(flow.source), nodes.get(flow.target)

    def theirs(flow: Flow) -> Hashable:
        return flow.source, flow.target

    for mark in (_data_and_channel, _data, _one_by_one):
        flows.each_by(_between(mine, mark, before), _between(theirs, mark, after))
    _pair_the_last(flows, mine, theirs)
    return flows.found


def _between(ends: Ends, mark: Callable[[FlowGraph, Flow], list[Hashable]], graph: FlowGraph) -> Marks:
    return lambda flow: [(ends(flow), one) for one in mark(graph, flow)]


def _pair_the_last(flows: _Pairs, mine: Ends, theirs: Ends) -> None:
    """Pair the only two that are left between the same ends, whatever they carry."""
    here, there = Counter(map(mine, flows.before.values())), Counter(map(theirs, flows.after.values()))
    flows.each_by(
        lambda flow: [mine(flow)] if here[mine(flow)] == 1 else [],
        lambda flow: [theirs(flow)] if there[theirs(flow)] == 1 else [],
    )


def _data_and_channel(graph: FlowGraph, flow: Flow) -> list[Hashable]:
    return [(one, key(flow.channel)) for one in _data(graph, flow)]


def _data(graph: FlowGraph, flow: Flow) -> list[Hashable]:
    return [frozenset(_one_by_one(graph, flow))]


def _one_by_one(graph: FlowGraph, flow: Flow) -> list[Hashable]:
    return [key(one.name) for one in graph.data_types_of(flow)]
