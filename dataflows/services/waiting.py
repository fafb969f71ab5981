"""Waiting for a picture that is on its way, so that a page need not ask again and again."""

import time
from typing import Final

from dataflows.graph.model import FlowGraph
from dataflows.graph.views import Shown
from dataflows.models import Map, Picture
from dataflows.selectors.draft_layouts import content_key, moved_on

# A small map is drawn in less; for longer no request may hold its thread.
LONGEST: Final = 0.8
PAUSE: Final = 0.015


def wait_for_picture(*, map_: Map, graph: FlowGraph, seen: Shown, longest: float = LONGEST) -> bool:
    """Say whether a draft's picture is there, waiting for it at most ``longest`` seconds.

    One query every 15 ms. Somebody must have asked for it already.
    """
    key = content_key(graph, seen, moved_on(map_, seen.view))
    here = Picture.objects.filter(programme_id=map_.programme_id, key=key)
    ends = time.monotonic() + longest
    while not here.exists():
        if time.monotonic() >= ends:
            return False
        time.sleep(PAUSE)
    return True
