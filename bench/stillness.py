"""How still a map holds while it grows: every sample map, and made-up ones, replayed flow by flow.

``python -m bench.stillness [--quick]`` prints one JSON line for each way and map, and a last line for the way
that Daylight takes, over the sample maps and apart from them over made-up ones:

steady   what stood stays, what is new finds an opening beside it
anew     the whole map laid out at each step
lanes    one column a lane, order and height by ``dot`` at each step
seeded   the columns of steady, heights by ``dot`` with the order of before as invisible edges
dot      Graphviz alone at each step, flows as labelled edges, storages as boxes of their own

A node has moved when its middle is more than a tenth of the picture's diagonal from where it was, after both
pictures were laid over each other as well as can be. ``crossings_ratio`` is against ``dot`` drawing the same
boxes and labels at the end; ``crossings_ratio_edges`` against ``dot`` drawing flows as plain labelled edges.
"""

import argparse
import json
import math
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bench.drawing import drawn_of, lanes
from bench.graphviz_ways import GraphvizWay
from bench.maps import maps
from bench.measures import Drawn, Rectangle, crossings
from dataflows.graph.model import FlowGraph, Id
from dataflows.render.answer import complete, heights_in
from dataflows.render.boxes import Boxes, measure
from dataflows.render.dot import dot_source
from dataflows.render.engine import ask, engines
from dataflows.render.kept import kept_of
from dataflows.render.laying import lay_out
from dataflows.render.layout import Layout
from dataflows.render.placement import Placement
from dataflows.render.stacking import ranks_of
from dataflows.render.steady import ways_of

TENTH = 0.1
Way = Callable[[FlowGraph, Boxes, "Layout | None"], "tuple[Drawn, Layout | None]"]


@dataclass
class Stillness:
    """What came of one way over some maps: shares of nodes that moved, one a step; crossings at the end."""

    moved: list[float] = field(default_factory=list)
    labels_moved: list[float] = field(default_factory=list)
    crossings: int = 0
    area: float = 0.0
    seconds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {
            "mean_moved": round(statistics.fmean(self.moved), 4),
            "worst_moved": round(max(self.moved), 3),
            "labels_mean_moved": round(statistics.fmean(self.labels_moved), 4),
            "crossings": self.crossings,
            "area": round(self.area, 2),
            "ms_a_step": round(1000 * statistics.fmean(self.seconds), 1),
        }


def steps(graph: FlowGraph) -> Iterator[FlowGraph]:
    """Yield a map as it is after each of its flows was typed, with the nodes that are needed by then."""
    needed: set[Id] = set()
    for count, flow in enumerate(graph.flows, start=1):
        for end in (flow.source, flow.target):
            node = graph.node(end)
            needed |= {node.id} | ({node.parent} if node.parent else set())
        nodes = tuple(node for node in graph.nodes if node.id in needed)
        yield replace(graph, nodes=nodes, flows=graph.flows[:count])


def steady(graph: FlowGraph, boxes: Boxes, before: Layout | None) -> tuple[Drawn, Layout | None]:
    return _ours(boxes, lay_out(graph, boxes, before=before))


def anew(graph: FlowGraph, boxes: Boxes, _before: Layout | None) -> tuple[Drawn, Layout | None]:
    return _ours(boxes, lay_out(graph, boxes))


def in_lanes(graph: FlowGraph, boxes: Boxes, _before: Layout | None) -> tuple[Drawn, Layout | None]:
    return lanes(graph, boxes), None


def seeded(graph: FlowGraph, boxes: Boxes, before: Layout | None) -> tuple[Drawn, Layout | None]:
    """Let ``dot`` decide the heights, with what stood above what as invisible edges."""
    if before is None:
        return anew(graph, boxes, before)
    kept = kept_of(before, boxes)
    way = ways_of(graph, boxes, kept, [pk for pk in boxes.nodes if pk not in kept.columns.of_node])[0]
    chains = []
    for rank in ranks_of(way.boxes, way.columns, way.halves):
        stood = sorted((one.name for one in rank if one.name in way.known), key=way.known.__getitem__)
        if len(stood) > 1:
            chains.append(f"\t{{ rank=same {' -> '.join(stood)} [style=invis] }}")
    source = dot_source(way.boxes, way.columns, way.halves).rstrip().removesuffix("}")
    answer = ask(next(engines()), source + "\n".join(chains) + "\n}\n")
    down = complete(heights_in(answer), way.boxes, way.halves)
    down = _the_same_way_up(down, kept.down)
    placement = Placement(way.boxes, way.columns, way.halves, down, slabs=kept.slabs)
    return _ours(boxes, placement.layout("dot", "", "seeded"))


