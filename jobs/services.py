"""What is done with jobs: enqueue, claim, run, finish, fail, retry, sweep."""

import logging
import os
import socket
import traceback
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import bell, registry, selectors
from jobs.lease import LEASE, Heartbeat
from jobs.models import Job, JobState, held
from jobs.registry import Attempt, Outcome

logger = logging.getLogger(__name__)

# How long a job rests after its first and after its second failed attempt.
PAUSES = (timedelta(seconds=2), timedelta(seconds=10))
KEEP_FINISHED = timedelta(days=7)
# Somebody may still want to try it again, or ask what became of it.
KEEP_FAILED = timedelta(days=90)
# Each try is lost only to somebody who committed a job of the same key a moment before.
ENQUEUE_TRIES = 50


class NotInTransactionError(RuntimeError):
    """A job belongs to the change it follows from: both are stored, or neither is."""


def enqueue(
    *,
    kind: str,
    payload: Mapping[str, Any],
    dedupe_key: str = "",
    supersede: bool = True,
    priority: int = 0,
) -> Job:
    """Store a job in the caller's transaction and ring the workers once that is committed.

    With a `dedupe_key`, a job of the same kind and key that still waits is replaced by this one;
    with `supersede=False` it is kept and returned instead. Of those that wait, the higher
    `priority` is first.

    Raises
    ------
    NotInTransactionError
        When the caller has not opened a transaction.
    UnknownKindError
        When no handler is registered for the kind: the job could never be done.
    """
    registry.handler_for(kind)
    if not connection.in_atomic_block:
        raise NotInTransactionError("Call enqueue() inside transaction.atomic().")
    job = Job(kind=kind, payload=dict(payload), dedupe_key=dedupe_key, priority=priority)
    job = _store(job, supersede=supersede)
    transaction.on_commit(bell.ring, robust=True)
    return job


def _store(job: Job, *, supersede: bool) -> Job:
    """Insert the job; whoever committed one of the same key in the meantime is replaced (or joined) too."""
    waiting = Job.objects.filter(kind=job.kind, dedupe_key=job.dedupe_key, state=JobState.QUEUED)
    for tries_left in reversed(range(ENQUEUE_TRIES)):
        if job.dedupe_key and supersede:
            waiting.update(state=JobState.SUPERSEDED, finished_at=timezone.now())
        elif job.dedupe_key and (kept := waiting.first()) and _hold(kept, job.priority):
            return kept
        try:
            with transaction.atomic():
                job.save(force_insert=True)
            break
        except IntegrityError:
            if not tries_left:
                raise
    return job


def _hold(job: Job, priority: int) -> bool:
    """Lock a waiting job until the caller commits, so that it cannot start before the change is visible.

    Whoever joins it may be in more of a hurry.
    """
    job.priority = max(job.priority, priority)
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    return bool(waiting.update(priority=Greatest(F("priority"), priority)))


def claim() -> Job | None:
    """Take the first waiting job for this worker alone, or return None when nothing waits."""
    while candidates := list(selectors.claimable_jobs().values_list("pk", flat=True)[:8]):
        for pk in candidates:
            now = timezone.now()
            owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
            taken = Job.objects.filter(pk=pk, state=JobState.QUEUED).update(
                state=JobState.RUNNING,
                attempts=F("attempts") + 1,
                owner=owner,
                lease_until=now + LEASE,
                started_at=now,
                progress_done=None,
                progress_of=None,
            )
            if taken:
                return Job.objects.get(pk=pk, owner=owner)
    return None


def perform(*, job: Job) -> None:
    """Do a claimed job in this process and store how it ended, unless the claim was lost meanwhile."""
    try:
        handler = registry.handler_for(job.kind)
        with Heartbeat(job) as heartbeat:
            attempt = Attempt(job.pk, job.attempts, job.payload, heartbeat.progress)
            finish(job=job, outcome=handler(attempt))
    except (Exception, SystemExit) as error:  # the task boundary: whatever went wrong is stored
        logger.exception("Job %s (%s), attempt %d, failed.", job.pk, job.kind, job.attempts)
        fail(job=job, reason=_in_words(error))


def _in_words(error: BaseException) -> str:
    """Return why an attempt failed, for people.

    What an unforeseen error says itself is for the log alone: it may quote what somebody wrote on a map, and
    a redaction does not reach this far.
    """
    if isinstance(error, registry.JobError):
        return str(error)
    if isinstance(error, MemoryError):
        return _("It needed more memory than a job may have.")
    if isinstance(error, SoftTimeLimitExceeded):
        return _("It took longer than a job may take.")
    *_callers, (frame, line) = traceback.walk_tb(error.__traceback__)
    facts = {"error": type(error).__name__, "module": frame.f_globals.get("__name__", "?"), "line": line}
    return _("An error that nobody foresaw: %(error)s in %(module)s, line %(line)d.") % facts


