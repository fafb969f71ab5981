"""Is the process up, can it do its work, and how does the service stand."""

import functools
import threading
import time
import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dataflows.render.engine import engines
from dataflows.views.requests import DaylightRequest
from jobs import selectors
from jobs.models import Job, JobState
from organisations.models.append_only import missing_triggers
from organisations.permissions import Permission, require_anywhere

# A job that has waited longer than this has nobody to do it.
LONGEST_WAIT = 300.0
# An answer of `/readyz` serves everybody who asks within this many seconds.
KEPT_FOR = 1.0


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
    reasons = not_ready()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


@require_safe
@never_cache
def status(request: DaylightRequest) -> HttpResponse:
    """Show staff how the service stands."""
    require_anywhere(request.actor, Permission.STATUS_VIEW)
    facts = status_facts()
    context = {
        "reasons": not_ready(),
        "facts": _in_words(facts),
        "job_counts": [(JobState(state).label, count) for state, count in facts["jobs"].items()],
    }
    return render(request, "status.html", context)


class KeptAnswer:
    """Asks no more often than once in a while, and lets one thread ask: anybody may call the probes.

    Whether a database takes writes can only be learnt by writing, and on SQLite that takes the one write
    lock; asked as often as somebody likes, it would stand in the way of everybody's work.
    """

    def __init__(self, ask: Callable[[], list[str]]) -> None:
        self._ask = ask
        self._asking = threading.Lock()
        self._kept: tuple[float, list[str]] | None = None

    def __call__(self) -> list[str]:
        """Return the answer, a new one when the last is too old and nobody is asking already."""
        kept = self._kept
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        if not self._asking.acquire(blocking=kept is None):
            return kept[1] if kept else []
        try:
            if self._kept is kept:
                answer = self._ask()
                self._kept = (time.monotonic() + KEPT_FOR, answer)
            return self._kept[1] if self._kept else []
        finally:
            self._asking.release()

    def forget(self) -> None:
        self._kept = None


def _reasons() -> list[str]:
    """Find out why Daylight cannot do its work now."""
    try:
        _require_migrated()
        _write_and_forget()
        unprotected = missing_triggers()
        waiting = selectors.oldest_waiting_seconds()
    except NotMigratedError:
        return [_("The database has not been migrated to this version.")]
    except DatabaseError:
        return [_("The database cannot be written to.")]
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
    return reasons


# Why Daylight cannot do its work now; empty when it can.
not_ready = KeptAnswer(_reasons)


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


def status_facts() -> dict[str, Any]:
    """Return how the service stands: version, shape, database, drawing engine and background work."""
    engine = next(engines(), None)
    return {
        "version": _version(),
        "mode": settings.MODE,
        "database": connection.vendor,
        "engine": f"{engine.name} {engine.version}" if engine else "",
        "oldest_job_seconds": selectors.oldest_waiting_seconds(),
        "jobs": selectors.counts_by_state(),
    }


@functools.cache
def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _in_words(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the facts as rows of label and value for the page."""
    modes = {"embedded": _("One process on one machine"), "production": _("Separate services")}
    databases = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    waiting = int(facts["oldest_job_seconds"])
    return [
        {"label": _("Version"), "value": facts["version"]},
        {"label": _("Shape"), "value": modes[facts["mode"]]},
        {"label": _("Database"), "value": databases.get(facts["database"], facts["database"])},
        {
            "label": _("Drawing engine"),
            "value": facts["engine"] or _("None found: pictures cannot be drawn"),
            "unknown": not facts["engine"],
        },
        {
            "label": _("Longest wait for background work"),
            "value": ngettext("%(count)d second", "%(count)d seconds", waiting) % {"count": waiting},
        },
    ]
