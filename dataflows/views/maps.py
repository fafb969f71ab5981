"""A map as picture, table, sentences and grid: the draft, or one version."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from dataflows.forms.capturing import LineForm
from dataflows.selectors.draft_layouts import can_put_back, content_key, moved_on
from dataflows.selectors.maps import latest_for, map_for
from dataflows.selectors.sentences import shown_sentences
from dataflows.services.drawing import PictureState, picture_state, request_drawing
from dataflows.services.waiting import wait_for_picture
from dataflows.views.cards import flow_cards, stats
from dataflows.views.finding import found, query_of
from dataflows.views.gathered import every_node, lines_of, nodes_of, script_graph, shown_nodes
from dataflows.views.grids import grid_page
from dataflows.views.legends import legend_groups
from dataflows.views.reading import VIEWS, Reading, done_of, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from dataflows.views.said_back import said_of
from dataflows.views.showing import Showing, showing
from dataflows.views.tables import table_of
from organisations.errors import NotAllowed, NotVisible
from organisations.permissions import Permission

# So many flows inside one box are listed beside the picture; the box's own page has them all.
MOST_LISTED = 20


@require_safe
@vary_on_headers("HX-Request")
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
def picture(request: DaylightRequest, map_id: UUID, number: int | None = None) -> HttpResponse:
    """Return a picture alone: what the page asks for again while it is being drawn."""
    reading = _reading(request, map_id, number)
    here = showing(reading.graph, request.GET)
    context = {**reading.context, "showing": here, "count": len(reading.graph.flows), "again": True}
    return render(request, "dataflows/_picture.html", {**context, **_picture(reading, here)})


@require_POST
def retry_picture(request: DaylightRequest, map_id: UUID, number: int | None = None) -> HttpResponse:
    """Ask for a picture of the draft or of a version once more after drawing failed."""
    map_for(request.actor, map_id, Permission.JOB_RETRY)
    reading = _reading(request, map_id, number)
    here = showing(reading.graph, request.POST)
    request_drawing(
        map_=reading.map,
        version=reading.version,
        view=here.view,
        content=content_key(
            reading.graph,
            here.seen,
            moved_on(reading.map, here.view) if reading.version is None else None,
        ),
        again=True,
    )
    messages.info(request, _("The picture is being drawn again."))
    return redirect(f"{reading.base}?{urlencode(here.fields)}" if here.fields else reading.base)


def _reading(request: DaylightRequest, map_id: UUID, number: int | None) -> Reading:
    if number is None:
        return read_draft(request.actor, map_id)
    return read_version(request.actor, map_id, number)


def _show(request: DaylightRequest, reading: Reading) -> HttpResponse:
    view = request.GET.get("view", "picture")
    view = view if view in VIEWS else "picture"
    here = showing(reading.graph, request.GET)
    query = query_of(request.GET.get("find", "")) if view != "picture" else ""
    flows = here.seen.flows_in(reading.graph)
    context = {
        **reading.context,
        "view": view,
        "views": _views(view, here, query),
        "showing": here,
        "says": here.says if view == "picture" else here.says_one_by_one,
        "find": query,
        "count": len(flows),
        "is_empty": not reading.graph.flows,
        "done": done_of(request, reading),
        "nodes": found((nodes_of if view == "picture" else every_node)(reading.graph, here.seen), query),
        "stats": stats(reading.graph),
        "comment_counts": reading.comment_counts,
    }
    if view == "picture":
        context |= _lists(reading, here)
        if request.htmx:
            # All that can be said without the picture is said while it is drawn elsewhere.
            context["words"] = render_to_string("dataflows/_map_words.html", context, request)
        if request.htmx and reading.version is None and here.seen.graph.nodes:
            # Whoever has just changed the map waits for its picture anyhow: in one request, not in several.
            wait_for_picture(map_=reading.map, graph=reading.graph, seen=here.seen)
        context |= _picture(reading, here)
    else:
        cards = found(flow_cards(reading.graph, flows), query)
        context |= {"cards": cards, "grid": grid_page(reading.graph, cards) if view == "grid" else None}
    if view == "table":
        context |= table_of(reading, cards)
    if view == "picture" and reading.version is None and reading.may(Permission.MAP_EDIT):
        said = said_of(reading, request.GET.get("done", ""))
        context |= {"said": said, "form": LineForm(initial={"last": said.last if said else ""})}
    # After an edit a page asks for what may have changed of it, and keeps the rest as it stands.
    part = "_map_parts" if request.htmx and view == "picture" else f"map_{view}"
    return render(request, f"dataflows/{part}.html", context)


def _views(current: str, here: Showing, query: str) -> list[dict[str, object]]:
    """Return the ways to read a map; what is shown and looked for goes along. Phones have lists."""
    labels = ((_("Picture"), _("Overview")), (_("Table"), ""), (_("Sentences"), ""), (_("Grid"), ""))
    kept = {**here.fields, **({"find": query} if query else {})}
    return [
        {
            "label": label,
            "label_small": small,
            "href": "?" + urlencode({"view": code, **kept}),
            "current": code == current,
        }
        for code, (label, small) in zip(VIEWS, labels, strict=True)
    ]


def _lists(reading: Reading, here: Showing) -> dict[str, object]:
    """Return what stands beside a picture: its lines in words, and the flows that are inside its boxes."""
    graph, seen = reading.graph, here.seen
    places = shown_nodes(graph, seen, [seen.graph.node(drawn) for drawn in seen.inside])
    inside = [
        {
            "place": place,
            "count": len(flows),
            "flows": flow_cards(graph, [graph.flow(flow) for flow in flows[:MOST_LISTED]]),
        }
        for place, flows in zip(places, seen.inside.values(), strict=True)
    ]
    said = shown_sentences(graph, seen)
    lines = lines_of(graph, seen, said)
    return {
        "lines": lines,
        "inside": inside,
        "legend": legend_groups(seen.graph),
        "graph_for_script": script_graph(seen, said, lines),
    }


def picture_context(request: DaylightRequest, reading: Reading) -> dict[str, object]:
    """Return the picture of the draft that an address asks for, with what stands beside it."""
    here = showing(reading.graph, request.GET)
    return {"showing": here, **_lists(reading, here), **_picture(reading, here)}


def _picture(reading: Reading, here: Showing) -> dict[str, object]:
    state: PictureState = picture_state(
        map_=reading.map,
        document=reading.document,
        version=reading.version,
        seen=here.seen,
        from_outside=reading.from_outside,
    )
    # Whoever tidied or moved things may put them back, at once or later.
    arranged = reading.version is None and can_put_back(reading.map, here.view)
    return {"picture": state, "can_put_back": arranged}
