"""Which column everything stands in: chosen for short flows and a picture shaped like a screen.

Nodes stand in columns 0, 1, 2 …; the chips of flows stand in the gaps between them, and gap *n* is
right of column *n*. A deterministic hill climb moves one node at a time; the person stays in column 0.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from dataflows.graph.model import FlowGraph, Id
from dataflows.graph.vocabulary import LANES
from dataflows.render.boxes import Boxes
from dataflows.render.climb import CHANNEL, CHIP_GAP, LARGE, Climb, Found, Puzzle

NODE_GAP: Final = 26.0
MOST_COLUMNS: Final = 9
SAME_COUNT: Final = 2
# So many numbers of columns are tried, those first whose shape promises most.
COUNTS: Final = 4
FEW: Final = 24
COUNTS_MANY: Final = 2
# Lines that meet on one side of a row stand this far apart, so that each can be told from the next.
LINE_STEP: Final = 10.0
LINE_MARGIN: Final = 16.0

__all__ = ["CHANNEL", "CHIP_GAP", "LINE_MARGIN", "LINE_STEP", "NODE_GAP", "Columns", "choose_columns"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each node with its own box, the gap of each flow's chip, and what the ways cost."""

    count: int
    of_node: Mapping[Id, int]
    of_chip: Mapping[Id, int]
    cost: float = 0.0


def ends_of(graph: FlowGraph, boxes: Boxes) -> dict[Id, tuple[Id, Id]]:
    """Return the boxes in which each flow begins and ends."""
    return {flow.id: (boxes.home[flow.source], boxes.home[flow.target]) for flow in graph.flows}


def choose_columns(
    graph: FlowGraph, boxes: Boxes, *, most: int = 1, until: float = inf
) -> tuple[Columns, ...]:
    """Return up to ``most`` good ways to put ``graph`` into columns, the most promising first.

    At the time ``until`` (of ``time.monotonic``) what has been found has to do; one way is always found.

    Examples
    --------
    >>> from dataflows.graph.model import Flow, Node
    >>> from dataflows.render.boxes import measure
    >>> sam = Node(id="a", kind="person", name="Sam")
    >>> shelter = Node(id="b", kind="organisation", name="Shelter")
    >>> graph = FlowGraph(nodes=(sam, shelter), flows=(Flow(id="f", source="a", target="b"),))
    >>> choose_columns(graph, measure(graph))
    (Columns(count=2, of_node={'a': 0, 'b': 1}, of_chip={'f': 0}, cost=1.0),)
    """
    ends = ends_of(graph, boxes)
    found: dict[tuple[int, ...], Found] = {}
    for ended in _climbs(graph, boxes, ends, until=until):
        known = found.get(ended.column)
        if known is None or (ended.cost, ended.flows_cost) < (known.cost, known.flows_cost):
            found[ended.column] = ended
    best = sorted(found.values(), key=lambda ended: (ended.cost, ended.flows_cost, ended.column))
    # The estimate knows least about the number of columns, so ways with other numbers get their turn.
    turns: Counter[int] = Counter()
    varied = []
    for ended in best:
        count = max(ended.column, default=0)
        turns[count] += 1
        varied.append((turns[count] > SAME_COUNT, ended))
    chosen = sorted(varied, key=lambda item: item[0])[:most]
    return tuple(
        _columns(dict(zip(boxes.nodes, ended.column, strict=True)), ends, boxes, ended.flows_cost)
        for _, ended in chosen
    )


def _climbs(
    graph: FlowGraph, boxes: Boxes, ends: Mapping[Id, tuple[Id, Id]], *, until: float
) -> Iterator[Found]:
    """Yield climbs from different starts with the numbers of columns that promise most."""
    puzzle = puzzle_of(graph, boxes, ends)
    nodes = list(boxes.nodes)
    most, small = min(MOST_COLUMNS, max(1, len(nodes))), len(nodes) <= LARGE
    people = frozenset(nodes[place] for place in puzzle.people)
    steps = _steps_from(nodes, ends, people)
    promising = sorted(range(min(2, most), most + 1), key=puzzle.promise)
    counts = promising[: COUNTS if len(nodes) <= FEW else COUNTS_MANY]
    for count in counts:
        starts = [steps, _spread(nodes, count)]
        if small:
            starts += [_spread(nodes[::-1], count), _by_lane(graph, nodes, count)]
        for start in starts:
            yield Climb(puzzle, count, [start[node] for node in nodes]).run(until=until)
            if time.monotonic() > until:
                return


def puzzle_of(graph: FlowGraph, boxes: Boxes, ends: Mapping[Id, tuple[Id, Id]]) -> Puzzle:
    """Return the map as numbers."""
    place = {node: number for number, node in enumerate(boxes.nodes)}
    tall = _heights(graph, boxes)
    chips = [boxes.chips[flow].height + CHIP_GAP for flow in ends]
    pairs = [(place[source], place[target]) for source, target in ends.values()]
    beside: list[list[tuple[int, bool, float]]] = [[] for _ in place]
    for (source, target), chip in zip(pairs, chips, strict=True):
        beside[source].append((target, True, chip))
        if source != target:
            beside[target].append((source, False, chip))
    people = frozenset(place[node.id] for node in graph.nodes if node.kind == "person")
    return Puzzle([tall[node] for node in place], chips, pairs, beside, people)


def _columns(of_node: dict[Id, int], ends: Mapping[Id, tuple[Id, Id]], boxes: Boxes, cost: float) -> Columns:
    """Return the columns with the chips' gaps."""
    count = max(of_node.values(), default=0) + 1
    return Columns(count, of_node, gaps_of(ends, of_node, boxes, count), cost)


def _by_lane(graph: FlowGraph, nodes: Sequence[Id], count: int) -> dict[Id, int]:
    """Return the nodes spread over the columns in the order of their lanes."""
    lanes = list(LANES)
    return {node: lanes.index(graph.node(node).lane) * count // len(lanes) for node in nodes}


def _heights(graph: FlowGraph, boxes: Boxes) -> dict[Id, float]:
    """Return about how tall each node will be: a row where many lines meet grows, most often on two sides."""
    lines = Counter(end for flow in graph.flows for end in (flow.source, flow.target))

    def grown(port: Id, height: float) -> float:
        return max(height, LINE_MARGIN + LINE_STEP * 0.6 * lines[port])

    return {
        node.id: NODE_GAP + grown(node.id, node.head) + sum(grown(row.id, row.height) for row in node.rows)
        for node in boxes.nodes.values()
    }


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


def gaps_of(
    ends: Mapping[Id, tuple[Id, Id]],
    column: Mapping[Id, int],
    boxes: Boxes,
    count: int,
    *,
    kept: Mapping[Id, int] | None = None,
) -> dict[Id, int]:
    """Return each chip's gap: the kept one, else of those its flow crosses the one with most room left."""
    load = [0.0] * max(1, count)
    chosen: dict[Id, int] = dict(kept or {})
    for flow, gap in chosen.items():
        load[gap] += boxes.chips[flow].height + CHIP_GAP
    spans = {flow: sorted(column[node] for node in pair) for flow, pair in ends.items()}
    free = [flow for flow in ends if flow not in chosen]
    for flow in sorted(free, key=lambda flow: spans[flow][1] - spans[flow][0]):
        left, right = spans[flow]
        gaps = range(left, right) if right > left else [max(0, min(left, count - 2))]
        gap = min(gaps, key=lambda number: (load[number], number))
        load[gap] += boxes.chips[flow].height + CHIP_GAP
        chosen[flow] = gap
    return {flow: chosen[flow] for flow in ends}
