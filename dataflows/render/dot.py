"""What Graphviz is asked: columns of boxes as numbers and ids, never a word that anybody wrote.

Graphviz decides the order and height within each column. Everything else (columns, lines, text)
is ours, so its answer is one number a box.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from dataflows.graph.model import Id
from dataflows.render.boxes import Boxes, NodeBox
from dataflows.render.columns import CHIP_GAP, NODE_GAP, Columns
from dataflows.render.halves import Half

POINTS: Final = 72.0
PLAIN: Final = re.compile(r"[0-9A-Za-z-]+")
PASS_HEIGHT: Final = 4.0
# Straight runs past other columns matter more than short bends.
STRAIGHT: Final = 4
HEAD: Final = """digraph map {{
\tgraph [nodesep={nodesep} rankdir=LR ranksep=0.5 splines=false]
\tnode [fixedsize=true label="" shape=box width=1]
\tedge [arrowhead=none]"""


@lru_cache(maxsize=1 << 14)
def name_of(kind: str, element: Id) -> str:
    """Return the name an element has in DOT: letters, digits and underscores only.

    Examples
    --------
    >>> name_of("n", "6f1c0f4e-2a43-5b1f-9d7e-0b8f3c1d2e4f")
    'n_6f1c0f4e2a435b1f9d7e0b8f3c1d2e4f'
    """
    if PLAIN.fullmatch(element):
        return f"{kind}_{element.replace('-', '')}"
    return f"{kind}_" + "".join(
        character if character.isascii() and character.isalnum() else f"_{ord(character):x}_"
        for character in element
        if character != "-"
    )


def pass_name(half: Half, rank: int) -> str:
    """Return the name of the place where a half-line passes a column or gap."""
    return f"{name_of('p', half.flow)}_{'a' if half.first else 'b'}_{rank}"


def dot_source(boxes: Boxes, columns: Columns, halves: Sequence[Half]) -> str:
    """Return the DOT for one map; the same map gives the same text.

    Written line by line: names are letters, digits and underscores by construction and values are our own
    numbers, so there is nothing to quote, and a drawing has this to do several times.
    """
    ranks: list[list[str]] = [[f"r_{rank}"] for rank in range(2 * columns.count)]
    lines = [HEAD.format(nodesep=_inches(CHIP_GAP))]
    for rank, (spine,) in enumerate(ranks):
        lines.append(f"\t{spine} [height=0.01 style=invis width=0.01]")
        if rank:
            lines.append(f"\tr_{rank - 1} -> {spine} [style=invis weight=0]")
    for node in boxes.nodes.values():
        lines.append(_node(node))
        ranks[2 * columns.of_node[node.id]].append(name_of("n", node.id))
    for chip in boxes.chips.values():
        lines.append(f"\t{name_of('f', chip.id)} [height={_inches(chip.height)}]")
        ranks[2 * columns.of_chip[chip.id] + 1].append(name_of("f", chip.id))
    for half in halves:
        for rank in half.passes:
            lines.append(f"\t{pass_name(half, rank)} [height={_inches(PASS_HEIGHT)}]")
            ranks[rank].append(pass_name(half, rank))
        lines += _edges(half, boxes)
    lines += ["\t{\n\t\tgraph [rank=same]\n\t\t" + "\n\t\t".join(names) + "\n\t}" for names in ranks]
    return "\n".join([*lines, "}", ""])


def _inches(points: float) -> str:
    """Return a length as Graphviz wants it."""
    return f"{points / POINTS:.4f}"


def _node(node: NodeBox) -> str:
    """Return a node: a plain box, or a table of empty cells when it has rows to end at."""
    spare = NODE_GAP - CHIP_GAP
    if not node.rows:
        return f"\t{name_of('n', node.id)} [height={_inches(node.height + spare)}]"
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
    return f"\t{name_of('n', node.id)} [label={label} fixedsize=false shape=plain]"


def _edges(half: Half, boxes: Boxes) -> Iterator[str]:
    """Yield the pieces of one half-line from left to right, through the columns it passes."""
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
        yield f"\t{left} -> {right} [weight={STRAIGHT if straight else 1}]"
