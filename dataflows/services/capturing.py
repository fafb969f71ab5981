"""Capture: one typed line becomes flows on the draft, as one act with one undo; then more is said of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from dataflows.capture.parse import parse
from dataflows.capture.said import PROBLEMS, Details, FlowSaid, Marks, Said
from dataflows.language.words import upper_first
from dataflows.models import Flow, Map, Node
from dataflows.selectors.capturing import Words
from dataflows.selectors.documents import carried_by
from dataflows.services import edit_kinds as kinds
from dataflows.services.editing import Done, act_before, edit_map, fingerprint
from dataflows.services.presenting import focus_on
from organisations.errors import BadInput
from organisations.models import Organisation
from organisations.permissions import Actor, Permission, nothing_here, require

# What can be said of a flow after it is drawn, by a key each.
FACTS: Final = frozenset(
    {"channel", "frequency", "journey_stage", "purpose", "person_told", "person_choice", "source", "target"}
)
_TEXTS: Final = ("channel", "frequency", "journey_stage", "purpose")
INFORMAL: Final = "informal"


@dataclass(frozen=True)
class Captured:
    """What came of a line: the act, what of it stands in the notes, and whether it drew a flow just now."""

    done: Done
    left: str = ""
    is_drawn: bool = False


def capture(
    *, actor: Actor, map_: Map, edit: UUID, line: str, last: Sequence[UUID] = (), sure: bool = False
) -> Captured:
    """Draw what one typed line says; a line without ends says more of the flows ``last``.

    What is not understood goes to the notes. The same ``edit`` sent twice has one effect.

    Raises
    ------
    NotVisible, NotAllowed, EditClash, SentOtherwise
        As :func:`~dataflows.services.editing.edit_map`.
    BadInput
        The line says no flow, in one sentence; or a text looks like somebody's data.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    # The line, and not what it is read as: by the second time its names may be known.
    asked = ("line", line, tuple(last))
    if (known := act_before(by=actor.id, map_=map_, edit=edit, asked=fingerprint(asked))) is not None:
        return Captured(known)
    said = parse(line, Words(map_).known())
    edits = edits_of(said, edit=edit, map_=map_, last=last)
    done = edit_map(actor=actor, map_=map_, edit=edit, edits=edits, sure=sure, said=asked)
    focus_on(map_=map_, element=next(iter([*done.flows, *done.changed]), None))
    return Captured(done, said.left, is_drawn=bool(said.flows))


def edits_of(said: Said, *, edit: UUID, map_: Map, last: Sequence[UUID] = ()) -> list[kinds.TypedEdit]:
    """Return what has to be done so that the map says what a line said.

    Raises
    ------
    BadInput
        It says nothing that can be drawn.
    """
    if said.problem:
        raise BadInput(_(PROBLEMS[said.problem]))
    if said.storage is not None:
        one = said.storage
        notes = facts_of(Details(), said.marks, said.left).get("notes", "")
        return [
            kinds.AddNode(
                id=uuid5(edit, "0"),
                kind="storage",
                name=_called(one.name),
                within=_called(one.within),
                notes=notes,
            )
        ]
    if said.flows:
        return [_connect(uuid5(edit, str(n)), flow, said) for n, flow in enumerate(said.flows)]
    return _said_more(said, map_, last)


def say_more(
    *, actor: Actor, map_: Map, edit: UUID, flows: Sequence[UUID], fact: str, value: str, seen: int | None
) -> Done:
    """Answer what was missing of flows that were just drawn: how, why, whether the person is told…

    Raises
    ------
    NotVisible, NotAllowed, BadInput, EditClash
        As :func:`~dataflows.services.editing.edit_map`; ``BadInput`` also for a fact that is not asked so.
    """
    if fact not in FACTS or not flows:
        raise BadInput(_("There is no such fact of a flow: “%(name)s”.") % {"name": fact[:80]})
    edits: list[kinds.TypedEdit] = [
        kinds.ReEnd(element=flow, end=fact, to=value, seen=seen)
        if fact in ("source", "target")
        else kinds.SetFact(element=flow, fact=fact, value=value, seen=seen)
        for flow in flows
    ]
    return edit_map(actor=actor, map_=map_, edit=edit, edits=edits)


def same_as(*, actor: Actor, map_: Map, edit: UUID, element: UUID, other: UUID) -> Done:
    """Say that a draft organisation of the map is another: one of this map, or of the programme's register.

    From then on its name means the other, on this map. One act, so one undo brings both back.

    Raises
    ------
    NotVisible, NotAllowed, BadInput
        As :func:`~dataflows.services.editing.edit_map`.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    here = Node.objects.filter(map=map_)
    if here.filter(pk=other).exists():
        edits: list[kinds.TypedEdit] = [kinds.Merge(element=other, others=(element,))]
    else:
        row = Organisation.objects.filter(programme_id=map_.programme_id, pk=other).first()
        if row is None:
            raise nothing_here()
        twin = here.filter(organisation=row).values_list("pk", flat=True).first() or uuid5(edit, "0")
        edits = [kinds.Merge(element=twin, others=(element,))]
        if twin == uuid5(edit, "0"):
            edits.insert(0, kinds.AddNode(id=twin, kind="organisation", name=row.name))
    return edit_map(actor=actor, map_=map_, edit=edit, edits=edits)


def _connect(pk: UUID, flow: FlowSaid, said: Said) -> kinds.Connect:
    return kinds.Connect(
        id=pk,
        source=_called(flow.source),
        target=_called(flow.target),
        facts=facts_of(flow.details, said.marks, said.left),
    )


def _called(name: str) -> str:
    """Return a name as maps write it: one in small letters alone begins with a capital."""
    return upper_first(name) if name.islower() else name


def facts_of(details: Details, marks: Marks, left: str) -> Mapping[str, Any]:
    """Return the facts of a flow that a line gave, as edits take them."""
    notes = [INFORMAL.capitalize()] if marks.informal else []
    facts: dict[str, Any] = {
        "data_types": [_called(one) for one in details.data],
        **{fact: getattr(details, fact) for fact in _TEXTS},
        "person_told": marks.person_told,
        "person_choice": marks.person_choice,
        "consistency": marks.consistency,
        "identifiability": marks.identifiability,
        "confidence": "not_sure" if marks.not_sure else "",
        "notes": "\n".join([*notes, *([left] if left else [])]),
        "evidence": "workshop",
    }
    return {fact: value for fact, value in facts.items() if value}


def _said_more(said: Said, map_: Map, last: Sequence[UUID]) -> list[kinds.TypedEdit]:
    flows = {flow.pk: flow for flow in Flow.objects.filter(map=map_, pk__in=last)}
    if not flows:
        raise BadInput(_(PROBLEMS["nothing"]))
    carried = carried_by(list(flows))
    edits: list[kinds.TypedEdit] = []
    for pk, flow in flows.items():
        facts = dict(facts_of(said.more, said.marks, said.left))
        del facts["evidence"]
        if "data_types" in facts:
            facts["data_types"] = [*_names(flow, carried.get(pk, ())), *facts["data_types"]]
        if "notes" in facts and flow.notes:
            facts["notes"] = f"{flow.notes}\n{facts['notes']}"
        edits += [kinds.SetFact(element=pk, fact=fact, value=value) for fact, value in facts.items()]
    return edits


def _names(flow: Flow, ids: Iterable[UUID]) -> list[str]:
    rows = flow.data_types.in_bulk(list(ids))
    return [rows[pk].name for pk in ids if pk in rows]
