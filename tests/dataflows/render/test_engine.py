"""Engines are found in order, limited, and stopped with everything they started."""

import itertools
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.render import laying
from dataflows.render.draw import draw
from dataflows.render.engine import OURSELVES, Engine, ask, engines, limited
from dataflows.render.errors import EngineFailed, EngineTimeout
from dataflows.render.rungs import OWN, SEVERAL, SIMPLE, sentence_of
from tests.dataflows.render.test_draw import SAM, SMALL

# Where everybody tells everybody, boxes can stand in columns in several ways.
RING = tuple(Node(id=f"r{place}", kind="organisation", name=f"Number {place}") for place in range(5))
FORKED = FlowGraph(
    nodes=(SAM, *RING),
    flows=tuple(
        Flow(id=f"x{place}", source=one.id, target=other.id)
        for place, (one, other) in enumerate(itertools.combinations((SAM, *RING), 2))
    ),
)
ROOT = Path(__file__).resolve().parents[3]
TINY = 'digraph {\n\ta [label="", shape=box];\n}\n'


@pytest.fixture
def fake(tmp_path):
    """Return a way to make an engine out of a few lines of Python, limited like the system's `dot`."""

    def make(code):
        script = tmp_path / "fake-dot"
        script.write_text(f"#!{sys.executable} -IS\n{code}\n")
        script.chmod(stat.S_IRWXU)
        return Engine("fake", "0", (*limited(str(script)), "-Tplain"))

    return make


@pytest.fixture
def real_engine(monkeypatch):
    """The first real engine of this machine."""
    monkeypatch.delenv("DAYLIGHT_ENGINE", raising=False)
    found = next(engines())
    if found == OURSELVES:
        pytest.skip("no engine on this machine")
    return found


