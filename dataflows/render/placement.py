"""From the engine's heights to a finished layout: columns side by side, lines bent only between them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Final

from dataflows.graph.model import Id
from dataflows.render.answer import upright
from dataflows.render.boxes import Boxes, NodeBox, RowBox
from dataflows.render.columns import CHANNEL, LINE_STEP, Columns
from dataflows.render.crossing import inversions
from dataflows.render.dot import name_of, pass_name
from dataflows.render.halves import Half
from dataflows.render.layout import Layout, Path, Rectangle

MARGIN: Final = 24.0
# A channel widens with the steepest line in it, up to here, so that steep lines keep apart.
WIDEST_CHANNEL: Final = 104.0
STEEPNESS: Final = 0.16
CHIP_STEP: Final = 10.0

Point = tuple[float, float]


class Placement:
    """Rectangles and lines for one answer of the engine, which must have a height for everything."""

    def __init__(
        self,
        boxes: Boxes,
        columns: Columns,
        halves: Sequence[Half],
        heights: Mapping[str, float],
        *,
        slabs: Sequence[tuple[float, float]] | None = None,
    ) -> None:
        self.columns = columns
        self.halves = halves
        self.down = upright(dict(heights), boxes, columns) if slabs is None else dict(heights)
        self.stops = [tuple(self._stops(half)) for half in halves]
        self.boxes = self._rows_in_order(boxes) if slabs is None else boxes
        self.slabs = self._slabs(slabs or ())
        self.nodes: dict[Id, Rectangle] = {}
        self.chips: dict[Id, Rectangle] = {}
        self._place()
        self.at_node, self.at_chip = self._node_ends(), self._chip_ends()

    @property
    def size(self) -> tuple[float, float]:
        """Return the width and height of the whole, margins included."""
        bottoms = [top + height for _x, top, _w, height in (*self.nodes.values(), *self.chips.values())]
        return (
            round(max((right for _left, right in self.slabs), default=MARGIN) + MARGIN, 1),
            round(max(bottoms, default=MARGIN) + MARGIN, 1),
        )

    def _rows_in_order(self, boxes: Boxes) -> Boxes:
        """Return the boxes with each one's rows in the order of what they join: fewer lines cross."""
        far: dict[Id, list[float]] = defaultdict(list)
        for half, stops in zip(self.halves, self.stops, strict=True):
            far[half.port].append(stops[1][1])

        def height(row: RowBox) -> float:
            joined = far[row.id]
            return sum(joined) / len(joined) if joined else inf

        nodes = {
            node_id: replace(node, rows=tuple(sorted(node.rows, key=height)))
            for node_id, node in boxes.nodes.items()
        }
        return replace(boxes, nodes=nodes)

    def _slabs(self, kept: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Return the left and right of every column and gap; ``kept`` ones move only where they must."""
        widths = [0.0] * (2 * self.columns.count)
        for node in self.boxes.nodes.values():
            rank = 2 * self.columns.of_node[node.id]
            widths[rank] = max(widths[rank], node.width)
        for chip in self.boxes.chips.values():
            rank = 2 * self.columns.of_chip[chip.id] + 1
            widths[rank] = max(widths[rank], chip.width)
        if widths and not widths[-1]:
            widths.pop()
        steepest = self._steepest(len(widths))
        slabs, x = list[tuple[float, float]](), MARGIN
        for rank, width in enumerate(widths):
            if rank < len(kept):
                left, right = kept[rank]
                width = max(width, right - left)
                x = max(left, x if not rank else slabs[-1][1] + CHANNEL)
            slabs.append((round(x, 1), round(x + width, 1)))
            x += width + min(WIDEST_CHANNEL, max(CHANNEL, STEEPNESS * steepest[rank]))
        return slabs

    def _steepest(self, ranks: int) -> list[float]:
        """Return the greatest drop of any line in the channel right of each rank."""
        steepest = [0.0] * max(1, ranks)
        for stops in self.stops:
            for (rank, from_y), (following, to_y) in pairwise(stops):
                channel = min(rank, following)
                steepest[channel] = max(steepest[channel], abs(from_y - to_y))
        return steepest

    def _stops(self, half: Half) -> Iterator[tuple[int, float]]:
        """Yield the ranks a half-line touches and how far down, from the node to the chip."""
        yield half.node_rank, self.down[name_of("n", half.home)]
        for rank in half.passes if half.right else reversed(half.passes):
            yield rank, self.down[pass_name(half, rank)]
        yield half.chip_rank, self.down[name_of("f", half.flow)]

    def _place(self) -> None:
        """Give every node, row and chip its rectangle, the topmost at the margin."""
        tops = [self.down[name_of("n", node.id)] - node.height / 2 for node in self.boxes.nodes.values()]
        tops += [self.down[name_of("f", chip.id)] - chip.height / 2 for chip in self.boxes.chips.values()]
        lift = MARGIN - min(tops, default=MARGIN)
        self.down = {name: round(y + lift, 1) for name, y in self.down.items()}
        self.stops = [tuple(self._stops(half)) for half in self.halves]
        for node in self.boxes.nodes.values():
            left, right = self.slabs[2 * self.columns.of_node[node.id]]
            x = round((left + right - node.width) / 2, 1)
            y = round(self.down[name_of("n", node.id)] - node.height / 2, 1)
            self.nodes[node.id] = (x, y, node.width, node.height)
            y += node.head
            for row in node.rows:
                self.nodes[row.id] = (x, round(y, 1), node.width, row.height)
                y += row.height
        for chip in self.boxes.chips.values():
            left, right = self.slabs[2 * self.columns.of_chip[chip.id] + 1]
            y = round(self.down[name_of("f", chip.id)] - chip.height / 2, 1)
            self.chips[chip.id] = (left, y, round(right - left, 1), chip.height)

    def layout(self, engine: str, engine_version: str, rung: str) -> Layout:
        """Return all of it as it is stored, with what it came from."""
        width, height = self.size
        return Layout(
            width=width,
            height=height,
            nodes=self.nodes,
            chips=self.chips,
            paths=self.paths(),
            engine=engine,
            engine_version=engine_version,
            rung=rung,
            slabs=tuple(self.slabs),
        )

    def paths(self) -> dict[Id, tuple[Path, Path]]:
        """Return the two half-lines of every flow."""
        found: dict[Id, list[Path]] = defaultdict(list)
        for number, half in enumerate(self.halves):
            points = self._points(number)
            found[half.flow].append(_curves(points if half.first else points[::-1]))
        return {flow: (first, second) for flow, (first, second) in found.items()}

    def crossings(self) -> int:
        """Count where lines of two flows cross: lines in one channel whose order differs left and right."""
        channels: dict[int, list[tuple[float, float]]] = defaultdict(list)
        of_flow: dict[tuple[Id, int], list[tuple[float, float]]] = defaultdict(list)
        for number, half in enumerate(self.halves):
            stops = list(self.stops[number])
            ranks = [rank for rank, _y in stops]
            levels = [self.at_node[number], *(y for _rank, y in stops[1:-1]), self.at_chip[number]]
            for (rank, here), (following, there) in pairwise(zip(ranks, levels, strict=True)):
                line = (here, there) if rank < following else (there, here)
                channels[min(rank, following)].append(line)
                of_flow[half.flow, min(rank, following)].append(line)
        among = sum(inversions(lines) for lines in channels.values())
        return among - sum(inversions(lines) for lines in of_flow.values() if len(lines) > 1)

    def _node_ends(self) -> dict[int, float]:
        """Return how far down each half-line leaves its node, spread over its row's side without crossing."""
        meeting: dict[tuple[Id, bool], list[int]] = defaultdict(list)
        for number, half in enumerate(self.halves):
            meeting[half.port, half.right].append(number)
        ends: dict[int, float] = {}
        for (port, _right), numbers in meeting.items():
            _x, top, _w, height = self.nodes[port]
            box = self.boxes.nodes.get(port)
            middle = top + (box.head if box else height) / 2
            numbers.sort(key=lambda number: (self.stops[number][1][1], number))
            for place, number in enumerate(numbers):
                ends[number] = round(middle + (place - (len(numbers) - 1) / 2) * LINE_STEP, 1)
        return ends

    def _chip_ends(self) -> dict[int, float]:
        """Return how far down each half-line meets its chip: apart when both come from one side."""
        ends: dict[int, float] = {}
        for number in range(0, len(self.halves), 2):
            pair = self.halves[number], self.halves[number + 1]
            middle = self.down[name_of("f", pair[0].flow)]
            apart = CHIP_STEP / 2 if pair[0].right == pair[1].right else 0.0
            stops = self.stops[number], self.stops[number + 1]
            before = [way[-2][1] + self._row_offset(half) for way, half in zip(stops, pair, strict=True)]
            sign = 1 if before[0] <= before[1] else -1
            ends[number], ends[number + 1] = round(middle - sign * apart, 1), round(middle + sign * apart, 1)
        return ends

    def _row_offset(self, half: Half) -> float:
        """Return how far a half-line's row is from the middle of its node, to order two rows of one node."""
        if half.passes:
            return 0.0
        _x, top, _w, height = self.nodes[half.port]
        return top + height / 2 - self.down[name_of("n", half.home)]

    def _points(self, number: int) -> list[Point]:
        """Return the points of one half-line from node to chip: level in columns, bent between them."""
        half, at_node, at_chip = self.halves[number], self.at_node[number], self.at_chip[number]
        near, far = (1, 0) if half.right else (0, 1)
        points = [(self._side(half, at_node), at_node), (self.slabs[half.node_rank][near], at_node)]
        for rank, y in self.stops[number][1:-1]:
            points += [(self.slabs[rank][far], y), (self.slabs[rank][near], y)]
        return [*points, (self.slabs[half.chip_rank][far], at_chip)]

    def _side(self, half: Half, y: float) -> float:
        """Return where across a node its outline is, ``y`` down: circles and hexagons are not straight."""
        left, top, width, height = self.nodes[half.home]
        return round(
            _outline(self.boxes.nodes[half.home], (left, top, width, height), y, right=half.right), 1
        )


def _outline(box: NodeBox, rectangle: Rectangle, y: float, *, right: bool) -> float:
    """Return the x of the outline of ``box`` at height ``y`` on one side."""
    left, top, width, height = rectangle
    off = min(abs(y - top - height / 2), height / 2)
    inset = 0.0
    if box.shape == "person":
        inset = float(width / 2 - ((width / 2) ** 2 - off**2) ** 0.5)
    elif box.shape == "meeting":
        inset = HEXAGON * off / (height / 2)
    return left + width - inset if right else left + inset


HEXAGON: Final = 16.0
"""How far a hexagon's upper and lower corners stand in from its points."""


def _curves(points: Sequence[Point]) -> Path:
    """Join points, alternately on the level and bent between levels, as cubic curves."""
    path = [*points[0]]
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 == x2 and y1 == y2:
            continue
        middle = round((x1 + x2) / 2, 1)
        path += [middle, y1, middle, y2, x2, y2]
    return tuple(path)
