"""Named reads of the register's rows, as values: what pages, the log and the API know of them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from dataflows.models import AccessRow, Flow, Map, Node
from dataflows.models.register_kinds import Fact, RegisterKind, Shape
from organisations.models import Programme
from organisations.permissions import Actor, Permission, nothing_here, require

Values = dict[str, Any]


def register_rows(kind: RegisterKind, programme_id: UUID) -> models.QuerySet[Any]:
    """Return the register's rows of one kind, with all that :func:`values_of` reads. At most five queries."""
    return _with_all(kind, kind.model._default_manager.filter(programme_id=programme_id))


def register_rows_visible_to(actor: Actor, kind: RegisterKind) -> models.QuerySet[Any]:
    """Return the rows of one kind in every programme whose register the actor may read."""
    programmes = actor.programmes_with(Permission.PROGRAMME_VIEW)
    rows = kind.model._default_manager.filter(programme_id__in=programmes)
    return _with_all(kind, rows).select_related("programme")


def _with_all(kind: RegisterKind, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    shapes = {fact.shape: fact for fact in kind.facts}
    ones = [fact.name for fact in kind.facts if fact.shape is Shape.ONE]
    manies = [fact.name for fact in kind.facts if fact.shape is Shape.MANY]
    if Shape.NAMES in shapes:
        manies.append("aliases")
    if Shape.READERS in shapes:
        manies.append("access_rows__organisation")
    return rows.select_related(*ones).prefetch_related(*manies) if ones else rows.prefetch_related(*manies)


def register_row(actor: Actor, kind: RegisterKind, programme: Programme, row_id: UUID) -> Any:
    """Return one row of the register, or raise ``NotVisible``."""
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    row = register_rows(kind, programme.pk).filter(pk=row_id).first()
    if row is None:
        raise nothing_here()
    return row


def values_of(kind: RegisterKind, row: Any) -> Values:
    """Return every fact of a row in the shape that ``Shape`` says, ready for JSON."""
    return {fact.name: _value(fact, row) for fact in kind.facts}


def _value(fact: Fact, row: Any) -> Any:
    match fact.shape:
        case Shape.DATE:
            date = getattr(row, fact.name)
            return date.isoformat() if date else ""
        case Shape.ONE:
            return str(getattr(row, f"{fact.name}_id") or "")
        case Shape.MANY:
            return sorted(str(one.pk) for one in getattr(row, fact.name).all())
        case Shape.NAMES:
            return sorted(alias.name for alias in row.aliases.all())
        case Shape.READERS:
            return [_reader(one) for one in row.access_rows.all()]
        case _:
            return getattr(row, fact.name)


def _reader(row: AccessRow) -> dict[str, str]:
    return {"organisation": str(row.organisation_id or ""), "role": row.role, "notes": row.notes}


def maps_with(kind: RegisterKind, ids: Iterable[UUID]) -> models.QuerySet[Map]:
    """Return the maps whose drafts show any of these rows, directly or as what a node or flow rests on."""
    ids = list(ids)
    nodes, flows = Node.objects.all(), Flow.objects.all()
    used: Mapping[str, models.Q] = {
        "organisation": models.Q(
            pk__in=nodes.filter(
                models.Q(organisation__in=ids)
                | models.Q(organisation__parent__in=ids)
                | models.Q(storage__organisation__in=ids)
                | models.Q(storage__access_rows__organisation__in=ids)
            ).values("map")
        ),
        "storage": models.Q(pk__in=nodes.filter(storage__in=ids).values("map")),
        "data_type": models.Q(pk__in=flows.filter(data_types__in=ids).values("map")),
        "agreement": models.Q(pk__in=flows.filter(agreement__in=ids).values("map")),
    }
    return Map.objects.filter(used[kind.code])
