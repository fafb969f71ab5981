"""What there is to dislike about a layout: one number, to choose between ways."""

from math import log
from typing import Final

from dataflows.render.placement import Placement

SCREEN_WIDTH: Final = 1440.0
SCREEN_HEIGHT: Final = 810.0
# What a crossing costs against the text getting smaller and flows going roundabout ways.
SMALLER: Final = 1.6
CROSSING: Final = 0.12
ROUNDABOUT: Final = 0.3
# A crossing that comes while the map is held still stays, for nothing moves to undo it.
LASTING: Final = 1.0


def worse(placement: Placement) -> float:
    """Return how much there is to dislike: small text, crossings, flows that go a long way round."""
    width, height = placement.size
    smaller = log(max(width / SCREEN_WIDTH, height / SCREEN_HEIGHT, 0.9))
    flows = max(4, len(placement.halves) // 2)
    roundabout = ROUNDABOUT * placement.columns.cost
    return SMALLER * flows * smaller + CROSSING * placement.crossings() + roundabout


def worse_for_good(placement: Placement) -> float:
    """Return the same where nothing will move any more that stands there now."""
    return worse(placement) + LASTING * placement.crossings()
