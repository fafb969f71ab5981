"""Safe to publish? What is to be looked at, by kind, with the names of the elements."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext

from dataflows.graph.model import FlowGraph
from dataflows.language.safety import KINDS, concerns
from dataflows.selectors.sentences import element_kind_of, name_of


@dataclass(frozen=True)
class ToldConcern:
    """One element to look at, and the words that raised it."""

    element_kind: str
    id: str
    name: str
    found: str


@dataclass(frozen=True)
class ConcernGroup:
    """What is to be looked at for one reason."""

    kind: str
    label: str
    concerns: Sequence[ToldConcern]


def concerns_told(graph: FlowGraph, *, besides: FlowGraph | None = None) -> Sequence[ConcernGroup]:
    """Return what is to be looked at before others read this, by reason; without what ``besides`` has too."""
    known = {*concerns(besides)} if besides else set()
    return [
        ConcernGroup(
            kind,
            gettext(KINDS[kind]),
            [
                ToldConcern(
                    element_kind_of(graph, UUID(one.element)),
                    one.element,
                    name_of(graph, UUID(one.element)),
                    one.found,
                )
                for one in each
            ],
        )
        for kind, each in groupby(
            (one for one in concerns(graph) if one not in known), key=lambda one: one.kind
        )
    ]
