"""What it costs to import a big flow list: read and check, plan for the preview, import, import again.

``python -m bench.importing`` makes a list of 20,000 rows (``--rows``), takes it through the acts that the
pages make, each in the one process as the web server would, and prints a line of JSON: seconds of each act,
megabytes at the highest, and how the whole grows from a tenth of the rows. It works in a database of its own.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bench.render import Bench, set_up

ROWS = 20_000
HEADINGS = (
    *("ref", "from_organisation", "from_storage", "to_organisation", "to_storage", "data_types", "channel"),
    *(
        "journey_stage",
        "frequency",
        "purpose",
        "lawful_basis",
        "person_told",
        "practice",
        "evidence",
        "notes",
    ),
)


def flow_list(rows: int) -> bytes:
    """Return a list shaped like real ones: 300 organisations, 60 kinds of data, most cells filled."""
    lines = [",".join(HEADINGS)]
    for row in range(rows):
        here, there = row % 300, (row * 7 + row // 300 + 1) % 300
        data = f"Kind of data {row % 60}; Kind of data {(row * 3 + 1) % 60}"
        lines.append(
            f"R{row},Organisation number {here},Case system,Organisation number {there},,{data},"
            f"Secure e-mail,Referral,Weekly,plan support number {row % 97},Public task,Before,Usually,"
            f"Workshop,Row {row}"
        )
    return "\n".join(lines).encode()


def seconds(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long an act took, and what it gave."""
    began = time.perf_counter()
    made = act()
    return round(time.perf_counter() - began, 2), made


def acts(bench: Bench, rows: int) -> dict[str, float]:
    """Return the seconds of each act of one import of so many rows."""
    from dataflows.services import importing  # noqa: PLC0415 - needs Django
    from dataflows.services.maps import create_map  # noqa: PLC0415

    map_ = create_map(actor=bench.actor, programme=bench.programme, name=f"{rows} rows")
    file = importing.SourceFile(name="flows.csv", data=flow_list(rows))
    check, _none = seconds(lambda: importing.check_file(file=file))
    plan, made = seconds(lambda: importing.content_of(importing.plan_import(map_=map_, file=file)))
    assert (made["kept"], made["dropped"]) == (rows, [])
    store, _receipt = seconds(lambda: importing.import_flows(actor=bench.actor, map_=map_, file=file))
    once = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    changed = replace(file, data=file.data.replace(b"Weekly", b"Monthly"))
    again, receipt = seconds(lambda: importing.import_flows(actor=bench.actor, map_=map_, file=changed))
    assert (receipt.content["matched"], receipt.content["differs"]) == (rows, [])
    return {"check": check, "preview": plan, "import": store, "megabytes_once": round(once), "again": again}


def total(measured: dict[str, float]) -> float:
    """Return the seconds of all acts together."""
    return sum(measured[act] for act in ("check", "preview", "import", "again"))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench.importing")
    options.add_argument("--rows", type=int, default=ROWS)
    rows = options.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        set_up(folder)
        bench = Bench()
        with bench.scoped():
            small = acts(bench, rows // 10)
            idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            whole = acts(bench, rows)
        line = {
            "name": "importing",
            "rows": rows,
            **whole,
            "whole": round(whole["check"] + whole["preview"] + whole["import"], 2),
            "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "megabytes_small": round(idle / 1024),
            "growth": round(total(whole) / total(small), 1),
        }
        print(json.dumps(line))


if __name__ == "__main__":
    main()
