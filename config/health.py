"""Is the process up, and can it do its work: the two addresses that machines ask."""

import functools
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs import selectors
from jobs.models import Job, JobState
from organisations.models.append_only import missing_triggers

# A job that has waited longer than this has nobody to do it. A minute may be a backlog, and no reason to take
# pages away from people: `oldest_job_seconds` is there to be watched, and `/status` speaks of it earlier.
LONGEST_WAIT = 300.0
# An answer of `/readyz` serves everybody who asks within this many seconds.
KEPT_FOR = 1.0
# While one question hangs, the last answer holds for this long; then there is none, and that is the answer.
HOLDS_FOR = 10.0


class NotMigratedError(Exception):
    """The database is behind the code."""


class ProbesMiddleware:
    """Answer the two probes before anything else runs.

    Whoever asks them asks by address rather than by name, without HTTPS, and also while the database is away;
    everything further in would need one of these.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info, self.get_response)
        return probe(request)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer that the process is up; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when requests can be served and jobs get done, else 503 with the reasons."""
    answer = not_ready()
    facts = {
        "ready": not answer.reasons,
        "reasons": answer.reasons,
        "oldest_job_seconds": answer.oldest_job_seconds,
    }
    return JsonResponse(facts, status=503 if answer.reasons else 200)


@dataclass(frozen=True)
class Answer:
    """Why Daylight cannot do its work now (nothing when it can), and how overdue its jobs are, if known."""

    reasons: list[str]
    oldest_job_seconds: float | None = None


class KeptAnswer:
    """Asks no more often than once in a while, and lets one thread ask: anybody may call the probes.

    Whether a database takes writes can only be learnt by writing, and on SQLite that takes the one write
    lock; asked as often as somebody likes, it would stand in the way of everybody's work.
    """

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._asking = threading.Lock()
        self._began: float | None = None
        self._kept: tuple[float, Answer] | None = None

    def __call__(self) -> Answer:
        """Return the answer, a new one when the last is too old and nobody is asking already."""
        kept, now = self._kept, time.monotonic()
        age = now - kept[0] if kept else math.inf
        if kept is not None and age < KEPT_FOR:
            return kept[1]
        # Where nobody has asked for long, the last answer says nothing: it is worth waiting for the next.
        patience = 0.0 if age < HOLDS_FOR else max(0.0, (self._began or now) + HOLDS_FOR - now)
        if not self._asking.acquire(timeout=patience):
            hangs = Answer(
                [_("The database has not answered for %(seconds)d seconds.") % {"seconds": HOLDS_FOR}]
            )
            return kept[1] if kept is not None and age < HOLDS_FOR else hangs
        try:
            if self._kept is not kept and self._kept is not None:
                return self._kept[1]
            self._began = time.monotonic()
            answer = self._ask()
            self._kept = (time.monotonic(), answer)
            return answer
        finally:
            self._began = None
            self._asking.release()

    def forget(self) -> None:
        self._kept = None


def _hanging() -> Answer:
    return Answer([_("The database has not answered for %(seconds)d seconds.") % {"seconds": HOLDS_FOR}])


def _ask() -> Answer:
    """Find out whether Daylight can do its work now."""
    try:
        _require_migrated()
        _write_and_forget()
        unprotected = missing_triggers()
        waiting = selectors.oldest_waiting_seconds()
    except NotMigratedError:
        return Answer([_("The database has not been migrated to this version.")])
    except Error:
        return Answer([_("The database cannot be written to.")])
    reasons = [
        _("The protection of the table %(table)s is missing or altered: run `manage.py migrate`.")
        % {"table": table}
        for table in unprotected
    ]
    if waiting >= LONGEST_WAIT:
        reasons.append(
            _("A job has been waiting for %(seconds)d seconds: are the workers running?")
            % {"seconds": waiting}
        )
    return Answer(reasons, round(waiting, 1))


not_ready = KeptAnswer(_ask)


@functools.cache
def _require_migrated() -> None:
    """Raise until every migration is applied; then remember, as a running process comes to need no more."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigratedError


def _write_and_forget() -> None:
    with transaction.atomic():
        Job.objects.create(kind="readyz", state=JobState.DONE)
        transaction.set_rollback(True)
