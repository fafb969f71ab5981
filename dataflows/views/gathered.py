"""Groups and bundles of a view: as cards, and each as a page of its own or the panel beside the map."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.views import Shown, View
from dataflows.graph.vocabulary import LANES, SENSITIVITIES
from dataflows.language.groups import bundle_name
from dataflows.selectors.sentences import seen_as, shown_node_sentence, shown_sentences, standing_in
from dataflows.views.cards import FlowCard, NodeCard, flow_card, flow_cards, node_card
from dataflows.views.gone import gone
from dataflows.views.reading import Reading, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from dataflows.views.showing import GROUPED


@dataclass(frozen=True)
class BundleCard:
    """Several flows between the same two ends, as one line of a list; told from a flow by ``is_bundle``."""

    id: str
    number: int
    count: int
    name: str
    sentence: str
    source: Node
    target: Node
    code: str
    sensitivity_label: str
    is_bundle: bool = True

    @property
    def url_part(self) -> str:
        """Return the bundle's address below its map or version."""
        return f"b/{self.id}/"


@dataclass(frozen=True)
class GroupCard(NodeCard):
    """Several nodes as one."""

    @property
    def url_part(self) -> str:
        """Return the group's address below its map or version."""
        return f"g/{self.id}/"


Line = FlowCard | BundleCard

# Where more than that is not drawn itself, its lines lead to pages instead of opening beside the picture.
MOST_STANDING = 1_000


def lines_of(graph: FlowGraph, seen: Shown, said: Mapping[str, str]) -> list[Line]:
    """Return what a view draws between its nodes, flows and bundles, in the order of their numbers."""
    drawn = seen.graph
    lines = [
        _bundle_card(drawn, flow, said[flow.id])
        if flow.id in drawn.gathered
        else flow_card(graph, graph.flow(flow.id))
        for flow in drawn.flows
    ]
    return sorted(lines, key=lambda line: line.number)


def _bundle_card(drawn: FlowGraph, bundle: Flow, said: str) -> BundleCard:
    worst = drawn.most_sensitive(bundle)
    code = worst.sensitivity if worst else ""
    return BundleCard(
        id=bundle.id,
        number=drawn.numbers[bundle.id],
        count=len(drawn.gathered[bundle.id]),
        name=bundle_name(drawn, bundle, translate=_),
        sentence=said,
        source=drawn.node(bundle.source),
        target=drawn.node(bundle.target),
        code=code,
        sensitivity_label=_(SENSITIVITIES[code]) if code else "",
    )


def nodes_of(graph: FlowGraph, seen: Shown) -> list[NodeCard]:
    """Return who and what a view draws, without the storages, which stand with their organisation."""
    return shown_nodes(graph, seen, [node for node in seen.graph.nodes if node.kind != "storage"])


def every_node(graph: FlowGraph, seen: Shown) -> list[NodeCard]:
    """Return who and what a view shows, each by itself: what lists say that have every flow by itself."""
    return [
        node_card(graph, node) for node in graph.nodes if node.kind != "storage" and node.id in seen.place
    ]


def shown_nodes(graph: FlowGraph, seen: Shown, nodes: Iterable[Node]) -> list[NodeCard]:
    """Return drawn nodes ready to be shown, with the flows of this view that leave each box, and come in."""
    if seen.graph is graph:
        return [node_card(graph, node) for node in nodes]
    box = {node: seen.graph.organisation_of(drawn).id for node, drawn in seen.place.items()}
    ends = [(box[flow.source], box[flow.target]) for flow in seen.flows_in(graph)]
    sends = Counter(source for source, target in ends if source != target)
    receives = Counter(target for source, target in ends if source != target)
    standing = standing_in(graph, seen)
    return [
        replace(
            _group_card(graph, seen, node) if node.id in seen.graph.gathered else node_card(graph, node),
            sentence=shown_node_sentence(graph, seen, node, standing),
            sends=sends[node.id],
            receives=receives[node.id],
        )
        for node in nodes
    ]


def _group_card(graph: FlowGraph, seen: Shown, group: Node) -> GroupCard:
    members = seen.graph.gathered[group.id]
    return GroupCard(
        id=group.id,
        kind="group",
        kind_label=_count_of({graph.node(member).kind for member in members}, len(members)),
        name=group.name,
        lane_label=_(LANES[group.lane]),
        sentence="",
        sends=0,
        receives=0,
    )


