"""Pages that change one element of a draft, or add one. Each works without scripts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms.editing import FIRST_FACTS, FlowForm, NewNodeForm, NodeForm
from dataflows.language.sentence import flow_name
from dataflows.language.typed import typed_end, typed_values
from dataflows.models import Map
from dataflows.selectors.history import last_change_of
from dataflows.selectors.known_words import known_words
from dataflows.selectors.maps import map_for
from dataflows.services.editing import Done
from dataflows.views.asked_again import Outcome, carry_out
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.permissions import Permission, nothing_here

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def new_flow(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Ask who sends what to whom, and draw the flow. ``from`` and ``to`` may name nodes of the map."""
    reading = editing(request, map_id)
    named = {
        end: _named(reading, request.GET.get(word, ""))
        for end, word in (("source", "from"), ("target", "to"))
    }
    form = FlowForm(
        posted(request)[0],
        seq=reading.map.seq,
        values=named,
        stages=reading.graph.journey_stages,
        facts=FIRST_FACTS,
    )
    outcome = Outcome(status=200)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(request, reading.map, form, lambda: [form.connects()])
    if outcome.is_settled:
        return after(request, reading.map, outcome.done, "flow", form.cleaned_data["edit"])
    return page_of(request, reading, form, outcome, {"heading": _("Add a flow"), "button": _("Add flow")})


@require_http_methods(GET_OR_POST)
def edit_flow(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Show every fact of a flow to be changed; a flow that somebody removed meanwhile can be put back."""
    reading = editing(request, map_id)
    flow = reading.graph.flows_by_id.get(str(element_id))
    if flow is None:
        _was_here(request, reading, element_id)
    values: Mapping[str, str] = typed_values(reading.graph, flow) if flow else {}
    form = FlowForm(
        posted(request)[0], seq=reading.map.seq, values=values, stages=reading.graph.journey_stages
    )
    outcome = Outcome(status=200)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(request, reading.map, form, lambda: form.edits_of(element_id))
    if outcome.is_settled:
        return after(request, reading.map, outcome.done, "flow", element_id)
    name = flow_name(reading.graph, flow) if flow else ""
    shown = {"heading": name or _("Change a flow"), "button": _("Save"), "element_id": str(element_id)}
    return page_of(request, reading, form, outcome, shown)


@require_http_methods(GET_OR_POST)
def new_node(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Ask what joins the map, and where."""
    reading = editing(request, map_id)
    form = NewNodeForm(
        posted(request)[0],
        seq=reading.map.seq,
        values={"within": _named(reading, request.GET.get("in", ""))},
        has_person=any(node.kind == "person" for node in reading.graph.nodes),
    )
    if form["within"].value() and request.method != "POST":
        form.initial["kind"] = "storage"
    outcome = Outcome(status=200)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(request, reading.map, form, lambda: [form.adds()])
    if outcome.is_settled:
        return after(request, reading.map, outcome.done, "node", form.cleaned_data["edit"])
    shown = {"heading": _("Add something to the map"), "button": _("Add to the map")}
    return page_of(request, reading, form, outcome, shown)


@require_http_methods(GET_OR_POST)
def edit_node(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Show what the map itself says of a node to be changed."""
    reading = editing(request, map_id)
    node = reading.graph.nodes_by_id.get(str(element_id))
    if node is None:
        _was_here(request, reading, element_id)
    homes = []
    values = {"name": node.name, "notes": node.notes} if node else {}
    if node and node.kind == "storage" and node.parent:
        homes = [one.name for one in reading.graph.nodes if one.kind == "organisation"]
        values["parent"] = typed_end(reading.graph, node.parent)
    form = NodeForm(posted(request)[0], seq=reading.map.seq, values=values, homes=homes)
    outcome = Outcome(status=200)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(request, reading.map, form, lambda: form.edits_of(element_id))
    if outcome.is_settled:
        return after(request, reading.map, outcome.done, "node", element_id)
    shown = {
        "heading": node.name if node else _("Change a place"),
        "button": _("Save"),
        "element_id": str(element_id),
        "node": node,
        "register_url": _register_url(reading, node),
    }
    return page_of(request, reading, form, outcome, shown)


def editing(request: DaylightRequest, map_id: UUID) -> Reading:
    """Return the draft for somebody who may change it."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    return Reading(actor=request.actor, map=map_, version=None)


def after(request: DaylightRequest, map_: Map, done: Done | None, kind: str, element: Any) -> HttpResponse:
    """Lead on after an edit: to the map when the form stood beside it, else to the element's page."""
    said = {"done": str(done.edit)} if done else {}
    if request.POST.get("back") == "map":
        seen = QueryDict(request.POST.get("query", "")[1:400])
        said |= {name: seen[name] for name in ("show", "node", "hops") if name in seen}
        return redirect(f"{reverse('map', args=[map_.pk])}?{urlencode(said)}#{element}")
    return redirect(f"{reverse(kind, args=[map_.pk, element])}?{urlencode(said)}")


def page_of(
    request: DaylightRequest, reading: Reading, form: Any, outcome: Outcome, shown: Mapping[str, object]
) -> HttpResponse:
    """Show a form of the draft, with what stands in its way."""
    context = {
        **reading.context,
        **shown,
        "form": form,
        "problem": outcome.problem,
        "known": known_words(reading.map, reading.graph),
        "title": shown["heading"],
        "back": request.POST.get("back", ""),
    }
    status = outcome.status if outcome.status != 200 else 400 if form.errors else 200
    template = "dataflows/_edit.html" if request.htmx else "dataflows/edit.html"
    return render(request, template, context, status=status)


def _was_here(request: DaylightRequest, reading: Reading, element_id: UUID) -> None:
    """Go on only with what somebody removed while its form was open: what was typed is not lost."""
    if request.method != "POST" or last_change_of(reading.map, element_id) is None:
        raise nothing_here()


def _named(reading: Reading, node_id: str) -> str:
    """Return how a node of the map is typed; nothing for what is not on it."""
    return typed_end(reading.graph, node_id) if node_id in reading.graph.nodes_by_id else ""


def _register_url(reading: Reading, node: Any) -> str:
    kinds = {"organisation": "organisations", "storage": "storage"}
    if node is None or not node.register_id or node.kind not in kinds:
        return ""
    return reverse("register_edit", args=[reading.map.programme.slug, kinds[node.kind], node.register_id])
