"""Named reads of a draft as a room: what was done since, how it stands, who is here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db.models import Aggregate, Count, F, Max, QuerySet, Value
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import (
    Act,
    Change,
    Comment,
    DraftLayout,
    Map,
    Moderation,
    OnScreen,
    Outcome,
    Presence,
    Proposal,
)
from live.rooms import Act as ToldAct
from live.rooms import Told
from organisations.models import User

# So many changes are read at once, and so many of one act are told one by one.
AT_ONCE: Final = 500
TOLD: Final = 60

Row = tuple[int, UUID, str, str, str, str, UUID, str]


def rooms_of(ids: Collection[UUID]) -> dict[UUID, Map]:
    """Return those of these maps that there are. One query."""
    with scopes_disabled():  # whoever asks holds each against what the actor may
        return {map_.pk: map_ for map_ in Map.objects.filter(pk__in=ids).only("programme_id")}


def told_of(map_id: UUID, *, since: int | None, states: Collection[str]) -> Told:
    """Return what was done on a map after ``since``, and these states. Four queries and one a state."""
    with scopes_disabled():  # by the id of a map that the listener may see
        # Before the changes: so none of those is later than what is said to have been read.
        seq = Map.objects.filter(pk=map_id).values_list("seq", flat=True).first() or 0
        rows = _rows(map_id, since) if since is not None and since < seq else []
        is_all = len(rows) < AT_ONCE
        last = rows[-1][0] if rows else seq
        return Told(
            seq=max(seq, last) if is_all else last,
            acts=_acts(map_id, since or 0, rows) if rows else (),
            states={name: STATES[name](map_id) for name in states},
            is_all=is_all,
        )


def _rows(map_id: UUID, since: int) -> list[Row]:
    facts = ("seq", "edit", "actor_kind", "actor_id", "action", "element_kind", "element_id", "field")
    return list(
        Change.objects.filter(map=map_id, seq__gt=since).order_by("seq").values_list(*facts)[:AT_ONCE]
    )


def _acts(map_id: UUID, since: int, rows: Sequence[Row]) -> list[ToldAct]:
    """Return the acts that these changes are of, each with whose it was."""
    kinds = dict(
        Act.objects.filter(map=map_id, edit__in={row[1] for row in rows}).values_list("edit", "kind")
    )
    people = people_named({row[3] for row in rows if row[2] != "system"})
    acts = []
    for edit, grouped in groupby(rows, key=lambda row: row[1]):
        changes = list(grouped)
        _seq, _edit, actor_kind, actor_id, *_rest = changes[0]
        name, initials = people.get(actor_id, ("", ""))
        facts = {
            "edit": str(edit),
            "kind": kinds.get(edit, "edit"),
            "by": actor_id,
            "by_kind": actor_kind,
            "name": name,
            "initials": initials,
            "count": len(changes),
            "changes": [[row[4], row[5], str(row[6]), row[7]] for row in changes[:TOLD]],
        }
        acts.append(ToldAct(since + 1, changes[-1][0], facts))
        since = changes[-1][0]
    return acts


def people_named(ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return names and initials by the ids that logs keep; Daylight's own acts have none. One query."""
    wanted = {pk for pk in ids if len(pk) == 36}
    users = User.objects.filter(pk__in=wanted).only("name")
    return {str(user.pk): (user.name, user.initials) for user in users}


def here_on(map_id: UUID) -> list[dict[str, Any]]:
    """Return who is on a map now, in the order in which their colours stand. One query."""
    rows = Presence.objects.filter(map=map_id, until__gt=timezone.now()).select_related("person")
    return [
        {
            "id": str(row.person_id),
            "name": row.person.name,
            "initials": row.person.initials,
            "colour": row.colour,
            "element": str(row.element or ""),
        }
        for row in rows.order_by("colour", "person_id")
    ]


def _shown_on(map_id: UUID) -> dict[str, Any]:
    row = OnScreen.objects.filter(map=map_id).values_list("turn", "element", "is_blank").first()
    turn, element, is_blank = row or (0, None, False)
    return {"turn": turn, "element": str(element or ""), "is_blank": is_blank}


def _pictures_of(map_id: UUID) -> dict[str, list[int]]:
    """Return of each view of the draft which number of the log it was drawn at, and how often it was."""
    rows = DraftLayout.objects.filter(map=map_id, drawings__gt=0).order_by("view")
    return {
        view: [drawn, drawings] for view, drawn, drawings in rows.values_list("view", "drawn", "drawings")
    }


def talk_on(map_id: UUID) -> str:
    """Return a text that changes whenever a comment, an answer or a suggestion does. One query."""
    comments, *others = (
        _figures(Comment.objects.filter(map=map_id), Value("comments"), Count("pk")),
        _figures(Outcome.objects.filter(map=map_id), Value("outcomes"), Max("pk")),
        _figures(Moderation.objects.filter(map=map_id), Value("moderations"), Max("pk")),
        _figures(Proposal.objects.filter(map=map_id), F("state"), Count("pk")),
    )
    return ".".join(sorted(f"{what}{figure}" for what, figure in comments.union(*others, all=True)))


def _figures(rows: QuerySet[Any], what: Value | F, figure: Aggregate) -> QuerySet[Any, Any]:
    """Return a figure of the rows for each of what they are."""
    named: QuerySet[Any] = rows.order_by().annotate(what=what).values("what")
    figures: QuerySet[Any, Any] = named.annotate(figure=figure).values_list("what", "figure")
    return figures


STATES: Final[Mapping[str, Callable[[UUID], Any]]] = {
    "here": here_on,
    "now": _shown_on,
    "pictures": _pictures_of,
    "talk": talk_on,
}
