"""Where everything stood in an earlier layout: columns, heights, lines, so that a next one can keep them."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dataflows.graph.model import Id
from dataflows.render.boxes import Boxes
from dataflows.render.columns import Columns
from dataflows.render.dot import name_of, pass_name
from dataflows.render.halves import Half
from dataflows.render.layout import Layout, Path, Rectangle

# Columns are read off the rectangles, which are rounded to a tenth of a point.
NEAR: Final = 1.0

Slab = tuple[float, float]


@dataclass(frozen=True)
class Kept:
    """What an earlier layout has of the elements that are still there.

    ``slabs`` are the left and right of columns and gaps in turn. ``columns`` and ``down`` name only what
    stood there; ``tops`` is how far down each storage row began, to keep rows in their order.
    """

    columns: Columns
    slabs: tuple[Slab, ...]
    down: Mapping[str, float]
    tops: Mapping[Id, float]
    paths: Mapping[Id, tuple[Path, Path]]

    def pass_height(self, half: Half, rank: int) -> float | None:
        """Return how far down a half-line passed a column or gap; nothing where it did not."""
        if half.flow not in self.paths or rank >= len(self.slabs):
            return None
        path = self.paths[half.flow][0 if half.first else 1]
        left, right = self.slabs[rank]
        # Level in columns and gaps: where it enters and leaves one, it is as far down.
        stops = [(path[at], path[at + 1]) for at in range(0, len(path), 2)][::3]
        for (x1, y1), (x2, y2) in pairwise(stops):
            if abs(y1 - y2) < NEAR and min(x1, x2) - NEAR <= left and max(x1, x2) + NEAR >= right:
                return y1
        return None

    def heights(self, halves: Sequence[Half]) -> dict[str, float]:
        """Return how far down everything stood that stood there, passing lines too."""
        found = dict(self.down)
        for half in halves:
            for rank in half.passes:
                if (height := self.pass_height(half, rank)) is not None:
                    found[pass_name(half, rank)] = height
        return found


def kept_of(layout: Layout, boxes: Boxes) -> Kept:
    """Return what ``layout`` has of these boxes.

    An older layout does not say where its columns were: there they are told apart by the middles of nodes.
    """
    slabs = layout.slabs or _slabs(layout)
    middles = [(left + right) / 2 for left, right in slabs[::2]]
    nodes = {pk: layout.nodes[pk] for pk in boxes.nodes if pk in layout.nodes}
    chips = {pk: layout.chips[pk] for pk in boxes.chips if pk in layout.chips}
    rows = [row.id for box in boxes.nodes.values() for row in box.rows]
    return Kept(
        columns=Columns(
            len(middles),
            {pk: _column(middles, rectangle) for pk, rectangle in nodes.items()},
            {pk: _gap(middles, rectangle) for pk, rectangle in chips.items()},
        ),
        slabs=slabs,
        down={
            **{name_of("n", pk): top + height / 2 for pk, (_l, top, _w, height) in nodes.items()},
            **{name_of("f", pk): top + height / 2 for pk, (_l, top, _w, height) in chips.items()},
        },
        tops={pk: layout.nodes[pk][1] for pk in rows if pk in layout.nodes},
        paths={pk: layout.paths[pk] for pk in chips},
    )


def _column(middles: Sequence[float], rectangle: Rectangle) -> int:
    left, _top, width, _height = rectangle
    return max(0, bisect(middles, left + width / 2 + NEAR) - 1)


def _gap(middles: Sequence[float], rectangle: Rectangle) -> int:
    """Return the gap of a chip, which stands between two columns' middles or right of the last."""
    left, _top, width, _height = rectangle
    return max(0, bisect(middles, left + width / 2) - 1)


def _slabs(layout: Layout) -> tuple[Slab, ...]:
    """Return where columns and gaps were; the last gap only with chips in it."""
    slabs: list[Slab] = []
    columns = _together(layout.nodes.values())
    middles = [(left + right) / 2 for left, right in columns]
    for number, column in enumerate(columns):
        slabs.append(column)
        inside = [chip for chip in layout.chips.values() if _gap(middles, chip) == number]
        if inside:
            slabs.append((min(chip[0] for chip in inside), max(chip[0] + chip[2] for chip in inside)))
        elif number + 1 < len(columns):
            slabs.append((column[1], column[1]))
    return tuple(slabs)


def _together(rectangles: Iterable[Rectangle]) -> list[Slab]:
    """Return the columns of rectangles that have their middle in common."""
    columns: list[Slab] = []
    for left, _top, width, _height in sorted(rectangles, key=lambda one: one[0] + one[2] / 2):
        middle = left + width / 2
        if columns and middle < sum(columns[-1]) / 2 + NEAR:
            columns[-1] = min(columns[-1][0], left), max(columns[-1][1], left + width)
        else:
            columns.append((left, left + width))
    return columns
