"""What an edit costs beside a request that does nothing.

``python -m bench.editing`` sends edits of one fact, and requests to an empty view, in turn through Django's
whole stack of middleware in one process, as somebody signed in. The last line holds the 95th and 50th
percentile of both in milliseconds, their ratio, and how an edit's cost grows with the map. It works in a
database of its own.
"""

import argparse
import json
import statistics
import tempfile
import time
import types
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import uuid4

from bench.render import Bench, set_up

SIZES: Final = (60, 300, 1_000)
EDITS: Final = 400


def empty_address() -> str:
    """Put a view that does nothing among the addresses, and return its own."""
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.http import HttpResponse  # noqa: PLC0415
    from django.urls import include, path  # noqa: PLC0415

    addresses = types.ModuleType("bench_urls")
    vars(addresses)["urlpatterns"] = [
        path("empty/", lambda _request: HttpResponse(b"")),
        path("", include(settings.ROOT_URLCONF)),
    ]
    import sys  # noqa: PLC0415

    sys.modules["bench_urls"] = addresses
    settings.ROOT_URLCONF = "bench_urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    return "/empty/"


def signed_in(bench: Bench) -> Any:
    """Return a browser of a facilitator's."""
    from django.test import Client  # noqa: PLC0415

    from organisations.models import Role, User  # noqa: PLC0415
    from organisations.services.programmes import set_member  # noqa: PLC0415

    set_member(
        actor=bench.actor,
        programme=bench.programme,
        email="bench@example.org",
        name="Bench",
        role=Role.FACILITATOR,
    )
    client = Client()
    client.force_login(User.objects.get(email="bench@example.org"))
    return client


def milliseconds(act: Callable[[], Any]) -> float:
    """Return how long an act took."""
    began = time.perf_counter()
    answer = act()
    took = time.perf_counter() - began
    assert answer.status_code in (200, 201), answer.content
    return took * 1000


def measured(client: Any, empty: str, map_: Any, flow: str, count: int) -> dict[str, float]:
    """Return the percentiles of edits and of empty requests, asked in turn."""
    address = f"/api/v1/maps/{map_.pk}/edits/"

    def edit(number: int) -> Any:
        change = {"do": "set", "element": flow, "field": "channel", "value": f"way {number}"}
        body = {"id": str(uuid4()), "seen": 1_000_000, "edits": [change]}
        return client.post(address, json.dumps(body), content_type="application/json")

    edits, nothing = [], []
    for number in range(count):
        edits.append(milliseconds(partial(edit, number)))
        nothing.append(milliseconds(partial(client.get, empty)))
    return {
        "edit_p50": percentile(edits, 50),
        "edit_p95": percentile(edits, 95),
        "empty_p50": percentile(nothing, 50),
        "empty_p95": percentile(nothing, 95),
    }


def percentile(values: list[float], which: int) -> float:
    """Return a percentile, in milliseconds."""
    return round(statistics.quantiles(values, n=100)[which - 1], 2)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench.editing")
    options.add_argument("--edits", type=int, default=EDITS)
    count = options.parse_args().edits
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        set_up(folder)
        empty = empty_address()
        bench = Bench()
        with bench.scoped():
            client = signed_in(bench)
            found = {}
            for size in SIZES:
                map_ = bench.map_of(size)
                flow = str(map_.flows.first().pk)
                measured(client, empty, map_, flow, 20)
                found[size] = measured(client, empty, map_, flow, count)
    first = found[SIZES[0]]
    line = {
        "name": "editing",
        "edits": count,
        "ratio_p95": round(first["edit_p95"] / first["empty_p95"], 2),
        "ratio_p50": round(first["edit_p50"] / first["empty_p50"], 2),
        "by_flows": found,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
