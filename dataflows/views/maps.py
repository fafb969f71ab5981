"""A map as picture, table and sentences: the draft, or one version."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dataflows.selectors.comments import counts_by_element
from dataflows.selectors.maps import latest_for, map_for, version_for
from dataflows.services.drawing import PictureState, picture_state, request_drawing
from dataflows.views.cards import flow_cards, node_card, script_graph, stats
from dataflows.views.finding import found, query_of
from dataflows.views.legends import legend_groups
from dataflows.views.reading import VIEWS, Reading, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from organisations.errors import NotAllowed, NotVisible
from organisations.permissions import Permission


@require_safe
def draft(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Show the draft to members; guests of an open map are taken to its latest version."""
    try:
        reading = read_draft(request.actor, map_id)
    except (NotVisible, NotAllowed):
        map_ = map_for(request.actor, map_id, Permission.VERSION_VIEW)
        newest = latest_for(request.actor, map_)
        if newest is None:
            raise
        return redirect("version", map_.pk, newest.number)
    return _show(request, reading)


@require_safe
def version(request: DaylightRequest, map_id: UUID, number: int) -> HttpResponse:
    """Show one published version."""
    return _show(request, read_version(request.actor, map_id, number))


@require_safe
def picture(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Return the draft's picture alone: what the page asks for again while it is being drawn."""
    reading = read_draft(request.actor, map_id)
    return render(request, "dataflows/_picture.html", {**reading.context, **_picture(reading)})


@require_POST
def retry_picture(request: DaylightRequest, map_id: UUID, number: int | None = None) -> HttpResponse:
    """Ask for the picture of the draft or of a version once more after drawing failed."""
    map_ = map_for(request.actor, map_id, Permission.JOB_RETRY)
    version = version_for(request.actor, map_, number) if number is not None else None
    request_drawing(map_=map_, version=version, again=True)
    messages.info(request, _("The picture is being drawn again."))
    return redirect("version", map_.pk, number) if version else redirect("map", map_.pk)


def _show(request: DaylightRequest, reading: Reading) -> HttpResponse:
    view = request.GET.get("view", "picture")
    view = view if view in VIEWS else "picture"
    graph = reading.graph
    cards = flow_cards(graph)
    nodes = [node_card(graph, node) for node in graph.nodes if node.kind != "storage"]
    query = query_of(request.GET.get("find", "")) if view != "picture" else ""
    context = {
        **reading.context,
        "view": view,
        "views": _views(view, query),
        "find": query,
        "count": len(cards),
        "cards": found(cards, query),
        "nodes": found(nodes, query),
        "stats": stats(graph),
        "comment_counts": counts_by_element(reading.map) if reading.may(Permission.COMMENT_VIEW) else {},
    }
    if view == "picture":
        context |= {"graph_for_script": script_graph(graph, cards), **_picture(reading)}
    return render(request, f"dataflows/map_{view}.html", context)


def _views(current: str, query: str) -> list[dict[str, object]]:
    """Return the ways to read a map; what somebody looks for goes along. Phones have lists for a picture."""
    labels = ((_("Picture"), _("Overview")), (_("Table"), ""), (_("Sentences"), ""))
    return [
        {
            "label": label,
            "label_small": small,
            "href": "?" + urlencode({"view": code, **({"find": query} if query else {})}),
            "current": code == current,
        }
        for code, (label, small) in zip(VIEWS, labels, strict=True)
    ]


def _picture(reading: Reading) -> dict[str, object]:
    state: PictureState = picture_state(map_=reading.map, document=reading.document, version=reading.version)
    return {"picture": state, "legend": legend_groups(reading.graph)}
