"""Keeping where things stand on the picture of a draft."""

from django.db import IntegrityError, transaction

from dataflows.models import DraftLayout


def keep_layout(stood: DraftLayout, layout: str) -> None:
    """Keep what was drawn as where the next picture begins, unless somebody has moved things meanwhile."""
    rows = DraftLayout.objects.filter(map=stood.map_id, view=stood.view)
    # A row that was never stored has a key already: its state says which it is.
    if not stood._state.adding:
        rows.filter(anew=stood.anew).update(layout=layout)
        return
    stood.layout = layout
    try:
        with transaction.atomic():
            stood.save(force_insert=True)
    except IntegrityError:  # drawn twice at once: either will do
        rows.filter(anew=stood.anew).update(layout=layout)
