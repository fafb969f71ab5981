"""Order and height within the columns without any engine: the rung that always answers.

The textbook way to draw in layers: sweeps to and fro put everything near the middle of what it is joined
to, the order with fewest crossings is kept, then lines are straightened as far as boxes leave room. What an
engine answered is straightened in the same way.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Final

from dataflows.render.boxes import Boxes, NodeBox
from dataflows.render.columns import CHIP_GAP, NODE_GAP, Columns
from dataflows.render.crossing import inversions
from dataflows.render.dot import PASS_HEIGHT, name_of, pass_name
from dataflows.render.halves import Half

SWEEPS: Final = 24
# So many sweeps without a better order are enough.
PATIENCE: Final = 6
STRAIGHTEN: Final = 8
EXCHANGES: Final = 8
# A line that passes a column should run straight through, more than a box should stand in the middle.
STRAIGHT: Final = 4.0


@dataclass(slots=True)
class Item:
    """One thing in a rank: a box, a chip or a line passing. ``y`` is its middle."""

    name: str
    height: float
    y: float = 0.0
    left: "list[Link]" = field(default_factory=list)
    right: "list[Link]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of line to an item in a neighbouring rank: where it ends there and here, off the middles."""

    other: Item
    there: float
    here: float
    weight: float

    @property
    def wanted(self) -> float:
        """Return where the item would stand if this piece were level."""
        return self.other.y + self.there - self.here


Ranks = list[list[Item]]


def stacked(
    boxes: Boxes, columns: Columns, halves: Sequence[Half], *, until: float = inf
) -> dict[str, float]:
    """Return how far down the middle of each box, chip and passing line stands, in points.

    The names are those of :mod:`dataflows.render.dot`. At the time ``until`` (of ``time.monotonic``) what has
    been found has to do.

    Examples
    --------
    >>> from dataflows.graph.model import FlowGraph, Node
    >>> from dataflows.render.boxes import measure
    >>> boxes = measure(FlowGraph(nodes=(Node(id="a", kind="organisation", name="Shelter"),)))
    >>> stacked(boxes, Columns(1, {"a": 0}, {}), ())
    {'n_a': 0.0}
    """
    ranks = ranks_of(boxes, columns, halves)
    _order(ranks, until)
    return _straighten(ranks, until)


def straightened(
    boxes: Boxes, columns: Columns, halves: Sequence[Half], down: Mapping[str, float]
) -> dict[str, float]:
    """Return an engine's heights in the same order, but closer together and with straighter lines.

    ``down`` must hold a height for everything (:func:`dataflows.render.answer.complete`).
    """
    ranks = ranks_of(boxes, columns, halves)
    for rank in ranks:
        for item in rank:
            item.y = down[item.name]
        rank.sort(key=lambda item: item.y)
    return _straighten(ranks, inf)


def _straighten(ranks: Ranks, until: float) -> dict[str, float]:
    """Move everything towards the middle of what it is joined to; return where it then stands."""
    for turn in range(STRAIGHTEN):
        for rank in ranks if turn % 2 else reversed(ranks):
            _place(rank, [_middle(item, [*item.left, *item.right]) for item in rank])
        if time.monotonic() > until:
            break
    return {item.name: round(item.y, 1) for rank in ranks for item in rank}


def _order(ranks: Ranks, until: float) -> None:
    """Leave the order behind that crossed least, of those that a few starts led to."""
    best, kept = inf, ranks
    for start in (ranks, _followed(ranks), [rank[::-1] for rank in _followed(ranks)]):
        crossings, ended = _sweep([list(rank) for rank in start], until)
        if crossings < best:
            best, kept = crossings, ended
        if not best or time.monotonic() > until:
            break
    ranks[:] = kept
    for rank in ranks:
        _place(rank, [item.y for item in rank])


def _followed(ranks: Ranks) -> Ranks:
    """Return each rank in the order in which somebody comes by who follows the lines."""
    order: dict[str, int] = {}
    for first in (item for rank in ranks for item in rank):
        ahead = [first]
        while ahead:
            item = ahead.pop()
            if item.name not in order:
                order[item.name] = len(order)
                ahead += [link.other for link in (*item.left, *item.right)]
    return [sorted(rank, key=lambda item: order[item.name]) for rank in ranks]


def _sweep(ranks: Ranks, until: float) -> tuple[int, Ranks]:
    """Sweep to and fro; return how often the best order crosses, and that order."""
    for rank in ranks:
        _place(rank, [float(place) for place in range(len(rank))])
    best, kept, patience = _all_crossings(ranks), [list(rank) for rank in ranks], PATIENCE
    for sweep in range(SWEEPS):
        leftwards = bool(sweep % 2)
        for rank in reversed(ranks[:-1]) if leftwards else ranks[1:]:
            wanted = {item.name: _middle(item, item.right if leftwards else item.left) for item in rank}
            rank.sort(key=lambda item: wanted[item.name])
            _place(rank, [wanted[item.name] for item in rank])
        crossings = _all_crossings(ranks)
        patience -= 1
        if crossings < best:
            best, kept, patience = crossings, [list(rank) for rank in ranks], PATIENCE
        if not best or not patience or time.monotonic() > until:
            break
    for rank in kept:
        _place(rank, [item.y for item in rank])
    for _round in range(EXCHANGES):
        exchanged = [_exchange(rank) for rank in kept]
        if not any(exchanged) or time.monotonic() > until:
            break
    return _all_crossings(kept), kept


