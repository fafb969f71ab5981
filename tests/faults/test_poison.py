"""Jobs that kill, starve or fool whoever does them: three attempts, a reason, and the next job is done."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from jobs import services
from jobs.models import Job, JobState
from tests.faults import kinds
from tests.faults.brokers import at_brokers
from tests.faults.conftest import SHORT
from tests.faults.fleets import Embedded, Workers, limits
from tests.faults.processes import eventually
from tests.faults.results import spread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("effects")]
# What somebody reads when the last attempt has failed. Behind a broker nobody is left who knows how it ended.
GONE = r"The worker stopped before it had finished\.|The process that did this (has|was) ended"
LATE = r"took longer than a job may take|took more than \d+ seconds"
REASONS = {
    "abort": GONE,
    "segfault": GONE,
    "eat memory": r"more memory than a job may have",
    "loop": LATE,
    "exit at once": GONE,
    "exit": r"SystemExit|" + GONE,
    "raise": r"The file has no header row",
    "nonsense": r"AttributeError",
    "unstorable": r"TypeError",
}
GOOD_EVERY = 0.5
QUICK = {**SHORT, "time_limit": 2}
# A free worker takes a good job at once; when all hang, it waits until one of them is stopped.
AFTERWARDS_WITHIN = 5.0


def enqueue(kind: str, **payload: object) -> Job:
    with transaction.atomic():
        return services.enqueue(kind=kind, payload=payload)


def seconds_of(jobs: list[Job]) -> list[float]:
    """Return how long each job took from being stored to being done."""
    found = Job.objects.filter(pk__in=[job.pk for job in jobs])
    return [(job.finished_at - job.created_at).total_seconds() for job in found if job.finished_at]


def poison(*, within: float) -> tuple[list[Job], list[Job]]:
    """Store every poison, and good jobs at a steady pace until all poison has failed; return both."""
    poisons = [enqueue(kinds.POISON, how=how) for how in kinds.POISONS]
    good: list[Job] = []

    def all_failed() -> bool:
        good.append(enqueue(kinds.EFFECT))
        ended = Job.objects.filter(kind=kinds.POISON, state=JobState.FAILED).count()
        return ended == len(poisons)

    eventually("all poison has failed", all_failed, within=within, every=GOOD_EVERY)
    done = Job.objects.filter(kind=kinds.EFFECT, state=JobState.DONE)
    eventually("all good jobs are done", lambda: done.count() == len(good), within=60)
    return poisons, good


def try_poison(full: bool) -> dict[str, object]:
    """Run poison and good jobs and hold what was promised of them; return the figures."""
    time_limit = 60 if full else QUICK["time_limit"]
    _poisons, good = poison(within=3 * (time_limit + 30) + 60)
    waits = seconds_of(good)
    last = enqueue(kinds.EFFECT)
    done = Job.objects.filter(pk=last.pk, state=JobState.DONE)
    eventually("a job afterwards is done", done.exists, within=30)
    (afterwards,) = seconds_of([last])

    stored = Job.objects.filter(kind=kinds.POISON)
    reasons = {job.payload["how"]: job.error for job in stored}
    assert {
        how: job_reason for how, job_reason in reasons.items() if not re.search(REASONS[how], job_reason)
    } == {}
    attempts = {job.payload["how"]: job.attempts for job in stored}
    assert set(attempts.values()) == {3}
    assert set(map(len, kinds.effects().values())) == {1}
    assert len(kinds.effects()) == len(good) + 1
    assert afterwards < AFTERWARDS_WITHIN
    return {
        "poison": reasons,
        "attempts": attempts,
        "good_jobs": len(good) + 1,
        "good_job_seconds_meanwhile": spread(waits, digits=3),
        "good_job_seconds_afterwards": round(afterwards, 3),
    }


@contextmanager
def asking(port: int) -> Iterator[Callable[[], tuple[list[float], list[str]]]]:
    """Open a page again and again meanwhile; give how long each answer took, and what failed."""
    over, took, failed = threading.Event(), [], []

    def ask() -> None:
        while not over.wait(0.1):
            began = time.monotonic()
            page = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            try:
                page.request("GET", "/account/login/")
                if (status := page.getresponse().status) != 200:
                    failed.append(f"status {status}")
            except (OSError, http.client.HTTPException) as error:
                failed.append(repr(error))
            finally:
                page.close()
            took.append(time.monotonic() - began)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield lambda: (took, failed)
    finally:
        over.set()
        thread.join(20)


@at_brokers(sampled=("redis",))
def test_poison_behind_a_broker(name, full, start_run, open_broker, keep):
    broker = open_broker(name)
    fleet = Workers(start_run(broker.variables | limits({} if full else QUICK)), broker)
    fleet.start()
    facts = try_poison(full)
    keep(f"poison-{name}", {**facts, "broker": broker.version()})
    assert all(main.is_alive for main in fleet.mains)


@pytest.mark.usefixtures("ring_nobody", "sqlite_alone")
def test_poison_in_the_embedded_server(full, start_run, keep):
    fleet = Embedded(start_run(limits({} if full else QUICK)))
    fleet.start()
    with asking(fleet.port) as answers:
        facts = try_poison(full)
    took, failed = answers()
    keep("poison-embedded", {**facts, "pages_failed": len(failed), "page_seconds": spread(took)})
    assert not failed
    assert took
    assert max(took) < 5
    assert fleet.server.is_alive
