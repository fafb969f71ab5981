"""Graphs that break Graphviz: a picture or a simpler one, soon, in little memory, and nobody waits for it."""

import json
import subprocess
import sys

import pytest

from tests.dataflows.render.bomb import BOMBS, FILES, GRAPHS
from tests.results import keep_result

MOST_SECONDS = 12
MOST_MEGABYTES = 1024


# The others take their full time: they run with the full sizes.
QUICK = {("b29", "dot"), ("b100", "dot"), ("K150", "python"), ("2000/8000", "dot")}
CASES = [
    pytest.param(bomb, engine, marks=[] if (bomb, engine) in QUICK else [pytest.mark.long])
    for bomb in BOMBS
    for engine in ("dot", "wheel", "python")
]


@pytest.mark.parametrize(("bomb", "engine"), CASES)
def test_a_picture_comes_of_it_in_time(bomb, engine):
    if bomb in FILES and not (GRAPHS / f"{bomb}.gv").exists():
        pytest.skip("the graphs of other projects are not on this machine")
    done = subprocess.run(
        [sys.executable, "-m", "tests.dataflows.render.bomb", bomb],
        capture_output=True,
        text=True,
        timeout=120,
        env={"DAYLIGHT_ENGINE": engine, "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    for tried in found["tries"]:
        assert tried["whole"], tried
        assert tried["seconds"] <= MOST_SECONDS, tried
    assert found["megabytes"] <= MOST_MEGABYTES
    keep_result(f"bomb-{bomb.replace('/', '-')}-{engine}", found)
