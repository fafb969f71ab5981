"""The register's facts and its log in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dataflows.models import RegisterChange
from dataflows.models.register_kinds import BY_CODE, Fact, RegisterKind, Shape
from dataflows.selectors.register_history import Act
from organisations.models import Area, Organisation, Programme, Theme

Names = Mapping[str, str]


@dataclass(frozen=True)
class FactLine:
    """One fact with its value in words; "" is not recorded. ``code`` is set where a mark goes with it."""

    label: Any
    value: str
    expected: bool
    code: str = ""


@dataclass(frozen=True)
class ChangeLine:
    """One change in words. ``label`` is empty where a whole row came or went."""

    action: str
    kind: RegisterKind
    row_id: UUID
    name: str
    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class ActLine:
    """One act of somebody, with its first changes in words."""

    id: UUID
    at: datetime
    by: str
    lines: Sequence[ChangeLine]
    count: int
    undoes: UUID | None
    is_undone: bool

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def fact_lines(programme: Programme, kind: RegisterKind, values: Mapping[str, Any]) -> list[FactLine]:
    """Return the facts in the order people read them."""
    names = _names(programme)
    return [
        FactLine(
            label=fact.label,
            value=_said(fact, values[fact.name], names),
            expected=fact.expected,
            code=_code(fact, values[fact.name]),
        )
        for fact in kind.facts
        if fact.name in values
    ]


def act_lines(programme: Programme, acts: Iterable[Act]) -> list[ActLine]:
    """Return acts in words."""
    acts = list(acts)
    names = _names(programme) if acts else {}
    return [
        ActLine(
            id=act.id,
            at=act.at,
            by=act.by or _("Daylight"),
            lines=[_change(change, names) for change in act.changes],
            count=act.count,
            undoes=act.undoes,
            is_undone=act.is_undone,
        )
        for act in acts
    ]


def _change(change: RegisterChange, names: Names) -> ChangeLine:
    kind = BY_CODE[change.element_kind]
    fact = kind.fact(change.field) if change.field else None
    return ChangeLine(
        action=change.action,
        kind=kind,
        row_id=change.element_id,
        name=change.name,
        label=fact.label if fact else "",
        before=_said(fact, change.before, names) if fact else "",
        after=_said(fact, change.after, names) if fact else "",
    )


def _names(programme: Programme) -> dict[str, str]:
    """Return the names of all that a fact may point at. Three queries."""
    return {
        str(pk): name
        for model in (Organisation, Area, Theme)
        for pk, name in model._default_manager.filter(programme=programme).values_list("pk", "name")
    }


def _code(fact: Fact, value: Any) -> str:
    return str(value) if fact.name == "sensitivity" else ""


def _said(fact: Fact, value: Any, names: Names) -> str:
    gone = _("something removed since")
    match fact.shape:
        case Shape.CODE:
            return str(_(fact.choices[value])) if value in fact.choices else str(value or "")
        case Shape.FLAG | Shape.KNOWN:
            return "" if value is None else _("Yes") if value else _("No")
        case Shape.DATE:
            return date_format(date.fromisoformat(value), "j F Y") if value else ""
        case Shape.ONE:
            return names.get(value, gone) if value else ""
        case Shape.MANY:
            return ", ".join(names.get(one, gone) for one in value)
        case Shape.NAMES:
            return ", ".join(value)
        case Shape.READERS:
            return "; ".join(_reader(one, names, gone) for one in value)
        case _:
            return str(value)


def _reader(reader: Mapping[str, str], names: Names, gone: str) -> str:
    pk = reader["organisation"]
    who = names.get(pk, gone) if pk else _("somebody not named")
    return ": ".join(filter(None, [who, reader["role"]])) + (
        f" ({reader['notes']})" if reader["notes"] else ""
    )
