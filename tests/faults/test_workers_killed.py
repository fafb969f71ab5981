"""Workers killed while they work: every job is done, and its effect is there once."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from jobs import services
from jobs.models import Job, JobState
from tests.faults import kinds
from tests.faults.brokers import at_brokers
from tests.faults.conftest import SHORT
from tests.faults.fleets import Embedded, Fleet, Killing, Workers, limits
from tests.faults.processes import eventually, is_dead
from tests.faults.results import spread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("effects")]
RECOVERED_WITHIN = 30.0
SORTS = ("child", "main", "child", "group", "child")


class Trial:
    """Jobs, kills, and what each kill hit."""

    def __init__(self, fleet: Fleet, folder: Path, dice: random.Random) -> None:
        self.fleet, self.folder, self.dice = fleet, folder, dice
        self.kills: Counter[str] = Counter()
        self.hits: list[tuple[str, float]] = []
        self.retries = 0

    def enqueue(self, count: int) -> None:
        with transaction.atomic():
            for _job in range(count):
                payload = {"ms": self.dice.uniform(3, 100), "folder": str(self.folder)}
                services.enqueue(kind=kinds.EFFECT, payload=payload)

    def kill_while_working(self, times: int, total: int, sorts: tuple[str, ...]) -> None:
        """Kill at even steps of what is done, always while something is being done."""
        for number in range(times):
            step = total * (number + 0.5) / (times + 1)
            eventually(f"{step:.0f} jobs are done", lambda step=step: self.done() >= step, within=90)
            self.kill(sorts[number % len(sorts)])
        while not self.hits:
            # Each may have ended its job a moment before: then nothing has been tried yet.
            self.kill("child")

    def kill(self, sort: str) -> None:
        eventually("a job is being done", self.busy, within=60, every=0.002)
        time.sleep(self.dice.uniform(0, 0.02))
        self.note(self.fleet.kill(sort, self.dice, self.busy_processes))

    def note(self, killing: Killing) -> None:
        """Keep which jobs were being done by whoever was killed, or by its children."""
        self.kills[killing.sort] += bool(killing.pids)
        doing = self.busy()
        running = {str(job.pk): job.owner for job in self.jobs().filter(state=JobState.RUNNING)}
        for pid in killing.pids:
            claimed = {job for job, owner in running.items() if f":{pid}:" in owner}
            hit = claimed | running.keys() & {doing.get(pid)}
            self.hits += [(job, killing.at) for job in hit]
            if is_dead(pid):
                (self.folder / f"doing-{pid}").unlink(missing_ok=True)

    def busy_processes(self) -> set[int]:
        return set(self.busy())

    def busy(self) -> dict[int, str]:
        """Return the job that each process says it is doing."""
        return kinds.being_done(self.folder)

    def jobs(self):
        return Job.objects.filter(kind=kinds.EFFECT)

    def done(self) -> int:
        return self.jobs().filter(state=JobState.DONE).count()

    def finish(self, total: int) -> None:
        """Wait until all is done; a job that was unlucky three times is tried again, as people do."""

        def all_done() -> bool:
            for job in self.jobs().filter(state=JobState.FAILED):
                assert job.error, "a failed job says why"
                self.retries += services.retry(job=job)
            return self.done() == total

        eventually("all jobs are done", all_done, within=120)

    def recoveries(self) -> list[float]:
        """Return how long after the kill each job that was hit was done; after the last, if hit again."""
        ended = {str(job.pk): job.finished_at.timestamp() for job in self.jobs() if job.finished_at}
        return [ended[job] - at for job, at in dict(self.hits).items()]

    def facts(self) -> dict[str, object]:
        attempts = Counter(self.jobs().values_list("attempts", flat=True))
        found = kinds.effects()
        return {
            "jobs": self.jobs().count(),
            "done": self.done(),
            "kills": dict(self.kills),
            "jobs_hit": len(self.hits),
            "attempts": {str(number): attempts[number] for number in sorted(attempts)},
            "retries_pressed": self.retries,
            "effects": sum(map(len, found.values())),
            "double_effects": sum(len(rows) > 1 for rows in found.values()),
            "recovery_seconds": spread(self.recoveries(), digits=2),
        }


def check(trial: Trial, total: int, kills: int) -> None:
    """Hold what was promised."""
    assert sum(trial.kills.values()) >= kills
    assert trial.hits
    assert {str(job.pk): [job.attempts] for job in trial.jobs()} == kinds.effects()
    assert trial.done() == total
    assert max(trial.recoveries()) <= RECOVERED_WITHIN


@at_brokers()
def test_worker_processes_killed(name, full, dice, start_run, open_broker, keep, tmp_path):
    total, kills = (800, 40) if full else (60, 4)
    broker = open_broker(name)
    fleet = Workers(start_run(broker.variables | limits({} if full else SHORT)), broker)
    fleet.start()
    trial = Trial(fleet, tmp_path, dice)
    trial.enqueue(total)
    trial.kill_while_working(kills, total, SORTS)
    trial.finish(total)
    keep(f"workers-killed-{name}", trial.facts() | {"broker": broker.version()})
    check(trial, total, kills)


@pytest.mark.usefixtures("ring_nobody", "sqlite_alone")
def test_children_of_the_embedded_server_killed(full, dice, start_run, keep, tmp_path):
    total, kills = (800, 40) if full else (60, 4)
    fleet = Embedded(start_run(limits({} if full else SHORT)))
    fleet.start()
    server = fleet.server.pid
    trial = Trial(fleet, tmp_path, dice)
    trial.enqueue(total)
    trial.kill_while_working(kills, total, ("child",))
    trial.finish(total)
    keep("workers-killed-embedded", trial.facts())
    check(trial, total, kills)
    assert fleet.server.is_alive
    assert fleet.server.pid == server