def _count_of(kinds: Collection[str], count: int) -> str:
    """Return what a group holds: "11 meetings", "Group of 3"."""
    if kinds == {"meeting"}:
        said = ngettext("%(count)d meeting", "%(count)d meetings", count)
    elif kinds == {"storage"}:
        said = ngettext("%(count)d storage", "%(count)d storages", count)
    else:
        said = ngettext("Group of %(count)d", "Group of %(count)d", count)
    return said % {"count": count}


def script_graph(seen: Shown, said: Mapping[str, str], lines: Sequence[Line]) -> dict[str, Any]:
    """Return what the page's script knows of a view: enough to walk it and to find things in it."""
    return {
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "name": node.name,
                "lane": seen.graph.lane_of(node.id),
                "parent": node.parent,
                "sentence": said[node.id],
            }
            for node in seen.graph.nodes
        ],
        "flows": [
            {
                "id": line.id,
                "number": line.number,
                "name": line.name,
                "source": seen.place.get(line.source.id, line.source.id),
                "target": seen.place.get(line.target.id, line.target.id),
                "count": line.count,
                "sentence": line.sentence,
            }
            for line in lines
        ],
        "standing": standing if len(standing := seen.standing()) <= MOST_STANDING else {},
    }


# --- pages ---------------------------------------------------------------------------------------


@require_safe
@vary_on_headers("HX-Request")
def draft_gathered(
    request: DaylightRequest, map_id: uuid.UUID, element_id: uuid.UUID, part: str
) -> HttpResponse:
    """Show a group or a bundle (``part`` says which) of the draft."""
    return _show(request, read_draft(request.actor, map_id), str(element_id), part)


@require_safe
@vary_on_headers("HX-Request")
def version_gathered(
    request: DaylightRequest, map_id: uuid.UUID, number: int, element_id: uuid.UUID, part: str
) -> HttpResponse:
    """Show a group or a bundle (``part`` says which) of a version."""
    return _show(request, read_version(request.actor, map_id, number), str(element_id), part)


def _show(request: DaylightRequest, reading: Reading, key: str, part: str) -> HttpResponse:
    seen = _view_with(reading.graph, key, part)
    if seen is None:
        return gone(request, reading)
    facts = (_bundle if part == "bundle" else _group)(reading.graph, seen, key)
    context = {**reading.context, **facts, "show": seen.view.kind, "page_url": request.path}
    template = f"dataflows/_{part}.html" if request.htmx else f"dataflows/{part}.html"
    return render(request, template, context)


def _view_with(graph: FlowGraph, key: str, part: str) -> Shown | None:
    """Return the view that has this group or bundle, or ``None``."""
    for kind in GROUPED:
        seen = seen_as(graph, View(kind))
        drawn = seen.graph.flows_by_id if part == "bundle" else seen.graph.nodes_by_id
        if key in seen.graph.gathered and key in drawn:
            return seen
    return None


def _bundle(graph: FlowGraph, seen: Shown, key: str) -> Mapping[str, object]:
    bundle = seen.graph.flow(key)
    card = _bundle_card(seen.graph, bundle, shown_sentences(graph, seen)[key])
    members = [graph.flow(flow) for flow in seen.graph.gathered[key]]
    ends = shown_nodes(graph, seen, (card.source, card.target))
    return {"card": card, "title": card.name, "flows": flow_cards(graph, members), "ends": ends}


def _group(graph: FlowGraph, seen: Shown, key: str) -> Mapping[str, object]:
    (card,) = shown_nodes(graph, seen, [seen.graph.node(key)])
    members = [node_card(graph, graph.node(node)) for node in seen.graph.gathered[key]]
    lines = lines_of(graph, seen, shown_sentences(graph, seen))
    drawn = {flow.id: flow for flow in seen.graph.flows}
    return {
        "card": card,
        "title": card.name,
        "members": members,
        # Of one kind, or nothing: organisations and whatever else are "who".
        "members_are": kinds.pop() if len(kinds := {member.kind for member in members}) == 1 else "",
        "received": [line for line in lines if drawn[line.id].target == key],
        "sent": [line for line in lines if drawn[line.id].source == key],
        "within": flow_cards(graph, [graph.flow(flow) for flow in seen.inside.get(key, ())]),
    }
