"""What a room sees: the mapper's focus on the projector's page, and a screen that is blank for a while."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from dataflows.models import Map, OnScreen
from dataflows.selectors.maps import require_on
from live.nudges import nudge
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record


@transaction.atomic
def focus_on(*, map_: Map, element: UUID | None) -> None:
    """Let the projector's page show an element of the draft; ``None`` shows the map alone.

    No act: nothing is changed that anybody keeps, so there is no entry. Whoever calls has let the actor in.

    Raises
    ------
    NotVisible
        The element is not on this map.
    """
    if element is not None:
        require_on(map_, element)
    _set(map_, element=element)


@transaction.atomic
def blank_screen(*, actor: Actor, map_: Map, is_blank: bool) -> OnScreen:
    """Show nobody anything, or everything again: somebody in the room needs that, at once. Audited.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    shown = _set(map_, is_blank=is_blank)
    action = "screen.blank" if is_blank else "screen.show"
    record(actor=actor, action=action, on=map_, programme=map_.programme)
    return shown


def _set(map_: Map, **values: object) -> OnScreen:
    row, _made = OnScreen.objects.get_or_create(map=map_, defaults={"programme_id": map_.programme_id})
    # Two who show something at once take their turns: no screen misses the later one.
    OnScreen.objects.filter(pk=row.pk).update(**values, turn=F("turn") + 1)
    row.refresh_from_db()
    nudge(map_.pk, "now")
    return row
