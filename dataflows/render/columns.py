"""Which column everything stands in: chosen for short flows and a picture shaped like a screen.

Nodes stand in columns 0, 1, 2 …; the chips of flows stand in the gaps between them, and gap *n* is
right of column *n*. A deterministic hill climb moves one node at a time; the person stays in column 0.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Final

from dataflows.graph.model import FlowGraph, Id
from dataflows.render.boxes import NODE_WIDTH, Boxes

SCREEN: Final = 16 / 9
# A picture this wide fits a laptop at full size, so being smaller gains nothing.
ROOMY: Final = 1300.0
CHANNEL: Final = 56.0  # between a column and a gap, where lines bend
NODE_GAP: Final = 26.0
CHIP_GAP: Final = 10.0
MOST_COLUMNS: Final = 9
# What one flow costs by how many columns it spans: beside is best, within a column bends back, far is long.
SPAN_COST: Final = (2.6, 1.0, 2.8, 4.4, 6.0, 7.6, 9.2, 10.8, 12.4)
BACKWARDS: Final = 0.35
BESIDE_PERSON: Final = 0.5
NOT_ALONE: Final = 4.0
SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each node with its own box, and the gap of each flow's chip."""

    count: int
    of_node: Mapping[Id, int]
    of_chip: Mapping[Id, int]


@dataclass(slots=True)
class _Search:
    """One hill climb with a fixed number of columns."""

    boxes: Boxes
    count: int
    ends: Mapping[Id, tuple[Id, Id]]
    people: frozenset[Id]
    column: dict[Id, int] = field(default_factory=dict)
    beside: dict[Id, list[Id]] = field(default_factory=lambda: defaultdict(list))
    heights: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def start(self, column: Mapping[Id, int]) -> None:
        """Begin from ``column``, cut to the columns there are."""
        self.column = {
            node: 0 if node in self.people else min(column[node], self.count - 1) for node in self.boxes.nodes
        }
        self.heights = [0.0] * self.count
        self.gaps = [0.0] * max(1, self.count)
        for node, number in self.column.items():
            self.heights[number] += self.boxes.nodes[node].height + NODE_GAP
        self.beside = defaultdict(list)
        for flow, ends in self.ends.items():
            for node in dict.fromkeys(ends):
                self.beside[node].append(flow)
            self.gaps[self.gap(flow)] += self.boxes.chips[flow].height + CHIP_GAP

    def gap(self, flow: Id) -> int:
        """Return the gap this flow's chip is reckoned in: right of its left end, or the last one."""
        return max(0, min(*(self.column[node] for node in self.ends[flow]), self.count - 2))

    def flow_cost(self, flow: Id) -> float:
        """Return what one flow costs where its ends stand now."""
        source, target = self.ends[flow]
        if source == target:
            return 0.0
        span = self.column[target] - self.column[source]
        return SPAN_COST[abs(span)] + (BACKWARDS if span < 0 else 0.0)

    def shape_cost(self) -> float:
        """Return what size and shape cost: the longer of width and height, measured against the screen."""
        height = max(*self.heights, *self.gaps, ROOMY / SCREEN)
        width = self.count * (NODE_WIDTH + 2 * CHANNEL) + (self.count - 1) * 150.0
        width = max(width, ROOMY)
        return 1.2 * abs(log(width / height / SCREEN)) + 0.8 * log(max(width, height * SCREEN))

    def node_cost(self, node: Id) -> float:
        """Return what this node's flows cost, and a little for standing beside the person."""
        beside = BESIDE_PERSON if self.people and self.column[node] == 0 and node not in self.people else 0.0
        return beside + sum(self.flow_cost(flow) for flow in self.beside[node])

    def move(self, node: Id, to: int) -> None:
        """Put ``node`` in another column and keep the sums right."""
        height = self.boxes.nodes[node].height + NODE_GAP
        for flow in self.beside[node]:
            self.gaps[self.gap(flow)] -= self.boxes.chips[flow].height + CHIP_GAP
        self.heights[self.column[node]] -= height
        self.column[node] = to
        self.heights[to] += height
        for flow in self.beside[node]:
            self.gaps[self.gap(flow)] += self.boxes.chips[flow].height + CHIP_GAP

    def climb(self) -> float:
        """Move nodes one by one while that helps; return the cost reached."""
        scale = max(4.0, float(len(self.ends)))
        for _sweep in range(SWEEPS):
            moved = False
            for node in self.boxes.nodes:
                if node in self.people:
                    continue
                here = self.column[node]
                best, where = self.node_cost(node) + scale * self.shape_cost(), here
                for there in range(self.count):
                    self.move(node, there)
                    cost = self.node_cost(node) + scale * self.shape_cost()
                    if cost < best - 1e-9:
                        best, where = cost, there
                self.move(node, where)
                moved = moved or where != here
            if not moved:
                break
        beside = sum(self.column[node] == 0 and node not in self.people for node in self.column)
        company = NOT_ALONE + BESIDE_PERSON * beside if self.people and beside else 0.0
        return company + sum(self.flow_cost(flow) for flow in self.ends) + scale * self.shape_cost()


