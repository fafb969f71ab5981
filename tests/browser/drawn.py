"""The views of a map, drawn before anybody looks: what is tried in a browser is the page, not the waiting."""

from typing import Any

from dataflows.graph.views import View
from dataflows.models import Map
from dataflows.selectors.documents import draft_document
from dataflows.selectors.sentences import seen_as
from dataflows.services.drawing import ensure_picture


def draw_views(map_: Map, node: str) -> dict[str, Any]:
    """Draw the views that pages are looked at in; return the addresses of a group and a bundle."""
    document = draft_document(map_)
    views = (View("theme"), View("organisation"), View("around", node), View("leaving", node))
    drawn = [seen_as(document.graph, view) for view in views]
    for seen in drawn:
        ensure_picture(map_=map_, document=document, seen=seen)
    gathered = {
        "group" if each in seen.graph.nodes_by_id else "bundle": each
        for seen in drawn
        for each in seen.graph.gathered
    }
    return {
        f"{place}{kind}.element_id": element
        for kind, element in gathered.items()
        for place in ("", "version_")
    }
