"""Engines are found in order, limited, and stopped with everything they started."""

import os
import stat
import subprocess
import sys
import time

import pytest

from dataflows.render.draw import draw
from dataflows.render.engine import LAUNCHER, Engine, ask, engines
from dataflows.render.errors import EngineFailed, EngineMissing, EngineNonsense, EngineTimeout
from tests.dataflows.render.test_draw import SMALL

TINY = 'digraph {\n\ta [label="", shape=box];\n}\n'


@pytest.fixture
def fake(tmp_path):
    """Return a way to make an engine out of a few lines of Python, started through the real launcher."""

    def make(code):
        script = tmp_path / "fake-dot"
        script.write_text(f"#!{sys.executable} -IS\n{code}\n")
        script.chmod(stat.S_IRWXU)
        command = (sys.executable, "-I", "-S", str(LAUNCHER), "dot", str(script), "-Tplain")
        return Engine("fake", "0", command)

    return make


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
    if not found:
        pytest.skip(f"no {name} on this machine")
    assert [engine.name for engine in found] == [name]
    assert found[0].version
    assert ask(found[0], TINY).startswith("graph 1 ")


def test_the_system_engine_comes_first(monkeypatch):
    monkeypatch.delenv("DAYLIGHT_ENGINE", raising=False)
    names = [engine.name for engine in engines()]
    assert names == sorted(names)
    assert set(names) <= {"dot", "wheel"}


def test_without_an_engine_one_sentence_says_so(monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", "none")
    with pytest.raises(EngineMissing) as caught:
        draw(SMALL, sentences={})
    assert caught.value.sentence == "The picture could not be drawn because no drawing engine is installed."


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


def test_an_answer_without_a_place_for_everything_is_refused(fake, monkeypatch):
    engine = fake("print('graph 1 1 1')\nprint('stop')")
    monkeypatch.setattr("dataflows.render.laying.engines", lambda: iter([engine]))
    with pytest.raises(EngineNonsense) as caught:
        draw(SMALL, sentences={})
    assert "incomplete" in caught.value.sentence
