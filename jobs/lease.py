"""Keeping a running job's lease alive, for as long as a job may take and no longer."""

import logging
import threading
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.utils import timezone

from jobs.models import Job, JobState

logger = logging.getLogger(__name__)

# A dead worker is noticed when its lease ends, so the lease is short and renewed while the work goes on.
LEASE = timedelta(seconds=20)
RENEW_EVERY = timedelta(seconds=5)
# As long as Celery lets a task run (CELERY_TASK_TIME_LIMIT): work that hangs loses its lease.
LONGEST = timedelta(seconds=60)


class Heartbeat:
    """Renew the lease of one claimed job in the background while the `with` block runs."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._give_up = timezone.now() + LONGEST
        self._timer = self._next()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._timer.cancel()

    def _next(self) -> threading.Timer:
        timer = threading.Timer(RENEW_EVERY.total_seconds(), self._renew)
        timer.daemon = True
        return timer

    def _renew(self) -> None:
        now = timezone.now()
        if self._over.is_set() or now > self._give_up:
            return
        try:
            held = Job.objects.filter(
                pk=self._job.pk,
                state=JobState.RUNNING,
                owner=self._job.owner,
                attempts=self._job.attempts,
            ).update(lease_until=now + LEASE)
        except DatabaseError:
            logger.warning("Could not renew the lease of job %s; trying again.", self._job.pk)
            held = 1
        finally:
            connection.close()
        if held:
            self._timer = self._next()
            self._timer.start()
