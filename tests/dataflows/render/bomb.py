"""Draw one graph that is out to exhaust a drawing, as a page would, and print what that took.

Run as a process of its own: ``python -m tests.dataflows.render.bomb NAME`` with NAME one of ``BOMBS``.
"""

import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.views import opening_view, shown, size_of
from dataflows.language.groups import group_words
from dataflows.render.draw import MOST_ELEMENTS, draw

GRAPHS = Path(__file__).resolve().parents[4] / "shared" / "data" / "interchange" / "dot"
EDGE = re.compile(r'^\s*"?(\w+)"?\s*->\s*"?(\w+)"?', re.MULTILINE)
Ends = list[tuple[str, str]]


def from_file(name: str) -> Callable[[], Ends]:
    return lambda: EDGE.findall((GRAPHS / name).read_text(encoding="latin-1"))


def complete(nodes: int) -> Callable[[], Ends]:
    return lambda: list(combinations(map(str, range(nodes)), 2))


def at_random(nodes: int, flows: int) -> Callable[[], Ends]:
    dice = random.Random(nodes)
    return lambda: [tuple(dice.sample([str(node) for node in range(nodes)], 2)) for _ in range(flows)]


BOMBS: dict[str, Callable[[], Ends]] = {
    "b29": from_file("b29.gv"),
    "b102": from_file("b102.gv"),
    "b100": from_file("b100.gv"),
    "K150": complete(150),
    "2000/8000": at_random(2_000, 8_000),
    # As much as a whole picture may hold, and as dense as that gets.
    "K70": complete(70),
    "500/2500": at_random(499, 2_500),
}
FILES = {"b29", "b102", "b100"}


def graph_of(ends: Ends) -> FlowGraph:
    names = list(dict.fromkeys(name for pair in ends for name in pair))
    nodes = tuple(Node(id=f"n{name}", kind="organisation", name=f"Organisation {name}") for name in names)
    flows = tuple(Flow(id=f"f{place}", source=f"n{a}", target=f"n{b}") for place, (a, b) in enumerate(ends))
    return FlowGraph(nodes=nodes, flows=flows)


def tries(graph: FlowGraph) -> Iterator[dict[str, object]]:
    """Draw the graph as its page opens, and whole where that is allowed; yield what each took."""
    graphs = {"page": lambda: shown(graph, opening_view(size_of(graph)), group_words()).graph}
    if size_of(graph) <= MOST_ELEMENTS:
        graphs["whole"] = lambda: graph
    for name, make in graphs.items():
        began = time.monotonic()
        smaller = make()
        picture = draw(smaller, sentences={})
        drawn = len(re.findall(r'<g id="[^"]+" class="(?:node|flow)', picture.svg))
        yield {
            "view": name,
            "elements": drawn,
            "whole": drawn == size_of(smaller),
            "rung": picture.rung,
            "engine": picture.engine,
            "seconds": round(time.monotonic() - began, 2),
        }


def own_peak() -> int:
    """Return the most memory this process had, in kB.

    What ``getrusage`` says of a process is at least what whoever started it had: it survives the start.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)[1])


def main(name: str) -> None:
    graph = graph_of(BOMBS[name]())
    found = list(tries(graph))
    used = [own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]
    size = {"nodes": len(graph.nodes), "flows": len(graph.flows)}
    print(json.dumps({"bomb": name, **size, "megabytes": round(max(used) / 1024), "tries": found}))  # noqa: T201 - its only answer


if __name__ == "__main__":
    main(sys.argv[1])
