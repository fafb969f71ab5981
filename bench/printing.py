"""What it costs to print: seconds, bytes and megabytes of the child process, for maps of several sizes.

``python -m bench.printing`` prints a line of JSON. Beside each figure stands how often the floor fits in it:
what the same page costs with an empty picture.
"""

import json
import resource
import time
from typing import Any

from bench.maps import made_up_map
from dataflows.graph.model import FlowGraph
from dataflows.render.draw import draw
from dataflows.render.press import Job, print_out
from dataflows.render.sheets import Printing, as_image, in_sheets, one_sheet
from dataflows.render.standalone import Caption, Standing
from tests.dataflows.render.sample_maps import sample_map

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"></svg>'


def printing_of(graph: FlowGraph) -> Printing:
    """Return what is to be printed of a map."""
    caption = Caption(name="Map", edition="Version 1", date="1 January 2026")
    layout = draw(graph, sentences={}).layout
    pictures = Standing(graph, layout=layout, sentences={}, caption=caption)
    return Printing(graph=graph, pictures=pictures, caption=caption, when=0, language="en", translate=str)


def measured(job: Job) -> dict[str, Any]:
    """Set a page, and the same with nothing in its pictures."""
    start = time.perf_counter()
    done = print_out(job)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    print_out(Job(page="image", data={**job.data}, files={"whole.svg": EMPTY}, shown={"whole.svg": 1}))
    floor = time.perf_counter() - start
    return {
        "seconds": round(seconds, 2),
        "times_the_floor": round(seconds / floor, 1),
        "kilobytes": round(len(done.data) / 1000),
        "pages": done.pages,
    }


def main() -> None:
    """Measure and print."""
    figures: dict[str, Any] = {}
    for name, graph in (
        ("northmoor", sample_map("northmoor")),
        ("60 flows", made_up_map(60)),
        ("500 flows", made_up_map(500)),
    ):
        printing = printing_of(graph)
        size = [round(side) for side in printing.pictures.bare_size]
        figures[name] = {
            "points": size,
            "png": measured(as_image(printing)),
            "a3 sheet": measured(one_sheet(printing, "a3")),
            "a0 sheet": measured(one_sheet(printing, "a0")),
            "a3 tiles": measured(in_sheets(printing, "a3")),
            "a0 tiles": measured(in_sheets(printing, "a0")),
        }
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"name": "printing", **figures, "child_megabytes": round(most)}))


if __name__ == "__main__":
    main()
