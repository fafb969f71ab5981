"""Small things that tests do with rows of the job table."""

from django.utils import timezone

from jobs import services
from jobs.models import Job


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def claimed() -> Job:
    job = services.claim()
    assert job is not None
    return job


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
