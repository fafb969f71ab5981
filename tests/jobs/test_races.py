"""Several threads at once, each with a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobs import lease, services
from jobs.models import Job, JobState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rings")]
T = TypeVar("T")


def all_at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """Run `act` in `count` threads that start together; return what each returned."""
    gate = threading.Barrier(count)

    def run(number: int) -> T:
        try:
            gate.wait(10)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_two_claimers_never_get_the_same_job(enqueue):
    for _job in range(30):
        enqueue()

    def claim_all(_number: int) -> list[str]:
        mine = []
        while job := services.claim():
            mine.append(str(job.pk))
        return mine

    claimed = [pk for mine in all_at_once(4, claim_all) for pk in mine]
    assert len(claimed) == len(set(claimed)) == 30


def test_saves_that_enqueue_for_one_key_at_once_all_succeed_and_one_job_waits(enqueue):
    all_at_once(4, lambda number: [enqueue(dedupe_key="m1") for _save in range(10)])

    waiting = Job.objects.get(state=JobState.QUEUED)
    assert Job.objects.filter(state=JobState.SUPERSEDED).count() == 39
    assert Job.objects.count() == 40
    assert waiting.dedupe_key == "m1"


def test_a_waiting_job_that_was_joined_starts_only_after_the_joining_change(enqueue):
    """Whoever joins must be sure that the job will see what they are about to commit."""
    job = enqueue(dedupe_key="m1")
    committed = []

    def claim() -> None:
        try:
            services.claim()
            committed.append("claimed")
        finally:
            connection.close()

    claimer = threading.Thread(target=claim)
    with transaction.atomic():
        assert services.enqueue(kind="noop", payload={}, dedupe_key="m1", supersede=False) == job
        claimer.start()
        claimer.join(0.5)
        committed.append("saved")
    claimer.join(10)
    assert committed == ["saved", "claimed"]


def test_the_lease_is_renewed_while_the_work_goes_on(handlers, enqueue, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_EVERY", timedelta(milliseconds=20))
    renewed = threading.Event()

    def handler(attempt):
        before = Job.objects.get(pk=attempt.job_id).lease_until
        for _look in range(200):
            if Job.objects.get(pk=attempt.job_id).lease_until != before:
                renewed.set()
                return
            renewed.wait(0.02)

    handlers["slow"] = handler
    enqueue("slow")
    services.run_one()
    assert renewed.is_set()


def test_work_that_hangs_loses_its_lease(enqueue, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_EVERY", timedelta(milliseconds=10))
    monkeypatch.setattr(lease, "LONGEST", timedelta(0))
    enqueue()
    job = services.claim()
    assert job is not None
    soon = timezone.now() + timedelta(seconds=1)
    Job.objects.update(lease_until=soon)
    with lease.Heartbeat(job):
        threading.Event().wait(0.2)
    assert Job.objects.get().lease_until == soon