def gone(pid):
    """Say whether a process has ended (or is only waiting to be collected)."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return not listed.stdout.strip() or listed.stdout.strip().startswith("Z")


@pytest.mark.parametrize("name", ["dot", "wheel"])
def test_a_named_engine_answers(name, monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", name)
    found = list(engines())
    if found == [OURSELVES]:
        pytest.skip(f"no {name} on this machine")
    assert [engine.name for engine in found] == [name, "python"]
    assert found[0].version
    assert ask(found[0], TINY).startswith("graph 1 ")


def test_the_system_engine_comes_first_and_we_last(monkeypatch):
    monkeypatch.delenv("DAYLIGHT_ENGINE", raising=False)
    names = [engine.name for engine in engines()]
    assert [name for name in ("dot", "wheel", "python") if name in names] == names
    assert names[-1] == "python"


def test_without_an_engine_we_draw_ourselves_and_say_so(monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", "python")
    picture = draw(SMALL, sentences={})
    assert (picture.rung, picture.engine) == (OWN, "python")
    assert "without a drawing engine" in sentence_of(picture.rung)


def test_a_dot_that_cannot_even_say_its_version_is_passed_over(fake, monkeypatch, tmp_path):
    fake("raise SystemExit(3)")
    (tmp_path / "fake-dot").rename(tmp_path / "dot")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DAYLIGHT_ENGINE", raising=False)
    assert "dot" not in [engine.name for engine in engines()]


def test_a_late_engine_is_killed_with_its_children(fake, tmp_path):
    pids = tmp_path / "pids"
    engine = fake(
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)"
    )
    started = time.monotonic()
    with pytest.raises(EngineTimeout):
        ask(engine, TINY, deadline=1.5)
    assert time.monotonic() - started < 10
    for pid in pids.read_text().split():
        assert gone(int(pid))


def test_a_child_that_outlives_its_engine_does_not_hold_the_answer_up(fake, tmp_path):
    pids = tmp_path / "pids"
    engine = fake(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pids)!r}, 'w').write(str(child.pid))"
    )
    with pytest.raises(EngineTimeout):
        ask(engine, TINY, deadline=1.5)
    assert gone(int(pids.read_text()))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.stderr.write('lost edge\\n'); sys.exit(1)", "exit code 1: lost edge"),
        ("import os; os.kill(os.getpid(), 6)", "signal 6"),
    ],
)
def test_an_engine_that_stops_says_how(fake, code, reason):
    with pytest.raises(EngineFailed) as caught:
        ask(fake(code), TINY)
    assert caught.value.detail == reason


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not hold a process to its address space")
def test_memory_is_limited(fake):
    with pytest.raises(EngineFailed) as caught:
        ask(fake("bytearray(2 * 1024**3)"), TINY)
    assert "MemoryError" in caught.value.detail


def test_files_and_surroundings_are_limited(fake):
    code = (
        "import os, resource, sys\n"
        "print(os.listdir('.'), sorted(os.environ), os.getpid() == os.getsid(0),\n"
        "      resource.getrlimit(resource.RLIMIT_FSIZE)[0], resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    answer = ask(fake(code), TINY)
    assert answer.startswith("[] ['HOME', 'LC_ALL', ")
    assert answer.endswith("True 1048576 0\n")
    assert os.environ["PATH"] not in answer


def test_an_engine_ends_when_whoever_asked_it_is_killed(fake, tmp_path):
    if not shutil.which("setpriv"):
        pytest.skip("this system cannot end a process with its parent")
    pids = tmp_path / "pid"
    engine = fake(f"import os, time\nopen({str(pids)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)")
    asks = f"from dataflows.render.engine import Engine, ask; ask({engine!r}, 'digraph {{}}', deadline=50)"
    asking = subprocess.Popen([sys.executable, "-c", asks], cwd=ROOT, start_new_session=True)
    try:
        until(lambda: pids.exists() and pids.read_text())
        assert not gone(int(pids.read_text()))
    finally:
        asking.kill()
        asking.wait()
    until(lambda: gone(int(pids.read_text())))


def until(holds, *, within=20):
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "too late"
        time.sleep(0.05)


# --- the ladder ----------------------------------------------------------------------------------


@pytest.fixture
def only(monkeypatch):
    """Return a way to say which engines this machine has."""

    def have(*found):
        monkeypatch.setattr(laying, "engines", lambda: iter([*found, OURSELVES]))

    return have


@pytest.mark.parametrize(
    "code",
    [
        "print('graph 1 1 1')\nprint('stop')",
        "print('nonsense')",
        "print('node n_x a b c d')\nprint('stop')",
        "import os; os.abort()",
        "import ctypes; ctypes.string_at(0)",
        "bytearray(2 * 1024**3)",
        "import sys; sys.exit(1)",
    ],
)
def test_an_engine_that_fails_in_any_way_costs_nobody_the_picture(code, fake, only):
    only(fake(code))
    picture = draw(SMALL, sentences={})
    assert (picture.rung, picture.engine) == (OWN, "python")


@pytest.mark.parametrize("what", ["subprocess.Popen", "tempfile.TemporaryDirectory"])
def test_a_machine_that_has_no_room_for_an_engine_draws_all_the_same(what, fake, only, monkeypatch):
    def full(*_what, **_more):
        raise OSError(12, "Cannot allocate memory")

    only(fake("pass"))
    monkeypatch.setattr(f"dataflows.render.engine.{what}", full)
    assert draw(SMALL, sentences={}).rung == OWN


def test_a_dot_that_was_too_busy_once_is_found_again(fake, monkeypatch, tmp_path):
    monkeypatch.setenv("DAYLIGHT_ENGINE", "dot")
    monkeypatch.setenv("PATH", str(tmp_path))
    fake("raise SystemExit(3)")
    script = (tmp_path / "fake-dot").rename(tmp_path / "dot")
    assert list(engines()) == [OURSELVES]
    script.write_text(f"#!{sys.executable} -IS\nprint('dot - graphviz version 99.1 (2026)')\n")
    assert next(engines()).version == "99.1"


def test_an_engine_that_hangs_leaves_the_whole_question_to_the_next(fake, only, real_engine):
    only(fake("import time; time.sleep(60)"), real_engine)
    picture = draw(FORKED, sentences={}, deadline=6)
    assert (picture.rung, picture.engine) == (SEVERAL, real_engine.name)


def test_the_next_engine_answers_for_one_that_fails(fake, only, real_engine):
    only(fake("raise SystemExit(3)"), real_engine)
    picture = draw(SMALL, sentences={})
    assert (picture.rung, picture.engine) == (SEVERAL, real_engine.name)
    assert sentence_of(picture.rung) == ""


def test_one_way_is_asked_for_when_several_are_late(fake, only, real_engine):
    late = fake(
        "import subprocess, sys, time\n"
        "asked = sys.stdin.read()\n"
        "time.sleep(60 if asked.count('digraph') > 1 else 0)\n"
        f"sys.stdout.write(subprocess.run({list(real_engine.command)!r}, input=asked, text=True,\n"
        "    capture_output=True, check=True).stdout)"
    )
    only(late)
    started = time.monotonic()
    picture = draw(FORKED, sentences={}, deadline=4)
    assert picture.rung == SIMPLE
    assert time.monotonic() - started < 4
    assert "did not finish in time" in sentence_of(picture.rung)


def test_an_engine_that_never_answers_leaves_time_for_the_last_rung(fake, only):
    only(fake("import time; time.sleep(60)"), fake("import time; time.sleep(60)"))
    started = time.monotonic()
    picture = draw(FORKED, sentences={}, deadline=3)
    assert picture.rung == OWN
    assert time.monotonic() - started < 3.5
