"""How the service stands, for those who keep maps: what draws, what is being done, what to try again."""

import functools
import tomllib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.health import not_ready
from dataflows.graph.views import View
from dataflows.models import Map
from dataflows.render.engine import engines
from dataflows.views.requests import DaylightRequest
from jobs import registry, selectors, services
from jobs.models import Job, JobState
from organisations.permissions import Actor, Permission, nothing_here, require, require_anywhere

# So many of each are shown; the counts say when there are more.
SHOWN = 50
# A job that has waited longer than this, in seconds, is worth a look.
LATE = 60.0
# Which view of a map a picture is of; which organisation it is around is on the page that the row links to.
SHOWS = {
    "whole": gettext_noop("whole map"),
    "around": gettext_noop("around one organisation"),
    "leaving": gettext_noop("what leaves one organisation"),
    "theme": gettext_noop("grouped by theme"),
    "organisation": gettext_noop("grouped by organisation"),
}


@dataclass(frozen=True)
class OfProgramme:
    """What a job belongs to, for the question who may try it again."""

    programme_id: UUID


@require_safe
@never_cache
def status(request: DaylightRequest) -> HttpResponse:
    """Show those who keep maps how the service stands; of jobs for others, only how many there are."""
    require_anywhere(request.actor, Permission.STATUS_VIEW)
    facts = status_facts()
    mine = request.actor.programmes_with(Permission.STATUS_VIEW)
    failed = selectors.failed_jobs(SHOWN, programmes=mine)
    running = selectors.running_jobs(SHOWN, programmes=mine)
    maps = _maps_of([*failed, *running])
    context = {
        "reasons": not_ready().reasons or _late(facts["oldest_job_seconds"]),
        "facts": _in_words(facts),
        "job_counts": [(JobState(state).label, count) for state, count in facts["jobs"].items()],
        "running": [_running(job, maps) for job in running],
        "failed": [_failed(job, maps, request.actor) for job in failed],
        "not_shown": max(0, facts["jobs"][JobState.FAILED] - len(failed)),
    }
    return render(request, "status.html", context)


def _late(waiting: float) -> list[str]:
    """Say that background work falls behind, long before that makes the service unready."""
    if waiting < LATE:
        return []
    seconds = {"seconds": waiting}
    return [_("A job has been waiting for %(seconds)d seconds: the workers cannot keep up.") % seconds]


@require_POST
def retry_job(request: DaylightRequest, job_id: UUID) -> HttpResponse:
    """Let a failed job have its attempts again."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise nothing_here()
    programme = programme_of(job)
    if programme is None:
        require_anywhere(request.actor, Permission.JOB_RETRY)
    else:
        require(request.actor, Permission.JOB_RETRY, on=OfProgramme(programme))
    if services.retry(job=job):
        messages.success(request, _("It is being tried again."))
    else:
        messages.info(
            request, _("There was nothing to try again: it is waiting, being done or done already.")
        )
    return redirect("status")


def programme_of(job: Job) -> UUID | None:
    """Return the programme that a job is done for; None when it is Daylight's own."""
    named = job.payload.get("programme")
    return UUID(named) if named else None


def status_facts() -> dict[str, Any]:
    """Return how the service stands: version, shape, database, drawing engines and background work."""
    return {
        "version": _version(),
        "mode": settings.MODE,
        "database": connection.vendor,
        "engines": [(engine.name, engine.version) for engine in engines()],
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
    return [
        {"label": _("Version"), "value": facts["version"]},
        {"label": _("Shape"), "value": modes[facts["mode"]]},
        {"label": _("Database"), "value": databases.get(facts["database"], facts["database"])},
        {
            "label": _("Drawing engines"),
            "many": [_engine(*engine, is_first=not place) for place, engine in enumerate(facts["engines"])],
            "value": _("None found: pictures cannot be drawn"),
            "unknown": not facts["engines"],
        },
        {"label": _("Longest wait for background work"), "value": _seconds(facts["oldest_job_seconds"])},
    ]


def _engine(name: str, version: str, *, is_first: bool) -> str:
    named = {
        "dot": _("Graphviz %(version)s"),
        "wheel": _("Graphviz in %(version)s"),
        "python": _("Our own layout, version %(version)s"),
    }
    words = _("%(engine)s, asked first") if is_first else _("%(engine)s, asked when those before it fail")
    return words % {"engine": named.get(name, f"{name} %(version)s") % {"version": version}}


def _seconds(seconds: float) -> str:
    return ngettext("%(count)d second", "%(count)d seconds", int(seconds)) % {"count": int(seconds)}


def _maps_of(jobs: list[Job]) -> dict[str, Map]:
    """Return the maps that jobs are about, by id, in one query."""
    named = {job.payload["map"] for job in jobs if job.payload.get("map")}
    return {str(map_.pk): map_ for map_ in Map.objects.filter(pk__in=named).only("name", "programme_id")}


def _about(job: Job, maps: dict[str, Map]) -> dict[str, str]:
    """Return which picture of which map a job is about, and where that is; nothing when it is about none."""
    payload = job.payload
    map_ = maps.get(payload.get("map", ""))
    if map_ is None or programme_of(job) != map_.programme_id:
        return {}
    number, view = payload.get("version"), View.read(payload.get("show", ""))
    address = reverse("version", args=[map_.pk, number]) if number else reverse("map", args=[map_.pk])
    words = _("version %(number)d") % {"number": number} if number else _("draft")
    shown = SHOWS[view.kind] if view else ""
    return {
        "map": map_.name,
        "detail": ", ".join(filter(None, [words, _(shown) if shown else ""])),
        "href": f"{address}?{urlencode(view.query)}" if view else address,
    }


def _running(job: Job, maps: dict[str, Map]) -> dict[str, Any]:
    began = job.started_at or timezone.now()
    return {
        "kind": _(registry.label_for(job.kind)),
        "about": _about(job, maps),
        "age": _seconds((timezone.now() - began).total_seconds()),
        "done": job.progress_done,
        "of": job.progress_of,
    }


def _failed(job: Job, maps: dict[str, Map], actor: Actor) -> dict[str, Any]:
    programme = programme_of(job)
    may_retry = (
        actor.may_anywhere(Permission.JOB_RETRY)
        if programme is None
        else actor.may(Permission.JOB_RETRY, OfProgramme(programme))
    )
    return {
        "id": job.pk,
        "kind": _(registry.label_for(job.kind)),
        "about": _about(job, maps),
        "when": job.finished_at,
        "attempts": job.attempts,
        "reason": job.error,
        "may_retry": may_retry,
    }
