"""Undo and redo: each person's own steps, and never over what somebody has changed since without asking."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.models import Act, Change, Flow, ImportReceipt, Map
from dataflows.selectors.history import later_changes, names_in, people_of, root_of, steps_of, was_undone
from dataflows.services.clashes import Clashing, EditClash, clashing_with
from dataflows.services.drafting import Draft
from dataflows.services.editing import Done, act_before, finish
from dataflows.services.elements import start_edit
from dataflows.services.reversing import Reversal
from organisations.errors import Conflict
from organisations.permissions import Actor

# So many flows are read of those that hang on something: one is enough to ask.
SHOWN: Final = 100


class Over(StrEnum):
    """What to do about facts that somebody has changed since: ask, leave them be, or overwrite them."""

    ASK = "ask"
    LEAVE = "leave"
    OVERWRITE = "overwrite"


class UndoAsks(EditClash):
    """Somebody has changed since what would be taken back: leave that, or overwrite it."""


NOTHING_LEFT: Final = {
    Act.Kind.UNDO: lambda: _("There is nothing of yours to undo on this map."),
    Act.Kind.REDO: lambda: _("There is nothing of yours to do again on this map."),
}


def undo(*, actor: Actor, map_: Map, edit: UUID, undoes: UUID | None = None, over: Over = Over.ASK) -> Done:
    """Take back the actor's last act on a map, or the one named; the log keeps both. The map is drawn anew.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    UndoAsks
        Somebody has changed it since, and ``over`` does not say what to do about that.
    Conflict
        There is nothing to undo, the act is not theirs or undone already, or what was there has gone from
        the register.
    """
    return _step(actor, map_, edit, undoes, over, Act.Kind.UNDO)


def redo(*, actor: Actor, map_: Map, edit: UUID, undoes: UUID | None = None, over: Over = Over.ASK) -> Done:
    """Do again what the actor took back last, or with the undo named. The map is drawn anew.

    Raises
    ------
    NotVisible, NotAllowed, UndoAsks, Conflict
        As :func:`undo`.
    """
    return _step(actor, map_, edit, undoes, over, Act.Kind.REDO)


@transaction.atomic
def _step(actor: Actor, map_: Map, edit: UUID, undoes: UUID | None, over: Over, kind: Act.Kind) -> Done:
    asked = f"{kind} {undoes or ''} {over}"
    act = start_edit(actor=actor, map_=map_, edit=edit, kind=kind, asked=asked)
    if (known := act_before(by=actor.id, map_=map_, edit=edit, asked=asked)) is not None:
        return known
    steps = steps_of(actor, map_)
    theirs = {one.edit: one for one in (steps.undo if kind == Act.Kind.UNDO else steps.redo)}
    if undoes is None:
        undoes = next(reversed(theirs), None)
    if undoes is None:
        raise Conflict(NOTHING_LEFT[kind]())
    if undoes not in theirs:
        raise Conflict(_("This is not yours to undo, or it is undone already."))
    act.undoes = undoes
    return reverse(Draft(act), undoes, over)


def reverse(draft: Draft, undoes: UUID, over: Over) -> Done:
    """Take one act back. An import's receipt says so, and is not undone any more when that is undone."""
    map_ = draft.edit.map
    changes = list(Change.objects.filter(map=map_, edit=undoes).order_by("seq"))
    met = list(_met(map_, changes))
    if met and over == Over.ASK:
        map_.refresh_from_db(fields=["seq"])
        raise UndoAsks([clashing for _place, clashing in met], map_.seq)
    leave = {place for place, _clashing in met} if over == Over.LEAVE else set()
    Reversal(draft, [one for one in changes if (one.element_id, one.field) not in leave]).run()
    done = finish(draft)
    root = root_of(map_, undoes)
    now = timezone.now() if was_undone(map_, root) else None
    ImportReceipt.objects.filter(map=map_, edit=root).update(undone_at=now)
    return done


def _met(map_: Map, changes: Sequence[Change]) -> Iterator[tuple[tuple[UUID, str], Clashing]]:
    """Yield what somebody has done since to what is to be taken back, by element and fact."""
    ids = {change.element_id for change in changes}
    later: dict[UUID, list[Change]] = {}
    for one in later_changes(map_, ids, max((change.seq for change in changes), default=0)):
        later.setdefault(one.element_id, []).append(one)
    hung = _hung_on(map_, changes)
    since = [
        (change, met)
        for change in changes
        if (met := _against(change, later.get(change.element_id, ())) or hung.get(change.element_id))
    ]
    names = names_in(one for pair in since for one in pair)
    people = people_of(met.actor_id for _change, met in since)
    for change, met in since:
        yield (change.element_id, change.field), clashing_with(change, met, names, people)


def _against(change: Change, later: Sequence[Change]) -> Change | None:
    """Return the last change that would be lost if this one were taken back."""
    if change.action == "add":
        lost = [one for one in later if one.action == "set"]
    elif change.action == "set":
        lost = [one for one in later if one.action == "remove" or one.field == change.field]
    else:
        lost = []
    return lost[-1] if lost else None


def _hung_on(map_: Map, changes: Sequence[Change]) -> dict[UUID, Change]:
    """Return for each node that is to go the last change of a flow that hangs on it and came without it."""
    nodes = {one.element_id for one in changes if one.action == "add" and one.element_kind == "node"}
    if not nodes:
        return {}
    own = {one.element_id for one in changes}
    ends = Flow.objects.filter(map=map_).values_list("pk", "source_id", "target_id")
    hanging = {pk: nodes.intersection(both) for pk, *both in ends if pk not in own}
    wanted = [pk for pk, at in hanging.items() if at][:SHOWN]
    last: dict[UUID, Change] = {}
    for change in Change.objects.filter(map=map_, element_id__in=wanted).order_by("seq"):
        last |= dict.fromkeys(hanging[change.element_id], change)
    return last
