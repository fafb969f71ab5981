"""The job table: what is to be done, by whom, until when, and how it ended."""

import uuid

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 3


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    SUPERSEDED = "superseded", _("replaced by a newer one")


class Job(models.Model):
    """One piece of background work; this row, not any message, says whether it still has to be done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    # Jobs of one kind with the same key do the same work: at most one of them waits. "" joins none.
    dedupe_key = models.CharField(max_length=200, blank=True)
    # Higher ones are done first. With a default in the database too: an older release may still be writing.
    priority = models.SmallIntegerField(default=0, db_default=0)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    # Of the attempt that runs: how much is done, of how much. Empty until a longer job has told.
    progress_done = models.PositiveIntegerField(null=True, blank=True)
    progress_of = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedupe_key"],
                condition=Q(state="queued") & ~Q(dedupe_key=""),
                name="one_queued_job_per_key",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-priority", "created_at", "id"], name="job_claim_order"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
            models.Index(fields=["kind", "dedupe_key", "created_at"], name="job_of_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"


class ScheduledRun(models.Model):
    """That what is done once a period has been begun for one: the second who tries stores nothing."""

    schedule = models.CharField(max_length=100)
    period = models.CharField(max_length=40)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "period"], name="one_run_per_schedule_and_period")
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.period}"


def held(job: Job) -> QuerySet[Job]:
    """Return the row as claimed: empty when the claim was lost and somebody else has the job."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, owner=job.owner, attempts=job.attempts)
