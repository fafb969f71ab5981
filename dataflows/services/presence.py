"""Being on a map: arriving, staying, selecting something, leaving. Nothing of it is kept."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Map, Presence
from dataflows.selectors.maps import require_on
from live.nudges import nudge

# Whoever is here says so more often than this; a page that is loaded anew is gone for less than a moment.
STAYS: Final = timedelta(seconds=45)
LINGERS: Final = timedelta(seconds=4)
# Rows of those who left this long ago are deleted when somebody comes.
FORGOTTEN: Final = timedelta(hours=1)
# Colours that the page can tell apart; whoever comes later shares one, and has initials.
COLOURS: Final = 8


def be_here(map_id: UUID, people: Collection[UUID]) -> None:
    """Note that these people are on a map, or still are; who was not gets a free colour."""
    now = timezone.now()
    with scopes_disabled():  # by the id of a map that they may see
        rows = Presence.objects.filter(map=map_id)
        present = {row.person_id: row for row in rows}
        stay = [pk for pk in people if pk in present and present[pk].until > now]
        rows.filter(person__in=stay, until__lt=now + STAYS / 2).update(until=now + STAYS)
        arrived = [pk for pk in people if pk not in stay]
        if not arrived:
            return
        taken = {row.colour for row in present.values() if row.until > now}
        programme = Map.objects.values_list("programme", flat=True).filter(pk=map_id).first()
        if programme is None:
            return
        with transaction.atomic():
            for person in arrived:
                free = [one for one in range(COLOURS) if one not in taken]
                colour = free[0] if free else len(taken) % COLOURS
                taken.add(colour)
                _arrive(map_id, programme, person, colour)
            rows.filter(until__lt=now - FORGOTTEN).delete()
            nudge(map_id, "here")


def _arrive(map_id: UUID, programme: UUID, person: UUID, colour: int) -> None:
    values = {"colour": colour, "element": None, "until": timezone.now() + STAYS}
    try:
        with transaction.atomic():
            begins = {**values, "programme_id": programme}
            Presence.objects.update_or_create(
                map_id=map_id, person_id=person, defaults=values, create_defaults=begins
            )
    except IntegrityError:
        # The map or the person is gone, or another process has noted it in this moment.
        return


def leave(map_id: UUID, person: UUID) -> None:
    """Note that somebody has left, unless they come back within a few seconds."""
    with scopes_disabled():
        lingers = timezone.now() + LINGERS
        Presence.objects.filter(map=map_id, person=person, until__gt=lingers).update(until=lingers)


def select(*, map_: Map, person: UUID, element: UUID | None) -> None:
    """Show the others on a map what somebody has selected; ``None`` for nothing.

    No act: nothing is changed that anybody keeps. Whoever calls has let the actor in.

    Raises
    ------
    NotVisible
        The element is not on this map.
    """
    if element is not None:
        require_on(map_, element)
    theirs = Presence.objects.filter(map=map_, person=person)
    # Whoever has just left is not kept here by what was still on its way: the stream says who stays.
    if not theirs.filter(until__gt=timezone.now()).exists():
        be_here(map_.pk, [person])
    with transaction.atomic():
        theirs.update(element=element)
        nudge(map_.pk, "here")
