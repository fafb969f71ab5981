"""Find a drawing engine and ask it, in a limited child process with a deadline.

In order: the system's ``dot``; the Graphviz inside the pygraphviz wheel. ``DAYLIGHT_ENGINE`` may
name one (``dot``, ``wheel``) or none (``none``).
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
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Final

from dataflows.render.errors import DrawingError, EngineFailed, EngineTimeout

DEADLINE: Final = 10.0
LAUNCHER: Final = Path(__file__).with_name("launcher.py")
_VERSION: Final = re.compile(rb"version (\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Engine:
    """A drawing engine: its ``name`` (dot or wheel), its version and how it is started."""

    name: str
    version: str
    command: tuple[str, ...]


def engines() -> Iterator[Engine]:
    """Yield the engines of this machine, the first to try first; none when there is none."""
    wanted = os.environ.get("DAYLIGHT_ENGINE", "")
    if wanted in {"", "dot"} and (path := shutil.which("dot")) and (version := _dot_version(path)):
        yield Engine("dot", version, (*_becoming(path), "-Tplain"))
    if wanted in {"", "wheel"} and util.find_spec("pygraphviz") is not None:
        version = f"pygraphviz {metadata.version('pygraphviz')}"
        yield Engine("wheel", version, (sys.executable, "-I", str(LAUNCHER), "wheel"))


def _becoming(path: str) -> tuple[str, ...]:
    """Return the command that limits itself and then becomes the program at ``path``."""
    return (sys.executable, "-I", "-S", str(LAUNCHER), "dot", path)


@cache
def _dot_version(path: str) -> str:
    """Return the version the system's ``dot`` gives itself, or ``""`` when it does not even do that."""
    try:
        found = _VERSION.search(_run((*_becoming(path), "-V"), b"", deadline=DEADLINE / 2))
    except DrawingError:
        return ""
    return found.group(1).decode("ascii") if found else ""


def ask(engine: Engine, dot: str, *, deadline: float = DEADLINE) -> str:
    """Return the engine's ``plain`` answer to ``dot``.

    Raises
    ------
    EngineTimeout, EngineFailed
        When it is not there in time, or stops with an error.
    """
    return _run(engine.command, dot.encode("utf-8"), deadline=deadline).decode("utf-8", "replace")


def _run(command: Sequence[str], given: bytes, *, deadline: float) -> bytes:
    """Run ``command`` in an empty directory and a session of its own; kill all of it at the deadline."""
    with tempfile.TemporaryDirectory(prefix="daylight-", ignore_cleanup_errors=True) as empty:
        child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=empty,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": empty},
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
    if child.returncode != 0:
        raise EngineFailed(_reason(child.returncode, complaint))
    return answer or complaint


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
