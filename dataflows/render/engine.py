"""Find a drawing engine and ask it, in a limited child process with a deadline.

In order: the system's ``dot``; the Graphviz inside the pygraphviz wheel; ourselves, in plain Python, which
is always there. ``DAYLIGHT_ENGINE`` may name one (``dot``, ``wheel``, ``python``).
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Final

from dataflows.render.errors import DrawingError, EngineFailed, EngineTimeout
from dataflows.render.launcher import CPU_SECONDS, FILE_SIZE, MEMORY

DEADLINE: Final = 10.0
ENGINES: Final = ("dot", "wheel", "python")
LAUNCHER: Final = Path(__file__).with_name("launcher.py")
_VERSION: Final = re.compile(rb"version (\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Engine:
    """A drawing engine: its ``name`` (dot, wheel or python), its version and how it is started."""

    name: str
    version: str
    command: tuple[str, ...]


# The last one: `dataflows.render.stacking`, in this very process. Its version changes with what it answers.
OURSELVES: Final = Engine("python", "1", ())


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child process may use: seconds of processor, bytes of memory, bytes of each file it writes."""

    seconds: int
    memory: int
    file: int

    @property
    def script(self) -> str:
        """Return what a shell does to limit itself and become the command that it is given.

        The shell is there in a millisecond, where a Python that limits itself takes twenty. What a system
        cannot limit (macOS knows no limit of address space) the deadline still ends.
        """
        return (
            f"for limit in '-c 0' '-t {self.seconds}' '-f {self.file // 512}' '-v {self.memory // 1024}'; "
            'do ulimit $limit 2>/dev/null || :; done; exec "$0" "$@"'
        )


DRAWING: Final = Limits(CPU_SECONDS, MEMORY, FILE_SIZE)


def engines() -> Iterator[Engine]:
    """Yield the engines of this machine, the first to try first; the last is always ourselves."""
    wanted = os.environ.get("DAYLIGHT_ENGINE", "")
    if wanted in {"", "dot"} and (path := shutil.which("dot")) and (version := _dot_version(path)):
        yield Engine("dot", version, (*limited(path), "-Tplain"))
    if wanted in {"", "wheel"} and util.find_spec("pygraphviz") is not None:
        version = f"pygraphviz {metadata.version('pygraphviz')}"
        yield Engine("wheel", version, (*_ending_with_us(), sys.executable, "-I", str(LAUNCHER)))
    yield OURSELVES


def limited(path: str, limits: Limits = DRAWING) -> tuple[str, ...]:
    """Return the command that limits itself and then becomes the program at ``path``."""
    return (*_ending_with_us(), "/bin/sh", "-c", limits.script, path)


def _ending_with_us() -> tuple[str, ...]:
    """Return what makes a command end when this process does, even by a signal that nobody can answer to.

    Only Linux knows how; elsewhere an engine that its drawing has left behind ends by its own limits.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()


_known_versions: dict[str, str] = {}


def _dot_version(path: str) -> str:
    """Return the version the system's ``dot`` gives itself, or ``""`` when it does not even do that.

    Only an answer is remembered: a machine that was busy once has its engine again.
    """
    if path in _known_versions:
        return _known_versions[path]
    try:
        found = _VERSION.search(run((*limited(path), "-V"), b"", deadline=DEADLINE / 2))
    except DrawingError:
        return ""
    if found is None:
        return ""
    _known_versions[path] = found.group(1).decode("ascii")
    return _known_versions[path]


def ask(engine: Engine, dot: str, *, deadline: float = DEADLINE) -> str:
    """Return the engine's ``plain`` answer to ``dot``.

    Raises
    ------
    EngineTimeout, EngineFailed
        When it is not there in time, or stops with an error.
    """
    return run(engine.command, dot.encode("utf-8"), deadline=deadline).decode("utf-8", "replace")


def run(command: Sequence[str], given: bytes, *, deadline: float) -> bytes:
    """Run ``command`` in an empty directory and a session of its own; kill all of it at the deadline."""
    try:
        with tempfile.TemporaryDirectory(prefix="daylight-", ignore_cleanup_errors=True) as empty:
            code, answer, complaint = _child(command, given, empty, deadline=deadline)
    except OSError as reason:
        # No process, no memory for one, no room for its directory: the next rung may need none of them.
        raise EngineFailed(str(reason)) from reason
    if code != 0:
        raise EngineFailed(_reason(code, complaint))
    return answer or complaint


def _child(command: Sequence[str], given: bytes, folder: str, *, deadline: float) -> tuple[int, bytes, bytes]:
    """Return how the child process ended, what it answered and what it complained of."""
    child = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": folder},
        start_new_session=True,
    )
    try:
        answer, complaint = child.communicate(given, timeout=deadline)
    except subprocess.TimeoutExpired as late:
        _kill_group(child)
        raise EngineTimeout(f"No answer in {deadline:g} seconds.") from late
    except BaseException:
        _kill_group(child)
        raise
    return child.returncode, answer, complaint


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """Kill the child and whatever it started, and wait for it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def _reason(code: int, complaint: bytes) -> str:
    """Return how the engine ended: its exit code or signal and the last line it wrote."""
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"{how}: {lines[-1][:200]}" if lines else how
