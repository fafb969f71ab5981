"""What is read of the job table."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import registry, selectors
from jobs.models import Job, JobState
from tests.jobs.rows import state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


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


def test_how_the_table_stands(enqueue):
    assert selectors.oldest_waiting_seconds() == 0.0
    late, later = enqueue(), enqueue()
    Job.objects.filter(pk=late.pk).update(not_before=timezone.now() - timedelta(minutes=7))
    Job.objects.filter(pk=later.pk).update(not_before=timezone.now() + timedelta(minutes=7))
    assert 419 < selectors.oldest_waiting_seconds() < 425
    assert selectors.counts_by_state() == {
        "queued": 2, "running": 0, "done": 0, "failed": 0, "superseded": 0
    }  # fmt: skip