def _the_same_way_up(down: Mapping[str, float], stood: Mapping[str, float]) -> dict[str, float]:
    """Return heights turned over where that is nearer to how things stood."""
    middle, was = (statistics.fmean(heights[name] for name in stood) for heights in (down, stood))
    agrees = sum((down[name] - middle) * (y - was) for name, y in stood.items()) >= 0
    return {name: y if agrees else -y for name, y in down.items()}


def by_dot(graph: FlowGraph, boxes: Boxes, _before: Layout | None) -> tuple[Drawn, Layout | None]:
    return GraphvizWay("label", "apart").draw(graph, boxes), None


def _ours(boxes: Boxes, layout: Layout) -> tuple[Drawn, Layout]:
    size = (layout.width, layout.height)
    return drawn_of(boxes, dict(layout.paths), dict(layout.nodes), dict(layout.chips), size), layout


WAYS: dict[str, Way] = {
    "steady": steady,
    "anew": anew,
    "lanes": in_lanes,
    "seeded": seeded,
    "dot": by_dot,
}


def replay(graph: FlowGraph, way: Way) -> tuple[Stillness, Boxes]:
    """Draw a map after each of its flows; the last picture's crossings are counted."""
    found, drawn, layout = Stillness(), None, None
    for part in steps(graph):
        boxes = measure(part)
        began = time.perf_counter()
        following, layout = way(part, boxes, layout)
        found.seconds.append(time.perf_counter() - began)
        if drawn is not None:
            found.moved.append(_share(drawn.boxes, following.boxes, drawn, following))
            found.labels_moved.append(_share(drawn.labels, following.labels, drawn, following))
        drawn = following
    assert drawn is not None
    found.crossings, found.area = crossings(drawn.lines), drawn.size[0] * drawn.size[1] / 1e6
    return found, boxes


def _share(before: Mapping[Id, Rectangle], after: Mapping[Id, Rectangle], was: Drawn, now: Drawn) -> float:
    """Return the share of what is on both that has moved by more than a tenth of the picture."""
    both = [(_middle(before[pk]), _middle(after[pk])) for pk in before if pk in after]
    if not both:
        return 0.0
    everything = [(_middle(was.boxes[pk]), _middle(now.boxes[pk])) for pk in was.boxes if pk in now.boxes]
    across = statistics.median(there[0] - here[0] for here, there in everything)
    down = statistics.median(there[1] - here[1] for here, there in everything)
    limit = TENTH * math.hypot(*now.size)
    moved = sum(math.dist((x + across, y + down), there) > limit for (x, y), there in both)
    return moved / len(both)


def _middle(rectangle: Rectangle) -> tuple[float, float]:
    left, top, width, height = rectangle
    return left + width / 2, top + height / 2


@dataclass
class Sums:
    """What came of all ways over one set of maps, and how often ``dot`` alone crosses on them."""

    ways: dict[str, Stillness] = field(default_factory=lambda: defaultdict(Stillness))
    same_boxes: int = 0
    plain_edges: int = 0

    def add(self, name: str, found: Stillness) -> None:
        total = self.ways[name]
        total.moved += found.moved
        total.labels_moved += found.labels_moved
        total.seconds += found.seconds
        total.crossings += found.crossings
        total.area += found.area

    def figures(self) -> dict[str, object]:
        ours = self.ways["steady"].figures()
        return {
            **ours,
            "crossings_ratio": round(ours["crossings"] / max(1, self.same_boxes), 2),
            "crossings_ratio_edges": round(ours["crossings"] / max(1, self.plain_edges), 2),
            "ways": {name: total.figures() for name, total in self.ways.items()},
        }


def main() -> None:
    """Replay every map in every way and print what came of it: the sample maps first, made-up ones apart."""
    options = argparse.ArgumentParser(prog="bench.stillness")
    options.add_argument("--quick", action="store_true", help="the sample maps and the way we take alone")
    options.add_argument("--way", choices=WAYS, action="append", help="these ways beside the one we take")
    asked = options.parse_args()
    sums = {"samples": Sums(), "made_up": Sums()}
    for map_name, graph in maps(() if asked.quick else (20, 30, 45), seeds=6):
        total = sums["made_up" if map_name.startswith("made-up") else "samples"]
        for name, way in WAYS.items():
            if name != "steady" and (asked.quick or (asked.way and name not in asked.way)):
                continue
            found, boxes = replay(graph, way)
            print(json.dumps({"map": map_name, "way": name} | found.figures()), flush=True)
            total.add(name, found)
        total.same_boxes += crossings(GraphvizWay("chip", "rows").draw(graph, boxes).lines)
        total.plain_edges += crossings(GraphvizWay("label", "apart").draw(graph, boxes).lines)
    made_up = sums["made_up"].figures() if sums["made_up"].ways else {}
    print(json.dumps({"name": "stillness", **sums["samples"].figures(), "made_up": made_up}))


if __name__ == "__main__":
    main()
