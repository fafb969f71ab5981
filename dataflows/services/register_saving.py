"""Storing what an import adds to a programme's register, and logging what it changes of what was there."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import models

from dataflows.models import AccessRow, Agreement, DataType, JourneyStage, Storage
from dataflows.models.register_kinds import BY_CODE, RegisterKind
from dataflows.selectors.register import register_rows, values_of
from dataflows.services.register import Register
from dataflows.services.register_log import RegisterEdit
from organisations.models import Area, Organisation, OrganisationAlias

# In the order in which they have to be stored.
REGISTER_MODELS: Final[tuple[type[models.Model], ...]] = (
    Area, Organisation, OrganisationAlias, JourneyStage, DataType, Agreement, Storage, AccessRow,
)  # fmt: skip
_KINDS: Final[Mapping[type[models.Model], RegisterKind]] = {kind.model: kind for kind in BY_CODE.values()}
_COMPLETED: Final = ("short_name", "kind", "notes", "named", "public_body", "parent")

# Kind -> row -> fact -> value.
Facts = dict[RegisterKind, dict[UUID, Mapping[str, Any]]]


def save_register(register: Register, *, by: RegisterEdit | None = None) -> None:
    """Store what is new and what was filled. Must run inside the import's transaction.

    What changed of rows that were there is logged as one act of the register's own, which its history can
    take back. It is found by comparing them before and after, so that nothing is changed in silence.
    """
    register.check_parts()
    touched = _touched(register) if by is not None else {}
    before = _facts(register, touched)
    for model in REGISTER_MODELS:
        rows: list[Any] = [row for row in register.new if isinstance(row, model)]
        if model is Organisation:
            rows = _parents_first(rows)
        model._default_manager.bulk_create(rows, batch_size=500)
    Organisation.objects.bulk_update(register.touched.values(), _COMPLETED, batch_size=200)
    _store_filled(register)
    _store_places(register)
    if by is not None:
        _log(by, before, _facts(register, touched))


def _touched(register: Register) -> dict[RegisterKind, set[UUID]]:
    """Return the rows that were there before and may be changed."""
    touched: dict[RegisterKind, set[UUID]] = {}
    for row in _may_change(register):
        if not row._state.adding:
            touched.setdefault(_KINDS[type(row)], set()).add(row.pk)
    return touched


def _may_change(register: Register) -> Iterator[models.Model]:
    yield from register.touched.values()
    yield from (row for row, _fact in register.filled)
    yield from (row for row, _area in register.new_areas_of)
    yield from (row for row, _theme in register.new_themes_of)
    yield from (row.storage for row in register.new if isinstance(row, AccessRow))
    yield from (row.organisation for row in register.new if isinstance(row, OrganisationAlias))


def _facts(register: Register, touched: Mapping[RegisterKind, set[UUID]]) -> Facts:
    return {
        kind: {
            row.pk: {"": row.name, **values_of(kind, row)}
            for row in register_rows(kind, register.programme.pk).filter(pk__in=ids)
        }
        for kind, ids in touched.items()
    }


def _log(by: RegisterEdit, before: Facts, after: Facts) -> None:
    for kind, rows in after.items():
        for pk, facts in rows.items():
            for fact, value in facts.items():
                if value != before[kind][pk][fact]:
                    by.note(
                        action="set",
                        kind=kind,
                        element_id=pk,
                        name=facts[""],
                        fact=fact,
                        before=before[kind][pk][fact],
                        after=value,
                    )
    if by.changes:
        by.write()


def _store_filled(register: Register) -> None:
    by_model: dict[type[models.Model], dict[UUID, models.Model]] = {}
    for row, _fact in register.filled:
        by_model.setdefault(type(row), {})[row.pk] = row
    for model, rows in by_model.items():
        facts = sorted({fact for row, fact in register.filled if type(row) is model})
        model._default_manager.bulk_update(rows.values(), facts, batch_size=200)


def _store_places(register: Register) -> None:
    areas, themes = Organisation.areas.through, Organisation.themes.through
    areas._default_manager.bulk_create(
        (areas(organisation_id=one.pk, area_id=area.pk) for one, area in register.new_areas_of),
        ignore_conflicts=True,
    )
    themes._default_manager.bulk_create(
        (themes(organisation_id=one.pk, theme_id=theme.pk) for one, theme in register.new_themes_of),
        ignore_conflicts=True,
    )


def _parents_first(rows: list[Organisation]) -> list[Organisation]:
    """Return the new organisations, each after the one it is part of."""
    waiting = {row.pk: row for row in rows}
    ordered: dict[UUID, Organisation] = {}
    for row in waiting.values():
        line, at = [], row
        while at.pk not in ordered:
            line.append(at)
            above = waiting.get(at.parent_id) if at.parent_id else None
            if above is None:
                break
            at = above
        ordered.update((one.pk, one) for one in reversed(line))
    return list(ordered.values())
