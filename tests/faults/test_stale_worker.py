"""A worker that sleeps beyond its lease and wakes when another has done its job: nothing happens twice."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction

from jobs import services
from jobs.models import Job, JobState
from tests.faults import kinds
from tests.faults.brokers import at_brokers
from tests.faults.conftest import SHORT
from tests.faults.fleets import Embedded, Workers, limits
from tests.faults.processes import children_of, eventually, signal_group

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("effects")]


class Sleeper:
    """One job whose first attempt is stopped in the middle, by its process group."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with transaction.atomic():
            self.job = services.enqueue(kind=kinds.WAITING, payload={"folder": str(folder)})
        eventually("the first attempt has begun", lambda: self._pid(1), within=20)

    def _pid(self, attempt: int) -> int:
        path = self.folder / f"started-{attempt}"
        return int(path.read_text() or 0) if path.exists() else 0

    @property
    def pid(self) -> int:
        return self._pid(1)

    def wait_for_another(self) -> None:
        """Wait until somebody else has done the job."""
        done = Job.objects.filter(pk=self.job.pk, state=JobState.DONE)
        eventually("another worker has done it", done.exists, within=60)
        assert self._pid(2)
        assert self._pid(2) != self.pid

    def wake(self, group: int) -> None:
        """Let the first attempt come to its end; then it has tried to store what it had."""
        (self.folder / "go-on").touch()
        signal_group(group, signal.SIGCONT)
        eventually("it has worked to its end", (self.folder / "worked-1").exists, within=20)

    def check(self) -> dict[str, object]:
        self.job.refresh_from_db()
        effects = kinds.effects()[str(self.job.pk)]
        assert (self.job.state, self.job.attempts, effects) == (JobState.DONE, 2, [2])
        assert self.job.result["pid"] == self._pid(2)
        return {"attempts": self.job.attempts, "effects": len(effects)}


def stop(group: int) -> None:
    """Stop a process group where it writes nothing.

    A file that one of them has locked would stay locked as long as they are stopped: all of SQLite's writers
    wait then, and no other worker could show what it does.
    """
    for _again in range(50):
        signal_group(group, signal.SIGSTOP)
        if can_write():
            return
        signal_group(group, signal.SIGCONT)
    raise AssertionError("whenever it was stopped, it was writing")


def can_write() -> bool:
    """Say whether anybody can begin to write within a moment; on PostgreSQL rows are locked, not the file."""
    if connection.vendor != "sqlite":
        return True
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, timeout=0.5, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
    return True


def test_one_that_holds_the_file_is_not_stopped_there(monkeypatch):
    said: list[int] = []
    monkeypatch.setattr(f"{__name__}.signal_group", lambda _group, number: said.append(number))
    answers = iter([False, False, True])
    monkeypatch.setattr(f"{__name__}.can_write", lambda: next(answers))
    stop(0)
    assert said == [signal.SIGSTOP, signal.SIGCONT, signal.SIGSTOP, signal.SIGCONT, signal.SIGSTOP]


@pytest.mark.usefixtures("sqlite_alone")
def test_whoever_writes_holds_the_file():
    assert can_write()
    with transaction.atomic():
        assert not can_write()
    assert can_write()


def do_another() -> None:
    """Have one more job done."""
    with transaction.atomic():
        job = services.enqueue(kind=kinds.EFFECT, payload={})
    done = Job.objects.filter(pk=job.pk, state=JobState.DONE)
    eventually("a job is done", done.exists, within=60)


@at_brokers(sampled=("redis",))
def test_a_stale_worker_behind_a_broker(name, full, start_run, open_broker, keep, tmp_path):
    broker = open_broker(name)
    fleet = Workers(start_run(broker.variables | limits({} if full else SHORT)), broker)
    fleet.start()
    sleeper = Sleeper(tmp_path)
    (stale,) = [main for main in fleet.mains if sleeper.pid in main.children()]
    stop(stale.pid)
    sleeper.wait_for_another()
    for main in fleet.mains:
        if main is not stale:
            main.kill_group()
    sleeper.wake(stale.pid)
    do_another()  # by the one that was stale: it has stored, or not stored, what it had
    facts = sleeper.check()
    keep(f"stale-worker-{name}", {**facts, "broker": broker.version()})


@pytest.mark.usefixtures("ring_nobody", "sqlite_alone")
def test_a_stale_child_of_the_embedded_server(full, start_run, keep, tmp_path):
    fleet = Embedded(start_run(limits({} if full else SHORT)))
    fleet.start()
    sleeper = Sleeper(tmp_path)
    stop(sleeper.pid)
    parent = fleet.server.pid
    assert sleeper.pid in children_of(parent)
    sleeper.wait_for_another()
    sleeper.wake(sleeper.pid)
    do_another()
    do_another()
    keep("stale-worker-embedded", sleeper.check())
    assert fleet.server.is_alive
