"""The two half-lines of every flow (end to chip, chip to end): their sides, and room for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dataflows.graph.model import FlowGraph, Id
from dataflows.render.boxes import Boxes, NodeBox
from dataflows.render.columns import LINE_MARGIN, LINE_STEP, Columns


@dataclass(frozen=True, slots=True)
class Half:
    """One half-line, between ``port`` (a node, or a storage on the node ``home``) and the flow's chip.

    ``right`` says whether it leaves the node's right-hand side. ``ranks`` are the columns and gaps
    it passes between the two, counted from the left: column *n* is ``2 n``, gap *n* is ``2 n + 1``.
    """

    flow: Id
    first: bool
    port: Id
    home: Id
    right: bool
    node_rank: int
    chip_rank: int

    @property
    def passes(self) -> range:
        """Return the ranks between the node and the chip, left to right."""
        return range(min(self.node_rank, self.chip_rank) + 1, max(self.node_rank, self.chip_rank))


def halves_of(graph: FlowGraph, boxes: Boxes, columns: Columns) -> tuple[Half, ...]:
    """Return two half-lines a flow, in the order of the flows."""
    halves = []
    for flow in graph.flows:
        chip_rank = 2 * columns.of_chip[flow.id] + 1
        for first, port in ((True, flow.source), (False, flow.target)):
            home = boxes.home[port]
            node_rank = 2 * columns.of_node[home]
            halves.append(Half(flow.id, first, port, home, chip_rank > node_rank, node_rank, chip_rank))
    return tuple(halves)


def make_room(boxes: Boxes, halves: Sequence[Half]) -> Boxes:
    """Return the boxes with heads and rows tall enough for the lines that meet there."""
    meeting: Counter[tuple[Id, bool]] = Counter((half.port, half.right) for half in halves)

    def needed(port: Id) -> float:
        lines = max(meeting[port, False], meeting[port, True])
        return LINE_MARGIN + LINE_STEP * max(0, lines - 1)

    def grown(node: NodeBox) -> NodeBox:
        rows = tuple(replace(row, height=max(row.height, needed(row.id))) for row in node.rows)
        head = max(node.head, needed(node.id) * (1.5 if node.shape in {"person", "meeting"} else 1.0))
        width = head if node.shape == "person" else node.width
        return replace(node, head=head, rows=rows, width=width)

    return replace(boxes, nodes={node_id: grown(node) for node_id, node in boxes.nodes.items()})
