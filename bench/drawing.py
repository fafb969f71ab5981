"""Ways to lay out a map, measured side by side: crossings, lines through boxes, labels, area, text, time.

``python -m bench.drawing [--quick]`` prints one JSON line per map and way, and a last line with each way's
sums over all maps:

columns-dot, columns-wheel, columns-python   what Daylight does with each engine, timed as a whole
lanes                                        the same with one column a lane (person, community, council, …)
dot-LABEL-STORAGES                           Graphviz alone: see :mod:`bench.graphviz_ways`

The sample maps are drawn when they are there; made-up maps of 20, 30, 60 and 150 flows always.
"""

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

from bench.graphviz_ways import GraphvizWay
from bench.maps import made_up_map, maps
from bench.measures import PROJECTOR, Drawn, measures, text_pixels
from dataflows.graph.model import FlowGraph
from dataflows.graph.views import MOST_PROJECTED
from dataflows.graph.vocabulary import LANES
from dataflows.render.answer import heights_in
from dataflows.render.boxes import TEXT, Boxes, measure
from dataflows.render.columns import Columns
from dataflows.render.dot import dot_source
from dataflows.render.draw import draw
from dataflows.render.engine import ask, engines
from dataflows.render.errors import DrawingError
from dataflows.render.halves import halves_of, make_room
from dataflows.render.layout import Path, Rectangle
from dataflows.render.placement import Placement

Way = Callable[[FlowGraph, Boxes], Drawn]
READABLE = 18
SUMMED = (
    *("lost", "area", "crossings", "through_boxes", "through_labels"),
    *("labels_on_labels", "labels_on_boxes", "seconds"),
)


def drawn_of(
    boxes: Boxes,
    paths: dict[str, tuple[Path, Path]],
    nodes: dict[str, Rectangle],
    chips: dict[str, Rectangle],
    size: tuple[float, float],
) -> Drawn:
    """Return one of our own layouts as a drawing to count on; its chips are boxes too for its lines."""
    own = {node_id: nodes[node_id] for node_id in boxes.nodes}
    return Drawn({flow: list(pair) for flow, pair in paths.items()}, own, chips, size)


def with_engine(name: str) -> Way:
    """Return what Daylight does with one engine."""

    def way(graph: FlowGraph, boxes: Boxes) -> Drawn:
        os.environ["DAYLIGHT_ENGINE"] = name
        try:
            layout = draw(graph, sentences={}).layout
        finally:
            del os.environ["DAYLIGHT_ENGINE"]
        size = (layout.width, layout.height)
        drawn = drawn_of(boxes, dict(layout.paths), dict(layout.nodes), dict(layout.chips), size)
        drawn.rung = f"{layout.engine} {layout.rung}"
        return drawn

    return way


def lanes(graph: FlowGraph, boxes: Boxes) -> Drawn:
    """Draw with one column a lane that is on the map, in the lanes' order."""
    present = [lane for lane in LANES if any(graph.node(node_id).lane == lane for node_id in boxes.nodes)]
    of_node = {node_id: present.index(graph.node(node_id).lane) for node_id in boxes.nodes}
    of_chip = {}
    for flow in graph.flows:
        left = min(of_node[boxes.home[flow.source]], of_node[boxes.home[flow.target]])
        of_chip[flow.id] = max(0, min(left, len(present) - 2))
    columns = Columns(len(present), of_node, of_chip)
    halves = halves_of(graph, boxes, columns)
    roomy = make_room(boxes, halves)
    answer = ask(next(engines()), dot_source(roomy, columns, halves))
    placement = Placement(roomy, columns, halves, heights_in(answer))
    return drawn_of(boxes, placement.paths(), placement.nodes, placement.chips, placement.size)


def ways() -> Iterator[tuple[str, Way]]:
    """Yield the ways to compare, with their names."""
    for engine in engines():
        yield f"columns-{engine.name}", with_engine(engine.name)
    yield "lanes", lanes
    for label in ("chip", "label", "xlabel"):
        for storages in ("rows", "none", "cluster", "apart"):
            way = GraphvizWay(label, storages)
            yield way.name, way.draw


def projector(seeds: int = 40) -> dict[str, float]:
    """Return how large text is on a projector, over made-up maps of up to 25 nodes, whole and by width."""
    sizes = []
    for seed in range(1, seeds + 1):
        graph = made_up_map(8 + seed % 14, seed=seed)
        if len(graph.nodes) <= MOST_PROJECTED:
            layout = draw(graph, sentences={}).layout
            sizes.append((layout.width, layout.height))
    whole = [text_pixels(size, PROJECTOR) for size in sizes]
    by_width = [TEXT * PROJECTOR[0] / width for width, _height in sizes]
    return {
        "maps": len(sizes),
        "smallest_by_width": round(min(by_width), 1),
        "smallest_whole": round(min(whole), 1),
        "whole_at_18": sum(pixels >= READABLE for pixels in whole),
    }


def main() -> None:
    """Draw every map in every way and print what came of it."""
    options = argparse.ArgumentParser(prog="bench.drawing")
    options.add_argument("--quick", action="store_true", help="the smaller maps only")
    sizes = (20, 30) if options.parse_args().quick else (20, 30, 60, 150)
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for map_name, graph in maps(sizes):
        boxes = measure(graph)
        for name, way in ways():
            started = time.perf_counter()
            try:
                drawn = way(graph, boxes)
            except DrawingError as error:
                sums[name]["failed"] += 1
                print(json.dumps({"map": map_name, "way": name, "failed": str(error)}), flush=True)
                continue
            seconds = round(time.perf_counter() - started, 3)
            figures = measures(drawn) | {"seconds": seconds}
            print(json.dumps({"map": map_name, "way": name, "rung": drawn.rung} | figures), flush=True)
            for key in SUMMED:
                sums[name][key] = round(sums[name][key] + figures[key], 3)
    print(json.dumps({"name": "drawing", "ways": sums, "projector": projector()}))


if __name__ == "__main__":
    main()
