"""Named reads of the job table."""

from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from jobs.models import Job, JobState


def claimable_jobs(*, now: datetime | None = None) -> QuerySet[Job]:
    """Return the jobs that may be started now, the longest waiting first."""
    return Job.objects.filter(state=JobState.QUEUED, not_before__lte=now or timezone.now()).order_by(
        "created_at", "id"
    )


def oldest_waiting_seconds() -> float:
    """Return for how long the most overdue job has been waiting; 0 when none is due."""
    now = timezone.now()
    due = claimable_jobs(now=now).order_by("not_before").values_list("not_before", flat=True).first()
    return (now - due).total_seconds() if due else 0.0


def counts_by_state() -> dict[str, int]:
    """Return how many jobs are in each state, every state named."""
    counted = dict(Job.objects.order_by().values_list("state").annotate(Count("id")))
    return {state.value: counted.get(state.value, 0) for state in JobState}
