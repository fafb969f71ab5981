"""How a job ends: done with its effect, failed with a reason, given back, released, forgotten."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from jobs import services
from jobs.models import Job, JobState
from jobs.registry import JobError, Outcome
from tests.jobs.rows import claimed, make_due, state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


def test_three_attempts_then_failed_with_the_reason(handlers, enqueue, caplog):
    def handler(attempt):
        raise OSError("the engine\x00 stopped")

    handlers["draw"] = handler
    job = enqueue("draw")

    for attempt in (1, 2):
        services.run_one()
        assert state_of(job) == JobState.QUEUED
        assert job.attempts == attempt
        assert services.run_one() is None, "a failed job rests before its next attempt"
        make_due(job)
    services.run_one()

    assert state_of(job) == JobState.FAILED
    assert (job.attempts, job.error) == (3, unforeseen("OSError", job))
    make_due(job)
    assert services.run_one() is None


def test_the_effect_is_stored_with_the_note_that_the_job_is_done(handlers, enqueue):
    effects = []

    def store() -> None:
        effects.append(Job.objects.get().state)

    handlers["draw"] = lambda attempt: Outcome({"drawn": 1}, store)
    job = enqueue("draw")
    services.run_one()
    assert effects == [JobState.DONE], "once, and in the transaction that says so"
    assert state_of(job) == JobState.DONE


def test_what_is_done_later_makes_older_failures_of_its_key_good(enqueue):
    old, other, keyless = enqueue(dedupe_key="m1"), enqueue(dedupe_key="m2"), enqueue()
    Job.objects.update(state=JobState.FAILED, finished_at=timezone.now())
    other_kind = Job.objects.create(kind="elsewhere", dedupe_key="m1", state=JobState.FAILED)
    new, newest = enqueue(dedupe_key="m1"), enqueue()
    services.run_one()
    services.run_one()
    assert (state_of(new), state_of(newest)) == (JobState.DONE, JobState.DONE)
    assert state_of(old) == JobState.SUPERSEDED
    assert {state_of(job) for job in (other, keyless, other_kind)} == {JobState.FAILED}


def test_a_failure_tried_again_does_not_make_a_newer_one_good(enqueue):
    old, new = enqueue(dedupe_key="m1"), None
    Job.objects.update(state=JobState.FAILED)
    new = enqueue(dedupe_key="m1")
    Job.objects.filter(pk=new.pk).update(state=JobState.FAILED)
    assert services.retry(job=old)
    services.run_one()
    assert (state_of(old), state_of(new)) == (JobState.DONE, JobState.FAILED)


def test_no_effect_is_stored_for_a_claim_that_was_lost(enqueue):
    effects: list[int] = []
    enqueue()
    late = claimed()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    assert not services.finish(job=late, outcome=Outcome(store=lambda: effects.append(1)))
    assert effects == []


@pytest.mark.django_db(transaction=True)
def test_an_effect_that_fails_takes_the_note_along(handlers, enqueue):
    def store() -> None:
        Job.objects.create(kind="effect", state=JobState.DONE)
        raise ValueError("halfway")

    handlers["draw"] = lambda attempt: Outcome(store=store)
    job = enqueue("draw")
    services.run_one()
    assert state_of(job) == JobState.QUEUED
    assert job.error == unforeseen("ValueError", job)
    assert not Job.objects.filter(kind="effect").exists()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "It needed more memory than a job may have."),
        (SoftTimeLimitExceeded(), "It took longer than a job may take."),
        (JobError("The register is being moved."), "The register is being moved."),
    ],
)
def test_reasons_in_words(handlers, enqueue, error, reason):
    job = tried_once(handlers, enqueue, error)
    assert job.error == reason


@pytest.mark.parametrize("error", [KeyError("Sam Smith"), SystemExit("Sam Smith"), ValueError("Sam Smith")])
def test_what_an_unforeseen_error_quotes_is_not_kept(handlers, enqueue, error):
    job = tried_once(handlers, enqueue, error)
    assert job.error == unforeseen(type(error).__name__, job)
    assert "Sam" not in job.error


def tried_once(handlers, enqueue, error):
    """A job whose first attempt ended with this error, and which waits for the next."""

    def handler(attempt):
        raise error

    handlers["draw"] = handler
    job = enqueue("draw")
    services.run_one()
    assert state_of(job) == JobState.QUEUED
    return job


def unforeseen(error, job):
    """The sentence about an error in this module, wherever in it that was."""
    line = int(job.error.rpartition(" ")[2].rstrip("."))
    return f"An error that nobody foresaw: {error} in {__name__}, line {line}."


def test_a_handler_that_returns_something_else_has_failed(handlers, enqueue):
    handlers["draw"] = lambda attempt: {"not": "an outcome"}
    job = enqueue("draw")
    services.run_one()
    assert state_of(job) == JobState.QUEUED
    assert "AttributeError" in job.error


def test_a_job_whose_worker_is_stopped_waits_again_with_its_attempt_back(enqueue):
    job = enqueue()
    held = claimed()
    assert services.give_back(job=held)
    assert (state_of(job), job.attempts, job.owner) == (JobState.QUEUED, 0, "")
    assert not services.give_back(job=held), "the claim is gone with it"
    again = claimed()
    assert again == job
    assert services.finish(job=again, outcome=None)
    assert not services.give_back(job=again), "what is done stays done"
    assert state_of(job) == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_result_that_cannot_be_stored_is_a_failure_not_a_hung_job(handlers, enqueue):
    handlers["draw"] = lambda attempt: Outcome({"not json": object()})
    job = enqueue("draw")
    services.run_one()
    assert "TypeError" in Job.objects.get(pk=job.pk).error


def test_who_lost_the_lease_changes_nothing_any_more(enqueue):
    enqueue()
    slow = claimed()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert services.sweep() == 1
    make_due(slow)
    quick = claimed()
    assert quick == slow
    assert quick.attempts == 2

    assert not services.finish(job=slow, outcome=Outcome({"by": "slow"}))
    assert not services.fail(job=slow, reason="late")
    assert services.finish(job=quick, outcome=Outcome({"by": "quick"}))
    assert Job.objects.get().result == {"by": "quick"}


def test_a_late_worker_and_a_newer_job_of_the_key_end_in_one_waiting_job(enqueue):
    old = enqueue(dedupe_key="m1")
    late = claimed()
    new = enqueue(dedupe_key="m1")
    assert services.fail(job=late, reason="lost")
    assert state_of(old) == JobState.SUPERSEDED
    assert state_of(new) == JobState.QUEUED


def test_the_sweeper_frees_a_dead_workers_job_and_rings(enqueue, rings):
    job = enqueue()
    claimed()
    assert services.sweep() == 0, "a lease that holds is left alone"

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert services.sweep() == 1
    assert state_of(job) == JobState.QUEUED
    assert "stopped" in job.error
    assert rings == [1], "it has waited long enough already"
    assert claimed() == job


def test_the_sweeper_gives_up_on_a_job_that_kills_its_workers(enqueue):
    job = enqueue()
    for _attempt in range(3):
        assert claimed() == job
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        services.sweep()
    assert state_of(job) == JobState.FAILED
    assert job.attempts == 3


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (6, {"queued", "running", "done", "failed", "superseded"}),
        (8, {"queued", "running", "failed"}),
        (89, {"queued", "running", "failed"}),
        (91, {"queued", "running"}),
    ],
)
def test_the_sweeper_forgets_what_ended_long_ago_and_a_failure_later(enqueue, days, kept):
    for state in JobState:
        job = enqueue()
        old = timezone.now() - timedelta(days=days)
        Job.objects.filter(pk=job.pk).update(state=state, finished_at=old)
    services.sweep()
    assert set(Job.objects.values_list("state", flat=True)) == kept
