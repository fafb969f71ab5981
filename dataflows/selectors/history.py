"""Named reads of a map's log: who did what, what each person can take back, what was changed since."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext

from dataflows.language.acts import Step, act_name
from dataflows.models import Act, Agreement, Change, DataType, Lineage, Map, Node, Storage
from dataflows.selectors.taking_back import is_undone, standing
from organisations.models import Organisation, User
from organisations.permissions import Actor, Permission, require

# So many acts of a person are looked through for what they can take back.
DEPTH: Final = 1_000
# Of an act of more changes these are read, and the last few: it is named by them, and they are shown.
READ_FIRST: Final = 40
READ_LAST: Final = 3
# As many as a statement holds on every database, with room for the rest of it.
IDS_AT_ONCE: Final = 10_000


@dataclass(frozen=True)
class ToldAct:
    """One act as people read it: ``name`` says what was done. Of many changes, some; ``count`` is of all."""

    edit: UUID
    kind: str
    at: datetime
    by: str
    by_id: str
    name: str
    changes: Sequence[Change]
    count: int
    is_undone: bool


@dataclass(frozen=True)
class Steps:
    """What a person can take back, and do again, the next of each last."""

    undo: Sequence[Act]
    redo: Sequence[Act]


def steps_of(actor: Actor, map_: Map) -> Steps:
    """Return what the actor can take back on a map and do again. Two queries.

    What somebody else has taken back meanwhile (an import, say) is in neither.
    """
    changes = Change.objects.filter(map=OuterRef("map"), edit=OuterRef("edit"))
    mine = Act.objects.filter(map=map_, actor_id=actor.id, actor_kind=actor.kind)
    acts = list(mine.exclude(kind=Act.Kind.FOLLOW).filter(Exists(changes)).order_by("-pk")[:DEPTH])
    undo: dict[UUID, Act] = {}
    redo: dict[UUID, Act] = {}
    for act in reversed(acts):
        if act.kind == Act.Kind.UNDO and act.undoes is not None:
            undo.pop(act.undoes, None)
            redo[act.edit] = act
            continue
        if act.kind == Act.Kind.REDO and act.undoes is not None:
            redo.pop(act.undoes, None)
        else:
            redo.clear()
        undo[act.edit] = act
    undoing = _undoing(map_)
    stands, taken = (
        [act for act in each.values() if not is_undone(act.edit, undoing)] for each in (undo, redo)
    )
    return Steps(stands, taken)


def was_undone(map_: Map, edit: UUID) -> bool:
    """Say whether an edit of a map has been taken back, and that has not been taken back in its turn."""
    return is_undone(edit, _undoing(map_))


def root_of(map_: Map, edit: UUID) -> UUID:
    """Return what an edit takes back or does again in the end: itself, when it does neither."""
    undoes = dict(Act.objects.filter(map=map_, undoes__isnull=False).values_list("edit", "undoes"))
    while (before := undoes.get(edit)) is not None:
        edit = before
    return edit


def later_changes(map_: Map, ids: Iterable[UUID], seq: int) -> list[Change]:
    """Return what was changed of these elements after ``seq`` and still stands, oldest first. Two queries."""
    wanted = set(ids)
    since = Change.objects.filter(map=map_, seq__gt=seq).order_by("seq")
    if len(wanted) <= IDS_AT_ONCE:
        since = since.filter(element_id__in=wanted)
    rows = [row for row in since if row.element_id in wanted]
    if not rows:
        return []
    acts = Act.objects.filter(map=map_, edit__in={row.edit for row in rows}).order_by("-pk")
    stands = standing(acts.values_list("edit", "undoes"))
    return [row for row in rows if row.edit in stands]


def last_change_of(map_: Map, element_id: UUID) -> Change | None:
    """Return the last change that added or removed an element, if it ever was on the map."""
    rows = Change.objects.filter(map=map_, element_id=element_id, action__in=("add", "remove"))
    return rows.order_by("-seq").first()


def removed_by(map_: Map, edit: UUID) -> list[UUID]:
    """Return what one act took off a map, what it stands on before what hangs on it. One query."""
    rows = Change.objects.filter(map=map_, edit=edit, action="remove").order_by("-seq")
    return list(rows.values_list("element_id", flat=True))


def acts_of(actor: Actor, map_: Map, *, element_id: UUID | None = None) -> QuerySet[Act]:
    """Return a map's acts, newest first; of those that touched one element alone when given."""
    require(actor, Permission.MAP_VIEW, on=map_)
    changes = Change.objects.filter(map=OuterRef("map"), edit=OuterRef("edit"))
    if element_id is not None:
        changes = changes.filter(element_id=element_id)
    return Act.objects.filter(map=map_).filter(Exists(changes)).order_by("-pk")


