"""A machine with no drawing engine at all: maps show all the same, and soon."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.results import keep_result

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 3.0
# On a machine that other tests keep busy; the full sizes are run on a quiet one.
WHILE_BUSY = 12.0
# Python runs this at every start, also of the processes that do the jobs: who looks for the wheel finds none.
BLOCKED = 'import sys\nsys.modules["pygraphviz"] = None\n'


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[str]:
    """Daylight as `bin/run` starts it, with nothing on its PATH and without the wheel; its address."""
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    (blocks / "sitecustomize.py").write_text(BLOCKED)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DAYLIGHT_")}
    environment |= {
        "PATH": str(blocks),
        "PYTHONPATH": f"{blocks}:{ROOT}",
        "DAYLIGHT_DATA": str(tmp_path / "data"),
        "PYTHONUNBUFFERED": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "config.embedded", "--port", "0", "--no-browser"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield address_said_by(server)
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        finally:
            server.kill()
            assert server.stdout
            server.stdout.close()


def address_said_by(server: "subprocess.Popen[str]") -> str:
    assert server.stdout
    for line in server.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group().rstrip("/")
    raise AssertionError("the server ended before it was ready")


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def test_a_map_shows_in_three_seconds(bare: str, request: pytest.FixtureRequest):
    most = MOST_SECONDS if request.config.getoption("--long") else WHILE_BUSY
    page = fetch(f"{bare}/")
    version = re.search(r'href="(/m/[^"]+/v/\d+/)"', page)
    assert version, "no map of the sample is open to everybody"
    address = f"{bare}{version.group(1)}"
    times = {}
    for view in ("", "?show=theme", "?show=organisation"):
        began = time.monotonic()
        shown = fetch(address + view)
        while "<svg xmlns" not in shown and time.monotonic() - began < most:
            assert "could not be drawn" not in shown
            time.sleep(0.1)
            shown = fetch(f"{address}picture/{view}")
        times[view or "whole"] = round(time.monotonic() - began, 2)
        assert '<g id="' in shown
    # The whole map of a version has its places; the views were laid out for this very look.
    assert "without a drawing engine" in fetch(f"{address}?show=theme")
    keep_result("no-engine", {"seconds": times})
    assert max(times.values()) <= most
