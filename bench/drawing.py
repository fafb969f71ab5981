"""Ways to lay out a map, measured side by side: crossings, lines through boxes, size, shape and time.

``python -m bench.drawing`` prints one JSON line per map and way:

columns   what Daylight does, timed as a whole: our columns and lines, Graphviz for order and height
lanes     the same with one column a lane (person, community, council, …)
dot       Graphviz alone: chips as nodes, free ranks, its own splines
dot-ports Graphviz alone, with lines that end at the storages' rows

The sample maps are drawn when they are there; made-up maps of 30, 60 and 300 flows always.
"""

import json
import os
import random
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise

import graphviz

from dataflows.graph.model import DataType, Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import LANES, ORGANISATION_KINDS, SENSITIVITIES
from dataflows.render.answer import heights_in
from dataflows.render.boxes import Boxes, measure
from dataflows.render.columns import Columns
from dataflows.render.dot import POINTS, dot_source, name_of
from dataflows.render.draw import draw
from dataflows.render.engine import Engine, ask, engines
from dataflows.render.errors import DrawingError
from dataflows.render.halves import halves_of, make_room
from dataflows.render.placement import Placement
from tests.dataflows.render.sample_maps import MAPS, available, sample_map

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
Drawn = tuple[dict[Id, list[tuple[float, ...]]], dict[Id, Rectangle], tuple[float, float]]
STEPS = 16


