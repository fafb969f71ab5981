"""What a change of a map means for the person: who receives more, who tells them, what they choose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dataflows.graph.company import FIRST_BY_NAME, company_of
from dataflows.graph.comparing import ADDED, REMOVED, Comparison, Difference
from dataflows.graph.keys import key
from dataflows.graph.model import Flow, FlowGraph, Id
from dataflows.graph.vocabulary import IDENTIFIABILITIES, NOT_KNOWN

# What takes something from the person comes first, what gives something last.
WORSE: Final = (
    "receives",
    "told_later",
    "told_unknown",
    "choice_less",
    "choice_unknown",
    "more_identifiable",
    "identifiability_unknown",
)
OTHER: Final = ("another_way", "other_reason", "told_known", "choice_known", "identifiability_known")
BETTER: Final = ("told_earlier", "choice_more", "less_identifiable", "no_longer")
EFFECTS: Final = (*WORSE, *OTHER, *BETTER)

_TOLD: Final = ("before", "at_the_time", "after", "not_told")
_CHOICE: Final = ("asked", "can_refuse", "can_object", "no_choice")
_KNOWN: Final = tuple(code for code in IDENTIFIABILITIES if code != NOT_KNOWN)
# A fact, the order of its codes, and the effects of going down it, going up, being lost and becoming known.
_WAYS: Final = (
    ("person_told", _TOLD, ("told_later", "told_earlier", "told_unknown", "told_known")),
    ("person_choice", _CHOICE, ("choice_less", "choice_more", "choice_unknown", "choice_known")),
    (
        "identifiability",
        _KNOWN,
        ("less_identifiable", "more_identifiable", "identifiability_unknown", "identifiability_known"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that is otherwise for the person, because of one flow.

    ``data`` are the ids of the kinds of data it is about; ``was`` and ``now`` the codes of what they are told
    or may choose; ``unexplained`` says that nobody has recorded what the flow is for.
    """

    code: str
    difference: Difference
    receiver: Id
    data: tuple[Id, ...] = ()
    was: str = ""
    now: str = ""
    unexplained: bool = False
    untold: bool = False


def effects_of(comparison: Comparison) -> tuple[Effect, ...]:
    """Return what is otherwise for the person: the heaviest first, then those who have power over them."""
    had, has = _received(comparison.before), _received(comparison.after)
    back = comparison.pairing.nodes_back
    found = [
        effect
        for difference in comparison.flows
        for effect in _of_one(comparison, difference, _Data(had, has, back, comparison.pairing.nodes))
    ]
    return tuple(
        sorted(found, key=lambda effect: (EFFECTS.index(effect.code), not _is_feared(comparison, effect)))
    )


@dataclass(frozen=True)
class _Data:
    """Which kinds of data each organisation received before and receives now, by key."""

    had: Mapping[Id, frozenset[str]]
    has: Mapping[Id, frozenset[str]]
    back: Mapping[Id, Id]
    on: Mapping[Id, Id]

    def is_new(self, receiver: Id, name: str) -> bool:
        return key(name) not in self.had.get(self.back.get(receiver, receiver), frozenset())

    def is_gone(self, receiver: Id, name: str) -> bool:
        return key(name) not in self.has.get(self.on.get(receiver, receiver), frozenset())


def _received(graph: FlowGraph) -> Mapping[Id, frozenset[str]]:
    found: dict[Id, set[str]] = {}
    for flow in graph.flows:
        mine = found.setdefault(graph.organisation_of(flow.target).id, set())
        mine.update(key(one.name) for one in graph.data_types_of(flow))
    return {receiver: frozenset(names) for receiver, names in found.items()}


def graph_of(comparison: Comparison, effect: Effect) -> FlowGraph:
    """Return the side that an effect is told of: who receives something no longer, did so before."""
    is_after = effect.difference.after and effect.code != "no_longer"
    return comparison.after if is_after else comparison.before


def _is_feared(comparison: Comparison, effect: Effect) -> bool:
    return company_of(graph_of(comparison, effect).node(effect.receiver)) in FIRST_BY_NAME


def _of_one(comparison: Comparison, difference: Difference, data: _Data) -> Iterator[Effect]:
    if difference.state == ADDED:
        yield from _of_added(comparison.after, difference, data)
    elif difference.state == REMOVED:
        yield from _gone(comparison.before, difference, data)
    elif difference.facts:
        was, now = comparison.before.flow(difference.before), comparison.after.flow(difference.after)
        if {"data_types", "target"} & {*difference.facts}:
            yield from _received_now(comparison.after, difference, data)
            yield from _gone(comparison.before, difference, data)
        yield from _of_changed(comparison.after, difference, was, now)


def _of_added(graph: FlowGraph, difference: Difference, data: _Data) -> Iterator[Effect]:
    flow = graph.flow(difference.after)
    fresh = [*_received_now(graph, difference, data)]
    yield from fresh
    if not fresh:
        yield _effect(graph, difference, flow, "another_way", flow.data_types)


def _received_now(graph: FlowGraph, difference: Difference, data: _Data) -> Iterator[Effect]:
    flow = graph.flow(difference.after)
    receiver = graph.organisation_of(flow.target).id
    fresh = [one.id for one in graph.data_types_of(flow) if data.is_new(receiver, one.name)]
    if fresh or not flow.data_types:
        yield _effect(graph, difference, flow, "receives", fresh)


def _gone(graph: FlowGraph, difference: Difference, data: _Data) -> Iterator[Effect]:
    flow = graph.flow(difference.before)
    receiver = graph.organisation_of(flow.target).id
    gone = [one.id for one in graph.data_types_of(flow) if data.is_gone(receiver, one.name)]
    if gone:
        yield Effect(code="no_longer", difference=difference, receiver=receiver, data=tuple(gone))


def _of_changed(graph: FlowGraph, difference: Difference, was: Flow, now: Flow) -> Iterator[Effect]:
    for fact, order, codes in _WAYS:
        before, after = getattr(was, fact), getattr(now, fact)
        if fact in difference.facts and (code := _way(before, after, order, codes)):
            yield _effect(graph, difference, now, code, now.data_types, was=before, now=after)
    if "purpose" in difference.facts:
        yield _effect(graph, difference, now, "other_reason", now.data_types)


def _way(was: str, now: str, order: Sequence[str], codes: Sequence[str]) -> str:
    """Return the code for further down the order, further up, no longer known, or now known."""
    down, up, lost, known = codes
    if was in order and now in order:
        return down if order.index(now) > order.index(was) else up
    if was in order:
        return lost
    return known if now in order else ""


def _effect(
    graph: FlowGraph,
    difference: Difference,
    flow: Flow,
    code: str,
    data: Iterable[Id],
    *,
    was: str = "",
    now: str = "",
) -> Effect:
    return Effect(
        code=code,
        difference=difference,
        receiver=graph.organisation_of(flow.target).id,
        data=tuple(data),
        was=was,
        now=now,
        unexplained=not flow.purpose.strip(),
        untold=flow.person_told == "not_told",
    )
