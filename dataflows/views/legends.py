"""The legend beside a picture: only what is on this map."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dataflows.graph.model import FlowGraph
from dataflows.render.legend import GROUPS, legend_of


@dataclass(frozen=True)
class LegendRow:
    """One sign, drawn, and the words for it."""

    sample: SafeString
    label: str


@dataclass(frozen=True)
class LegendGroup:
    """Signs that say the same kind of thing."""

    label: str
    rows: list[LegendRow]


def legend_groups(graph: FlowGraph) -> list[LegendGroup]:
    """Return the legend in the reader's language; its samples are drawn from codes alone."""
    entries = legend_of(graph)
    return [
        LegendGroup(
            _(GROUPS[group]),
            [LegendRow(mark_safe(entry.sample()), _(entry.label)) for entry in rows],  # noqa: S308
        )
        for group, rows in groupby(entries, key=lambda entry: entry.group)
    ]
