"""Storing what the register's rows hold, one row at a time, each fact that changes noted in the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.models import AccessRow, Act, Map, Node
from dataflows.models.register_kinds import ORGANISATIONS, STORAGE, Fact, RegisterKind, Shape
from dataflows.selectors.register import Values, values_of
from dataflows.selectors.register_uses import uses_of
from dataflows.services.log import Edit
from dataflows.services.register_log import RegisterEdit
from organisations.errors import BadInput, Conflict
from organisations.models import Organisation, OrganisationAlias
from organisations.models.organisations import normalise

# Facts that are kept beside the row, which has to be there first.
_BESIDE: Final = frozenset({Shape.MANY, Shape.NAMES, Shape.READERS})


def give(edit: RegisterEdit, kind: RegisterKind, row: Any, values: Mapping[str, Any]) -> None:
    """Give a row these values, checked already; nothing is noted of what is so already.

    Raises
    ------
    BadInput
        The name is taken, an organisation would be part of itself, or a storage on a map would move.
    """
    before = values_of(kind, row)
    changed = {name: value for name, value in values.items() if value != before[name]}
    called = row.name
    _store(kind, row, changed)
    for name, value in changed.items():
        edit.note(
            action="set",
            kind=kind,
            element_id=row.pk,
            name=row.name,
            fact=name,
            before=before[name],
            after=value,
        )
    if row.name != called:
        _follow(edit, kind, row, called)


def put_in(
    edit: RegisterEdit, kind: RegisterKind, values: Mapping[str, Any], *, pk: UUID | None = None
) -> Any:
    """Put a new row in the register, with blanks for what is not given; ``pk`` is one that was there before.

    Raises
    ------
    BadInput
        As :func:`give`.
    """
    row: Any = kind.model(programme=edit.programme, **({"pk": pk} if pk else {}))
    _store(kind, row, values)
    stored: Any = kind.model._default_manager.get(pk=row.pk)
    edit.note(action="add", kind=kind, element_id=row.pk, name=stored.name, after=values_of(kind, stored))
    return stored


def take_out(edit: RegisterEdit, kind: RegisterKind, rows: Iterable[Any]) -> None:
    """Take rows out of the register, teams before what they are part of; the log keeps all they said.

    Raises
    ------
    Conflict
        Something holds one of them: a map, a flow, a team, a member.
    """
    waiting = list(rows)
    while waiting:
        uses = uses_of(kind, [row.pk for row in waiting])
        free = [row for row in waiting if row.pk not in uses]
        if not free:
            raise Conflict(
                _("“%(name)s” cannot be removed while something holds it: %(uses)s.")
                % {"name": waiting[0].name, "uses": ", ".join(uses[waiting[0].pk])}
            )
        for row in free:
            said = values_of(kind, row)
            edit.note(action="remove", kind=kind, element_id=row.pk, name=row.name, before=said)
            row.delete()
        waiting = [row for row in waiting if row.pk in uses]


def _store(kind: RegisterKind, row: Any, values: Mapping[str, Any]) -> None:
    facts = {name: kind.fact(name) for name in values}
    for name, fact in facts.items():
        if fact.shape not in _BESIDE:
            _set_column(fact, row, values[name])
    row.normalised_name = normalise(row.name)
    _refuse_clashes(kind, row, values)
    row.save()
    for name, fact in facts.items():
        if fact.shape in _BESIDE:
            _set_beside(fact, row, values[name])


def _set_column(fact: Fact, row: Any, value: Any) -> None:
    if fact.shape is Shape.DATE:
        value = date.fromisoformat(value) if value else None
    if fact.shape is Shape.ONE:
        setattr(row, f"{fact.name}_id", UUID(value) if value else None)
    else:
        setattr(row, fact.name, value)


def _set_beside(fact: Fact, row: Any, value: Any) -> None:
    if fact.shape is Shape.MANY:
        getattr(row, fact.name).set(value)
        return
    old = row.aliases.all() if fact.shape is Shape.NAMES else row.access_rows.all()
    old.delete()
    if fact.shape is Shape.NAMES:
        OrganisationAlias.objects.bulk_create(
            OrganisationAlias(
                programme_id=row.programme_id, organisation=row, name=name, normalised_name=normalise(name)
            )
            for name in value
        )
        return
    AccessRow.objects.bulk_create(
        AccessRow(
            programme_id=row.programme_id,
            storage=row,
            organisation_id=reader["organisation"] or None,
            role=reader["role"],
            notes=reader["notes"],
            position=position,
        )
        for position, reader in enumerate(value)
    )


def _refuse_clashes(kind: RegisterKind, row: Any, values: Values | Mapping[str, Any]) -> None:
    if "name" in values or "organisation" in values:
        _refuse_taken_name(kind, row)
    if values.get("parent"):
        _refuse_ring(row)
    if kind is ORGANISATIONS:
        names = [row.name] if "name" in values else []
        names += [values["short_name"]] if values.get("short_name") else []
        _refuse_other_owner(row, [*names, *values.get("aliases", ())])
    if kind is STORAGE and "organisation" in values and Node.objects.filter(storage=row).exists():
        raise BadInput(
            _("“%(name)s” is on a map, in its organisation's box: take it off the map before it moves.")
            % {"name": row.name}
        )


def _refuse_taken_name(kind: RegisterKind, row: Any) -> None:
    same = kind.model._default_manager.filter(programme_id=row.programme_id).exclude(pk=row.pk)
    if kind is STORAGE:
        same = same.filter(organisation_id=row.organisation_id)
    if same.filter(normalised_name=row.normalised_name).exists():
        raise BadInput(
            _("Another %(kind)s is called “%(name)s” already.") % {"kind": kind.one, "name": row.name}
        )


def _refuse_other_owner(row: Organisation, names: Sequence[str]) -> None:
    """Refuse a name, short or not, that means another organisation already: names have to resolve to one."""
    if not names:
        return
    others = Organisation.objects.filter(programme_id=row.programme_id).exclude(pk=row.pk)
    called = {
        normalise(word): name
        for name, *words in others.order_by().values_list("name", "name", "short_name", "aliases__name")
        for word in filter(None, words)
    }
    for name in names:
        if other := called.get(normalise(name)):
            raise BadInput(_("“%(name)s” is already a name of %(other)s.") % {"name": name, "other": other})


def _refuse_ring(row: Organisation) -> None:
    """Refuse an organisation that would be a part of itself, however far up."""
    parents = dict(Organisation.objects.filter(programme_id=row.programme_id).values_list("pk", "parent_id"))
    at, seen = row.parent_id, {row.pk}
    while at is not None:
        if at in seen:
            raise BadInput(_("“%(name)s” cannot be a part of itself.") % {"name": row.name})
        seen.add(at)
        at = parents.get(at)


def _follow(edit: RegisterEdit, kind: RegisterKind, row: Any, called: str) -> None:
    """Let what stands for the row on maps take its new name, where nobody has given it another."""
    column = {"organisation": "organisation", "storage": "storage"}.get(kind.code)
    if column is None:
        return
    nodes = Node.objects.filter(**{column: row, "name": called}).order_by("map", "position")
    by_map: dict[UUID, list[Node]] = {}
    for node in nodes:
        by_map.setdefault(node.map_id, []).append(node)
    for map_ in Map.objects.filter(pk__in=by_map):
        act = Edit(actor=edit.actor, map=map_, id=edit.id, kind=Act.Kind.FOLLOW)
        for node in by_map[map_.pk]:
            act.note(
                action="set",
                element_kind="node",
                element_id=node.pk,
                field_name="name",
                before=called,
                after=row.name,
                summary=row.name,
            )
        Node.objects.filter(pk__in=[node.pk for node in by_map[map_.pk]]).update(name=row.name)
        act.write()
