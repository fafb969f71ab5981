"""The ladder: in which ways a map is laid out, which comes first, and what is said when it was not the first.

Every rung puts nodes into the same kind of columns and has its lines drawn by the same code. They differ
in who decides order and height (an engine, or we ourselves) and in how many ways are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.vocabulary import gettext_noop as _

# Compare several ways by an engine, the best is kept: what reads best at the size of most maps.
SEVERAL: Final = "columns"
# One way by an engine, because the map is so large that each answer takes long.
LARGE: Final = "columns-large"
# One way by an engine, because several did not come in time.
SIMPLE: Final = "columns-simple"
# What stood there stays, and what is new finds a place beside it: how a map is drawn while people look on.
STEADY: Final = "steady"
# Heights by ourselves, because the map is larger than an engine manages in time.
OWN_LARGE: Final = "own-large"
# Heights by ourselves, because no engine answered.
OWN: Final = "own"

_SENTENCES: Final[Mapping[str, str]] = {
    SIMPLE: _(
        "This picture is simpler than usual, because the drawing engine did not finish in time. "
        "Everything is on it, but more lines may cross."
    ),
    OWN: _("This picture was drawn without a drawing engine. Everything is on it, but more lines may cross."),
}

# How large a map may be (elements, and twice its flows for their half-lines) for so many ways.
SMALL: Final = 90
FEW: Final = 130
MANY: Final = 800
# Maps of up to 25 nodes are looked at whole on projectors, and a good shape is often not the first guess.
WAYS_SMALL: Final = 12
WAYS: Final = 5
WAYS_MANY: Final = 3
# What an engine is asked about at most in one way: boxes, chips and places where lines pass. Measured: `dot`
# takes 0.1 s for 600 of them, 0.4 s for 1,000, 0.8 s for 1,800 and 17 s for 5,700.
MOST_PIECES: Final = 3_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rung a map starts on, and how many ways are compared there."""

    rung: str
    ways: int


def plan_for(elements: int, flows: int) -> Plan:
    """Return where a map with so many elements and flows starts on the ladder.

    Examples
    --------
    >>> plan_for(62, 30), plan_for(600, 300)
    (Plan(rung='columns', ways=5), Plan(rung='columns-large', ways=1))
    """
    size = elements + 2 * flows
    if size > MANY:
        return Plan(LARGE, 1)
    return Plan(SEVERAL, WAYS_SMALL if size <= SMALL else WAYS if size <= FEW else WAYS_MANY)


def sentence_of(rung: str) -> str:
    """Return what is said of a picture drawn on this rung, to be translated; of a first one nothing."""
    return _SENTENCES.get(rung, "")