def _all_crossings(ranks: Ranks) -> int:
    return sum(_crossings(rank) for rank in ranks)


def _exchange(rank: list[Item]) -> bool:
    """Exchange neighbours in a rank where that uncrosses lines; say whether any were."""
    exchanged = False
    for place in range(len(rank) - 1):
        upper, lower = rank[place : place + 2]
        if _gain(upper.left, lower.left) + _gain(upper.right, lower.right) > 0:
            rank[place : place + 2] = lower, upper
            top, bottom = upper.y - upper.height / 2, lower.y + lower.height / 2
            lower.y, upper.y = top + lower.height / 2, bottom - upper.height / 2
            exchanged = True
    return exchanged


def _gain(upper: Sequence[Link], lower: Sequence[Link]) -> int:
    """Return how many crossings fewer there are with the upper item's lines below the lower one's."""
    gain = 0
    for one in upper:
        ends = one.other.y + one.there
        for other in lower:
            far = other.other.y + other.there
            gain += (ends > far) - (ends < far)
    return gain


def _middle(item: Item, links: Sequence[Link]) -> float:
    """Return the middle of where these links would have the item; where it is, when it has none."""
    weight = sum(link.weight for link in links)
    return sum(link.wanted * link.weight for link in links) / weight if weight else item.y


def _place(rank: Sequence[Item], wanted: Iterable[float]) -> None:
    """Put the items, in their order and apart, as near as can be to where they are wanted."""
    place_apart(rank, wanted, [1.0] * len(rank))


def place_apart(
    rank: Sequence[Item], wanted: Iterable[float], weights: Sequence[float], *, slack: float = 0.0
) -> None:
    """Put the items, in their order and apart, where they are wanted, those of much weight nearest.

    Least squares by pooling neighbours that would overlap by more than ``slack``.
    """
    pools: list[tuple[float, float, int]] = []  # where the first of each pool begins, its weight, its items
    stacked_at, offset = [], 0.0
    for item, target, weight in zip(rank, wanted, weights, strict=True):
        stacked_at.append(offset + item.height / 2)
        pools.append((target - stacked_at[-1], weight, 1))
        offset += item.height
        while len(pools) > 1 and pools[-2][0] > pools[-1][0] + slack:
            (above, more, many), (below, less, few) = pools[-2:]
            pools[-2:] = [((above * more + below * less) / (more + less), more + less, many + few)]
    shifts = [shift for shift, _weight, count in pools for _ in range(count)]
    for item, at, shift in zip(rank, stacked_at, shifts, strict=True):
        item.y = at + shift


def _crossings(rank: Sequence[Item]) -> int:
    """Count the crossings in the channel right of a rank."""
    return inversions((item.y + link.here, link.other.y + link.there) for item in rank for link in item.right)


def ranks_of(boxes: Boxes, columns: Columns, halves: Sequence[Half]) -> Ranks:
    """Return everything rank by rank, joined."""
    ranks: Ranks = [[] for _ in range(2 * columns.count)]
    items: dict[str, Item] = {}

    def add(rank: int, name: str, height: float) -> None:
        items[name] = Item(name, height)
        ranks[rank].append(items[name])

    for node in boxes.nodes.values():
        add(2 * columns.of_node[node.id], name_of("n", node.id), node.height + NODE_GAP)
    for chip in boxes.chips.values():
        add(2 * columns.of_chip[chip.id] + 1, name_of("f", chip.id), chip.height + CHIP_GAP)
    rows = {node.id: _row_middles(node) for node in boxes.nodes.values()}
    for half in halves:
        for rank in half.passes:
            add(rank, pass_name(half, rank), PASS_HEIGHT + CHIP_GAP)
        _join(half, items, rows[half.home].get(half.port, 0.0))
    return ranks


def _row_middles(node: NodeBox) -> Mapping[str, float]:
    """Return how far off the box's middle its head and each row stand."""
    middles, top = {node.id: (node.head - node.height) / 2}, node.head - node.height / 2
    for row in node.rows:
        middles[row.id] = top + row.height / 2
        top += row.height
    return middles


def _join(half: Half, items: Mapping[str, Item], port: float) -> None:
    """Link the items along one half-line, each with the next to its right."""
    stops = [(items[name_of("n", half.home)], port)]
    passes = half.passes if half.right else reversed(half.passes)
    stops += [(items[pass_name(half, rank)], 0.0) for rank in passes]
    stops.append((items[name_of("f", half.flow)], 0.0))
    if not half.right:
        stops.reverse()
    for (one, at), (other, there) in pairwise(stops):
        weight = STRAIGHT if one.height == other.height == PASS_HEIGHT + CHIP_GAP else 1.0
        one.right.append(Link(other, there, at, weight))
        other.left.append(Link(one, at, there, weight))