class Perform(Protocol):
    """A way to do a claimed job and store how it ended: `perform`, or another process."""

    def __call__(self, *, job: Job) -> None: ...


def run_one(*, perform: Perform = perform) -> Job | None:
    """Claim one job and do it; returns the job as it then stands, or None when nothing waits.

    When more jobs wait, the bell rings on before the work begins, so that other workers start on them.
    """
    job = claim()
    if job is None:
        return None
    if selectors.claimable_jobs().exists():
        bell.ring()
    perform(job=job)
    job.refresh_from_db()
    return job


def finish(*, job: Job, outcome: Outcome | None) -> bool:
    """Mark a claimed job done and store its effect, in one transaction; older failures of its key are past.

    False when the claim was lost meanwhile: then nothing is changed, and the effect is not stored.
    """
    outcome = outcome or Outcome()
    result = dict(outcome.result) if outcome.result is not None else None
    changes = {"state": JobState.DONE, "finished_at": timezone.now(), "lease_until": None, "error": ""}
    with transaction.atomic():
        # First, and in one statement: from here on no other worker can take the job away.
        if not held(job).update(**changes, result=result):
            return False
        _make_good(job)
        if outcome.store is not None:
            outcome.store()
    return True


def _make_good(job: Job) -> None:
    """Let older failures of the same work count no longer: it is done now."""
    if job.dedupe_key:
        of_key = Job.objects.filter(kind=job.kind, dedupe_key=job.dedupe_key, state=JobState.FAILED)
        of_key.filter(created_at__lt=job.created_at).update(state=JobState.SUPERSEDED)


def fail(*, job: Job, reason: str, rests: bool = True) -> bool:
    """Store why an attempt failed; the job waits for the next one, or has failed after the last.

    It rests before the next one, unless it has waited already.

    False when the claim was lost meanwhile and nothing was changed.
    """
    reason = reason.replace("\x00", "")[:2000]
    now = timezone.now()
    if job.attempts >= job.max_attempts:
        changes = {"state": JobState.FAILED, "finished_at": now, "lease_until": None, "error": reason}
        return bool(held(job).update(**changes))
    pause = PAUSES[min(job.attempts, len(PAUSES)) - 1] if rests else timedelta(0)
    return _put_back(job, not_before=now + pause, error=reason)


def give_back(*, job: Job) -> bool:
    """Let a claimed job wait again, with the attempt back: its worker is being stopped.

    False when the claim was lost meanwhile, or the job is done, and nothing was changed.
    """
    return _put_back(job, not_before=timezone.now(), error=job.error, attempts=job.attempts - 1)


def _put_back(job: Job, **changes: Any) -> bool:
    """Let a claimed job wait again, unless a newer one of its key waits already and will do the work."""
    changes |= {"owner": "", "lease_until": None}
    try:
        with transaction.atomic():
            return bool(held(job).update(**changes, state=JobState.QUEUED))
    except IntegrityError:
        changes |= {"finished_at": timezone.now()}
        return bool(held(job).update(**changes, state=JobState.SUPERSEDED))


@transaction.atomic
def retry(*, job: Job) -> bool:
    """Let a failed job have its attempts again; False when it has not failed, or its work waits already."""
    try:
        with transaction.atomic():
            again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
                state=JobState.QUEUED, attempts=0, owner="", not_before=timezone.now(), finished_at=None
            )
    except IntegrityError:
        return False
    if again:
        transaction.on_commit(bell.ring, robust=True)
    return bool(again)


def sweep() -> int:
    """Release jobs whose worker has gone, forget old finished ones and ring for what waits.

    Returns how many jobs were released.
    """
    now = timezone.now()
    released = 0
    for job in Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now):
        # It has waited for its lease to end; a rest, and the sweep after it, would make that too long.
        released += fail(job=job, reason=_("The worker stopped before it had finished."), rests=False)
    _forget()
    if selectors.claimable_jobs().exists():
        bell.ring()
    return released


def _forget() -> None:
    """Delete some of what ended long ago; the next time deletes more."""
    now = timezone.now()
    ended = Q(state__in=[JobState.DONE, JobState.SUPERSEDED], finished_at__lt=now - KEEP_FINISHED)
    failed = Q(state=JobState.FAILED, finished_at__lt=now - KEEP_FAILED)
    old = Job.objects.filter(ended | failed).order_by()
    # By state and age once more: a failed job may be tried again at this very moment.
    Job.objects.filter(ended | failed, pk__in=list(old.values_list("pk", flat=True)[:500])).delete()
