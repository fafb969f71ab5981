"""Lay a map out: put it into columns a few ways, ask the engine about all of them at once, keep the best."""

import time
from collections.abc import Callable, Sequence
from math import log
from typing import Final, TypeVar

from dataflows.graph.model import FlowGraph
from dataflows.render.answer import heights_in
from dataflows.render.boxes import Boxes
from dataflows.render.columns import Columns, choose_columns
from dataflows.render.dot import dot_source
from dataflows.render.engine import DEADLINE, Engine, ask, engines
from dataflows.render.errors import DrawingError, EngineFailed, EngineMissing, EngineNonsense, EngineTimeout
from dataflows.render.halves import Half, halves_of, make_room
from dataflows.render.layout import Layout
from dataflows.render.placement import Placement

RUNG: Final = "columns"
# Each way costs one more answer, and answers about large maps are slow.
WAYS: Final = 5
WAYS_LARGE: Final = 3
LARGE: Final = 80
SCREEN_WIDTH: Final = 1440.0
SCREEN_HEIGHT: Final = 810.0
# What a crossing costs against the text getting smaller and flows going roundabout ways.
SMALLER: Final = 1.6
CROSSING: Final = 0.12
ROUNDABOUT: Final = 0.3

Way = tuple[Boxes, Columns, tuple[Half, ...]]
Answer = TypeVar("Answer")


def lay_out(graph: FlowGraph, boxes: Boxes, *, deadline: float = DEADLINE) -> Layout:
    """Return where everything stands, asking the engine of this machine.

    Raises
    ------
    EngineMissing, EngineFailed, EngineTimeout, EngineNonsense
        When no engine answers in full before the deadline.
    """
    ways = [
        _way(graph, boxes, columns)
        for columns in choose_columns(graph, boxes, most=WAYS if len(graph.flows) <= LARGE else WAYS_LARGE)
    ]
    dot = "".join(dot_source(*way) for way in ways)
    engine, placement = _ask_in_turn(dot, lambda answer: best_of(ways, answer), deadline=deadline)
    width, height = placement.size
    return Layout(
        width=width,
        height=height,
        nodes=placement.nodes,
        chips=placement.chips,
        paths=placement.paths(),
        engine=engine.name,
        engine_version=engine.version,
        rung=RUNG,
    )


def _way(graph: FlowGraph, boxes: Boxes, columns: Columns) -> Way:
    """Return one way to lay the map out, with room made for its lines."""
    halves = halves_of(graph, boxes, columns)
    return make_room(boxes, halves), columns, halves


def best_of(ways: Sequence[Way], answer: str) -> Placement:
    """Return the best placement of the engine's answers, one a way."""
    answers = answer.split("\nstop")[: len(ways)]
    if len(answers) != len(ways):
        raise EngineNonsense(f"{len(answers)} answers to {len(ways)} questions")
    placements = [Placement(*way, heights_in(plain)) for way, plain in zip(ways, answers, strict=True)]
    return min(placements, key=worse)


def worse(placement: Placement) -> float:
    """Return how much there is to dislike: small text, crossings, flows that go a long way round."""
    width, height = placement.size
    smaller = log(max(width / SCREEN_WIDTH, height / SCREEN_HEIGHT, 0.9))
    flows = max(4, len(placement.halves) // 2)
    roundabout = ROUNDABOUT * placement.columns.cost
    return SMALLER * flows * smaller + CROSSING * placement.crossings() + roundabout


def _ask_in_turn(dot: str, understand: Callable[[str], Answer], *, deadline: float) -> tuple[Engine, Answer]:
    """Return the first engine that answers in full, with its answer; all of them share one deadline."""
    end = time.monotonic() + deadline
    failure: DrawingError = EngineMissing()
    for engine in engines():
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            return engine, understand(ask(engine, dot, deadline=left))
        except (EngineFailed, EngineNonsense, EngineTimeout) as reason:
            failure = reason
    raise failure
