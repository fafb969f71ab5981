"""Undo and redo: each person's own steps, and never over what somebody has changed since without asking."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
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
    later = later_changes(map_, ids, max((change.seq for change in changes), default=0))
    later += _hung_on(map_, changes)
    names, people = names_in([*changes, *later]), people_of(change.actor_id for change in later)
    for change in changes:
        since = [one for one in later if _stands_against(one, change)]
        if since:
            place = (change.element_id, change.field)
            yield place, clashing_with(change, since[-1], names, people)


def _stands_against(later: Change, change: Change) -> bool:
    """Say whether a later change would be lost if this one were taken back."""
    if change.action == "add":
        hangs = later.element_kind == "flow" and str(change.element_id) in _ends(later)
        return (later.element_id == change.element_id and later.action == "set") or hangs
    if later.element_id != change.element_id:
        return False
    if change.action == "set":
        return later.action == "remove" or later.field == change.field
    return False


def _hung_on(map_: Map, changes: Sequence[Change]) -> list[Change]:
    """Return the last change of each flow that hangs on a node which is to go, and did not come with it."""
    nodes = [one.element_id for one in changes if one.action == "add" and one.element_kind == "node"]
    if not nodes:
        return []
    own = {one.element_id for one in changes}
    flows = Flow.objects.filter(Q(source__in=nodes) | Q(target__in=nodes)).exclude(pk__in=own)
    return [
        last
        for pk in flows.values_list("pk", flat=True)
        if (last := Change.objects.filter(map=map_, element_id=pk).order_by("-seq").first()) is not None
    ]


def _ends(change: Change) -> tuple[str, ...]:
    flow = Flow.objects.filter(pk=change.element_id).values_list("source_id", "target_id").first()
    return tuple(str(pk) for pk in flow or ())
