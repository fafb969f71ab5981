"""What is the same, added, removed or changed between two maps, fact by fact; never where things stand."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

from dataflows.graph.keys import key
from dataflows.graph.model import DataType, Flow, FlowGraph, Id, Node, Party
from dataflows.graph.pairing import Pairing, likeness

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
STATES: Final = (ADDED, REMOVED, CHANGED, SAME)

_PARTY_FACTS: Final = tuple(one.name for one in fields(Party))
# In words, as they are read: how a flow's ends, data and agreement are told apart is said below.
_FLOW_FACTS: Final = (
    *("identifiability", "channel", "journey_stage", "trigger", "frequency", "purpose", "if_not_shared"),
    *("necessity", "confidentiality_route", "safeguard", "dpia_reference", "person_told", "person_choice"),
    *("consistency", "evidence", "evidence_source", "confidence", "review_date", "ref", "notes"),
)
_NODE_FACTS: Final = (
    *("name", "kind", "organisation_kind", "short_name", "public_body", "themes", "areas", "aliases"),
    *("named", "storage_kind", "location", "access_note", "security", "retention", "draft", "notes"),
)
_DATA_FACTS: Final = tuple(one.name for one in fields(DataType) if one.name != "id")
# What a file gives by itself where nobody has said anything.
_UNSAID: Final[frozenset[Hashable]] = frozenset({"", "assumed", "not_known", None, False, (), frozenset()})

# From here on two texts of strangers are one that is spelt otherwise; it is said, and not a change.
_SPELT_ALIKE: Final = 0.95
_OPEN: Final = frozenset(
    {"channel", "frequency", "trigger", "purpose", "if_not_shared", "location", "retention"}
)

Values = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One element of either map, or a kind of data, with what became of it.

    ``before`` and ``after`` are its ids, empty where it is not there; ``facts`` are the names of those that
    changed, as in :mod:`dataflows.language.facts`. ``spelt`` are facts that a letter or two tell apart.
    """

    kind: str
    state: str
    before: Id = ""
    after: Id = ""
    facts: tuple[str, ...] = ()
    spelt: tuple[str, ...] = ()

    @property
    def id(self) -> Id:
        """Return the id that it has now, or had last."""
        return self.after or self.before


@dataclass(frozen=True)
class Comparison:
    """Two maps side by side: every node and flow of both stands in exactly one of the differences.

    ``data_types`` are kinds of data on both maps of which the register says something else now.
    ``not_compared`` are facts that one of the two says nothing of at all.
    """

    before: FlowGraph
    after: FlowGraph
    pairing: Pairing
    nodes: tuple[Difference, ...]
    flows: tuple[Difference, ...]
    data_types: tuple[Difference, ...] = ()
    not_compared: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """Return how many elements there are of each kind and state."""
        found = {(kind, state): 0 for kind in ("node", "flow", "data_type") for state in STATES}
        for one in (*self.nodes, *self.flows, *self.data_types):
            found[one.kind, one.state] += 1
        return found

    @property
    def is_same(self) -> bool:
        """Say whether nothing is different."""
        return all(one.state == SAME for one in (*self.nodes, *self.flows)) and not self.data_types

    def of(self, difference: Difference, *, was: bool = False) -> Node | Flow | DataType:
        """Return the element as it is now, or as it ``was``; it must be there then."""
        graph = self.before if was or not difference.after else self.after
        found: Mapping[str, Mapping[Id, Node | Flow | DataType]]
        found = {"node": graph.nodes_by_id, "flow": graph.flows_by_id, "data_type": graph.data_types_by_id}
        return found[difference.kind][difference.before if graph is self.before else difference.after]


def compare(before: FlowGraph, after: FlowGraph, pairing: Pairing, *, strangers: bool = False) -> Comparison:
    """Return what is different in ``after``. The order is that of ``after``, then what was removed.

    ``strangers`` share no history: references are then each map's own, a name is the same however it is
    written (capitals, spaces), a text that is spelt otherwise is only said to be so, and a fact that one of
    them never speaks of is no difference.

    Examples
    --------
    >>> from dataflows.graph.pairing import pair_versions
    >>> ends = (Node(id="s", kind="organisation", name="Shelter"), Node(id="p", kind="person", name="Sam"))
    >>> old = FlowGraph(nodes=ends, flows=(Flow(id="f", source="p", target="s", frequency="weekly"),))
    >>> new = FlowGraph(nodes=ends, flows=(Flow(id="f", source="p", target="s", frequency="daily"),))
    >>> [(one.state, one.facts) for one in compare(old, new, pair_versions(old, new)).flows]
    [('changed', ('frequency',))]
    """
    written = key if strangers else str
    mine, theirs = _Values(before, pairing.nodes, written), _Values(after, {}, written)
    silent: frozenset[str] = frozenset()
    if strangers:
        silent = _silent(mine, theirs) | {"ref"}
    rule = _Rule(silent=silent, forgiving=strangers)
    return Comparison(
        before=before,
        after=after,
        pairing=pairing,
        nodes=rule.sorted_out("node", mine.nodes, theirs.nodes, pairing.nodes),
        flows=rule.sorted_out("flow", mine.flows, theirs.flows, pairing.flows),
        data_types=() if strangers else tuple(_of_the_register(before, after)),
        not_compared=tuple(sorted(silent - {"ref"})),
    )


def key_of_flow(graph: FlowGraph, flow: Flow) -> Hashable:
    """Return what tells one flow from another by words: whose it is, to whom, and what moves."""
    ends = (
        (graph.organisation_of(end).kind, key(graph.organisation_of(end).name), key(graph.node(end).name))
        for end in (flow.source, flow.target)
    )
    return (*ends, frozenset(key(one.name) for one in graph.data_types_of(flow)))


