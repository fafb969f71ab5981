"""Named reads of the job table."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jobs.models import Job, JobState


def claimable_jobs(*, now: datetime | None = None) -> QuerySet[Job]:
    """Return the jobs that may be started now: by priority, then the longest waiting first."""
    return Job.objects.filter(state=JobState.QUEUED, not_before__lte=now or timezone.now()).order_by(
        "-priority", "created_at", "id"
    )


def claimed_job(pk: str, *, owner: str, attempt: int) -> Job | None:
    """Return a job as this owner has claimed it; None when the claim was lost."""
    return Job.objects.filter(pk=pk, state=JobState.RUNNING, owner=owner, attempts=attempt).first()


def oldest_waiting_seconds() -> float:
    """Return for how long the most overdue job has been waiting; 0 when none is due."""
    now = timezone.now()
    due = claimable_jobs(now=now).order_by("not_before").values_list("not_before", flat=True).first()
    return (now - due).total_seconds() if due else 0.0


def counts_by_state() -> dict[str, int]:
    """Return how many jobs are in each state, every state named."""
    counted = dict(Job.objects.order_by().values_list("state").annotate(Count("id")))
    return {state.value: counted.get(state.value, 0) for state in JobState}


def latest_job(kind: str, dedupe_key: str) -> Job | None:
    """Return the newest job of this kind and key that was not replaced by a newer one."""
    of_key = Job.objects.filter(kind=kind, dedupe_key=dedupe_key).exclude(state=JobState.SUPERSEDED)
    return of_key.order_by("-created_at", "-id").first()


def running_jobs(limit: int, *, programmes: Collection[UUID] | None = None) -> list[Job]:
    """Return the jobs that are being done, the longest running first; see `done_for`."""
    running = Job.objects.filter(done_for(programmes), state=JobState.RUNNING)
    return list(running.order_by("started_at", "id")[:limit])


def failed_jobs(limit: int, *, programmes: Collection[UUID] | None = None) -> list[Job]:
    """Return the jobs that have failed for good, the latest first; see `done_for`."""
    failed = Job.objects.filter(done_for(programmes), state=JobState.FAILED)
    return list(failed.order_by("-finished_at", "id")[:limit])


def done_for(programmes: Collection[UUID] | None) -> Q:
    """Return what narrows jobs to those for these programmes and those for none; None narrows nothing.

    The reason of a failure may quote what somebody wrote, and that is for their own programme alone.
    """
    if programmes is None:
        return Q()
    named = [str(programme) for programme in programmes]
    return Q(payload__programme__in=named) | Q(payload__programme__isnull=True)
