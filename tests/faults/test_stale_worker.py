"""A worker that sleeps beyond its lease and wakes when another has done its job: nothing happens twice."""

import signal
from pathlib import Path

import pytest
from django.db import transaction

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
    stale.signal_group(signal.SIGSTOP)
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
    signal_group(sleeper.pid, signal.SIGSTOP)
    parent = fleet.server.pid
    assert sleeper.pid in children_of(parent)
    sleeper.wait_for_another()
    sleeper.wake(sleeper.pid)
    do_another()
    do_another()
    keep("stale-worker-embedded", sleeper.check())
    assert fleet.server.is_alive
