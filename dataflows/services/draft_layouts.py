"""Keeping where things stand on the picture of a draft, and how far it has been drawn."""

from django.db.models import F
from django.db.models.functions import Greatest
from django_scopes import scope

from dataflows.models import DraftLayout, Map
from live.nudges import nudge


def keep_layout(stood: DraftLayout, layout: str) -> None:
    """Keep what was drawn as where the next picture begins, unless somebody has moved things meanwhile."""
    here = {"map_id": stood.map_id, "view": stood.view}
    if not DraftLayout.objects.filter(**here, anew=stood.anew).update(layout=layout):
        begins = {"programme_id": stood.programme_id, "layout": layout}
        DraftLayout.objects.get_or_create(**here, defaults=begins)


def note_drawn(*, map_: Map, view: str) -> None:
    """Note that a view of the draft is drawn as it stood when ``map_`` was read, and tell its followers."""
    with scope(programme=map_.programme):
        rows = DraftLayout.objects.filter(map=map_, view=view)
        rows.update(drawn=Greatest(F("drawn"), map_.seq), drawings=F("drawings") + 1)
    nudge(map_.pk, "pictures")
