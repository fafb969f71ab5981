"""What comparing two versions costs: the change list in words, and the page with the picture of both.

``python -m bench.comparing`` compares made-up maps of 60 to 500 flows with what became of them: a tenth of
the flows is gone, a tenth is new and a tenth is changed. The last line holds milliseconds for the whole list
in words and for the picture of both, drawn anew each time, with the number of elements that both have and of
those that are on the picture. That they stand in one place before and after is seen in a browser
(``tests/browser/test_comparing.py``).
"""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from bench.maps import made_up_map, with_uuids
from bench.render import set_up
from dataflows.graph.model import FlowGraph

SIZES: Final = (60, 300, 500)
TIMES: Final = 5


def two_versions(flows: int) -> tuple[FlowGraph, FlowGraph]:
    """Return a made-up map and what became of it."""
    dice = random.Random(flows)
    whole = with_uuids(made_up_map(flows + flows // 10))
    before = replace(whole, flows=whole.flows[:flows])
    kept = [flow for flow in before.flows if dice.random() > 0.1]
    now = [replace(flow, person_told="after") if dice.random() < 0.1 else flow for flow in kept]
    return before, replace(whole, flows=(*now, *whole.flows[flows:]))


def median(act: Callable[[], Any]) -> float:
    """Return milliseconds, the middle of several times."""
    took = []
    for _time in range(TIMES):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 1)


def listed(before: FlowGraph, after: FlowGraph) -> Any:
    """Return the whole change list in words, as the page has it."""
    from dataflows.selectors.comparing import ToldComparison, compare_versions  # noqa: PLC0415 - needs Django

    told = ToldComparison(compare_versions(before, after))
    assert told.summary
    assert told.effects
    assert told.flows
    return told


def drawn(before: FlowGraph, after: FlowGraph) -> tuple[dict[str, str], Any]:
    """Draw both, and return each drawn element's first shape, by id."""
    import re  # noqa: PLC0415

    from dataflows.graph.union import union_of  # noqa: PLC0415
    from dataflows.render.draw import draw  # noqa: PLC0415
    from dataflows.selectors.comparing import compare_versions  # noqa: PLC0415

    compared = compare_versions(before, after)
    svg = draw(union_of(compared), sentences={}).svg
    found = re.findall(r'<g id="([^"]+)"[^>]*>.*?<(?:rect|circle|path|polygon) ([^>]*)/?>', svg)
    return dict(found), compared


def draw_alone(graph: FlowGraph) -> Any:
    """Draw one version: what the picture of both is held against."""
    from dataflows.render.draw import draw  # noqa: PLC0415 - needs Django

    return draw(graph, sentences={})


def main() -> None:
    """Measure, and print one line of JSON."""
    figures: dict[str, object] = {"name": "comparing"}
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        for flows in SIZES:
            before, after = two_versions(flows)
            places, compared = drawn(before, after)
            common = {*before.flows_by_id, *before.nodes_by_id} & {*after.flows_by_id, *after.nodes_by_id}
            alone = median(lambda after=after: draw_alone(after))  # type: ignore[misc]
            figures[str(flows)] = {
                "list_ms": median(lambda before=before, after=after: listed(before, after)),  # type: ignore[misc]
                "picture_ms": median(lambda before=before, after=after: drawn(before, after)),  # type: ignore[misc]
                "one_version_ms": alone,
                "common": len(common),
                "drawn": len(common & places.keys()),
                "different": sum(one.state != "same" for one in (*compared.nodes, *compared.flows)),
            }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
