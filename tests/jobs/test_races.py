"""Several threads at once, each with a database connection of its own."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import lease, services
from jobs.models import Job, JobState
from jobs.registry import Outcome

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rings")]


def test_two_claimers_never_get_the_same_job(enqueue, at_once):
    for _job in range(30):
        enqueue()

    def claim_all(_number: int) -> list[str]:
        mine = []
        while job := services.claim():
            mine.append(str(job.pk))
        return mine

    claimed = [pk for mine in at_once(4, claim_all) for pk in mine]
    assert len(claimed) == len(set(claimed)) == 30


def test_saves_that_enqueue_for_one_key_at_once_all_succeed_and_one_job_waits(enqueue, at_once):
    at_once(4, lambda number: [enqueue(dedupe_key="m1") for _save in range(10)])

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


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_what_could_not_be_stored_is_tried_again_at_the_next_turn(enqueue, monkeypatch, error):
    real, asked = lease.held, []

    def held(job: Job) -> QuerySet[Job]:
        asked.append(job)
        if len(asked) < 3:
            raise error("the connection is closed")
        return real(job)

    monkeypatch.setattr(lease, "held", held)
    monkeypatch.setattr(lease, "TELL_EVERY", timedelta(milliseconds=20))
    monkeypatch.setattr(lease, "RENEW_EVERY", timedelta(minutes=1))
    enqueue()
    job = services.claim()
    assert job is not None
    deadline = time.monotonic() + 5
    with lease.Heartbeat(job) as heartbeat:
        heartbeat.progress(1, 3)
        while Job.objects.get().progress_done != 1:
            assert time.monotonic() < deadline, "it waits for the next renewal, or has ended"
            time.sleep(0.02)
    assert len(asked) == 3


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


def test_finishing_against_the_sweeper_ends_one_way_and_the_effect_with_it(enqueue, at_once):
    """Eight jobs whose leases have ended: each is finished with its effect, or released without."""
    jobs = []
    for _job in range(8):
        enqueue()
        job = services.claim()
        assert job is not None
        jobs.append(job)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    def effect(job: Job) -> Outcome:
        return Outcome(store=lambda: Job.objects.create(kind=f"effect {job.pk}", state=JobState.SUPERSEDED))

    def act(number: int) -> list[bool]:
        if number:
            services.sweep()
            return []
        return [services.finish(job=job, outcome=effect(job)) for job in jobs]

    finished = at_once(3, act)[0]
    for job, was_finished in zip(jobs, finished, strict=True):
        row = Job.objects.get(pk=job.pk)
        assert row.state == (JobState.DONE if was_finished else JobState.QUEUED)
        assert Job.objects.filter(kind=f"effect {job.pk}").count() == was_finished


def test_a_retry_pressed_four_times_at_once_is_one(enqueue, at_once):
    job = enqueue()
    Job.objects.update(state=JobState.FAILED, attempts=3)
    assert sorted(at_once(4, lambda number: services.retry(job=job))) == [False, False, False, True]
    claimed = services.claim()
    assert claimed == job
    assert services.claim() is None


def told(**expected: object) -> bool:
    row = Job.objects.get()
    return all(getattr(row, name) == value for name, value in expected.items())


def test_progress_is_told_while_the_work_goes_on_and_not_after_a_short_job(handlers, enqueue, monkeypatch):
    monkeypatch.setattr(lease, "TELL_EVERY", timedelta(milliseconds=20))
    seen: list[bool] = []

    def handler(attempt):
        for step in (1, 2):
            attempt.progress(step, 5)
            deadline = time.monotonic() + 5
            while not told(progress_done=step, progress_of=5) and time.monotonic() < deadline:
                time.sleep(0.01)
            seen.append(told(progress_done=step, progress_of=5))

    handlers["slow"] = handler
    enqueue("slow")
    services.run_one()
    assert seen == [True, True]

    Job.objects.all().delete()
    monkeypatch.setattr(lease, "TELL_EVERY", timedelta(seconds=0.5))
    handlers["short"] = lambda attempt: attempt.progress(1, 2)
    enqueue("short")
    services.run_one()
    time.sleep(0.7)
    assert told(progress_done=None, progress_of=None)


def test_a_new_attempt_begins_without_progress(enqueue):
    enqueue()
    Job.objects.update(progress_done=4, progress_of=5)
    services.claim()
    assert told(progress_done=None, progress_of=None)


def test_progress_goes_its_own_way_past_a_transaction_of_the_handler(handlers, enqueue, monkeypatch):
    """Neither broken by an error that the handler has caught, nor rolled back with its transaction."""
    monkeypatch.setattr(lease, "TELL_EVERY", timedelta(milliseconds=20))

    def handler(attempt):
        with transaction.atomic():
            Job.objects.create(kind="rolled back", state=JobState.SUPERSEDED)
            attempt.progress(1, 2)
            transaction.set_rollback(True)
        attempt.progress(2**40, -1)
        deadline = time.monotonic() + 5
        while not told(progress_done=2**31 - 1, progress_of=0) and time.monotonic() < deadline:
            time.sleep(0.01)
        return Outcome({"told": told(progress_done=2**31 - 1, progress_of=0)})

    handlers["slow"] = handler
    enqueue("slow")
    done = services.run_one()
    assert done is not None
    assert (done.state, done.result) == (JobState.DONE, {"told": True})


def test_progress_after_the_claim_was_lost_writes_nothing(enqueue, monkeypatch):
    monkeypatch.setattr(lease, "TELL_EVERY", timedelta(milliseconds=10))
    enqueue()
    late = services.claim()
    assert late is not None
    Job.objects.update(owner="somebody else")
    with lease.Heartbeat(late) as heartbeat:
        heartbeat.progress(1, 2)
        heartbeat._thread.join(5)
        assert not heartbeat._thread.is_alive(), "it has noticed"
    assert told(progress_done=None, owner="somebody else")
