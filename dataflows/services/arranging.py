"""Arranging the picture of a draft: tidying it, putting that back, moving one thing up or down its column."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dataflows.graph.model import FlowGraph
from dataflows.graph.views import View
from dataflows.models import DraftLayout, Map, Picture
from dataflows.render.boxes import measure
from dataflows.render.errors import LayoutMismatch
from dataflows.render.layout import Layout
from dataflows.render.nudging import nudged
from dataflows.selectors.documents import draft_document
from dataflows.selectors.draft_layouts import content_key, layout_of_draft
from dataflows.selectors.sentences import seen_as
from dataflows.services.drawing import request_drawing
from organisations.errors import Conflict
from organisations.permissions import Actor, Permission, nothing_here, require
from organisations.services.audit import record


@transaction.atomic
def tidy(*, actor: Actor, map_: Map, view: View) -> None:
    """Have a view of the draft laid out as a whole; where things stood can be put back. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    row = _held(map_, view, draft_document(map_).graph)
    _arrange(actor, "map.tidy", row, layout="", former=row.layout)


@transaction.atomic
def put_back(*, actor: Actor, map_: Map, view: View) -> None:
    """Put things back to where they stood before somebody moved them; once more, and they move. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    Conflict
        Nobody has moved anything.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    row = _held(map_, view, draft_document(map_).graph)
    if not row.former:
        raise Conflict(_("Nobody has moved anything, so there is nothing to put back."))
    _arrange(actor, "map.put_back", row, layout=row.former, former=row.layout)


@transaction.atomic
def nudge(*, actor: Actor, map_: Map, view: View, element: UUID, up: bool) -> None:
    """Exchange a box or a flow's label with the next above or below it, and keep them so. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map, or nothing of that id is on it.
    Conflict
        It is not drawn by itself, stands at the end of its column, or the picture has not been drawn yet.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    graph = draft_document(map_).graph
    row = _held(map_, view, graph)
    seen = seen_as(graph, view).graph
    pk = str(element)
    if pk not in graph.nodes_by_id and pk not in graph.flows_by_id:
        raise nothing_here()
    if pk not in seen.nodes_by_id and pk not in seen.flows_by_id:
        raise Conflict(_("It is not drawn by itself on this picture."))
    boxes = measure(seen, translate=_)
    try:
        found = nudged(seen, boxes, Layout.from_json(row.layout), boxes.home.get(pk, pk), up=up)
    except LayoutMismatch:
        raise Conflict(_("The picture is still being drawn. Try again in a moment.")) from None
    if found is None:
        raise Conflict(_("It stands at the end of its column."))
    layout, pair = found
    kept = [one for one in row.hints if set(one) != set(pair)]
    values = {"layout": layout.to_json(), "former": row.layout, "hints": [*kept, pair]}
    _arrange(actor, "map.nudge", row, **values)


def _held(map_: Map, view: View, graph: FlowGraph) -> DraftLayout:
    """Return the row of a view, stored, which nobody else writes until we are done.

    Its layout is that of the picture on the screen where there is one: it may be one that was drawn before.
    """
    stood = layout_of_draft(map_, view)
    key = content_key(graph, seen_as(graph, view), stood)
    shown = Picture.objects.filter(programme_id=map_.programme_id, key=key).values_list("layout", flat=True)
    here = shown.first() or stood.layout
    begins = {"programme_id": map_.programme_id, "layout": stood.layout}
    row, _made = DraftLayout.objects.get_or_create(map=map_, view=view.token, defaults=begins)
    # An UPDATE makes others wait, on both databases.
    DraftLayout.objects.filter(pk=row.pk).update(anew=F("anew") + 1)
    row.refresh_from_db()
    row.layout = here
    return row


def _arrange(actor: Actor, action: str, row: DraftLayout, **values: object) -> None:
    DraftLayout.objects.filter(pk=row.pk).update(**values)
    record(actor=actor, action=action, on=row.map, programme=row.map.programme, detail={"view": row.view})
    request_drawing(map_=row.map, view=View.read(row.view))
