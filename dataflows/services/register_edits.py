"""Changing a programme's register: rows added, facts set (of many rows at once too), rows removed, undo.

One act is one edit: it is stored whole or not at all, and is undone as one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.models import RegisterChange
from dataflows.models.register_kinds import BY_CODE, RegisterKind
from dataflows.selectors.register import maps_with, register_rows, values_of
from dataflows.selectors.register_history import is_undone, later_changes
from dataflows.services.drawing import request_drawing
from dataflows.services.register_log import RegisterEdit, start_register_edit
from dataflows.services.register_rows import give, put_in, take_out
from dataflows.services.register_values import checked
from organisations.errors import BadInput, Conflict
from organisations.models import Programme
from organisations.permissions import Actor, nothing_here

MOST_AT_ONCE: Final = 1_000

# Told the row as it is while nobody else can change it; raises when it is not the one that was seen.
Expect = Callable[[Any], None]


class Clash(Conflict):
    """Somebody has changed the same facts since they were shown: ``facts`` are their names."""

    def __init__(self, sentence: str, facts: Sequence[str]) -> None:
        super().__init__(sentence)
        self.facts = facts


def too_many() -> str:
    """Return the sentence for an act on more rows than there may be in one."""
    return _("At most %(most)d can be changed at once. Filter the list further.") % {"most": MOST_AT_ONCE}


@transaction.atomic
def add_to_register(
    *,
    actor: Actor,
    programme: Programme,
    kind: RegisterKind,
    values: Mapping[str, Any],
    edit: UUID | None = None,
) -> Any:
    """Put a row in the register and return it. The same ``edit`` sent twice adds one.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this register.
    BadInput
        The name is missing or taken, or a fact cannot be kept.
    """
    act = start_register_edit(actor=actor, programme=programme, edit=edit)
    if known := _done_before(act):
        return _still_there(kind, known[0].element_id)
    needed = {fact.name: "" for fact in kind.facts if fact.required}
    row = put_in(act, kind, checked(kind, needed | dict(values), programme=programme))
    act.write()
    return row


@transaction.atomic
def change_register(
    *,
    actor: Actor,
    programme: Programme,
    kind: RegisterKind,
    changes: Mapping[UUID, Mapping[str, Any]],
    bases: Mapping[UUID, Mapping[str, Any]] | None = None,
    seen: int | None = None,
    edit: UUID | None = None,
    expect: Expect | None = None,
) -> RegisterEdit:
    """Set facts of rows: row's id -> fact -> value. The same ``edit`` sent twice has one effect.

    ``bases`` are the values that were shown: a fact whose value is another by now is refused, with all.
    ``seen`` is the number of the register's last change when the rows were shown, where no values were: a
    fact that was changed after it is refused, with all.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this register, or a row is not in it.
    BadInput
        A fact cannot be kept, or there are too many rows.
    Clash
        Somebody changed the same fact since it was shown.
    """
    act = start_register_edit(actor=actor, programme=programme, edit=edit)
    if _done_before(act):
        return act
    if seen is not None:
        _refuse_unseen(act, kind, changes, seen)
    for row in _rows(act, kind, changes):
        if expect is not None:
            expect(row)
        tidy = checked(kind, changes[row.pk], programme=programme)
        if base := (bases or {}).get(row.pk):
            _refuse_clashes(kind, row, tidy, base)
        give(act, kind, row, tidy)
    _finish(act)
    return act


@transaction.atomic
def remove_from_register(
    *,
    actor: Actor,
    programme: Programme,
    kind: RegisterKind,
    ids: Sequence[UUID],
    edit: UUID | None = None,
    expect: Expect | None = None,
) -> RegisterEdit:
    """Take rows out of the register: all of them, or none. Undo brings them back under the same ids.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this register, or a row is not in it.
    Conflict
        Something holds one of them: a map, a flow, a team, a member.
    """
    act = start_register_edit(actor=actor, programme=programme, edit=edit)
    if _done_before(act):
        return act
    rows = _rows(act, kind, ids)
    for row in rows:
        if expect is not None:
            expect(row)
    take_out(act, kind, rows)
    _finish(act)
    return act


@transaction.atomic
def undo_register_edit(
    *, actor: Actor, programme: Programme, undoes: UUID, edit: UUID | None = None
) -> RegisterEdit:
    """Take one edit back, whole. Undoing what undid it does it again.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this register, or there is no such edit in it.
    Conflict
        It is undone already, or somebody has changed the same facts since: nothing is taken back then.
    """
    act = start_register_edit(actor=actor, programme=programme, edit=edit, undoes=undoes)
    if _done_before(act):
        return act
    changes = list(RegisterChange.objects.filter(programme=programme, edit=undoes).order_by("-seq"))
    if not changes:
        raise nothing_here()
    if is_undone(programme.pk, undoes):
        raise Conflict(_("This is undone already."))
    _refuse_built_on(act.programme, changes)
    for change in changes:
        try:
            _take_back(act, change)
        except BadInput as error:
            raise Conflict(str(error)) from error
    _finish(act)
    return act


def _take_back(act: RegisterEdit, change: RegisterChange) -> None:
    kind = BY_CODE[change.element_kind]
    row = register_rows(kind, act.programme.pk).filter(pk=change.element_id).first()
    if change.action == "remove":
        said = checked(kind, change.before or {}, programme=act.programme)
        put_in(act, kind, said, pk=change.element_id)
        return
    if row is None:
        raise Conflict(_("“%(name)s” has been removed since.") % {"name": change.name})
    now = values_of(kind, row)
    if change.action == "add":
        if now != change.after:
            raise Conflict(
                _("“%(name)s” has been changed since it was added: remove it by hand.") % {"name": row.name}
            )
        take_out(act, kind, [row])
        return
    if now[change.field] != change.after:
        raise Conflict(_changed_since(kind, row.name, [change.field]))
    give(act, kind, row, checked(kind, {change.field: change.before}, programme=act.programme))


def _refuse_built_on(programme: Programme, changes: Sequence[RegisterChange]) -> None:
    """Refuse when somebody has changed the same facts since, even to what the value was then."""
    later = later_changes(programme.pk, changes)
    for change in changes:
        if (change.element_id, change.field) in later:
            kind = BY_CODE[change.element_kind]
            raise Conflict(_changed_since(kind, change.name, [change.field]))


def _refuse_unseen(
    act: RegisterEdit, kind: RegisterKind, changes: Mapping[UUID, Mapping[str, Any]], seen: int
) -> None:
    later = RegisterChange.objects.filter(
        programme=act.programme, seq__gt=seen, element_id__in=list(changes), action="set"
    )
    for change in later.order_by("seq"):
        if change.field in changes[change.element_id]:
            raise Clash(_changed_since(kind, change.name, [change.field]), [change.field])


def _rows(act: RegisterEdit, kind: RegisterKind, ids: Iterable[UUID]) -> list[Any]:
    wanted = list(ids)
    if len(wanted) > MOST_AT_ONCE:
        raise BadInput(too_many())
    rows = list(register_rows(kind, act.programme.pk).filter(pk__in=wanted))
    if len(rows) != len(set(wanted)):
        raise nothing_here()
    return rows


def _refuse_clashes(
    kind: RegisterKind, row: Any, wanted: Mapping[str, Any], bases: Mapping[str, Any]
) -> None:
    now = values_of(kind, row)
    clashing = [
        name
        for name, base in bases.items()
        if name in wanted and now[name] != base and wanted[name] not in (base, now[name])
    ]
    if clashing:
        raise Clash(_changed_since(kind, row.name, clashing), clashing)


def _changed_since(kind: RegisterKind, name: str, facts: Sequence[str]) -> str:
    labels = ", ".join(f"“{kind.fact(fact).label}”" for fact in facts)
    return _("Somebody has changed %(facts)s of “%(name)s” since.") % {"facts": labels, "name": name}


def _done_before(act: RegisterEdit) -> list[RegisterChange]:
    """Return what this very edit did when it was sent before."""
    return list(RegisterChange.objects.filter(programme=act.programme, edit=act.id))


def _still_there(kind: RegisterKind, row_id: UUID) -> Any:
    row = kind.model._default_manager.filter(pk=row_id).first()
    if row is None:
        raise Conflict(_("This was added before, and has been removed since."))
    return row


def _finish(act: RegisterEdit) -> None:
    """Write the log, and have the maps drawn anew that show what changed."""
    touched: dict[str, set[UUID]] = {}
    for change in act.changes:
        touched.setdefault(change.element_kind, set()).add(change.element_id)
    act.write()
    maps = {map_.pk: map_ for code, ids in touched.items() for map_ in maps_with(BY_CODE[code], ids)}
    for map_ in maps.values():
        request_drawing(map_=map_)
