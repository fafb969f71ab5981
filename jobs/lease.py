"""Keeping a running job's lease alive, and its progress known, for as long as a job may take."""

import logging
import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import Error, connection
from django.utils import timezone

from jobs.models import Job, held

logger = logging.getLogger(__name__)

# A dead worker is noticed when its lease ends, so the lease is short and renewed while the work goes on. With
# it may go a sweep or two that it had taken: even so, its job goes on elsewhere within half a minute.
LEASE = timedelta(seconds=15)
RENEW_EVERY = timedelta(seconds=5)
# How often progress is written at most; a job that takes less than this writes none.
TELL_EVERY = timedelta(seconds=0.5)
# As long as Celery lets a task run (CELERY_TASK_TIME_LIMIT): work that hangs loses its lease.
LONGEST = timedelta(seconds=60)


class Heartbeat:
    """Renew the lease of one claimed job, and write its progress, while the `with` block runs.

    Both are written by a thread of its own with a connection of its own, so that they neither wait for the
    handler nor take part in its transaction.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._told: tuple[int, int] | None = None
        self._thread = threading.Thread(target=self._run, name="daylight-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def progress(self, done: int, of: int) -> None:
        """Note how far the job is; written before long, or never when the job is over by then."""
        self._told = (_storable(done), _storable(of))

    def _run(self) -> None:
        began = renewed = time.monotonic()
        written = None
        while not self._over.wait(min(TELL_EVERY, RENEW_EVERY).total_seconds()):
            now, told = time.monotonic(), self._told
            if now - began > LONGEST.total_seconds():
                return
            if told == written and now - renewed < RENEW_EVERY.total_seconds():
                continue
            try:
                if not self._write(told):
                    return
            except Error:
                # Nothing was stored, so nothing is noted: the next turn tries again.
                logger.warning("Could not renew the lease of job %s; trying again.", self._job.pk)
                continue
            renewed, written = now, told

    def _write(self, told: tuple[int, int] | None) -> bool:
        """Renew the lease and write the progress; False when the claim has been lost."""
        changes: dict[str, object] = {"lease_until": timezone.now() + LEASE}
        if told is not None:
            changes |= {"progress_done": told[0], "progress_of": told[1]}
        try:
            return bool(held(self._job).update(**changes))
        finally:
            connection.close()


def _storable(count: int) -> int:
    """Return the count within what the column holds: a handler's odd figure must not cost it its lease."""
    return min(max(0, int(count)), 2**31 - 1)
