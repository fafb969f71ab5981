"""Waiting for a picture that is on its way, so that a page need not ask again and again."""

import time
from typing import Final

from dataflows.graph.model import FlowGraph
from dataflows.graph.views import Shown
from dataflows.models import Map, Picture
from dataflows.selectors.draft_layouts import content_key, moved_on

# A small map is drawn in less; for longer no request may hold its thread.
LONGEST: Final = 0.8
# Longer each time: what is there soon is seen at once, and what takes long is not asked for all the time.
FIRST_PAUSE: Final = 0.004
LAST_PAUSE: Final = 0.03


def wait_for_picture(*, map_: Map, graph: FlowGraph, seen: Shown, longest: float = LONGEST) -> bool:
    """Say whether a draft's picture is there, waiting for it at most ``longest`` seconds.

    About thirty queries at most. Somebody must have asked for it already.
    """
    key = content_key(graph, seen, moved_on(map_, seen.view))
    here = Picture.objects.filter(programme_id=map_.programme_id, key=key)
    ends, pause = time.monotonic() + longest, FIRST_PAUSE
    while not here.exists():
        if time.monotonic() >= ends:
            return False
        time.sleep(pause)
        pause = min(1.3 * pause, LAST_PAUSE)
    return True
