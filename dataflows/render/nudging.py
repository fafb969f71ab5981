"""Moving one box or chip past its neighbour, with everything else where it stands."""

from collections.abc import Sequence

from dataflows.graph.model import FlowGraph, Id
from dataflows.render.boxes import Boxes
from dataflows.render.dot import name_of
from dataflows.render.engine import OURSELVES
from dataflows.render.errors import LayoutMismatch
from dataflows.render.halves import halves_of, make_room
from dataflows.render.kept import Kept, kept_of
from dataflows.render.layout import Layout
from dataflows.render.opening import Openings
from dataflows.render.placement import Placement
from dataflows.render.rungs import STEADY
from dataflows.render.stacking import ranks_of
from dataflows.render.steady import rows_kept

Pair = tuple[Id, Id]
"""The upper and the lower of two."""


def nudged(
    graph: FlowGraph, boxes: Boxes, layout: Layout, element: Id, *, up: bool
) -> tuple[Layout, Pair] | None:
    """Return the layout with an element past the next in its column, and which is the upper one now.

    Nothing when it is the first or last there.

    Raises
    ------
    LayoutMismatch
        The layout is of another map, or of what this one was before.
    """
    kept = _whole(boxes, layout)
    mates = _mates(kept, element)
    at = mates.index(element) + (-1 if up else 1)
    if not 0 <= at < len(mates):
        return None
    pair = (element, mates[at]) if up else (mates[at], element)
    return _exchanged(graph, boxes, kept, pair), pair


def in_order(graph: FlowGraph, boxes: Boxes, layout: Layout, pairs: Sequence[Pair]) -> Layout:
    """Return the layout with the upper of each pair above the lower, where both stand in one column."""
    kept: Kept | None = None
    for upper, lower in pairs:
        # Read again only after something was exchanged.
        kept = kept or _whole(boxes, layout)
        if upper in {**boxes.nodes, **boxes.chips} and lower in _mates(kept, upper):
            down = {pk: kept.down[_name(kept, pk)] for pk in (upper, lower)}
            if down[upper] > down[lower]:
                layout, kept = _exchanged(graph, boxes, kept, (upper, lower)), None
    return layout


def _whole(boxes: Boxes, layout: Layout) -> Kept:
    kept = kept_of(layout, boxes)
    if len(kept.down) != len(boxes.nodes) + len(boxes.chips):
        raise LayoutMismatch("not all of this map stood there")
    return kept


def _name(kept: Kept, element: Id) -> str:
    return name_of("n" if element in kept.columns.of_node else "f", element)


def _mates(kept: Kept, element: Id) -> list[Id]:
    """Return what stands in an element's column or gap, from the top down."""
    ranks = kept.columns.of_node if element in kept.columns.of_node else kept.columns.of_chip
    mates = [pk for pk, rank in ranks.items() if rank == ranks.get(element)]
    return sorted(mates, key=lambda pk: kept.down[_name(kept, pk)])


def _exchanged(graph: FlowGraph, boxes: Boxes, kept: Kept, pair: Pair) -> Layout:
    """Return the layout with the upper of a pair where the lower one stood, and the other way round."""
    halves = halves_of(graph, boxes, kept.columns)
    roomy = make_room(rows_kept(boxes, kept), halves)
    known = kept.heights(halves)
    tall = {pk: box.height for pk, box in roomy.nodes.items()}
    tall |= {pk: chip.height for pk, chip in roomy.chips.items()}
    (upper, lower), (high, low) = (_name(kept, pk) for pk in pair), (tall[pk] / 2 for pk in pair)
    top, bottom = known[lower] - low, known[upper] + high
    known |= {upper: top + high, lower: bottom - low}
    openings = Openings(ranks_of(roomy, kept.columns, halves), known)
    openings.lead_anew()
    placement = Placement(roomy, kept.columns, halves, openings.heights(), slabs=kept.slabs)
    return placement.layout(OURSELVES.name, OURSELVES.version, STEADY)
