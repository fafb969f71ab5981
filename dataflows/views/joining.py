"""Pages that make several elements one, or one two: comments follow what becomes of what they hang on."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms.editing import ChoosingForm
from dataflows.graph.model import FlowGraph
from dataflows.language.sentence import flow_name
from dataflows.language.typed import typed_end
from dataflows.services import edit_kinds as kinds
from dataflows.views.asked_again import Outcome, carry_out
from dataflows.views.editing import GET_OR_POST, after, editing, page_of
from dataflows.views.reading import Reading, element_or_404
from dataflows.views.requests import DaylightRequest, posted

Choices = list[tuple[str, str]]


@require_http_methods(GET_OR_POST)
def merge(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Ask which others are the same as this flow or place, and make them one."""
    reading = editing(request, map_id)
    key = element_or_404(reading, element_id)
    is_flow = key in reading.graph.flows_by_id
    choices = _same_ends(reading.graph, key) if is_flow else _same_kind(reading.graph, key)
    form = ChoosingForm(
        posted(request)[0], seq=reading.map.seq, label=_("Which are the same as this?"), choices=choices
    )
    shown = {
        "heading": _("Make one with “%(name)s”") % {"name": _name(reading.graph, key)},
        "explains": _(
            "This one stays. What the others say and it does not is added to it; what differs is "
            "kept in its notes."
        )
        if is_flow
        else _("This one stays. The flows of the others become its own."),
        "button": _("Make them one"),
        "nothing": _("There is nothing on this map that could be the same."),
    }

    def edits() -> list[kinds.TypedEdit]:
        return [kinds.Merge(element=element_id, others=form.ids, seen=form.cleaned_data["seen"])]

    return _ask(request, reading, form, edits, shown, "flow" if is_flow else "node", element_id)


@require_http_methods(GET_OR_POST)
def split_flow(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Ask which of the data that a flow carries are a flow of their own."""
    reading = editing(request, map_id)
    key = element_or_404(reading, element_id)
    flow = reading.graph.flow(key)
    choices = [(one.id, one.name) for one in reading.graph.data_types_of(flow)]
    form = ChoosingForm(
        posted(request)[0], seq=reading.map.seq, label=_("What goes with the new flow?"), choices=choices
    )
    shown = {
        "heading": _("Split “%(name)s”") % {"name": _name(reading.graph, key)},
        "explains": _(
            "The new flow says the same as this one, and carries what you choose. The rest stays here."
        ),
        "button": _("Split it"),
        "nothing": _("This flow carries one kind of data at most: there is nothing to split."),
        "least": 2,
    }

    def edits() -> list[kinds.TypedEdit]:
        said = form.cleaned_data
        going = tuple(said["chosen"])
        return [kinds.Split(element=element_id, id=said["edit"], data_types=going, seen=said["seen"])]

    return _ask(request, reading, form, edits, shown, "flow", element_id)


@require_http_methods(GET_OR_POST)
def split_node(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Ask which flows of an organisation or meeting belong to another one."""
    reading = editing(request, map_id)
    key = element_or_404(reading, element_id)
    flows = [flow for flow in reading.graph.flows if key in (flow.source, flow.target)]
    form = ChoosingForm(
        posted(request)[0],
        seq=reading.map.seq,
        label=_("Which flows are the new one's?"),
        named=_("What is the new one called?"),
        choices=[
            (flow.id, f"{reading.graph.numbers[flow.id]} · {flow_name(reading.graph, flow)}")
            for flow in flows
        ],
    )
    shown = {
        "heading": _("Split “%(name)s”") % {"name": _name(reading.graph, key)},
        "explains": _("The flows that you choose become the new one's. The others stay here."),
        "button": _("Split it"),
        "nothing": _("It has no flows: there is nothing to split."),
    }

    def edits() -> list[kinds.TypedEdit]:
        said = form.cleaned_data
        return [
            kinds.SplitNode(
                element=element_id, id=said["edit"], name=said["name"], flows=form.ids, seen=said["seen"]
            )
        ]

    return _ask(request, reading, form, edits, shown, "node", element_id)


def _ask(
    request: DaylightRequest,
    reading: Reading,
    form: ChoosingForm,
    edits: Callable[[], list[kinds.TypedEdit]],
    shown: Mapping[str, object],
    kind: str,
    element: UUID,
) -> HttpResponse:
    outcome = Outcome(status=200)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(request, reading.map, form, edits)
    if outcome.is_settled:
        return after(request, reading.map, outcome.done, kind, element)
    return page_of(request, reading, form, outcome, {**shown, "element_id": str(element)})


def _name(graph: FlowGraph, key: str) -> str:
    flow = graph.flows_by_id.get(key)
    return flow_name(graph, flow) if flow else typed_end(graph, key)


def _same_ends(graph: FlowGraph, key: str) -> Choices:
    ends = (graph.flow(key).source, graph.flow(key).target)
    return [
        (flow.id, f"{graph.numbers[flow.id]} · {flow_name(graph, flow)}")
        for flow in graph.flows
        if flow.id != key and (flow.source, flow.target) == ends
    ]


def _same_kind(graph: FlowGraph, key: str) -> Choices:
    kind = graph.node(key).kind
    others = [node for node in graph.nodes if node.kind == kind and node.id != key]
    return sorted(((node.id, typed_end(graph, node.id)) for node in others), key=_by_name)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
