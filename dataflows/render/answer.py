"""What an engine answered: how far down each box stands, checked to be complete, turned the right way up."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from dataflows.render.boxes import Boxes
from dataflows.render.columns import Columns
from dataflows.render.crossing import inversions
from dataflows.render.dot import POINTS, name_of, pass_name
from dataflows.render.errors import EngineNonsense
from dataflows.render.halves import Half

_NODE: Final = re.compile(r"^node (\w+) (\S+) (\S+) ", re.MULTILINE)


def heights_in(plain: str) -> dict[str, float]:
    """Return how far down each DOT node's centre stands, in points, from Graphviz's ``plain`` answer.

    Examples
    --------
    >>> heights_in('graph 1 2 3\\nnode n_a 0.5 1 1 1 "" solid box black lightgrey\\nstop\\n')
    {'n_a': -72.0}
    """
    try:
        return {name: round(-float(up) * POINTS, 1) for name, _across, up in _NODE.findall(plain)}
    except ValueError as wrong:
        raise EngineNonsense(str(wrong)) from wrong


def upright(down: dict[str, float], boxes: Boxes, columns: Columns) -> dict[str, float]:
    """Return the heights as they are or upside down: turned over, no more lines cross.

    A person who shares the first column stands at its top, where people look first; otherwise the
    numbers of the flows rather grow downwards.
    """
    upside_down = {name: -y for name, y in down.items()}
    first = [node_id for node_id, column in columns.of_node.items() if column == 0]
    people = [down[name_of("n", node_id)] for node_id in first if boxes.nodes[node_id].shape == "person"]
    if people and len(first) > len(people):
        middle = (min(down.values()) + max(down.values())) / 2
        return upside_down if people[0] > middle else down
    gaps: dict[int, list[float]] = defaultdict(list)
    for flow, gap in columns.of_chip.items():
        gaps[gap].append(down[name_of("f", flow)])
    falling = sum(inversions(enumerate(heights)) for heights in gaps.values())
    growing = sum(inversions((place, -y) for place, y in enumerate(heights)) for heights in gaps.values())
    return upside_down if falling > growing else down


def complete(heights: Mapping[str, float], boxes: Boxes, halves: Sequence[Half]) -> dict[str, float]:
    """Return the heights, or raise when the engine left something out."""
    wanted = [name_of("n", node_id) for node_id in boxes.nodes]
    wanted += [name_of("f", flow_id) for flow_id in boxes.chips]
    wanted += [pass_name(half, rank) for half in halves for rank in half.passes]
    missing = [name for name in wanted if name not in heights]
    if missing:
        raise EngineNonsense(f"No place for {', '.join(missing[:5])}.")
    return {name: heights[name] for name in wanted}
