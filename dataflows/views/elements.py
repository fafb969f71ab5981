"""One flow, organisation, storage, meeting or the person: a page of its own, or the panel beside the map."""

import uuid
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from dataflows.graph.model import FlowGraph, Node
from dataflows.graph.vicinity import belonging
from dataflows.language.facts import Fact, facts, node_facts
from dataflows.language.words import NOT_RECORDED
from dataflows.selectors.comments import comments_on
from dataflows.selectors.documents import version_document
from dataflows.selectors.history import ToldAct, acts_of, told
from dataflows.views.cards import NodeCard, flow_card, flow_cards, node_card
from dataflows.views.gone import gone
from dataflows.views.placing import placed
from dataflows.views.reading import Reading, done_of, element_or_404, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from organisations.errors import NotVisible
from organisations.permissions import Permission


@require_safe
@vary_on_headers("HX-Request")
def draft_element(request: DaylightRequest, map_id: uuid.UUID, element_id: uuid.UUID) -> HttpResponse:
    """Show one element of the draft."""
    return _show(request, read_draft(request.actor, map_id), element_id)


@require_safe
@vary_on_headers("HX-Request")
def version_element(
    request: DaylightRequest, map_id: uuid.UUID, number: int, element_id: uuid.UUID
) -> HttpResponse:
    """Show one element of a version."""
    return _show(request, read_version(request.actor, map_id, number), element_id)


def _show(request: DaylightRequest, reading: Reading, element_id: uuid.UUID) -> HttpResponse:
    try:
        key = element_or_404(reading, element_id)
    except NotVisible:
        # It was on this draft: whoever stood on it is told what became of it.
        if last_acts := _last_acts(reading, element_id):
            return gone(request, reading, last_acts=last_acts, element_id=element_id)
        raise
    is_flow = key in reading.graph.flows_by_id
    context = {
        **reading.context,
        **(_flow(reading, key) if is_flow else _node(reading, key)),
        **comment_context(reading, element_id),
        "in_latest": _is_in_latest(reading, key),
        "last_acts": _last_acts(reading, element_id),
        "done": done_of(request, reading),
        "element_id": key,
        "page_url": request.path,
        "at": key,
    }
    name = "flow" if is_flow else "node"
    template = f"dataflows/_{name}.html" if request.htmx else f"dataflows/{name}.html"
    return render(request, template, context)


def _is_in_latest(reading: Reading, key: str) -> bool:
    """Say whether an element of the draft can be commented on where people do: in the latest version."""
    if reading.version or not reading.latest or not reading.may(Permission.COMMENT_ADD):
        return False
    graph = version_document(reading.latest).graph
    return key in graph.flows_by_id or key in graph.nodes_by_id


def _last_acts(reading: Reading, element_id: uuid.UUID) -> list[ToldAct]:
    """Return who changed an element of the draft last, for those who read drafts."""
    if reading.version or not reading.may(Permission.MAP_VIEW):
        return []
    return told(reading.map, acts_of(reading.actor, reading.map, element_id=element_id)[:1])


def comment_context(reading: Reading, element_id: uuid.UUID) -> dict[str, object]:
    """Return an element's threads, as far as this person may see them."""
    if not reading.may(Permission.COMMENT_VIEW):
        return {}
    on_it = comments_on(reading.actor, reading.map, reading.places.on(str(element_id)))
    return {"threads": placed(reading, on_it)}


def _flow(reading: Reading, key: str) -> dict[str, object]:
    graph = reading.graph
    flow = graph.flow(key)
    card = flow_card(graph, flow)
    return {"card": card, **_sorted_facts(facts(graph, flow, _)), "title": card.name}


def _sorted_facts(every: Sequence[Fact]) -> dict[str, object]:
    """Part what nobody has recorded yet from the rest; what the person is told and may choose stays."""
    missing = [
        fact
        for fact in every
        if fact.unknown
        and fact.value == _(NOT_RECORDED)
        and fact.field not in {"person_told", "person_choice"}
    ]
    return {"facts": [fact for fact in every if fact not in missing], "missing": missing}


def _teams(graph: FlowGraph, node: Node) -> list[NodeCard]:
    """Return the teams of an organisation, and theirs: a grouped map draws them in its box."""
    if node.kind != "organisation":
        return []
    own = belonging(graph, {node.id}) - {node.id}
    return [node_card(graph, each) for each in graph.nodes if each.id in own and each.kind == "organisation"]


def _node(reading: Reading, key: str) -> dict[str, object]:
    graph = reading.graph
    node = graph.node(key)
    ids = {key, *(storage.id for storage in graph.storages_of(key))}
    flows = graph.flows_of(key)
    return {
        "card": node_card(graph, node),
        **_sorted_facts(node_facts(graph, node, _)),
        "title": node.name,
        "storages": [node_card(graph, storage) for storage in graph.storages_of(key)],
        "teams": _teams(graph, node),
        "organisation": node_card(graph, graph.node(node.parent)) if node.parent else None,
        "sent": flow_cards(graph, [flow for flow in flows if flow.source in ids and flow.target not in ids]),
        "received": flow_cards(
            graph, [flow for flow in flows if flow.target in ids and flow.source not in ids]
        ),
        "within": flow_cards(graph, [flow for flow in flows if flow.source in ids and flow.target in ids]),
    }
