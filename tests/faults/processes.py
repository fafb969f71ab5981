"""Processes that are started to be killed: each run bears a mark, by which all of it is found and ended."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
MARK = "FAULTS_RUN"
FOREIGN = ("DAYLIGHT_", "CELERY_", "CACHE_", "EMAIL_", "DATABASE_")
T = TypeVar("T")


def eventually(what: str, happened: Callable[[], T], *, within: float, every: float = 0.02) -> T:
    """Wait until something is so and return it; fail with what was waited for when it does not come."""
    deadline = time.monotonic() + within
    while not (found := happened()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:.0f} s: {what}")
        time.sleep(every)
    return found


class Running:
    """One started process, the first of a group and session of its own."""

    def __init__(self, name: str, command: list[str], variables: Mapping[str, str], log: Path) -> None:
        self.name, self.log = name, log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """Kill the first process alone, and wait until it is gone."""
        self.process.kill()
        self.process.wait(10)

    def kill_group(self) -> None:
        signal_group(self.pid, signal.SIGKILL)
        self.process.wait(10)

    def signal_group(self, number: int) -> None:
        signal_group(self.pid, number)

    def children(self) -> list[int]:
        return children_of(self.pid)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


class Run:
    """Everything that one test has started."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.started: list[Running] = []
        own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        self.variables = {
            **own,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DAYLIGHT_DATA": str(folder / "data"),
            "DAYLIGHT_SECRET_KEY": "tests-only",
            MARK: self.mark,
            **variables,
        }

    def start(self, name: str, *command: str) -> Running:
        """Start a program of this environment (`celery`, `gunicorn`, `python`) in the project's folder."""
        program = str(BIN / command[0])
        log = self.folder / f"{name}.log"
        running = Running(name, [program, *command[1:]], self.variables, log)
        self.started.append(running)
        return running

    def python(self, name: str, module: str, *arguments: str) -> Running:
        return self.start(name, "python", "-m", module, *arguments)

    def alive(self) -> list[int]:
        """Return every living process of this run, whoever its parent is by now."""
        return [pid for pid in all_processes() if bears(pid, self.mark) and not is_dead(pid)]

    def end(self) -> None:
        """Leave nothing behind, however many of its parents have been killed."""
        for _look in range(100):
            left = self.alive()
            if not left:
                break
            for pid in left:
                signal_one(pid, signal.SIGKILL)
            for running in self.started:
                running.process.poll()
            time.sleep(0.05)
        for running in self.started:
            running.process.wait(10)
        assert not self.alive(), "a process of this test would not end"

    def words(self) -> str:
        """Return the last of what every process said: shown when a test fails."""
        logs = {running.log for running in self.started}
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in sorted(logs))


def signal_one(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def kill_and_wait(pid: int) -> bool:
    """Kill a process that is not this one's child, and wait until it runs no more; False when it had gone."""
    if not signal_one(pid, signal.SIGKILL):
        return False
    eventually(f"{pid} is dead", lambda: is_dead(pid), within=10, every=0.001)
    return True


def all_processes() -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            yield int(entry.name)


def stat_of(pid: int) -> list[str] | None:
    """Return state, parent, group… of a process, or None when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_dead(pid: int) -> bool:
    stat = stat_of(pid)
    return stat is None or stat[0] in "ZX"


def children_of(pid: int) -> list[int]:
    """Return the living children of a process, the oldest first."""
    stats = ((other, stat_of(other)) for other in all_processes())
    return sorted(other for other, stat in stats if stat and stat[1] == str(pid) and stat[0] not in "ZX")


def bears(pid: int, mark: str) -> bool:
    try:
        return f"{MARK}={mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def memory_of(pid: int) -> int:
    """Return how many bytes of memory a process takes, 0 when it has gone."""
    stat = stat_of(pid)
    return int(stat[21]) * os.sysconf("SC_PAGE_SIZE") if stat else 0
