"""The grid of who sends to whom, ready for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dataflows.graph.grid import Grid, grid_of
from dataflows.graph.model import FlowGraph, Id, Node
from dataflows.views.cards import FlowCard


@dataclass(frozen=True)
class GridCell:
    """What one sends to another: the flows as cards, and the receiver for where the table is a list."""

    receiver: Node
    cards: tuple[FlowCard, ...]


@dataclass(frozen=True)
class GridRow:
    """What one sender sends, to each receiver in the order of the columns."""

    sender: Node
    cells: tuple[GridCell, ...]
    total: int

    @property
    def filled(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.cards]


@dataclass(frozen=True)
class GridPage:
    """The whole grid; ``totals`` stands below the columns."""

    receivers: tuple[Node, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[int, ...]
    total: int


def grid_page(graph: FlowGraph, cards: Sequence[FlowCard]) -> GridPage:
    """Return the grid of the flows that these cards are of."""
    by_id = {card.id: card for card in cards}
    grid = grid_of(graph, [graph.flow(flow_id) for flow_id in by_id])
    return GridPage(
        receivers=grid.receivers,
        rows=tuple(_row(grid, sender, by_id) for sender in grid.senders),
        totals=tuple(grid.received_by(receiver.id) for receiver in grid.receivers),
        total=len(by_id),
    )


def _row(grid: Grid, sender: Node, by_id: Mapping[Id, FlowCard]) -> GridRow:
    cells = tuple(
        GridCell(receiver, tuple(by_id[flow.id] for flow in grid.cells.get((sender.id, receiver.id), ())))
        for receiver in grid.receivers
    )
    return GridRow(sender, cells, grid.sent_by(sender.id))
