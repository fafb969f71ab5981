"""What is not answered yet, beside what it is about as the draft says it now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.formats.cells import KnownNames, names_in
from dataflows.graph.keys import key
from dataflows.graph.model import DataType, Flow, FlowGraph
from dataflows.language.facts import FLOW_FACTS
from dataflows.language.sentence import sentence
from dataflows.language.suggested import value_in_words
from dataflows.language.typed import typed_values
from dataflows.models import Comment, Map, Proposal
from dataflows.selectors.comment_places import CommentPlaces, PlacedComment
from dataflows.selectors.comments import comments_of
from dataflows.selectors.sentences import name_of, sentence_of
from organisations.permissions import Actor, Permission, nothing_here, require


@dataclass(frozen=True)
class SuggestedFact:
    """One fact in words: as it was read, as the draft says it now, and as it should be."""

    label: str
    was: str
    now: str
    to: str

    @property
    def has_moved(self) -> bool:
        """Say whether the draft says something else by now than what was read."""
        return self.now != self.was


@dataclass(frozen=True)
class Suggestion:
    """A proposal in words. ``element`` is the flow that accepting it changes; empty where it has gone."""

    proposal: Proposal
    element: str
    facts: tuple[SuggestedFact, ...]
    reads: str

    @property
    def is_there(self) -> bool:
        """Say whether the draft says all of it already."""
        return all(fact.now == fact.to for fact in self.facts)


@dataclass(frozen=True)
class InboxThread:
    """One thread that is not answered, with its place in the draft and what it suggests."""

    comment: Comment
    placed: PlacedComment
    suggestions: tuple[Suggestion, ...]


@dataclass
class InboxGroup:
    """The threads about one element; ``id`` is empty for the whole map, and for what has gone."""

    kind: str
    id: str
    name: str
    sentence: str
    number: int | None
    threads: list[InboxThread] = field(default_factory=list)


def inbox_of(actor: Actor, map_: Map, places: CommentPlaces) -> Sequence[InboxGroup]:
    """Return what is not answered yet, by element in the order of the list; unplaced and whole map last."""
    require(actor, Permission.COMMENT_ANSWER, on=map_)
    threads = comments_of(actor, map_).prefetch_related("proposals").order_by("created_at")
    groups: dict[str, InboxGroup] = {}
    for comment in threads:
        if comment.outcome is None:
            placed = places.of(comment)
            pin = placed.pins[0].id if placed.pins else ""
            group = groups.setdefault(pin or placed.state, _group(places.graph, pin, placed))
            group.threads.append(thread_of(places.graph, comment, placed))
    return sorted(groups.values(), key=lambda group: _order(places.graph, group))


def thread_of(graph: FlowGraph, comment: Comment, placed: PlacedComment) -> InboxThread:
    """Return a thread with what it suggests, in words."""
    flow = next((graph.flow(pin.id) for pin in placed.pins if pin.id in graph.flows_by_id), None)
    waiting = [one for one in comment.proposals.all() if one.state == Proposal.State.OPEN]
    return InboxThread(comment, placed, tuple(_suggestion(graph, flow, one) for one in waiting))


def proposal_for(actor: Actor, map_: Map, proposal_id: UUID) -> Proposal:
    """Return one proposal of a map with its comment, or raise ``NotVisible``."""
    require(actor, Permission.COMMENT_ANSWER, on=map_)
    rows = Proposal.objects.filter(map=map_, pk=proposal_id, comment__isnull=False)
    found = rows.select_related("map", "comment__version", "comment__author", "comment__review__link").first()
    if found is None:
        raise nothing_here()
    return found


def _group(graph: FlowGraph, pin: str, placed: PlacedComment) -> InboxGroup:
    if not pin:
        name = _("No longer on the map") if placed.is_unplaced else _("The whole map")
        return InboxGroup(kind="", id="", name=name, sentence="", number=None)
    kind = "flow" if pin in graph.flows_by_id else "node"
    element = UUID(pin)
    said = (name_of(graph, element), sentence_of(graph, element))
    return InboxGroup(kind, pin, *said, number=graph.numbers.get(pin))


def _order(graph: FlowGraph, group: InboxGroup) -> tuple[int, int]:
    """Flows first, by number; then places in their order, the whole map, and last what has gone."""
    if group.number is not None:
        return (0, group.number)
    ids = list(graph.nodes_by_id)
    if group.id:
        return (1, ids.index(group.id))
    return (3, 0) if any(each.placed.is_unplaced for each in group.threads) else (2, 0)


def _suggestion(graph: FlowGraph, flow: Flow | None, proposal: Proposal) -> Suggestion:
    was: Mapping[str, str] = proposal.payload.get("was", {})
    to: Mapping[str, str] = proposal.payload.get("to", {})
    now = typed_values(graph, flow) if flow else was
    return Suggestion(
        proposal,
        flow.id if flow else "",
        tuple(_facts(was, now, to)),
        _reads(graph, flow, to) if flow else "",
    )


def _facts(was: Mapping[str, str], now: Mapping[str, str], to: Mapping[str, str]) -> Iterable[SuggestedFact]:
    for fact, value in to.items():
        if fact in FLOW_FACTS:
            texts = (was.get(fact, ""), now.get(fact, ""), value)
            said = [value_in_words(fact, text, translate=_) for text in texts]
            yield SuggestedFact(_(FLOW_FACTS[fact][0]), *said)


def _reads(graph: FlowGraph, flow: Flow, to: Mapping[str, str]) -> str:
    """Return how the flow would read, with kinds of data by the name that the map or the suggestion gives."""
    plain: dict[str, Any] = {fact: value for fact, value in to.items() if fact in FLOW_FACTS}
    if not plain:
        return ""
    if "data_types" in plain:
        carried = _carried(graph, plain["data_types"])
        plain["data_types"] = tuple(one.id for one in carried)
        known = {one.id: one for one in (*graph.data_types, *carried)}
        graph = replace(graph, data_types=tuple(known.values()))
    return sentence(graph, replace(flow, **plain), translate=_).text


def _carried(graph: FlowGraph, typed: str) -> list[DataType]:
    """Return the kinds of data that a text names: the map's, else new ones that are only a name."""
    by_key = {key(one.name): one for one in graph.data_types}
    names = names_in(typed, KnownNames.of(one.name for one in graph.data_types)).names
    return [by_key.get(key(name)) or DataType(id=name, name=name) for name in names if name]
