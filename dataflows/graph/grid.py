"""Who sends to whom: the flows of a map in rows of senders and columns of receivers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import LANES


@dataclass(frozen=True, slots=True)
class Grid:
    """Senders, receivers, and the flows of each pair that has any; every flow stands in exactly one cell.

    A storage sends and receives as its organisation.
    """

    senders: tuple[Node, ...]
    receivers: tuple[Node, ...]
    cells: Mapping[tuple[Id, Id], tuple[Flow, ...]]

    def sent_by(self, sender: Id) -> int:
        """Return how many flows a row holds."""
        return sum(len(flows) for (source, _target), flows in self.cells.items() if source == sender)

    def received_by(self, receiver: Id) -> int:
        """Return how many flows a column holds."""
        return sum(len(flows) for (_source, target), flows in self.cells.items() if target == receiver)


def grid_of(graph: FlowGraph, flows: Iterable[Flow]) -> Grid:
    """Return the grid of some flows of a map: lanes in their order, the person first.

    Examples
    --------
    >>> sam = Node(id="a", kind="person", name="Sam")
    >>> shelter = Node(id="b", kind="organisation", name="Shelter")
    >>> graph = FlowGraph(nodes=(shelter, sam), flows=(Flow(id="f", source="b", target="a"),))
    >>> grid = grid_of(graph, graph.flows)
    >>> [node.name for node in grid.senders], [node.name for node in grid.receivers], grid.sent_by("b")
    (['Shelter'], ['Sam'], 1)
    """
    cells: dict[tuple[Id, Id], tuple[Flow, ...]] = {}
    for flow in flows:
        ends = graph.organisation_of(flow.source).id, graph.organisation_of(flow.target).id
        cells[ends] = (*cells.get(ends, ()), flow)
    return Grid(
        senders=_ordered(graph, {source for source, _target in cells}),
        receivers=_ordered(graph, {target for _source, target in cells}),
        cells=cells,
    )


def _ordered(graph: FlowGraph, ids: set[Id]) -> tuple[Node, ...]:
    lanes = list(LANES)
    chosen = [node for node in graph.nodes if node.id in ids]
    return tuple(sorted(chosen, key=lambda node: lanes.index(graph.lane_of(node.id))))
