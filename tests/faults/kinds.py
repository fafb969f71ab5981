"""Kinds of jobs to hurt: one whose effect is counted, one that waits to be told, and every sort of poison."""

import contextlib
import ctypes
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from jobs import registry
from jobs.registry import Attempt, JobError, Outcome

EFFECT, WAITING, POISON = "faults.effect", "faults.waiting", "faults.poison"
# No key and no unique column: a second effect is a second row.
EFFECTS, SAVES = "faults_effect", "faults_save"


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {EFFECTS} (job_id varchar(36), attempt integer)")
        cursor.execute(f"CREATE TABLE {SAVES} (job_id varchar(36))")


def drop_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {EFFECTS}")
        cursor.execute(f"DROP TABLE {SAVES}")


def effects() -> dict[str, list[int]]:
    """Return the attempts that left an effect, by job."""
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT job_id, attempt FROM {EFFECTS}")
        for job_id, attempt in cursor.fetchall():
            found.setdefault(job_id, []).append(attempt)
    return found


def saved() -> set[str]:
    """Return the jobs that were stored together with a save."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT job_id FROM {SAVES}")
        return {row[0] for row in cursor.fetchall()}


def _stored(attempt: Attempt) -> Outcome:
    def store() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {EFFECTS} VALUES (%s, %s)", [str(attempt.job_id), attempt.number])

    return Outcome({"pid": os.getpid()}, store)


def do_effect(attempt: Attempt) -> Outcome:
    """Work for as long as the payload says, and say meanwhile who does it; then leave one row."""
    doing = None
    if folder := attempt.payload.get("folder"):
        doing = Path(folder) / f"doing-{os.getpid()}"
        doing.write_text(str(attempt.job_id))
    time.sleep(attempt.payload.get("ms", 0) / 1000)
    if doing:
        doing.unlink()
    return _stored(attempt)


def being_done(folder: Path) -> dict[int, str]:
    """Return which process is doing, or died doing, which job."""
    found = {}
    for path in folder.glob("doing-*"):
        with contextlib.suppress(FileNotFoundError):
            found[int(path.name.removeprefix("doing-"))] = path.read_text()
    return found


def do_waiting(attempt: Attempt) -> Outcome:
    """Say in a file who does it; the first attempt goes on only when another file says so."""
    folder = Path(attempt.payload["folder"])
    (folder / f"started-{attempt.number}").write_text(str(os.getpid()))
    while attempt.number == 1 and not (folder / "go-on").exists():
        time.sleep(0.01)
    (folder / f"worked-{attempt.number}").touch()
    return _stored(attempt)


def _eat(_attempt: Attempt) -> None:
    eaten = []
    while True:
        eaten.append(bytes(64_000_000))


def _loop(_attempt: Attempt) -> None:
    while True:
        pass


def _raise(_attempt: Attempt) -> None:
    raise JobError("The file has no header row.")


POISONS: dict[str, Callable[[Attempt], Any]] = {
    "abort": lambda attempt: os.abort(),
    "segfault": lambda attempt: ctypes.string_at(0),
    "eat memory": _eat,
    "loop": _loop,
    "exit at once": lambda attempt: os._exit(3),
    "exit": lambda attempt: sys.exit(3),
    "raise": _raise,
    "nonsense": lambda attempt: "not an outcome",
    "unstorable": lambda attempt: Outcome({"not json": object()}),
}


def do_poison(attempt: Attempt) -> Any:
    return POISONS[attempt.payload["how"]](attempt)


KINDS = {EFFECT: do_effect, WAITING: do_waiting, POISON: do_poison}


def register() -> None:
    for kind, handler in KINDS.items():
        registry.register(kind, handler, label=kind)
