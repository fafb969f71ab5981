"""Named reads of the register's log: who changed what, act by act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max, QuerySet

from dataflows.models import RegisterChange
from dataflows.selectors.taking_back import is_undone as taken_back
from dataflows.selectors.taking_back import standing
from organisations.models import Programme, User
from organisations.permissions import Actor, Permission, nothing_here, require

SHOWN: Final = 12


@dataclass(frozen=True)
class Act:
    """One edit: its first changes in order, how many there are in all, and whether it has been taken back."""

    id: UUID
    at: datetime
    by_id: str
    by: str
    changes: Sequence[RegisterChange]
    count: int
    undoes: UUID | None
    is_undone: bool


def is_undone(programme_id: UUID, edit: UUID) -> bool:
    """Say whether an edit has been taken back, and that has not been taken back in its turn. One query."""
    return taken_back(edit, _undoing(programme_id))


def later_changes(programme_id: UUID, changes: Sequence[RegisterChange]) -> set[tuple[UUID, str]]:
    """Return which facts of these rows were set after these changes: row, fact. One query.

    What was done after them and taken back again counts as not done.
    """
    ids = {change.element_id for change in changes}
    rows = RegisterChange.objects.filter(
        programme_id=programme_id,
        seq__gt=max(change.seq for change in changes),
        element_id__in=ids,
        action="set",
    )
    told = list(rows.order_by("-seq").values_list("edit", "undoes", "element_id", "field"))
    stands = standing((edit, undoes) for edit, undoes, *_rest in told)
    return {(row, fact) for edit, _undoes, row, fact in told if edit in stands}


def _undoing(programme_id: UUID) -> dict[UUID | None, UUID]:
    """Return each edit that was taken back with the last one that did so."""
    rows = RegisterChange.objects.filter(programme_id=programme_id, undoes__isnull=False)
    return dict(rows.order_by("seq").values_list("undoes", "edit"))


def edits_of(
    actor: Actor, programme: Programme, *, row: UUID | None = None
) -> QuerySet[RegisterChange, UUID]:
    """Return the ids of a register's edits, newest first; of those that touched ``row`` alone when given."""
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    changes = RegisterChange.objects.filter(programme=programme)
    if row is not None:
        changes = changes.filter(element_id=row)
    return (
        changes.order_by()
        .values("edit")
        .annotate(last=Max("seq"))
        .order_by("-last")
        .values_list("edit", flat=True)
    )


def changes_of(actor: Actor, programme: Programme, edit: UUID) -> QuerySet[RegisterChange]:
    """Return all changes of one act in order, or raise ``NotVisible``. Two queries."""
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    changes = RegisterChange.objects.filter(programme=programme, edit=edit).order_by("seq")
    if not changes.exists():
        raise nothing_here()
    return changes


def name_in_history(programme: Programme, row: UUID) -> str:
    """Return what a row was called last, even if it has been removed since; "" when nobody changed it."""
    changes = RegisterChange.objects.filter(programme=programme, element_id=row).order_by("-seq")
    return changes.values_list("name", flat=True).first() or ""


def acts_of(programme: Programme, edits: Sequence[UUID]) -> list[Act]:
    """Return these edits as acts, in the order given. Three queries, however many there are."""
    by_edit: dict[UUID, list[RegisterChange]] = {}
    for change in RegisterChange.objects.filter(programme=programme, edit__in=edits).order_by("seq"):
        by_edit.setdefault(change.edit, []).append(change)
    names, undoing = _names(by_edit), _undoing(programme.pk)
    return [
        Act(
            id=edit,
            at=changes[0].at,
            by_id=changes[0].actor_id,
            by=names.get(changes[0].actor_id, ""),
            changes=changes[:SHOWN],
            count=len(changes),
            undoes=changes[0].undoes,
            is_undone=taken_back(edit, undoing),
        )
        for edit in edits
        if (changes := by_edit.get(edit))
    ]


def _names(by_edit: Mapping[UUID, Sequence[RegisterChange]]) -> dict[str, str]:
    people = {changes[0].actor_id for changes in by_edit.values() if changes[0].actor_kind != "system"}
    ids = [UUID(pk) for pk in people if pk]
    return {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}
