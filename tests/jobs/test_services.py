"""One job at a time: enqueue, supersede, run, fail, retry, sweep."""

import uuid
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs import registry, selectors, services
from jobs.models import Job, JobState
from jobs.registry import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def claimed() -> Job:
    job = services.claim()
    assert job is not None
    return job


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())


def test_a_job_is_done_with_its_payload_and_result(handlers, enqueue):
    seen = []

    def handler(attempt):
        seen.append((attempt.job_id, attempt.number, attempt.payload))
        return Outcome({"drawn": 3})

    handlers["draw"] = handler
    job = enqueue("draw", payload={"map": "m1"})

    done = services.run_one()

    assert done is not None
    assert done == job
    assert seen == [(job.pk, 1, {"map": "m1"})]
    assert (done.state, done.result, done.attempts) == (JobState.DONE, {"drawn": 3}, 1)
    assert done.finished_at is not None
    assert services.run_one() is None


@pytest.mark.django_db(transaction=True)
def test_a_job_needs_the_transaction_it_belongs_to(handlers):
    with pytest.raises(services.NotInTransactionError):
        services.enqueue(kind="noop", payload={})
    assert not Job.objects.exists()


def test_a_kind_nobody_handles_is_refused_at_once(enqueue):
    with pytest.raises(registry.UnknownKindError, match="mystery"):
        enqueue("mystery")


def test_a_second_handler_for_a_kind_is_a_mistake(handlers):
    first = handlers["noop"]
    registry.register("noop", first)
    with pytest.raises(ValueError, match="Two handlers"):
        registry.register("noop", lambda attempt: None)


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_the_change_is_committed_and_not_before(enqueue, rings):
    with transaction.atomic():
        enqueue()
        assert rings == []
    assert rings == [1]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_takes_its_job_along(enqueue, rings):
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert rings == []
    assert not Job.objects.exists()


def test_a_newer_job_replaces_the_waiting_one_of_its_key(enqueue):
    old, other, new = enqueue(dedupe_key="m1"), enqueue(dedupe_key="m2"), enqueue(dedupe_key="m1")

    assert state_of(old) == JobState.SUPERSEDED
    assert state_of(other) == state_of(new) == JobState.QUEUED


def test_without_superseding_the_waiting_job_is_kept(enqueue):
    first = enqueue(dedupe_key="m1", supersede=False)
    assert enqueue(dedupe_key="m1", supersede=False) == first
    assert Job.objects.count() == 1


def test_a_running_job_is_neither_replaced_nor_joined(enqueue):
    running = enqueue(dedupe_key="m1")
    claimed()
    waiting = enqueue(dedupe_key="m1", supersede=False)
    assert waiting != running
    assert state_of(running) == JobState.RUNNING


def test_the_table_itself_refuses_two_waiting_jobs_of_one_key(enqueue):
    enqueue(dedupe_key="m1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="noop", dedupe_key="m1")
    enqueue()
    enqueue()  # without a key, as many as you like


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
    assert (job.attempts, job.error) == (3, "OSError: the engine stopped")
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
    assert job.error == "ValueError: halfway"
    assert not Job.objects.filter(kind="effect").exists()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "It needed more memory than a job may have."),
        (SoftTimeLimitExceeded(), "It took longer than a job may take."),
        (SystemExit(3), "SystemExit: 3"),
        (KeyError("who"), "KeyError: 'who'"),
    ],
)
def test_reasons_in_words(handlers, enqueue, error, reason):
    def handler(attempt):
        raise error

    handlers["draw"] = handler
    job = enqueue("draw")
    services.run_one()
    assert state_of(job) == JobState.QUEUED
    assert job.error == reason


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
    assert "not JSON serializable" in Job.objects.get(pk=job.pk).error


def test_a_failed_job_can_be_retried_with_its_attempts_back(
    enqueue, rings, django_capture_on_commit_callbacks
):
    job = enqueue()
    Job.objects.update(state=JobState.FAILED, attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.retry(job=job)
    assert rings == [1]
    assert services.run_one() == job
    assert state_of(job) == JobState.DONE
    assert not services.retry(job=job), "only what failed is tried again"


def test_a_retry_joins_the_work_that_waits_already(enqueue):
    failed = enqueue(dedupe_key="m1")
    Job.objects.update(state=JobState.FAILED)
    enqueue(dedupe_key="m1")
    assert not services.retry(job=failed)
    assert state_of(failed) == JobState.FAILED


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


def test_the_latest_job_of_a_key(enqueue):
    assert selectors.latest_job("noop", "m1") is None
    first = enqueue(dedupe_key="m1")
    assert selectors.latest_job("noop", "m1") == first
    second = enqueue(dedupe_key="m1")
    assert state_of(first) == JobState.SUPERSEDED
    assert selectors.latest_job("noop", "m1") == second
    Job.objects.filter(pk=second.pk).update(state=JobState.FAILED, error="no")
    assert selectors.latest_job("noop", "m1") == second
    enqueue(dedupe_key="m2")
    assert selectors.latest_job("other", "m1") is None
    third = enqueue(dedupe_key="m1")
    assert selectors.latest_job("noop", "m1") == third


def test_failed_and_running_jobs_of_some_programmes_and_of_none(enqueue):
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    jobs = [
        enqueue(payload=payload) for payload in ({"programme": str(mine)}, {"programme": str(theirs)}, {})
    ]
    for state, shown in (
        (JobState.FAILED, selectors.failed_jobs),
        (JobState.RUNNING, selectors.running_jobs),
    ):
        assert shown(10) == []
        Job.objects.update(state=state)
        assert set(shown(10)) == set(jobs)
        assert set(shown(10, programmes=[mine])) == {jobs[0], jobs[2]}
        assert shown(10, programmes=[]) == [jobs[2]]
        assert len(shown(1)) == 1


def test_a_kind_has_a_name_for_people(handlers, monkeypatch):
    monkeypatch.setattr(registry, "_labels", {})
    registry.register("draw", lambda attempt: None, label="Drawing a map")
    assert registry.label_for("draw") == "Drawing a map"
    assert registry.label_for("of an older version") == "of an older version"


def test_ringing_on_when_more_waits(enqueue, rings):
    enqueue()
    enqueue()
    services.run_one()
    assert rings == [1]
    services.run_one()
    assert rings == [1]


def test_how_the_table_stands(enqueue):
    assert selectors.oldest_waiting_seconds() == 0.0
    late, later = enqueue(), enqueue()
    Job.objects.filter(pk=late.pk).update(not_before=timezone.now() - timedelta(minutes=7))
    Job.objects.filter(pk=later.pk).update(not_before=timezone.now() + timedelta(minutes=7))
    assert 419 < selectors.oldest_waiting_seconds() < 425
    assert selectors.counts_by_state() == {
        "queued": 2, "running": 0, "done": 0, "failed": 0, "superseded": 0
    }  # fmt: skip
