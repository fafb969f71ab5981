"""What a render task costs above the drawing engine's own work.

``python -m bench.render`` times, in one run and in turn, the whole task (claim, read the map, DOT, layout,
write, count, store, done) and the bare engine as a child process on the very DOT that the task asked it. The
last line holds the ratios ``ratio_60`` and ``ratio_300`` (of ``dot``; each engine's beside them), how time
grows from 20 to 2,000 flows, and what the same content costs again. It works in a database of its own.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final
from unittest.mock import patch

REPEATS: Final = 9
GROWTH: Final = (20, 60, 150, 300, 600, 1_000, 2_000)
SIZES: Final = (60, 300)


def set_up(folder: str) -> None:
    """Start Django on a new database in ``folder`` (or on a scratch one that ``DATABASE_URL`` names)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DAYLIGHT_DATA"] = folder
    import django  # noqa: PLC0415 - needs the environment above
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


class Bench:
    """The maps in the database, and what is timed on them."""

    def __init__(self) -> None:
        from organisations.permissions import SystemActor  # noqa: PLC0415
        from organisations.services.programmes import create_programme  # noqa: PLC0415

        self.actor = SystemActor(id="bench")
        self.programme = create_programme(actor=self.actor, name="Bench")
        self.maps: dict[int, Any] = {}

    @contextmanager
    def scoped(self) -> Iterator[None]:
        from django_scopes import scope  # noqa: PLC0415

        with scope(programme=[self.programme]):
            yield

    def map_of(self, flows: int) -> Any:
        """Return a map of so many flows, stored the first time it is asked for."""
        from bench.maps import stored_map  # noqa: PLC0415
        from jobs.models import Job  # noqa: PLC0415

        if flows not in self.maps:
            self.maps[flows] = stored_map(self.actor, self.programme, flows)
            # Loading has asked for the view that the map opens with, which is not what is timed here.
            Job.objects.all().delete()
        return self.maps[flows]

    def task(self, flows: int, *, again: bool = False) -> float:
        """Return how long one task takes, in seconds, with its picture forgotten first unless ``again``."""
        from dataflows.graph.views import WHOLE  # noqa: PLC0415
        from dataflows.models import Picture  # noqa: PLC0415
        from dataflows.services.drawing import request_drawing  # noqa: PLC0415
        from jobs import services  # noqa: PLC0415

        map_ = self.map_of(flows)
        content = Picture.objects.values_list("key", flat=True).get() if again else ""
        if not again:
            Picture.objects.all().delete()
        request_drawing(map_=map_, view=WHOLE, content=content)
        began = time.perf_counter()
        job = services.run_one()
        seconds = time.perf_counter() - began
        if job is None or job.state != "done" or job.result is None or job.result["failure"]:
            raise SystemExit(f"The task failed: {job and (job.error or job.result)}")
        return seconds


class Floor:
    """The bare engine on what the task asked it: nothing of ours around it."""

    def __init__(self) -> None:
        from dataflows.render.engine import ask  # noqa: PLC0415

        self.asked: tuple[list[str], bytes] | None = None
        self._ask = ask
        patch("dataflows.render.laying.ask", self._overhear).start()

    def _overhear(self, engine: Any, dot: str, *, deadline: float) -> str:
        bare = [shutil.which("dot") or "dot", "-Tplain"] if engine.name == "dot" else list(engine.command)
        self.asked = (bare, dot.encode())
        return self._ask(engine, dot, deadline=deadline)

    def seconds(self) -> float | None:
        """Return how long the bare engine takes; nothing when the task asked none."""
        if self.asked is None:
            return None
        command, dot = self.asked
        began = time.perf_counter()
        subprocess.run(command, input=dot, capture_output=True, check=True)
        return time.perf_counter() - began


def paired(task: Callable[[], float], floor: Floor, repeats: int) -> dict[str, float]:
    """Return medians of task and floor taken in turn, and the median of their ratios."""
    tasks, floors = [], []
    for _ in range(repeats):
        floor.asked = None
        tasks.append(task())
        bare = floor.seconds()
        if bare is not None:
            floors.append(bare)
    found = {"task": round(statistics.median(tasks), 4)}
    if floors:
        ratios = [one / other for one, other in zip(tasks, floors, strict=True)]
        found |= {
            "bare": round(statistics.median(floors), 4),
            "ratio": round(statistics.median(ratios), 2),
            "above": round(statistics.median(tasks) - statistics.median(floors), 4),
        }
    return found


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench.render")
    options.add_argument("--repeats", type=int, default=REPEATS)
    repeats = options.parse_args().repeats
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        set_up(folder)
        line: dict[str, Any] = {"name": "render"}
        bench, floor = Bench(), Floor()
        with bench.scoped():
            for engine in ("dot", "wheel", "python"):
                os.environ["DAYLIGHT_ENGINE"] = engine
                for flows in SIZES:
                    bench.task(flows)  # warms what a worker has warm
                    found = paired(partial(bench.task, flows), floor, repeats)
                    print(json.dumps({"engine": engine, "flows": flows, **found}), flush=True)
                    line[f"{engine}_{flows}"] = found
                    if engine == "dot":
                        line[f"ratio_{flows}"] = found.get("ratio")
            os.environ["DAYLIGHT_ENGINE"] = "dot"
            line["growth"] = {flows: round(min(bench.task(flows) for _ in range(2)), 3) for flows in GROWTH}
            bench.task(60)
            again = statistics.median(bench.task(60, again=True) for _ in range(repeats))
            line["again_ms"] = round(again * 1000, 1)
        print(json.dumps(line))


if __name__ == "__main__":
    main()