def choose_columns(graph: FlowGraph, boxes: Boxes) -> Columns:
    """Choose the columns of ``graph``'s nodes and the gaps of its flows' chips.

    Examples
    --------
    >>> from dataflows.graph.model import Flow, Node
    >>> from dataflows.render.boxes import measure
    >>> sam = Node(id="a", kind="person", name="Sam")
    >>> shelter = Node(id="b", kind="organisation", name="Shelter")
    >>> graph = FlowGraph(nodes=(sam, shelter), flows=(Flow(id="f", source="a", target="b"),))
    >>> choose_columns(graph, measure(graph))
    Columns(count=2, of_node={'a': 0, 'b': 1}, of_chip={'f': 0})
    """
    ends = {flow.id: (boxes.home[flow.source], boxes.home[flow.target]) for flow in graph.flows}
    people = frozenset(node.id for node in graph.nodes if node.kind == "person")
    most = min(MOST_COLUMNS, max(1, len(boxes.nodes)))
    best: tuple[float, int, dict[Id, int]] | None = None
    for count in range(min(2, most), most + 1):
        for start in (_steps_from(list(boxes.nodes), ends, people), _spread(list(boxes.nodes), count)):
            search = _Search(boxes, count, ends, people)
            search.start(start)
            cost = search.climb()
            if best is None or cost < best[0] - 1e-9:
                best = (cost, count, search.column)
    if best is None:
        return Columns(1, {}, {})
    used = sorted(set(best[2].values()))
    of_node = {node: used.index(column) for node, column in best[2].items()}
    return Columns(len(used), of_node, _gaps(ends, of_node, boxes, len(used)))


def _steps_from(
    nodes: Sequence[Id], ends: Mapping[Id, tuple[Id, Id]], people: frozenset[Id]
) -> dict[Id, int]:
    """Return how many flows away from the person (or from the first node) each node is."""
    beside: dict[Id, list[Id]] = defaultdict(list)
    for source, target in ends.values():
        beside[source].append(target)
        beside[target].append(source)
    steps: dict[Id, int] = {}
    for first in [*(node for node in nodes if node in people), *nodes]:
        ring = [first] if first not in steps else []
        steps.setdefault(first, 0)
        while ring:
            following = [other for node in ring for other in beside[node] if other not in steps]
            for node in ring:
                for other in beside[node]:
                    steps.setdefault(other, steps[node] + 1)
            ring = list(dict.fromkeys(following))
    return steps


def _spread(nodes: Sequence[Id], count: int) -> dict[Id, int]:
    """Return the nodes dealt out over the columns in their order."""
    return {node: position * count // max(1, len(nodes)) for position, node in enumerate(nodes)}


def _gaps(
    ends: Mapping[Id, tuple[Id, Id]], column: Mapping[Id, int], boxes: Boxes, count: int
) -> dict[Id, int]:
    """Return each chip's gap: of those its flow crosses, the one with most room left."""
    load = [0.0] * max(1, count)
    chosen: dict[Id, int] = {}
    spans = {flow: sorted(column[node] for node in pair) for flow, pair in ends.items()}
    for flow in sorted(ends, key=lambda flow: spans[flow][1] - spans[flow][0]):
        left, right = spans[flow]
        gaps = range(left, right) if right > left else [max(0, min(left, count - 2))]
        gap = min(gaps, key=lambda number: (load[number], number))
        load[gap] += boxes.chips[flow].height + CHIP_GAP
        chosen[flow] = gap
    return {flow: chosen[flow] for flow in ends}
