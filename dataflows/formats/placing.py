"""Where things stand in a drawing for other tools: lanes side by side, storages in their organisation's box.

Only a start for whoever opens the file; our own pictures are laid out by :mod:`dataflows.render`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.formats.drawing import Box
from dataflows.graph.model import FlowGraph, Id
from dataflows.graph.vocabulary import LANES

WIDTH: Final = 180
HEIGHT: Final = 60
GAP: Final = 40
PAD: Final = 20
HEAD: Final = 30
LANE: Final = 420


@dataclass(frozen=True, slots=True)
class Placing:
    """Boxes by node id; ``houses`` are those round an organisation that has storages, by its id."""

    boxes: Mapping[Id, Box]
    houses: Mapping[Id, Box]


def place(graph: FlowGraph) -> Placing:
    """Return a box for every node; no two overlap, and only a house contains others.

    Examples
    --------
    >>> from dataflows.graph.model import Node
    >>> shelter = Node(id="s", kind="organisation", name="Shelter", organisation_kind="vcse")
    >>> notes = Node(id="n", kind="storage", name="Case notes", parent="s")
    >>> placing = place(FlowGraph(nodes=(shelter, notes)))
    >>> placing.houses["s"].contains(placing.boxes["n"]), placing.boxes["s"].contains(placing.boxes["n"])
    (True, False)
    """
    boxes: dict[Id, Box] = {}
    houses: dict[Id, Box] = {}
    lanes = {lane: number * LANE for number, lane in enumerate(LANES)}
    heights = dict.fromkeys(lanes, 0.0)
    for node in graph.nodes:
        if graph.organisation_of(node.id).id != node.id:
            continue
        lane = graph.lane_of(node.id)
        storages = graph.storages_of(node.id)
        x, y = lanes[lane] + PAD, heights[lane] + (HEAD if storages else 0)
        for one in (node, *storages):
            boxes[one.id] = Box(x, y, WIDTH, HEIGHT)
            y += HEIGHT + PAD
        if storages:
            top = heights[lane]
            houses[node.id] = Box(x - PAD, top, WIDTH + 2 * PAD, y - top)
        heights[lane] = y + GAP
    return Placing(boxes, houses)
