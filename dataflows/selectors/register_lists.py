"""The register's lists: what is looked for in them, and in which order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from dataflows.language.finding import plain
from dataflows.models import SavedFilter
from dataflows.models.register_kinds import Fact, RegisterKind, Shape
from dataflows.selectors.register import register_rows
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require

BLANK: Final = "blank"
SOON: Final = timedelta(days=90)
# What is counted as the use of a row: what of it hangs on maps.
_USES: Final = {
    "organisation": "nodes__map",
    "storage": "nodes__map",
    "data_type": "flows",
    "agreement": "flows",
}
# Where the words of a row are looked for.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation": ("name", "short_name", "aliases__name", "parent__name", "notes"),
    "data_type": ("name", "category", "dpv_concept", "notes"),
    "storage": ("name", "organisation__name", "location", "notes"),
    "agreement": ("name", "notes"),
}


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is looked for in one list.

    ``facts``: fact -> code, "yes" or "no", the id of a row, "due" or "soon", or ``BLANK``. ``missing`` names
    a fact that is not recorded. ``use`` is "used" or "unused". ``sort`` is a column, with "-" from the end.
    """

    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""
    use: str = ""
    sort: str = "name"


def sought_rows(actor: Actor, kind: RegisterKind, programme: Programme, sought: Sought) -> QuerySet[Any]:
    """Return the rows that are looked for, in order; each knows its ``uses``. A fixed number of queries.

    Raises
    ------
    NotVisible, NotAllowed
        The actor does not read this register.
    """
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    rows = register_rows(kind, programme.pk).annotate(uses=Count(_USES[kind.code], distinct=True))
    for name, value in sought.facts.items():
        rows = rows.filter(_fact_is(kind.fact(name), value))
    if sought.missing:
        rows = rows.filter(_is_blank(kind.fact(sought.missing)))
    if sought.use:
        rows = rows.filter(uses__gt=0) if sought.use == "used" else rows.filter(uses=0)
    if sought.words.strip():
        rows = rows.filter(pk__in=_with_words(kind, programme.pk, sought.words))
    return _ordered(kind, rows, sought.sort)


def columns_sorted(kind: RegisterKind) -> tuple[str, ...]:
    """Return the names that ``Sought.sort`` may have for this kind."""
    return tuple(_orders(kind))


def filters_of(actor: Actor, kind: RegisterKind, programme: Programme) -> QuerySet[SavedFilter]:
    """Return the filters that this person has kept for one list."""
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    if not actor.is_signed_in:
        return SavedFilter.objects.none()
    return SavedFilter.objects.filter(programme=programme, user=UUID(actor.id), kind=kind.code)


def _with_words(kind: RegisterKind, programme_id: UUID, words: str) -> set[UUID]:
    """Return the rows with every word somewhere. In memory: no database compares as people read."""
    wanted = plain(words).split()
    said: dict[UUID, list[str]] = {}
    rows = kind.model._default_manager.filter(programme_id=programme_id).order_by()
    for pk, *texts in rows.values_list("pk", *_WORDS[kind.code]):
        said.setdefault(pk, []).extend(filter(None, texts))
    return {
        pk
        for pk, texts in said.items()
        if (text := plain(" ".join(texts))) and all(w in text for w in wanted)
    }


def _fact_is(fact: Fact, value: str) -> Q:
    if value == BLANK:
        return _is_blank(fact)
    if fact.shape in (Shape.FLAG, Shape.KNOWN):
        return Q(**{fact.name: value == "yes"})
    if fact.shape is Shape.DATE:
        today = timezone.localdate()
        return Q(**{f"{fact.name}__lte": today if value == "due" else today + SOON})
    return Q(**{fact.name: value})


def _is_blank(fact: Fact) -> Q:
    if fact.shape is Shape.READERS:
        return Q(access_rows=None)
    if fact.shape in (Shape.KNOWN, Shape.DATE, Shape.ONE, Shape.MANY):
        return Q(**{f"{fact.name}__isnull": True})
    return Q(**{fact.name: ""})


def _orders(kind: RegisterKind) -> dict[str, Any]:
    """Return what each sortable column is ordered by."""
    orders: dict[str, Any] = {"name": "normalised_name", "uses": "uses"}
    makers: Mapping[Shape, Callable[[Fact], Any]] = {
        Shape.CODE: _by_place_in_list,
        Shape.LINE: lambda fact: fact.name,
        Shape.FLAG: lambda fact: fact.name,
        Shape.KNOWN: lambda fact: fact.name,
        Shape.DATE: lambda fact: fact.name,
        Shape.ONE: lambda fact: f"{fact.name}__normalised_name",
    }
    for fact in kind.facts:
        if fact.shape in makers and fact.name != "name":
            orders[fact.name] = makers[fact.shape](fact)
    return orders


def _by_place_in_list(fact: Fact) -> Case:
    """Order by where a code stands in its list, as people read it; what is not recorded comes last."""
    places = [When(**{fact.name: code}, then=Value(place)) for place, code in enumerate(fact.choices)]
    return Case(*places, default=Value(len(places)), output_field=IntegerField())


def _ordered(kind: RegisterKind, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    down, column = sort.startswith("-"), sort.removeprefix("-")
    by = _orders(kind).get(column, "normalised_name")
    if isinstance(by, str):
        return rows.order_by(f"-{by}" if down else by, "normalised_name", "pk")
    return rows.order_by(by.desc() if down else by.asc(), "normalised_name", "pk")
