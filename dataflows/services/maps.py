"""Starting maps, and opening them to everybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.graph.vocabulary import JOURNEY_STAGES
from dataflows.models import JourneyStage, Map
from organisations.errors import BadInput
from organisations.models import Area, Programme
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record


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
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise BadInput(_("A map needs a name of at most 200 characters."))
    if "\x00" in name + area + description:
        raise BadInput(_("The text holds a character that cannot be kept (U+0000)."))
    if Map.objects.filter(programme=programme, name=name).exists():
        raise BadInput(_("There is already a map called “%(name)s” in this programme.") % {"name": name})
    ensure_journey_stages(programme=programme)
    place = _area(programme, area)
    map_ = Map.objects.create(programme=programme, name=name, area=place, description=description)
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
def open_map(*, actor: Actor, map_: Map, is_open: bool) -> Map:
    """Let everybody read the map's published versions, or stop that; recorded. The draft stays closed.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not open this map.
    """
    require(actor, Permission.MAP_OPEN, on=map_)
    map_.is_open = is_open
    map_.save(update_fields=["is_open"])
    programme = map_.programme
    programme.is_open = Map.objects.filter(programme=programme, is_open=True).exists()
    programme.save(update_fields=["is_open"])
    record(actor=actor, action="map.open" if is_open else "map.close", on=map_, programme=programme)
    return map_


def _area(programme: Programme, name: str) -> Area | None:
    name = " ".join(name.split())[:200]
    if not name:
        return None
    area, _created = Area.objects.get_or_create(programme=programme, name=name)
    return area
