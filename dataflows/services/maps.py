"""Starting maps, and opening them to everybody."""

from collections import Counter
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from dataflows.graph.vocabulary import JOURNEY_STAGES
from dataflows.language.safety import concerns
from dataflows.models import JourneyStage, Map, Version
from dataflows.selectors.documents import version_document
from dataflows.services.names import tidy_name
from organisations.errors import BadInput
from organisations.models import Area, Programme
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

MOST_DAYS: Final = 3653


@transaction.atomic
def create_map(
    *, actor: Actor, programme: Programme, name: str, area: str = "", description: str = ""
) -> Map:
    """Start an empty map; the area is made when it is new, and the programme's journey stages the first time.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not start maps here.
    BadInput
        The name is empty, too long or already used in this programme.
    """
    require(actor, Permission.MAP_CREATE, on=programme)
    name = tidy_name(name, missing=_("A map needs a name of at most 200 characters."))
    if "\x00" in area + description:
        raise BadInput(_("The text holds a character that cannot be kept (U+0000)."))
    taken = _("There is already a map called “%(name)s” in this programme.") % {"name": name}
    if Map.objects.filter(programme=programme, name=name).exists():
        raise BadInput(taken)
    ensure_journey_stages(programme=programme)
    place = _area(programme, area)
    try:
        with transaction.atomic():
            map_ = Map.objects.create(programme=programme, name=name, area=place, description=description)
    except IntegrityError as error:  # somebody was quicker with the same name
        raise BadInput(taken) from error
    record(actor=actor, action="map.create", on=map_, programme=programme)
    return map_


def ensure_journey_stages(*, programme: Programme) -> None:
    """Give a programme the usual journey stages when it has none yet."""
    if not JourneyStage.objects.filter(programme=programme).exists():
        JourneyStage.objects.bulk_create(
            JourneyStage(programme=programme, name=name, aliases=list(aliases), position=position)
            for position, (name, aliases) in enumerate(JOURNEY_STAGES)
        )


@transaction.atomic
def open_map(*, actor: Actor, map_: Map, up_to: int) -> Map:
    """Let everybody read the map's versions up to this number; recorded. Later versions stay closed.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not open this map.
    BadInput
        There is no such version.
    """
    require(actor, Permission.MAP_OPEN, on=map_)
    version = Version.objects.filter(map=map_, number=up_to).first()
    if version is None:
        raise BadInput(_("There is no such version of this map."))
    # What was pointed out to whoever opened it, in figures: the words may be redacted later.
    seen = Counter(one.kind for one in concerns(version_document(version).graph))
    return _set_open_number(actor, map_, up_to, pointed_out=dict(seen))


@transaction.atomic
def close_map(*, actor: Actor, map_: Map) -> Map:
    """Let only members of the programme read the map; recorded. Closing a closed map changes nothing.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not close this map.
    """
    require(actor, Permission.MAP_OPEN, on=map_)
    return _set_open_number(actor, map_, None)


@transaction.atomic
def set_review_date(*, actor: Actor, map_: Map, day: date | None) -> None:
    """Say when a map is to be looked at again, or (``None``) that nobody has said; recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The day is not one of the next ten years.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    if day is not None and not 0 <= (day - localdate()).days <= MOST_DAYS:
        raise BadInput(_("Choose a day from today on, within ten years."))
    map_.review_date = day
    map_.save(update_fields=["review_date"])
    record(
        actor=actor,
        action="map.review_date",
        on=map_,
        programme=map_.programme,
        detail={"day": day.isoformat() if day else ""},
    )


def _set_open_number(actor: Actor, map_: Map, number: int | None, **detail: object) -> Map:
    # Two people may open and close maps of one programme at once: the second waits for the first here.
    Programme.objects.filter(pk=map_.programme_id).update(has_open_maps=F("has_open_maps"))
    map_.open_number = number
    map_.save(update_fields=["open_number"])
    some = Map.objects.filter(programme_id=map_.programme_id, open_number__isnull=False).exists()
    Programme.objects.filter(pk=map_.programme_id).update(has_open_maps=some)
    action = "map.close" if number is None else "map.open"
    record(actor=actor, action=action, on=map_, programme=map_.programme, detail={"up_to": number, **detail})
    return map_


def _area(programme: Programme, name: str) -> Area | None:
    name = " ".join(name.split())[:200]
    if not name:
        return None
    area, _created = Area.objects.get_or_create(programme=programme, name=name)
    return area
