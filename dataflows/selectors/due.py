"""What is due for review: maps, flows and agreements by date, and how long it has been or will be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.language.arrow import ends_in_line
from dataflows.models import Agreement, Flow, Map, Reminder
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require

# So long before its day somebody is told, and so often afterwards.
AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """One thing with its review date. ``map_id`` is that of a flow or a map."""

    kind: str
    id: UUID
    name: str
    day: date
    days: int
    where: str = ""
    map_id: UUID | None = None

    @property
    def kind_label(self) -> str:
        return str(Reminder.Kind(self.kind).label)

    @property
    def is_overdue(self) -> bool:
        return self.days < 0

    @property
    def stage(self) -> str:
        """Return which reminder it is time for."""
        if self.days > 0:
            return "soon"
        late = -self.days // AHEAD.days
        return f"overdue-{late}" if late else "due"

    @property
    def when(self) -> str:
        """Return how long it is until then, or since."""
        if self.days == 0:
            return _("today")
        if self.days > 0:
            return ngettext("in %(count)d day", "in %(count)d days", self.days) % {"count": self.days}
        count = -self.days
        return ngettext("%(count)d day overdue", "%(count)d days overdue", count) % {"count": count}


def due_in(actor: Actor, programme: Programme, *, today: date) -> Sequence[Due]:
    """Return what of a programme is due within thirty days or overdue, the oldest first. Three queries."""
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    return all_due(programme, today=today)


def all_due(programme: Programme, *, today: date) -> Sequence[Due]:
    """As :func:`due_in`, for Daylight itself."""
    until = today + AHEAD
    return sorted(_due(programme, today, until), key=lambda one: (one.day, one.name))


def undated_flows(actor: Actor, programme: Programme) -> int:
    """Return how many flows of a programme's drafts have no review date."""
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    return Flow.objects.filter(programme=programme, review_date=None).count()


def _due(programme: Programme, today: date, until: date) -> Iterator[Due]:
    soon = {"programme": programme, "review_date__lte": until}
    for map_ in Map.objects.filter(**soon):
        yield Due("map", map_.pk, map_.name, *_day(map_.review_date, today), map_id=map_.pk)
    for flow in Flow.objects.filter(**soon).select_related("source", "target", "map"):
        name = ends_in_line(flow.source.name, flow.target.name)
        day = _day(flow.review_date, today)
        yield Due("flow", flow.pk, name, *day, where=flow.map.name, map_id=flow.map_id)
    for agreement in Agreement.objects.filter(**soon):
        yield Due("agreement", agreement.pk, agreement.name, *_day(agreement.review_date, today))


def _day(day: date | None, today: date) -> tuple[date, int]:
    if day is None:
        raise TypeError("Only what has a review date is due.")
    return day, (day - today).days
