"""A map laid out so that what was there stays: what is new finds a place beside its neighbours.

Everything that stood somewhere keeps its column and, as far as boxes do not overlap, its height. New nodes
are tried in every column and in several openings of it, and stand where the picture is least bad. Lines may
be led anew, since nobody points at them. The figures are in ADR 21.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import inf
from typing import Final

from dataflows.graph.model import FlowGraph, Id
from dataflows.render.boxes import Boxes
from dataflows.render.climb import flows_cost
from dataflows.render.columns import Columns, ends_of, gaps_of, puzzle_of
from dataflows.render.halves import Half, halves_of, make_room
from dataflows.render.judging import worse_for_good
from dataflows.render.kept import Kept, kept_of
from dataflows.render.layout import Layout
from dataflows.render.opening import Openings
from dataflows.render.placement import Placement
from dataflows.render.stacking import ranks_of

# In how many openings of a column new nodes are tried.
SLOTS: Final = 4
MOST_WAYS: Final = 48
# Of so many of the best the lines are led anew before one is chosen.
FINALISTS: Final = 3
# So many boxes, chips and half-lines are put together in all tries, so that an edit is drawn at once.
MOST_TRIED: Final = 20_000
# More passing lines than that are not led anew.
MOST_LINES: Final = 300
# Where more is new than this for one that stood there, nobody has a picture in mind: laid out as a whole.
MOSTLY_NEW: Final = 2.0
# A few new things are always put beside the old.
A_FEW: Final = 6


@dataclass(frozen=True)
class Way:
    """One choice of columns for what is new, ready to be placed."""

    boxes: Boxes
    columns: Columns
    halves: tuple[Half, ...]
    known: Mapping[str, float]
    slabs: Sequence[tuple[float, float]]

    def openings(self, slot: int) -> Openings:
        return Openings(ranks_of(self.boxes, self.columns, self.halves), self.known, slot=slot)

    def placement(self, openings: Openings) -> Placement:
        return Placement(self.boxes, self.columns, self.halves, openings.heights(), slabs=self.slabs)


def place_steadily(graph: FlowGraph, boxes: Boxes, before: Layout) -> Placement | None:
    """Return where everything stands when what stood somewhere in ``before`` stays as near as can be.

    Nothing where hardly anything of it is left, or most is new: the map is better laid out as a whole then.
    """
    kept = kept_of(before, boxes)
    new = [pk for pk in boxes.nodes if pk not in kept.columns.of_node]
    added = len(new) + sum(pk not in kept.columns.of_chip for pk in boxes.chips)
    if not kept.columns.of_node or added > max(A_FEW, MOSTLY_NEW * len(kept.down)):
        return None
    pieces = len(boxes.nodes) + 3 * len(boxes.chips)
    slots = SLOTS if new else 1
    tries = islice(product(range(slots), ways_of(graph, boxes, kept, new)), max(1, MOST_TRIED // pieces))
    tried = sorted((_Try(way, slot) for slot, way in tries), key=lambda one: one.cost)
    return min((_led_anew(one) for one in tried[:FINALISTS]), key=worse_for_good, default=None)


class _Try:
    """One way with new nodes in one of the best openings, placed."""

    def __init__(self, way: Way, slot: int) -> None:
        self.way, self.openings = way, way.openings(slot)
        self.openings.fill()
        self.placement = way.placement(self.openings)
        self.cost = worse_for_good(self.placement)


def _led_anew(one: _Try) -> Placement:
    """Return a placement with its passing lines led anew, where something came and that is better."""
    lines = sum(len(half.passes) for half in one.way.halves)
    if not one.openings.new or lines > MOST_LINES:
        return one.placement
    one.openings.lead_anew()
    led = one.way.placement(one.openings)
    return min(one.placement, led, key=worse_for_good)


def ways_of(graph: FlowGraph, boxes: Boxes, kept: Kept, new: Sequence[Id]) -> list[Way]:
    """Return the ways to put new nodes into columns, those first whose flows are short."""
    ends = ends_of(graph, boxes)
    in_order, puzzle = rows_kept(boxes, kept), puzzle_of(graph, boxes, ends)
    people = {node.id for node in graph.nodes if node.kind == "person"}
    placings = list(_placings(kept.columns, new, people))
    costs = [flows_cost(puzzle, [of_node[pk] for pk in boxes.nodes]) for of_node, _count in placings]
    ways = []
    for cost, place in sorted(zip(costs, range(len(costs)), strict=True))[:MOST_WAYS]:
        of_node, count = placings[place]
        gaps = {flow: gap for flow, gap in kept.columns.of_chip.items() if _fits(gap, ends[flow], of_node)}
        columns = Columns(count, of_node, gaps_of(ends, of_node, boxes, count, kept=gaps), cost)
        halves = halves_of(graph, boxes, columns)
        known = kept.heights(halves)
        ways.append(Way(make_room(in_order, halves), columns, halves, known, kept.slabs))
    return ways


def _placings(columns: Columns, new: Sequence[Id], people: set[Id]) -> Iterator[tuple[dict[Id, int], int]]:
    """Yield columns for the new nodes, with how many columns there are then."""
    placings = [(dict(columns.of_node), columns.count)]
    for pk in new:
        placings = [
            ({**of_node, pk: column}, max(count, column + 1))
            for of_node, count in placings
            for column in ([0] if pk in people else range(count + 1))
        ][: MOST_WAYS * SLOTS]
    yield from placings


def _fits(gap: int, ends: tuple[Id, Id], of_node: Mapping[Id, int]) -> bool:
    """Say whether a chip in this gap still stands between its ends, or beside them in one column."""
    left, right = sorted(of_node[end] for end in ends)
    return left <= gap < right or (left == right and left - 1 <= gap <= left)


def rows_kept(boxes: Boxes, kept: Kept) -> Boxes:
    """Return the boxes with each one's storages in the order they stood in, new ones below."""
    nodes = {
        pk: replace(box, rows=tuple(sorted(box.rows, key=lambda row: kept.tops.get(row.id, inf))))
        for pk, box in boxes.nodes.items()
    }
    return replace(boxes, nodes=nodes)
