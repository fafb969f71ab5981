"""The projector's page: the map, the sentence that the mapper is at, and nothing to press."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from dataflows.graph.model import FlowGraph
from dataflows.models import OnScreen
from dataflows.selectors.maps import map_for
from dataflows.selectors.sentences import sentence_of
from dataflows.services.presence import select
from dataflows.services.presenting import blank_screen, focus_on
from dataflows.views.maps import picture_context
from dataflows.views.reading import Reading, read_draft
from dataflows.views.requests import DaylightRequest, id_of
from organisations.permissions import Permission


@require_safe
def page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Show the draft as a room sees it. Whoever may read the draft may put it on a wall."""
    reading = read_draft(request.actor, map_id)
    context = {
        **reading.context,
        **picture_context(request, reading),
        **_now(reading),
        "is_empty": not reading.graph.nodes,
    }
    return render(request, "dataflows/screen.html", context)


@require_safe
def now(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Return what the screen should show by now; 304 while it is what it shows. Two queries then."""
    map_ = map_for(request.actor, map_id, Permission.MAP_VIEW)
    row = _row(map_.pk)
    tag = quote_etag(f"{map_.seq}-{row.turn}")
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        told = _now(Reading(actor=request.actor, map=map_, version=None), row)
        answer = JsonResponse({**told, "seq": map_.seq})
    answer["ETag"] = tag
    return answer


@require_POST
def show(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Let the screen follow what the mapper selects (``element``), or blank it (``blank``: yes or no)."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    if "blank" in request.POST:
        blank_screen(actor=request.actor, map_=map_, is_blank=request.POST["blank"] == "yes")
    else:
        focus_on(map_=map_, element=id_of(request.POST.get("element", "")))
    return HttpResponse(status=204) if request.htmx else redirect("capture", map_.pk)


@require_POST
def select_here(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Show the others on a map what this person has selected (``element``), or that it is nothing."""
    map_ = map_for(request.actor, map_id, Permission.MAP_VIEW)
    select(map_=map_, person=UUID(request.actor.id), element=id_of(request.POST.get("element", "")))
    return HttpResponse(status=204)


def _now(reading: Reading, row: OnScreen | None = None) -> dict[str, object]:
    row = row or _row(reading.map.pk)
    element = str(row.element or "")
    if row.is_blank or not _is_on(reading.graph, element):
        return {"element": "", "sentence": "", "is_blank": row.is_blank}
    return {"element": element, "sentence": sentence_of(reading.graph, UUID(element)), "is_blank": False}


def _is_on(graph: FlowGraph, element: str) -> bool:
    return element in graph.flows_by_id or element in graph.nodes_by_id


def _row(map_id: UUID) -> OnScreen:
    return OnScreen.objects.filter(map_id=map_id).first() or OnScreen(map_id=map_id)
