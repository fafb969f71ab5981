"""How late those who follow a map live hear of a change, and what it costs.

``python -m bench.live`` starts a server of its own, lets ``--each`` people listen in each of ``--rooms`` maps
of 60 flows while others change facts ``--rate`` times a second for ``--seconds``, with permissions, log and
drawing on. The last line holds the percentiles from an edit being sent to its event being read, in
milliseconds, the memory of each process in megabytes, and how many changes were lost or came twice (none).
``--growth 10,50,200`` repeats it with as many listeners. ``--shape production`` is gunicorn, two live
processes and a worker on PostgreSQL and Redis.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from typing import Any

from bench.live_clients import Editor, Listener, headers_for
from bench.live_servers import Servers, embedded, production

OF_PERSON = 5
# Several, so that one answer need not wait for another.
EDITORS = 10
WARM = 5.0


def percentiles(values: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the largest, in milliseconds; nothing of nothing."""
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(values)}
    return {name: round(1000 * value, 1) for name, value in named.items()}


async def measured(servers: Servers, *, rooms: int, each: int, rate: float, seconds: float) -> dict[str, Any]:
    """Let people listen and edit, and return what came of it."""
    world = servers.world(rooms=rooms, people=rooms * each // OF_PERSON + EDITORS + 1, flows=60)
    named = [headers_for(world, key, host=servers.host, secure=servers.secure) for key in world["sessions"]]
    maps = world["maps"]
    listeners = [
        Listener(
            servers.streams[number % len(servers.streams)],
            named[number // OF_PERSON],
            maps[number % rooms]["id"],
            maps[number % rooms]["seq"],
        )
        for number in range(rooms * each)
    ]
    editors = [
        Editor(servers.pages, named[-1 - place], one["id"], one["flows"], number=13 * place)
        for place in range(max(1, EDITORS // rooms))
        for one in maps
    ]
    tasks = [asyncio.create_task(listener.run()) for listener in listeners]
    began = time.perf_counter()
    await asyncio.wait_for(asyncio.gather(*(listener.is_ready.wait() for listener in listeners)), 120)
    ready = time.perf_counter() - began
    # Processes that have just started import, compile and connect for the first few.
    await _edit(servers, editors, rate, WARM)
    for editor in editors:
        editor.sent.clear()
    begins = time.perf_counter()
    most = await _edit(servers, editors, rate, seconds)
    took = time.perf_counter() - begins
    await asyncio.sleep(3)
    for task in tasks:
        task.cancel()
    return {
        **_figures(listeners, editors),
        "ready_seconds": round(ready, 2),
        "edits_a_second": round(rate * seconds / took, 1),
        "memory_mb": most,
    }


async def _edit(servers: Servers, editors: list[Editor], rate: float, seconds: float) -> dict[str, float]:
    """Send edits at a steady pace, whatever the answers; return the most memory that was seen."""
    most: dict[str, float] = {}
    begins, count = time.perf_counter(), int(rate * seconds)
    under_way: set[asyncio.Task[str]] = set()
    for number in range(count):
        await asyncio.sleep(max(0.0, begins + number / rate - time.perf_counter()))
        task = asyncio.create_task(editors[number % len(editors)].edit())
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        if number % int(rate * 5) == 0:
            most |= {name: max(size, most.get(name, 0)) for name, size in servers.memory().items()}
    await asyncio.gather(*under_way)
    return most


def _figures(listeners: list[Listener], editors: list[Editor]) -> dict[str, Any]:
    sent = {pk: times for editor in editors for pk, times in editor.sent.items()}
    of_room: dict[str, set[str]] = {}
    for editor in editors:
        of_room.setdefault(editor.map_id, set()).update(editor.sent)
    late = [when - sent[pk][0] for one in listeners for pk, when in one.edits.items() if pk in sent]
    after = [when - sent[pk][1] for one in listeners for pk, when in one.edits.items() if pk in sent]
    missing = sum(len(of_room[one.map_id] - one.edits.keys()) for one in listeners)
    return {
        "edits": len(sent),
        "refused": sum(len(editor.refused) for editor in editors),
        "why": [why for editor in editors for why in editor.refused][:2],
        "listeners": len(listeners),
        "heard": len(late),
        "lost": missing + sum(one.lost for one in listeners),
        "twice": sum(one.twice for one in listeners),
        "sent_to_heard_ms": percentiles(late),
        "acknowledged_to_heard_ms": percentiles(after),
        "acknowledged_ms": percentiles([end - start for start, end in sent.values()]),
        "reconnects": sum(one.reconnects for one in listeners),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", choices=("embedded", "production"), default="embedded")
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--rate", type=float, default=25)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--growth", default="")
    options = parser.parse_args()
    start = {"embedded": embedded, "production": production}[options.shape]
    sizes = [int(size) for size in options.growth.split(",")] if options.growth else [options.each]
    found = {}
    with tempfile.TemporaryDirectory(prefix="daylight-live-") as folder, start(folder) as servers:
        for each in sizes:
            asked = {"rooms": options.rooms, "each": each, "rate": options.rate, "seconds": options.seconds}
            found[str(each)] = asyncio.run(measured(servers, **asked))
            print(each, json.dumps(found[str(each)]), flush=True)
    print(json.dumps({"name": "live", "shape": options.shape, "rooms": options.rooms, "rate": options.rate,
                      "seconds": options.seconds, "by_listeners": found}))  # fmt: skip


if __name__ == "__main__":
    main()
