"""What happened in a programme, newest first: versions, comments and answers, reviews, sign-offs, edits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.models import Act, Comment, Outcome, Review, SignOff, Version
from dataflows.selectors.history import people_of
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require

AT_ONCE: Final = 50


@dataclass(frozen=True)
class Event:
    """One thing that happened: a sentence, the map it is about, and where it is seen."""

    at: datetime
    text: str
    map_id: UUID
    map_name: str
    page: str
    anchor: str = ""


def activity_of(
    actor: Actor,
    programme: Programme,
    *,
    before: datetime | None = None,
    since: datetime | None = None,
    most: int = AT_ONCE,
) -> Sequence[Event]:
    """Return the newest events of a programme, newest first, in a time when given. Seven queries.

    Edits of one person on one map and day are one event.
    """
    require(actor, Permission.MAP_VIEW, on=programme)
    time = _Time(before, since, most)
    found = [event for read in _READERS for event in read(programme, time)]
    return nlargest(most, found, key=lambda event: event.at)


@dataclass(frozen=True)
class _Time:
    before: datetime | None
    since: datetime | None
    most: int

    def narrowed(self, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
        """Return the newest rows in this time, as many as can be shown."""
        return self.within(rows, column).order_by(f"-{column}")[: self.most]

    def within(self, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
        """Return the rows of this time."""
        if self.before is not None:
            rows = rows.filter(**{f"{column}__lt": self.before})
        if self.since is not None:
            rows = rows.filter(**{f"{column}__gte": self.since})
        return rows


def _versions(programme: Programme, time: _Time) -> Iterator[Event]:
    rows = Version.objects.filter(programme=programme).select_related("map", "published_by")
    for one in time.narrowed(rows.defer("document", "layout"), "published_at"):
        facts = {"name": _who(one.published_by), "number": one.number}
        said = _("%(name)s published version %(number)d") % facts
        yield Event(one.published_at, said, one.map_id, one.map.name, "versions")


def _comments(programme: Programme, time: _Time) -> Iterator[Event]:
    rows = Comment.objects.filter(programme=programme).select_related(
        "map", "author", "organisation", "review__link"
    )
    for one in time.narrowed(rows, "created_at"):
        who = f"{one.said_by}, {one.organisation.name}" if one.organisation else one.said_by
        said = (
            _("%(name)s replied to a comment") % {"name": who}
            if one.parent_id
            else _("%(name)s commented: %(kind)s") % {"name": who, "kind": one.get_kind_display()}
        )
        anchor = f"comment-{one.parent_id or one.pk}"
        yield Event(one.created_at, said, one.map_id, one.map.name, "comments", anchor)


def _outcomes(programme: Programme, time: _Time) -> Iterator[Event]:
    rows = Outcome.objects.filter(programme=programme).select_related("map", "by")
    for one in time.narrowed(rows, "at"):
        if one.kind == Outcome.Kind.REOPENED:
            # Over a link nobody is named.
            who = _who(one.by) if one.by else _("Whoever sent it")
            said = _("%(name)s opened a comment again") % {"name": who}
        else:
            facts = {"name": _who(one.by), "outcome": one.get_kind_display()}
            said = _("%(name)s answered a comment: %(outcome)s") % facts
        yield Event(one.at, said, one.map_id, one.map.name, "comments", f"comment-{one.comment_id}")


def _reviews(programme: Programme, time: _Time) -> Iterator[Event]:
    rows = Review.objects.filter(programme=programme).select_related("map", "link__organisation")
    for one in time.narrowed(rows, "sent_at"):
        facts = {"name": one.link.for_whom, "verdict": one.get_verdict_display()}
        said = _("A review came over the link of %(name)s: %(verdict)s") % facts
        yield Event(one.sent_at, said, one.map_id, one.map.name, "reviews")


def _sign_offs(programme: Programme, time: _Time) -> Iterator[Event]:
    rows = SignOff.objects.filter(programme=programme).select_related("map", "version", "organisation", "by")
    for one in time.narrowed(rows.defer("version__document", "version__layout"), "at"):
        facts = {"name": _who(one.by), "organisation": one.organisation.name, "number": one.version.number}
        said = (
            _("%(name)s signed off version %(number)d for %(organisation)s")
            if one.signs
            else _("%(name)s took back the sign-off of version %(number)d for %(organisation)s")
        )
        yield Event(one.at, said % facts, one.map_id, one.map.name, "sign_off")


def _edits(programme: Programme, time: _Time) -> Iterator[Event]:
    # Of a day's steps only those of this time count: the others are told in another message.
    acts = time.within(Act.objects.filter(programme=programme).exclude(kind=Act.Kind.FOLLOW), "at")
    by_day = acts.annotate(day=TruncDate("at")).values("map", "map__name", "actor_id", "day").order_by()
    rows = by_day.annotate(count=Count("pk"), last=Max("at")).order_by("-last")[: time.most]
    people = people_of(row["actor_id"] for row in rows if _is_person(row["actor_id"]))
    for row in rows:
        name = people.get(row["actor_id"], "") or _("Daylight")
        facts = {"name": name, "count": row["count"]}
        said = ngettext(
            "%(name)s changed the draft in %(count)d step",
            "%(name)s changed the draft in %(count)d steps",
            row["count"],
        )
        yield Event(row["last"], said % facts, row["map"], row["map__name"], "history")


_READERS: Final = (_versions, _comments, _outcomes, _reviews, _sign_offs, _edits)


def _who(person: Any) -> str:
    return str(person.name) if person is not None else _("Daylight")


def _is_person(actor_id: str) -> bool:
    try:
        return bool(UUID(actor_id))
    except ValueError:
        return False
