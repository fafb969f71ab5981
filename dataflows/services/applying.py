"""What each kind of edit does to a draft, and which facts it is about to set."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.formats.cells import INVISIBLE, unkeepable
from dataflows.models import Flow, Node
from dataflows.models.columns import ROW_FACTS
from dataflows.services import edit_kinds as kinds
from dataflows.services.clashes import Claim, Clashes
from dataflows.services.drafting import Draft
from dataflows.services.facts import as_logged
from dataflows.services.joining import (
    merge_flows,
    merge_nodes,
    move_storage,
    rename,
    split_flow,
    split_node,
)
from dataflows.services.putting_back import put_back
from dataflows.services.taking_off import take_all_off
from organisations.errors import BadInput, Conflict
from organisations.permissions import nothing_here

ENDS: Final = ("source", "target")
FLOW_FACTS: Final = frozenset({*ROW_FACTS, "data_types"}.difference(ENDS))
LONGEST_NOTES: Final = 20_000


def claims_of(draft: Draft, edits: Sequence[kinds.TypedEdit], clashes: Clashes) -> list[Claim]:
    """Return what a batch is about to set; elements that are not there any more are noted as clashes.

    Raises
    ------
    NotVisible
        An element never was on this map.
    BadInput
        A value cannot be read.
    """
    made: set[UUID] = set()
    claims: list[Claim] = []
    for number, one in enumerate(edits):
        for element in _needed(one):
            if element not in made and not _is_here(draft, element) and not clashes.gone(number, element):
                raise nothing_here()
        made |= _made(one)
        seen = getattr(one, "seen", None)
        if seen is not None and not clashes.found:
            claims += (
                Claim(number, element, fact, seen, wanted) for element, fact, wanted in _sets(draft, one)
            )
    return claims


def apply(draft: Draft, one: kinds.TypedEdit) -> None:
    """Do one edit."""
    act: Callable[[Draft, Any], None] = _ACTS[type(one)]
    act(draft, one)


def _needed(one: kinds.TypedEdit) -> Iterable[UUID]:
    if isinstance(one, kinds.AddNode | kinds.Connect | kinds.Restore):
        return ()
    if isinstance(one, kinds.Merge):
        return (one.element, *one.others)
    return (one.element,)


def _made(one: kinds.TypedEdit) -> set[UUID]:
    if isinstance(one, kinds.AddNode | kinds.Connect | kinds.Split | kinds.SplitNode):
        return {one.id}
    return {one.element} if isinstance(one, kinds.Restore) else set()


def _is_here(draft: Draft, element: UUID) -> bool:
    rows: tuple[type[Flow | Node], ...] = (Flow, Node)
    return any(model._default_manager.filter(map=draft.map_id, pk=element).exists() for model in rows)


def _sets(draft: Draft, one: kinds.TypedEdit) -> Iterable[tuple[UUID, str, Any]]:
    """Yield each fact that an edit sets, with the value that the log will have; "" for all of an element."""
    match one:
        case kinds.SetFact():
            yield one.element, one.fact, _wanted(draft, one)
        case kinds.ReEnd():
            yield one.element, one.end, str(draft.ends.find(one.to).pk)
        case kinds.Rename():
            yield one.element, "name", " ".join(one.name.split())
        case kinds.MoveStorage():
            yield one.element, "parent", str(draft.ends.find(one.to).pk)
        case kinds.Split():
            yield one.element, "data_types", None
        case kinds.Remove():
            yield one.element, "", None
        case kinds.Merge():
            for other in one.others:
                yield other, "", None


def _wanted(draft: Draft, one: kinds.SetFact) -> Any:
    if one.fact in FLOW_FACTS:
        return as_logged(one.fact, draft.read(one.fact, one.value))
    return one.value


def _add_node(draft: Draft, one: kinds.AddNode) -> None:
    draft.refuse_taken(one.id)
    node = draft.ends.place(pk=one.id, kind=one.kind, name=one.name, within=one.within)
    node.notes = _notes(one.notes)
    draft.store_new_nodes()


def _connect(draft: Draft, one: kinds.Connect) -> None:
    draft.refuse_taken(one.id)
    facts = {fact: draft.read(_known(fact), value) for fact, value in one.facts.items()}
    ends = {end: draft.end(getattr(one, end)) for end in ENDS}
    data_types = facts.pop("data_types", [])
    draft.add_flow(Flow(pk=one.id, **ends, **facts), data_types)


def _set_fact(draft: Draft, one: kinds.SetFact) -> None:
    flow = Flow.objects.filter(map=draft.map_id, pk=one.element).first()
    if flow is None:
        if one.fact != "notes":
            raise BadInput(
                _("There is no such fact of a place on a map: “%(name)s”.") % {"name": one.fact[:80]}
            )
        draft.change_node(draft.node(one.element), notes=_notes(one.value))
        return
    draft.give(draft.flow(one.element), one.fact, draft.read(_known(one.fact), one.value))


def _re_end(draft: Draft, one: kinds.ReEnd) -> None:
    if one.end not in ENDS:
        raise BadInput(_("A flow has a source and a target."))
    draft.give(draft.flow(one.element), one.end, draft.end(one.to))


def _rename(draft: Draft, one: kinds.Rename) -> None:
    rename(draft, draft.node(one.element), one.name)


def _move(draft: Draft, one: kinds.MoveStorage) -> None:
    move_storage(draft, draft.node(one.element), draft.end(one.to))


def _merge(draft: Draft, one: kinds.Merge) -> None:
    others = [pk for pk in dict.fromkeys(one.others) if pk != one.element]
    if not others:
        raise BadInput(_("Choose what is the same as this."))
    is_flow = Flow.objects.filter(map=draft.map_id, pk=one.element).exists()
    for other in others:
        if is_flow:
            merge_flows(draft, draft.flow(one.element), draft.flow(other))
        else:
            merge_nodes(draft, draft.node(one.element), draft.node(other))


def _split(draft: Draft, one: kinds.Split) -> None:
    draft.refuse_taken(one.id)
    flow = draft.flow(one.element)
    split_flow(draft, flow, one.id, draft.read("data_types", list(one.data_types)))


def _split_node(draft: Draft, one: kinds.SplitNode) -> None:
    draft.refuse_taken(one.id)
    split_node(draft, draft.node(one.element), one.id, one.name, one.flows)


def _remove(draft: Draft, one: kinds.Remove) -> None:
    take_all_off(draft, [one.element])


def _restore(draft: Draft, one: kinds.Restore) -> None:
    if _is_here(draft, one.element):
        raise Conflict(_("This is on the map already."))
    put_back(draft, one.element)
    for other in one.others:
        if not _is_here(draft, other):
            put_back(draft, other)


_ACTS: Final[Mapping[type, Callable[[Draft, Any], None]]] = {
    kinds.AddNode: _add_node,
    kinds.Connect: _connect,
    kinds.SetFact: _set_fact,
    kinds.ReEnd: _re_end,
    kinds.Rename: _rename,
    kinds.MoveStorage: _move,
    kinds.Merge: _merge,
    kinds.Split: _split,
    kinds.SplitNode: _split_node,
    kinds.Remove: _remove,
    kinds.Restore: _restore,
}


def _known(fact: str) -> str:
    if fact not in FLOW_FACTS:
        raise BadInput(_("There is no such fact of a flow: “%(name)s”.") % {"name": fact[:80]})
    return fact


def _notes(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NOTES:
        raise BadInput(_("Notes are a text of at most %(most)d characters.") % {"most": LONGEST_NOTES})
    if found := unkeepable(value):
        raise BadInput(
            _("“%(fact)s” holds a character that cannot be kept (%(found)s): type it again.")
            % {"fact": _("Notes"), "found": found}
        )
    return INVISIBLE.sub("", value).replace("\r\n", "\n").strip()
