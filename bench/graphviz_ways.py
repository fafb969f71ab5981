"""Graphviz's own ways to draw a flow map, to measure ours against: labels, chips, clusters, rows."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import graphviz

from bench.measures import Curves, Drawn, Rectangle
from dataflows.graph.model import Flow, FlowGraph, Id
from dataflows.render.boxes import Boxes, NodeBox
from dataflows.render.dot import POINTS, name_of
from dataflows.render.engine import limited
from dataflows.render.errors import EngineFailed

SECONDS: Final = 60


@dataclass(frozen=True)
class GraphvizWay:
    """How flows are labelled (``label``, ``xlabel`` or ``chip``) and storages shown.

    ``rows`` of their organisation's box, ``none`` (lines end at the organisation), in a ``cluster`` with it,
    or boxes ``apart``.
    """

    label: str
    storages: str

    @property
    def name(self) -> str:
        return f"dot-{self.label}-{self.storages}"

    def draw(self, graph: FlowGraph, boxes: Boxes) -> Drawn:
        """Draw with Graphviz's own ranks, splines and labels.

        Raises
        ------
        EngineFailed
            It stopped with an error, or was not there in time.
        """
        dot = self._dot(graph, boxes)
        command = shutil.which("dot")
        if command is None:
            raise EngineFailed("no dot on this machine")
        try:
            done = subprocess.run(
                [*limited(command), "-Tjson0"],
                input=dot.source.encode(),
                capture_output=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as late:
            raise EngineFailed(f"no answer in {SECONDS} seconds") from late
        if done.returncode:
            raise EngineFailed(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1][:100])
        return _read(json.loads(done.stdout), graph, boxes)

    def _dot(self, graph: FlowGraph, boxes: Boxes) -> graphviz.Digraph:
        clusters = self.storages == "cluster"
        dot: graphviz.Digraph = graphviz.Digraph(
            graph_attr={"rankdir": "LR", "nodesep": "0.2", "ranksep": "0.6"}
            # Labels in clusters lose lines without it.
            | ({"newrank": "true"} if clusters and self.label == "label" else {}),
            node_attr={"shape": "box", "fixedsize": "true", "label": ""},
            edge_attr={"arrowhead": "none"},
        )
        for node in boxes.nodes.values():
            if clusters and node.rows:
                with dot.subgraph(name="cluster_" + name_of("n", node.id)) as cluster:
                    self._node(cluster, node)
            else:
                self._node(dot, node)
        for flow in graph.flows:
            self._flow(dot, flow, boxes)
        return dot

    def _node(self, dot: graphviz.Digraph, node: NodeBox) -> None:
        if self.storages == "rows" and node.rows:
            dot.node(
                name_of("n", node.id),
                label=_table(node.width, [node.head, *(row.height for row in node.rows)], node),
                shape="plain",
                fixedsize="false",
            )
        elif self.storages == "none" or not node.rows:
            dot.node(name_of("n", node.id), **_size(node.width, node.height))
        else:
            dot.node(name_of("n", node.id), **_size(node.width, node.head))
            for row in node.rows:
                dot.node(name_of("s", row.id), **_size(node.width, row.height))
                if self.storages == "apart":
                    dot.edge(name_of("n", node.id), name_of("s", row.id), style="dashed")

    def _end(self, end: Id, boxes: Boxes) -> str:
        home = boxes.home[end]
        if self.storages == "none" or not boxes.nodes[home].rows:
            return name_of("n", home)
        if self.storages == "rows":
            return name_of("n", home) + (":h" if end == home else ":" + name_of("s", end))
        return name_of("n", home) if end == home else name_of("s", end)

    def _flow(self, dot: graphviz.Digraph, flow: Flow, boxes: Boxes) -> None:
        chip, name = boxes.chips[flow.id], name_of("f", flow.id)
        source, target = self._end(flow.source, boxes), self._end(flow.target, boxes)
        if self.label == "chip":
            dot.node(name, **_size(chip.width, chip.height))
            dot.edge(source, name)
            dot.edge(name, target)
        else:
            dot.edge(source, target, comment=name, **{self.label: _table(chip.width, [chip.height])})


def _size(width: float, height: float) -> dict[str, str]:
    return {"width": f"{width / POINTS:.4f}", "height": f"{height / POINTS:.4f}"}


def _table(width: float, heights: Sequence[float], node: NodeBox | None = None) -> str:
    """Return empty cells below each other, as large as what would be written in them."""
    ports = ["h", *(name_of("s", row.id) for row in node.rows)] if node else [""]
    cells = "".join(
        f'<TR><TD PORT="{port}" FIXEDSIZE="TRUE" WIDTH="{round(width)}" HEIGHT="{round(height)}"></TD></TR>'
        for port, height in zip(ports, heights, strict=True)
    )
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{cells}</TABLE>>'


def _read(answer: Mapping[str, Any], graph: FlowGraph, boxes: Boxes) -> Drawn:
    """Return the lines, boxes and labels of Graphviz's JSON; y grows upwards there, which no count minds."""
    width, height = (float(length) for length in answer["bb"].split(",")[2:])
    flows = {name_of("f", flow.id): flow.id for flow in graph.flows}
    names = [item["name"] for item in answer.get("objects", [])]
    drawn: dict[str, Rectangle] = {}
    for item in answer.get("objects", []):
        if "pos" in item:
            x, y = (float(length) for length in item["pos"].split(","))
            wide, high = float(item["width"]) * POINTS, float(item["height"]) * POINTS
            drawn[item["name"]] = (x - wide / 2, y - high / 2, wide, high)
    lines: dict[Id, list[Curves]] = {flow_id: [] for flow_id in boxes.chips}
    labels = {flows[name]: place for name, place in drawn.items() if name in flows}
    for edge in answer.get("edges", []):
        ends = (edge.get("comment", ""), names[edge["tail"]], names[edge["head"]])
        flow = next((flows[name] for name in ends if name in flows), None)
        if flow is None or "pos" not in edge:
            continue
        lines[flow].append(_curves(edge["pos"]))
        if place := edge.get("lp") or edge.get("xlp"):
            x, y = (float(length) for length in place.split(","))
            chip = boxes.chips[flow]
            labels[flow] = (x - chip.width / 2, y - chip.height / 2, chip.width, chip.height)
    lost = sum(1 for flow in lines if not lines[flow] or flow not in labels)
    others = {name: place for name, place in drawn.items() if name not in flows}
    return Drawn(lines, others, labels, (width, height), lost)


def _curves(text: str) -> Curves:
    """Return a spline as Graphviz writes it, without the points of its arrows."""
    points = [point for point in text.split(" ") if point[0] not in "es"]
    return tuple(float(length) for point in points for length in point.split(","))
