"""The hill climb behind the columns: move one node at a time while flows get shorter and the shape better.

Works on numbers alone: nodes and columns are 0, 1, 2 …, because this is what a drawing spends most of
its own time on.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, log
from typing import Final

from dataflows.render.boxes import NODE_WIDTH

SCREEN: Final = 16 / 9
# A picture this wide fits a laptop at full size, so being smaller gains nothing.
ROOMY: Final = 1300.0
CHANNEL: Final = 56.0  # between a column and a gap, where lines bend
CHIP_GAP: Final = 10.0
CHIP_WIDTH: Final = 150.0
# What one flow costs by how many columns it spans: beside is best, within a column bends back, far is long.
SPAN_COST: Final = (2.6, 1.0, 2.8, 4.4, 6.0, 7.6, 9.2, 10.8, 12.4)
BACKWARDS: Final = 0.35
BESIDE_PERSON: Final = 0.5
NOT_ALONE: Final = 4.0
# Large maps settle early, and their climb is what takes time.
SWEEPS: Final = 12
LARGE: Final = 60
SWEEPS_LARGE: Final = 6
TINY: Final = 1e-9

Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What is to be put into columns.

    ``tall`` is each node's height and ``chips`` each flow's, spacing included, in points; ``ends`` are
    the two nodes of each flow. ``beside`` repeats the flows by node: the other end, whether the flow
    goes out, and the chip's height.
    """

    tall: Sequence[float]
    chips: Sequence[float]
    ends: Sequence[tuple[int, int]]
    beside: Sequence[Sequence[tuple[int, bool, float]]]
    people: frozenset[int]

    @property
    def scale(self) -> float:
        """Return what a shape counts for against one flow."""
        return max(4.0, float(len(self.ends)))

    def promise(self, count: int) -> float:
        """Return the shape's cost with ``count`` columns if everything could be shared out evenly."""
        even = max(sum(self.tall) / count, max(self.tall, default=1.0))
        return shape_cost(count)(max(even, sum(self.chips) / max(1, count - 1)))


@dataclass(frozen=True, slots=True)
class Found:
    """Where a climb ended: each node's column, what that costs, and how much of it is the flows'."""

    column: tuple[int, ...]
    cost: float
    flows_cost: float


def wide(count: int) -> float:
    """Return about how wide a picture with ``count`` columns is, in points."""
    return max(count * (NODE_WIDTH + 2 * CHANNEL) + (count - 1) * CHIP_WIDTH, ROOMY)


@cache
def shape_cost(count: int) -> Callable[[float], float]:
    """Return what a height costs with ``count`` columns: size, and shape measured against the screen."""
    width, screen, lowest = log(wide(count)), log(SCREEN), ROOMY / SCREEN

    def cost(height: float) -> float:
        high = log(height if height > lowest else lowest) + screen
        return 1.2 * abs(width - high) + 0.8 * (width if width > high else high)

    return cost


@cache
def _span_costs(count: int) -> tuple[Table, Table]:
    """Return what a flow costs from one column to another, and the same table turned over."""
    out = tuple(
        tuple(SPAN_COST[abs(to - here)] + (BACKWARDS if to < here else 0.0) for to in range(count))
        for here in range(count)
    )
    return out, tuple(zip(*out, strict=True))


class Climb:
    """One hill climb with a fixed number of columns."""

    def __init__(self, puzzle: Puzzle, count: int, start: Sequence[int]) -> None:
        self.puzzle = puzzle
        self.count = count
        # A chip is reckoned in the gap right of its flow's left end, or in the last one.
        self.last = max(0, count - 2)
        self.column = [0 if node in puzzle.people else min(to, count - 1) for node, to in enumerate(start)]
        self.heights = [0.0] * count
        self.gaps = [0.0] * count
        for node, to in enumerate(self.column):
            self.heights[to] += puzzle.tall[node]
        for (source, target), chip in zip(puzzle.ends, puzzle.chips, strict=True):
            self.gaps[min(self.column[source], self.column[target], self.last)] += chip
        self.shape, self.scale = shape_cost(count), puzzle.scale
        self.best_shape = self.scale * min(self.shape(ROOMY / SCREEN), self.shape(wide(count) / SCREEN))

    def run(self, *, until: float) -> Found:
        """Move nodes one by one while that helps and there is time; return where that led."""
        movable = [node for node in range(len(self.column)) if node not in self.puzzle.people]
        for _sweep in range(SWEEPS if len(self.column) <= LARGE else SWEEPS_LARGE):
            moved = False
            for node in movable:
                moved |= self._settle(node)
            if not moved or time.monotonic() > until:
                break
        return self._found()

    def _settle(self, node: int) -> bool:
        """Put ``node`` into the column where everything costs least; say whether it moved."""
        here, height, near = self.column[node], self.puzzle.tall[node], self.puzzle.beside[node]
        self.heights[here] -= height
        for other, _out, chip in near:
            self.gaps[min(here, self.column[other], self.last)] -= chip
        best, where = inf, here
        for to in (here, *(column for column in range(self.count) if column != here)):
            cost = self._flows_cost(node, to)
            if cost + self.best_shape < best - TINY:
                cost += self.scale * self.shape(self._tallest(node, to))
                if cost < best - TINY:
                    best, where = cost, to
        self.column[node] = where
        self.heights[where] += height
        for other, _out, chip in near:
            self.gaps[min(where, self.column[other], self.last)] += chip
        return where != here

    def _flows_cost(self, node: int, to: int) -> float:
        """Return what this node's flows cost with it in column ``to``, and a little beside the person."""
        out, into = (table[to] for table in _span_costs(self.count))
        cost = BESIDE_PERSON if to == 0 and self.puzzle.people else 0.0
        for other, outgoing, _chip in self.puzzle.beside[node]:
            if other != node:
                cost += out[self.column[other]] if outgoing else into[self.column[other]]
        return cost

    def _tallest(self, node: int, to: int) -> float:
        """Return how tall the tallest column or gap is with ``node`` in column ``to``."""
        tallest = max(max(self.heights), self.heights[to] + self.puzzle.tall[node])
        gaps = self.gaps.copy()
        for other, _out, chip in self.puzzle.beside[node]:
            gaps[min(to, self.column[other] if other != node else to, self.last)] += chip
        return max(tallest, max(gaps))

    def _found(self) -> Found:
        """Return the columns, numbered without holes, and what they cost."""
        flows = flows_cost(self.puzzle, self.column)
        tallest = max(max(self.heights, default=0.0), max(self.gaps, default=0.0))
        used = {to: place for place, to in enumerate(sorted(set(self.column)))}
        column = tuple(used[to] for to in self.column)
        return Found(column, flows + self.scale * self.shape(tallest), flows)


def flows_cost(puzzle: Puzzle, column: Sequence[int]) -> float:
    """Return what all flows cost with the nodes in these columns, and a little for each beside the person."""
    out = _span_costs(max(column, default=0) + 1)[0]
    beside = sum(to == 0 and node not in puzzle.people for node, to in enumerate(column))
    cost = NOT_ALONE + BESIDE_PERSON * beside if puzzle.people and beside else 0.0
    return cost + sum(out[column[a]][column[b]] for a, b in puzzle.ends if a != b)
