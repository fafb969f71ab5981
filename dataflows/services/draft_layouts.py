"""Keeping where things stand on the picture of a draft."""

from dataflows.models import DraftLayout


def keep_layout(stood: DraftLayout, layout: str) -> None:
    """Keep what was drawn as where the next picture begins, unless somebody has moved things meanwhile."""
    here = {"map_id": stood.map_id, "view": stood.view}
    if not DraftLayout.objects.filter(**here, anew=stood.anew).update(layout=layout):
        begins = {"programme_id": stood.programme_id, "layout": layout}
        DraftLayout.objects.get_or_create(**here, defaults=begins)
