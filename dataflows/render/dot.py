"""What Graphviz is asked: columns of boxes as numbers and ids, never a word that anybody wrote.

Graphviz decides the order and height within each column. Everything else (columns, lines, text)
is ours, so its answer is one number a box.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import graphviz

from dataflows.graph.model import Id
from dataflows.render.boxes import Boxes, NodeBox
from dataflows.render.columns import CHIP_GAP, NODE_GAP, Columns
from dataflows.render.halves import Half

POINTS: Final = 72.0
PASS_HEIGHT: Final = 4.0
# Straight runs past other columns matter more than short bends.
STRAIGHT: Final = "4"


def name_of(kind: str, element: Id) -> str:
    """Return the name an element has in DOT: letters, digits and underscores only.

    Examples
    --------
    >>> name_of("n", "6f1c0f4e-2a43-5b1f-9d7e-0b8f3c1d2e4f")
    'n_6f1c0f4e2a435b1f9d7e0b8f3c1d2e4f'
    """
    return f"{kind}_" + "".join(
        character if character.isascii() and character.isalnum() else f"_{ord(character):x}_"
        for character in element
        if character != "-"
    )


def pass_name(half: Half, rank: int) -> str:
    """Return the name of the place where a half-line passes a column or gap."""
    return f"{name_of('p', half.flow)}_{'a' if half.first else 'b'}_{rank}"


def dot_source(boxes: Boxes, columns: Columns, halves: Sequence[Half]) -> str:
    """Return the DOT for one map; the same map gives the same text."""
    dot = graphviz.Digraph(
        "map",
        graph_attr={"rankdir": "LR", "splines": "false", "nodesep": _inches(CHIP_GAP), "ranksep": "0.5"},
        node_attr={"shape": "box", "fixedsize": "true", "label": "", "width": "1"},
        edge_attr={"arrowhead": "none"},
    )
    ranks: list[list[str]] = [[f"r_{rank}"] for rank in range(2 * columns.count)]
    for rank, (spine,) in enumerate(ranks):
        dot.node(spine, width="0.01", height="0.01", style="invis")
        if rank:
            dot.edge(f"r_{rank - 1}", spine, style="invis", weight="0")
    for node in boxes.nodes.values():
        _node(dot, node)
        ranks[2 * columns.of_node[node.id]].append(name_of("n", node.id))
    for chip in boxes.chips.values():
        dot.node(name_of("f", chip.id), height=_inches(chip.height))
        ranks[2 * columns.of_chip[chip.id] + 1].append(name_of("f", chip.id))
    for half in halves:
        for rank in half.passes:
            dot.node(pass_name(half, rank), height=_inches(PASS_HEIGHT))
            ranks[rank].append(pass_name(half, rank))
        _edges(dot, half, boxes)
    for names in ranks:
        with dot.subgraph(graph_attr={"rank": "same"}) as same:
            for name in names:
                same.node(name)
    return str(dot.source)


def _inches(points: float) -> str:
    """Return a length as Graphviz wants it."""
    return f"{points / POINTS:.4f}"


def _node(dot: graphviz.Digraph, node: NodeBox) -> None:
    """Write a node: a plain box, or a table of empty cells when it has rows to end at."""
    spare = NODE_GAP - CHIP_GAP
    if not node.rows:
        dot.node(name_of("n", node.id), height=_inches(node.height + spare))
        return
    cells: Iterable[tuple[str, float]] = (
        ("", spare / 2),
        ("h", node.head),
        *((name_of("s", row.id), row.height) for row in node.rows),
        ("", spare / 2),
    )
    table = "".join(
        f'<TR><TD PORT="{port}" FIXEDSIZE="TRUE" WIDTH="72" HEIGHT="{round(height)}"></TD></TR>'
        for port, height in cells
    )
    # Numbers and ids only: the one place where Graphviz reads markup, and none of it is anybody's text.
    label = f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{table}</TABLE>>'
    dot.node(name_of("n", node.id), label=label, shape="plain", fixedsize="false")


def _edges(dot: graphviz.Digraph, half: Half, boxes: Boxes) -> None:
    """Write one half-line from left to right, through the columns it passes."""
    node = name_of("n", half.home)
    port = ""
    if boxes.nodes[half.home].rows:
        port = ":h" if half.port == half.home else ":" + name_of("s", half.port)
    places = [pass_name(half, rank) for rank in half.passes]
    chip = name_of("f", half.flow)
    if half.right:
        stops = [f"{node}{port}:e", *places, f"{chip}:w"]
    else:
        stops = [f"{chip}:e", *places, f"{node}{port}:w"]
    for left, right in pairwise(stops):
        straight = left.startswith("p_") and right.startswith("p_")
        dot.edge(left, right, weight=STRAIGHT if straight else "1")
