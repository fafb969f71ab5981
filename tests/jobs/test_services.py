"""One job at a time: enqueue, supersede, run, retry, ring."""

import pytest
from django.db import IntegrityError, transaction

from jobs import registry, services
from jobs.models import Job, JobState
from jobs.registry import Outcome
from tests.jobs.rows import claimed, state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


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


def test_the_higher_priority_is_first_and_then_whoever_waits_longest(enqueue):
    low, first, second = enqueue(priority=-10), enqueue(), enqueue()
    high = enqueue(priority=5)
    assert [claimed() for _job in range(4)] == [high, first, second, low]


def test_joining_a_waiting_job_raises_its_priority_and_never_lowers_it(enqueue):
    job = enqueue(dedupe_key="m1", priority=-10)
    for priority, then in ((0, 0), (-10, 0)):
        joined = enqueue(dedupe_key="m1", supersede=False, priority=priority)
        assert (joined, joined.priority) == (job, then)
        job.refresh_from_db()
        assert job.priority == then


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


def test_ringing_on_when_more_waits(enqueue, rings):
    enqueue()
    enqueue()
    services.run_one()
    assert rings == [1]
    services.run_one()
    assert rings == [1]
