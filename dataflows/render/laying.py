"""Lay a map out: put it into columns a few ways, have order and height decided, keep the best.

The ladder of :mod:`dataflows.render.rungs`, climbed down within one deadline: the engines of this machine
in their order, then one way instead of several, and at last ourselves, so that there is always a layout.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from dataflows.graph.model import FlowGraph
from dataflows.render.answer import complete, heights_in
from dataflows.render.boxes import Boxes
from dataflows.render.columns import Columns, choose_columns
from dataflows.render.dot import dot_source
from dataflows.render.engine import DEADLINE, OURSELVES, Engine, ask, engines
from dataflows.render.errors import DrawingError, EngineFailed, EngineNonsense, EngineTimeout
from dataflows.render.halves import Half, halves_of, make_room
from dataflows.render.judging import worse
from dataflows.render.layout import Layout
from dataflows.render.placement import Placement
from dataflows.render.rungs import MOST_PIECES, OWN, OWN_LARGE, SEVERAL, SIMPLE, STEADY, Plan, plan_for
from dataflows.render.stacking import stacked, straightened
from dataflows.render.steady import place_steadily

logger = logging.getLogger(__name__)

# The share of the deadline that is kept for the last rung.
LAST_RUNG: Final = 0.1
# Columns are chosen in this share of it at most; only very large maps come near.
CHOOSING: Final = 0.2

Way = tuple[Boxes, Columns, tuple[Half, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One try on the ladder: which rung, with which engine, comparing how many ways."""

    rung: str
    engine: Engine
    ways: int


def lay_out(
    graph: FlowGraph, boxes: Boxes, *, before: Layout | None = None, deadline: float = DEADLINE
) -> Layout:
    """Return where everything stands; what stood somewhere in the layout ``before`` stays there.

    The last rung always answers, soon after the deadline at worst.
    """
    if before is not None and (steady := place_steadily(graph, boxes, before)) is not None:
        return steady.layout(OURSELVES.name, OURSELVES.version, STEADY)
    began = time.monotonic()
    plan = plan_for(len(graph.nodes) + len(graph.flows), len(graph.flows))
    chosen = choose_columns(graph, boxes, most=plan.ways, until=began + CHOOSING * deadline)
    ways = [_way(graph, boxes, columns) for columns in chosen]
    end = began + deadline
    step, placement = _climb_down(ways, plan, last_rung=end - LAST_RUNG * deadline, end=end)
    return placement.layout(step.engine.name, step.engine.version, step.rung)


def _climb_down(ways: Sequence[Way], plan: Plan, *, last_rung: float, end: float) -> tuple[Step, Placement]:
    """Return the first step that succeeds, with what came of it."""
    for step in _steps(ways, plan):
        left = last_rung - time.monotonic()
        if left <= 0:
            break
        try:
            # Whoever does not answer in half of what is left leaves the other half to the next.
            return step, _by_engine(ways[: step.ways], step.engine, deadline=left / 2)
        except (EngineFailed, EngineNonsense, EngineTimeout) as reason:
            logger.warning("Drawing by %s (%s): %s", step.engine.name, step.rung, reason)
    rung = OWN_LARGE if _too_many_pieces(ways[0]) else OWN
    # The other half of what is left is for placing, writing and checking, which nothing can hurry.
    now = time.monotonic()
    until = max((now + end) / 2, now + end - last_rung)
    return Step(rung, OURSELVES, len(ways)), _by_ourselves(ways, until=until)


def _steps(ways: Sequence[Way], plan: Plan) -> Iterator[Step]:
    """Yield the steps down to the last rung."""
    if _too_many_pieces(ways[0]):
        return
    found = [engine for engine in engines() if engine != OURSELVES]
    for engine in found:
        yield Step(plan.rung, engine, len(ways))
    if plan.rung == SEVERAL and len(ways) > 1:
        for engine in found:
            yield Step(SIMPLE, engine, 1)


def _too_many_pieces(way: Way) -> bool:
    """Say whether a way is more than an engine manages in time."""
    boxes, _columns, halves = way
    pieces = len(boxes.nodes) + len(boxes.chips) + sum(len(half.passes) for half in halves)
    return pieces > MOST_PIECES


def _way(graph: FlowGraph, boxes: Boxes, columns: Columns) -> Way:
    """Return one way to lay the map out, with room made for its lines."""
    halves = halves_of(graph, boxes, columns)
    return make_room(boxes, halves), columns, halves


def _by_engine(ways: Sequence[Way], engine: Engine, *, deadline: float) -> Placement:
    """Return the best of an engine's answers, one a way."""
    answer = ask(engine, "".join(dot_source(*way) for way in ways), deadline=deadline)
    return best_of(ways, answer)


def best_of(ways: Sequence[Way], answer: str) -> Placement:
    """Return the best placement of the engine's answers, one a way, as they are or straightened by us."""
    answers = answer.split("\nstop")[: len(ways)]
    if len(answers) != len(ways):
        raise EngineNonsense(f"{len(answers)} answers to {len(ways)} questions")
    placements = []
    for way, plain in zip(ways, answers, strict=True):
        down = complete(heights_in(plain), way[0], way[2])
        placements += [Placement(*way, down), Placement(*way, straightened(*way, down))]
    return min(placements, key=worse)


def _by_ourselves(ways: Sequence[Way], *, until: float) -> Placement:
    """Return the best of our own answers, of as many ways as there is time for and at least one."""
    best, least = None, inf
    for way in ways:
        if best is None or time.monotonic() < until:
            placement = Placement(*way, stacked(*way, until=until))
            cost = worse(placement)
            if best is None or cost < least:
                best, least = placement, cost
    if best is None:
        raise DrawingError("no way to lay it out")
    return best