def made_up_map(flows: int, *, seed: int = 1) -> FlowGraph:
    """Return a map shaped like real ones: a hub, storages, flows mostly to and from the hub."""
    dice = random.Random(seed)
    count = max(6, flows // 2)
    kinds = list(ORGANISATION_KINDS)
    nodes = [Node(id="person", kind="person", name="The person")]
    ends: list[list[Id]] = [["person"]]
    for number in range(count):
        organisation = Node(
            id=f"o{number}",
            kind="organisation",
            name=f"Organisation number {number}",
            organisation_kind=dice.choice(kinds),
        )
        storages = [
            Node(id=f"s{number}-{place}", kind="storage", name="Case system", parent=organisation.id)
            for place in range(dice.choice((0, 1, 1, 2)))
        ]
        nodes += [organisation, *storages]
        ends.append([storage.id for storage in storages] or [organisation.id])
    hubs = [dice.randrange(1, count) for _ in range(1 + flows // 60)]
    data_types = tuple(DataType(id=code, name=f"Kind of {code}", sensitivity=code) for code in SENSITIVITIES)
    made = []
    for number in range(flows):
        here = dice.choice(hubs) if dice.random() < 0.6 else dice.randrange(count + 1)
        there = dice.choice([place for place in range(count + 1) if place != here])
        pair = [dice.choice(ends[here]), dice.choice(ends[there])]
        if dice.random() < 0.5:
            pair.reverse()
        carried = (dice.choice(data_types).id,)
        made.append(Flow(id=f"f{number}", source=pair[0], target=pair[1], data_types=carried))
    return FlowGraph(nodes=tuple(nodes), flows=tuple(made), data_types=data_types)


# --- ways ----------------------------------------------------------------------------------------


def as_drawn(graph: FlowGraph, boxes: Boxes) -> Drawn:
    """Draw as Daylight does: several ways tried, the best written and checked."""
    layout = draw(graph, sentences={}).layout
    rectangles = {node_id: layout.nodes[node_id] for node_id in boxes.nodes} | dict(layout.chips)
    return (
        {flow: list(pair) for flow, pair in layout.paths.items()},
        rectangles,
        (layout.width, layout.height),
    )


def in_columns(graph: FlowGraph, boxes: Boxes, engine: Engine, columns: Columns) -> Drawn:
    """Draw with our columns and lines."""
    halves = halves_of(graph, boxes, columns)
    roomy = make_room(boxes, halves)
    placement = Placement(roomy, columns, halves, heights_in(ask(engine, dot_source(roomy, columns, halves))))
    rectangles = {node_id: placement.nodes[node_id] for node_id in boxes.nodes} | placement.chips
    return {flow: list(pair) for flow, pair in placement.paths().items()}, rectangles, placement.size


def lane_columns(graph: FlowGraph, boxes: Boxes) -> Columns:
    """Return one column a lane that is on the map, in the lanes' order."""
    lanes = [lane for lane in LANES if any(graph.node(node_id).lane == lane for node_id in boxes.nodes)]
    of_node = {node_id: lanes.index(graph.node(node_id).lane) for node_id in boxes.nodes}
    of_chip = {}
    for flow in graph.flows:
        left = min(of_node[boxes.home[flow.source]], of_node[boxes.home[flow.target]])
        of_chip[flow.id] = max(0, min(left, len(lanes) - 2))
    return Columns(len(lanes), of_node, of_chip)


def dot_alone(graph: FlowGraph, boxes: Boxes, engine: Engine, *, ports: bool) -> Drawn:
    """Draw with Graphviz's own ranks and splines."""
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": "0.2", "ranksep": "0.6"},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    for node in boxes.nodes.values():
        size = {"width": f"{node.width / POINTS:.4f}", "height": f"{node.height / POINTS:.4f}"}
        if ports and node.rows:
            cells = [("h", node.head), *((name_of("s", row.id), row.height) for row in node.rows)]
            table = "".join(
                f'<TR><TD PORT="{port}" FIXEDSIZE="TRUE" WIDTH="{round(node.width)}" '
                f'HEIGHT="{round(height)}"></TD></TR>'
                for port, height in cells
            )
            start = '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
            dot.node(
                name_of("n", node.id), label=f"{start}{table}</TABLE>>", shape="plain", fixedsize="false"
            )
        else:
            dot.node(name_of("n", node.id), **size)
    for flow in graph.flows:
        chip, name = boxes.chips[flow.id], name_of("f", flow.id)
        dot.node(name, width=f"{chip.width / POINTS:.4f}", height=f"{chip.height / POINTS:.4f}")
        for end, first in ((flow.source, True), (flow.target, False)):
            home = boxes.home[end]
            place = name_of("n", home)
            if ports and boxes.nodes[home].rows:
                place += ":h" if end == home else ":" + name_of("s", end)
            dot.edge(place if first else name, name if first else place)
    return _read_plain(ask(engine, dot.source), boxes)


def _read_plain(plain: str, boxes: Boxes) -> Drawn:
    """Return the lines and rectangles of a ``plain`` answer."""
    ids = {name_of("n", node_id): node_id for node_id in boxes.nodes}
    ids |= {name_of("f", flow_id): flow_id for flow_id in boxes.chips}
    lines: dict[Id, list[tuple[float, ...]]] = {flow_id: [] for flow_id in boxes.chips}
    rectangles: dict[Id, Rectangle] = {}
    size = (0.0, 0.0)
    for line in plain.splitlines():
        words = line.split()
        if words[0] == "graph":
            size = (float(words[2]) * POINTS, float(words[3]) * POINTS)
        elif words[0] == "node" and words[1] in ids:
            x, y, width, height = (float(word) * POINTS for word in words[2:6])
            rectangles[ids[words[1]]] = (x - width / 2, y - height / 2, width, height)
        elif words[0] == "edge":
            flow = next(ids[word] for word in words[1:3] if word.startswith("f_"))
            numbers = [float(word) * POINTS for word in words[4 : 4 + 2 * int(words[3])]]
            lines[flow].append(tuple(numbers))
    return lines, rectangles, size


# --- measures ------------------------------------------------------------------------------------


def points_of(path: tuple[float, ...]) -> list[Point]:
    """Return points along a path of cubic curves."""
    points: list[Point] = [(path[0], path[1])]
    for place in range(2, len(path), 6):
        (x0, y0), (x1, y1, x2, y2, x3, y3) = points[-1], path[place : place + 6]
        for step in range(1, STEPS + 1):
            t = step / STEPS
            u = 1 - t
            a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def segments(lines: Mapping[Id, list[tuple[float, ...]]]) -> list[tuple[Point, Point, Id]]:
    """Return short straight pieces of all lines, from left to right."""
    pieces = [
        (min(a, b), max(a, b), flow)
        for flow, paths in lines.items()
        for path in paths
        for a, b in pairwise(points_of(path))
    ]
    return sorted(pieces)


def crossings(lines: Mapping[Id, list[tuple[float, ...]]]) -> int:
    """Count where lines of two flows cross."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    found, pieces = 0, segments(lines)
    for place, (a, b, flow) in enumerate(pieces):
        for c, d, other in pieces[place + 1 :]:
            if c[0] > b[0]:
                break
            if flow != other and side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                found += 1
    return found


def through_boxes(lines: Mapping[Id, list[tuple[float, ...]]], rectangles: Mapping[Id, Rectangle]) -> int:
    """Count how often a line runs through a box or chip (deeper than a border's width)."""
    found = set()
    for flow, paths in lines.items():
        for path in paths:
            for x, y in points_of(path):
                for element, (left, top, width, height) in rectangles.items():
                    if left + 4 < x < left + width - 4 and top + 4 < y < top + height - 4:
                        found.add((flow, element))
    return len(found)


def maps() -> Iterator[tuple[str, FlowGraph]]:
    """Yield the maps to draw, with their names."""
    if available():
        for name in MAPS:
            yield name, sample_map(name)
    for flows in (30, 60, 300):
        yield f"made-up-{flows}", made_up_map(flows)


def measure_way(way: str, graph: FlowGraph, engine: Engine) -> dict[str, object]:
    """Draw one map in one way and return what came of it."""
    boxes = measure(graph)
    started = time.perf_counter()
    try:
        if way == "columns":
            lines, rectangles, (width, height) = as_drawn(graph, boxes)
        elif way == "lanes":
            lines, rectangles, (width, height) = in_columns(graph, boxes, engine, lane_columns(graph, boxes))
        else:
            lines, rectangles, (width, height) = dot_alone(graph, boxes, engine, ports=way == "dot-ports")
    except DrawingError as error:
        return {"failed": str(error)}
    return {
        "seconds": round(time.perf_counter() - started, 3),
        "width": round(width),
        "height": round(height),
        "shape": round(width / height, 2),
        "crossings": crossings(lines),
        "through_boxes": through_boxes(lines, rectangles),
    }


def main() -> None:
    """Draw every map in every way and print what came of it."""
    for engine in list(engines()):
        os.environ["DAYLIGHT_ENGINE"] = engine.name
        for name, graph in maps():
            for way in ("columns", "lanes", "dot", "dot-ports"):
                row = {"map": name, "way": way, "engine": engine.name}
                print(json.dumps(row | measure_way(way, graph, engine)), flush=True)


if __name__ == "__main__":
    main()