class _Values:
    """Every fact of a map's elements, ready to be compared; ``as_now`` gives its nodes the other's ids."""

    def __init__(self, graph: FlowGraph, as_now: Mapping[Id, Id], written: Callable[[str], str]) -> None:
        self.graph, self.as_now, self.written = graph, as_now, written
        self.nodes: dict[Id, Values] = {node.id: self._node(node) for node in graph.nodes}
        self.flows: dict[Id, Values] = {flow.id: self._flow(flow) for flow in graph.flows}

    def _flow(self, flow: Flow) -> Values:
        agreement = self.graph.agreements_by_id.get(flow.agreement) if flow.agreement else None
        return {
            "data_types": frozenset(key(one.name) for one in self.graph.data_types_of(flow)),
            "source": self.as_now.get(flow.source, flow.source),
            "target": self.as_now.get(flow.target, flow.target),
            **{fact: _plain(getattr(flow, fact)) for fact in _FLOW_FACTS},
            **{f"sender_{fact}": getattr(flow.sender, fact) for fact in _PARTY_FACTS},
            **{f"receiver_{fact}": getattr(flow.receiver, fact) for fact in _PARTY_FACTS},
            "agreement": key(agreement.name) if agreement else "",
        }

    def _node(self, node: Node) -> Values:
        parent = self.as_now.get(node.parent, node.parent) if node.parent else ""
        own = "organisation" if node.kind == "storage" else "parent"
        readers = frozenset((key(row.organisation), row.role, row.notes) for row in node.access)
        return {
            **{fact: _plain(getattr(node, fact)) for fact in _NODE_FACTS},
            "name": self.written(node.name),
            own: parent or key(node.parent_name),
            "access": readers,
        }


def _plain(value: Hashable) -> Hashable:
    if isinstance(value, tuple):
        return frozenset(value)
    return value.strip() if isinstance(value, str) else value


def _silent(before: _Values, after: _Values) -> frozenset[str]:
    """Return the facts that only one of the two maps ever says something of."""

    def said(values: Iterable[Values]) -> frozenset[str]:
        return frozenset(fact for each in values for fact, value in each.items() if value not in _UNSAID)

    apart = (said(before.nodes.values()) ^ said(after.nodes.values())) | (
        said(before.flows.values()) ^ said(after.flows.values())
    )
    return apart - {"name", "kind", "source", "target"}


@dataclass(frozen=True)
class _Rule:
    """What counts as a difference: not a ``silent`` fact, nor, if ``forgiving``, how a text is spelt."""

    silent: frozenset[str]
    forgiving: bool

    def sorted_out(
        self, kind: str, before: Mapping[Id, Values], after: Mapping[Id, Values], pairs: Mapping[Id, Id]
    ) -> tuple[Difference, ...]:
        back = {now: was for was, now in pairs.items()}
        kept = [
            self._of_both(kind, back[now], now, before[back[now]], values)
            if now in back
            else Difference(kind=kind, state=ADDED, after=now)
            for now, values in after.items()
        ]
        gone = [Difference(kind=kind, state=REMOVED, before=was) for was in before if was not in pairs]
        return (*kept, *gone)

    def _of_both(self, kind: str, was: Id, now: Id, before: Values, after: Values) -> Difference:
        names = [*after, *(fact for fact in before if fact not in after)]
        other = [
            fact for fact in names if fact not in self.silent and before.get(fact, "") != after.get(fact, "")
        ]
        spelt = tuple(fact for fact in other if self._is_spelling(fact, before.get(fact), after.get(fact)))
        facts = tuple(fact for fact in other if fact not in spelt)
        state = CHANGED if facts else SAME
        return Difference(kind=kind, state=state, before=was, after=now, facts=facts, spelt=spelt)

    def _is_spelling(self, fact: str, before: Hashable, after: Hashable) -> bool:
        if not (self.forgiving and fact in _OPEN and isinstance(before, str) and isinstance(after, str)):
            return False
        return likeness(key(before), key(after)) >= _SPELT_ALIKE


def _of_the_register(before: FlowGraph, after: FlowGraph) -> Iterator[Difference]:
    """Yield the kinds of data on both maps of which something else is said now."""
    for one in after.data_types:
        was = before.data_types_by_id.get(one.id)
        facts = tuple(fact for fact in _DATA_FACTS if was and getattr(was, fact) != getattr(one, fact))
        if facts:
            yield Difference(kind="data_type", state=CHANGED, before=one.id, after=one.id, facts=facts)


def touching(comparison: Comparison, organisation: Id) -> Callable[[Difference], bool]:
    """Return a test for whether a difference is about an organisation: its own, its storages', its flows'.

    ``organisation`` is its id on either map.
    """
    then = comparison.pairing.nodes_back.get(organisation, organisation)
    now = comparison.pairing.nodes.get(organisation, organisation)

    def is_of(graph: FlowGraph, mine: Id, kind: str, element: Id) -> bool:
        if kind == "node" and element in graph.nodes_by_id:
            return mine in {element, graph.organisation_of(element).id}
        if kind == "flow" and element in graph.flows_by_id:
            flow = graph.flow(element)
            return mine in {graph.organisation_of(end).id for end in (flow.source, flow.target)}
        carrying = (flow for flow in graph.flows_of(mine) if element in flow.data_types)
        return kind == "data_type" and mine in graph.nodes_by_id and any(carrying)

    return lambda one: (
        is_of(comparison.before, then, one.kind, one.before)
        or is_of(comparison.after, now, one.kind, one.after)
    )
