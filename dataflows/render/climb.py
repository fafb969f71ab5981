"""The hill climb behind the columns: move one node at a time while flows get shorter and the shape better."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Final

from dataflows.graph.model import Id
from dataflows.render.boxes import NODE_WIDTH, Boxes

SCREEN: Final = 16 / 9
# A picture this wide fits a laptop at full size, so being smaller gains nothing.
ROOMY: Final = 1300.0
CHANNEL: Final = 56.0  # between a column and a gap, where lines bend
CHIP_GAP: Final = 10.0
# What one flow costs by how many columns it spans: beside is best, within a column bends back, far is long.
SPAN_COST: Final = (2.6, 1.0, 2.8, 4.4, 6.0, 7.6, 9.2, 10.8, 12.4)
BACKWARDS: Final = 0.35
BESIDE_PERSON: Final = 0.5
NOT_ALONE: Final = 4.0
# Large maps settle early, and their climb is what takes time.
SWEEPS: Final = 12
LARGE: Final = 60
SWEEPS_LARGE: Final = 8


@dataclass(slots=True)
class Search:
    """One hill climb with a fixed number of columns."""

    boxes: Boxes
    count: int
    ends: Mapping[Id, tuple[Id, Id]]
    people: frozenset[Id]
    tall: Mapping[Id, float]
    column: dict[Id, int] = field(default_factory=dict)
    beside: dict[Id, list[Id]] = field(default_factory=lambda: defaultdict(list))
    heights: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    flows_cost: float = 0.0

    def start(self, column: Mapping[Id, int]) -> None:
        """Begin from ``column``, cut to the columns there are."""
        self.column = {
            node: 0 if node in self.people else min(column[node], self.count - 1) for node in self.boxes.nodes
        }
        self.heights = [0.0] * self.count
        self.gaps = [0.0] * max(1, self.count)
        for node, number in self.column.items():
            self.heights[number] += self.tall[node]
        self.beside = defaultdict(list)
        for flow, ends in self.ends.items():
            for node in dict.fromkeys(ends):
                self.beside[node].append(flow)
            self.gaps[self.gap(flow)] += self.boxes.chips[flow].height + CHIP_GAP

    def gap(self, flow: Id) -> int:
        """Return the gap this flow's chip is reckoned in: right of its left end, or the last one."""
        source, target = self.ends[flow]
        left = min(self.column[source], self.column[target])
        return left if left < self.count - 2 else max(0, self.count - 2)

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
        height = self.tall[node]
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
        for _sweep in range(SWEEPS if len(self.column) <= LARGE else SWEEPS_LARGE):
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
        self.flows_cost = company + sum(self.flow_cost(flow) for flow in self.ends)
        return self.flows_cost + scale * self.shape_cost()