def told(map_: Map, acts: Iterable[Act]) -> list[ToldAct]:
    """Return these acts in words, in the order given. Ten queries, however many there are."""
    rows = list(acts)
    roots = _roots(map_, rows)
    wanted = {act.edit for act in rows} | set(roots.values())
    by_edit, counts = _changes_of(map_, wanted), _counts_of(map_, wanted)
    back = _put_back(map_, [change for changes in by_edit.values() for change in changes])
    names = names_in(change for changes in by_edit.values() for change in changes)
    lineage = dict(Lineage.objects.filter(map=map_, edit__in=wanted).values_list("edit", "kind"))
    people = people_of(act.actor_id for act in rows if act.actor_kind != "system")
    undoing = _undoing(map_)
    return [
        ToldAct(
            edit=act.edit,
            kind=act.kind,
            at=act.at,
            by=people.get(act.actor_id, ""),
            by_id=act.actor_id,
            name=act_name(
                [_step(change, back) for change in by_edit.get(roots[act.edit], ())],
                names=names,
                counts=counts.get(roots[act.edit], {}),
                lineage=lineage.get(roots[act.edit], ""),
                translate=gettext,
            ),
            changes=by_edit.get(act.edit, ()),
            count=sum(counts.get(act.edit, {}).values()),
            is_undone=is_undone(act.edit, undoing),
        )
        for act in rows
    ]


def name_of(map_: Map, act: Act) -> str:
    """Return what one act did, in words. Three queries for a small one that takes nothing back."""
    root = act.edit if act.undoes is None else _roots(map_, [act])[act.edit]
    changes = _changes_of(map_, [root]).get(root, [])
    is_whole = len(changes) < READ_FIRST
    counts = Counter((each.action, each.element_kind) for each in changes)
    lineage = Lineage.objects.filter(map=map_, edit=root).values_list("kind", flat=True).first()
    back = _put_back(map_, changes)
    return act_name(
        [_step(change, back) for change in changes],
        names=names_in(changes),
        counts=counts if is_whole else _counts_of(map_, [root]).get(root, {}),
        lineage=lineage or "",
        translate=gettext,
    )


def people_of(ids: Iterable[str]) -> dict[str, str]:
    """Return people's names by the ids that logs keep. One query."""
    wanted = {UUID(pk) for pk in ids if pk}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=wanted).values_list("pk", "name")}


def names_in(changes: Iterable[Change]) -> dict[str, str]:
    """Return the names of the rows whose ids these changes hold. Five queries at most."""
    ids = {pk for change in changes if change.action == "set" for pk in _ids_in(change)}
    names: dict[str, str] = {}
    if ids:
        for model in (DataType, Agreement, Node, Storage, Organisation):
            rows = model._default_manager.filter(pk__in=ids)
            names |= {str(pk): name for pk, name in rows.values_list("pk", "name")}
    return names


def _ids_in(change: Change) -> Iterable[str]:
    for value in (change.before, change.after):
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str) and len(one) == 36 and one.count("-") == 4:
                yield one


def _undoing(map_: Map) -> dict[UUID | None, UUID]:
    """Return each edit that was taken back with the last one that did so."""
    acts = Act.objects.filter(map=map_, undoes__isnull=False).order_by("pk")
    return dict(acts.values_list("undoes", "edit"))


def _roots(map_: Map, acts: Sequence[Act]) -> dict[UUID, UUID]:
    """Return for each act the edit that was taken back or done again in the end: itself, if none was."""
    undoes = dict(Act.objects.filter(map=map_, undoes__isnull=False).values_list("edit", "undoes"))
    roots: dict[UUID, UUID] = {}
    for act in acts:
        at = act.edit
        while (before := undoes.get(at)) is not None:
            at = before
        roots[act.edit] = at
    return roots


def _changes_of(map_: Map, edits: Iterable[UUID]) -> dict[UUID, list[Change]]:
    """Return the first and the last changes of each edit, in order. One query."""
    by_edit: dict[UUID, list[Change]] = {}
    numbered = Change.objects.filter(map=map_, edit__in=set(edits)).annotate(
        first=Window(RowNumber(), partition_by=F("edit"), order_by=F("seq").asc()),
        last=Window(RowNumber(), partition_by=F("edit"), order_by=F("seq").desc()),
    )
    for change in numbered.filter(Q(first__lte=READ_FIRST) | Q(last__lte=READ_LAST)).order_by("seq"):
        by_edit.setdefault(change.edit, []).append(change)
    return by_edit


def _counts_of(map_: Map, edits: Iterable[UUID]) -> dict[UUID, dict[tuple[str, str], int]]:
    """Return how many changes of each kind an edit has: (action, element kind) -> number. One query."""
    counts: dict[UUID, dict[tuple[str, str], int]] = {}
    rows = Change.objects.filter(map=map_, edit__in=set(edits)).order_by()
    grouped = rows.values_list("edit", "action", "element_kind").annotate(Count("pk"))
    for edit, action, kind, count in grouped:
        counts.setdefault(edit, {})[action, kind] = count
    return counts


def _put_back(map_: Map, changes: Sequence[Change]) -> set[int]:
    """Return which changes added what had been removed before, by their numbers. One query."""
    added = {change.seq: change.element_id for change in changes if change.action == "add"}
    if not added:
        return set()
    gone = Change.objects.filter(map=map_, action="remove", element_id__in=list(added.values()))
    firsts = dict(gone.order_by("-seq").values_list("element_id", "seq"))
    return {seq for seq, element in added.items() if firsts.get(element, seq) < seq}


def _step(change: Change, back: set[int]) -> Step:
    return Step(
        is_back=change.seq in back,
        action=change.action,
        element_kind=change.element_kind,
        element=str(change.element_id),
        called=change.summary or gettext("something on the map"),
        fact=change.field,
        before=change.before,
        after=change.after,
    )
