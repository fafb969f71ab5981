"""The table of a draft as an editor: which facts are cells, what each holds, one row by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dataflows.graph.model import FlowGraph
from dataflows.language.facts import FLOW_FACTS
from dataflows.language.typed import typed_values
from dataflows.selectors.known_words import known_words
from dataflows.views.cards import FlowCard, flow_card
from dataflows.views.reading import Reading, element_or_404, read_draft
from dataflows.views.requests import DaylightRequest
from organisations.permissions import Permission, nothing_here

NO_ID: Final = UUID(int=0)


@dataclass(frozen=True)
class Column:
    """One fact as a column: what its cells are edited with, and what is offered there."""

    fact: str
    label: Any
    kind: str


COLUMNS: Final = (
    Column("source", gettext_lazy("From"), "end"),
    Column("target", gettext_lazy("To"), "end"),
    Column("data_types", gettext_lazy("What"), "names"),
    Column("channel", gettext_lazy("How"), "text"),
    Column("purpose", gettext_lazy("Why"), "lines"),
    Column("journey_stage", gettext_lazy("When"), "choice"),
    Column("person_told", gettext_lazy("Person told"), "choice"),
    Column("person_choice", gettext_lazy("Choice"), "choice"),
)


@require_safe
def row(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Return one row of the draft's table: what an editor asks for after a cell was saved."""
    reading = read_draft(request.actor, map_id)
    key = element_or_404(reading, element_id)
    if key not in reading.graph.flows_by_id:
        raise nothing_here()
    card = flow_card(reading.graph, reading.graph.flow(key))
    context = {**reading.context, **table_of(reading, [card]), "card": card}
    return render(request, "dataflows/_table_row.html", context)


def table_of(reading: Reading, cards: list[FlowCard]) -> dict[str, object]:
    """Return what a table needs beside its cards: its columns, and for an editor each cell's own text."""
    edits = not reading.version and reading.may(Permission.MAP_EDIT)
    counts = reading.comment_counts
    typed = (
        {card.id: typed_values(reading.graph, reading.graph.flow(card.id)) for card in cards} if edits else {}
    )
    table: dict[str, object] = {
        "columns": COLUMNS,
        "is_edited": edits,
        "typed": typed,
        "comment_counts": counts,
    }
    if edits:
        table |= {
            "addresses": addresses_of(reading),
            "choices": choices_of(reading.graph),
            "known": known_words(reading.map, reading.graph),
        }
    return table


def choices_of(graph: FlowGraph) -> Mapping[str, list[tuple[str, str]]]:
    """Return what can be chosen in each column that has a closed list."""
    found: dict[str, list[tuple[str, str]]] = {}
    for column in COLUMNS:
        if column.kind == "choice":
            listed = FLOW_FACTS[column.fact][1] or {stage: stage for stage in graph.journey_stages}
            found[column.fact] = [(code, _(label)) for code, label in listed.items()]
    return found


def addresses_of(reading: Reading) -> dict[str, str]:
    """Return where an editor sends what was typed, and where it asks for what it shows."""
    of_map = [reading.map.pk]
    return {
        "edits": reverse("api_edits", args=of_map),
        "undo": reverse("api_undo", args=of_map),
        "redo": reverse("api_redo", args=of_map),
        "row": reverse("flow_row", args=[reading.map.pk, NO_ID]),
        "history": reverse("history", args=of_map),
    }
