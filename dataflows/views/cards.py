"""What pages show of flows and nodes: their sentence, marks and labels, ready for templates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.vocabulary import (
    CONSISTENCIES,
    LANES,
    NODE_KINDS,
    ORGANISATION_KINDS,
    PERSON_CHOICES,
    PERSON_TOLD,
    SENSITIVITIES,
    STORAGE_KINDS,
)
from dataflows.language.nodes import node_sentence
from dataflows.language.sentence import flow_name
from dataflows.language.template import Part
from dataflows.language.words import upper_first
from dataflows.selectors.sentences import flow_sentence, phrases_of


@dataclass(frozen=True)
class DataMark:
    """One data type with how sensitive it is, in words and by code."""

    name: str
    code: str
    label: str


@dataclass(frozen=True)
class FlowCard:
    """One flow as a card, a table row or a panel."""

    id: str
    number: int
    ref: str
    name: str
    sentence: str
    parts: tuple[Part, ...]
    source: Node
    target: Node
    source_owner: Node
    target_owner: Node
    data: tuple[DataMark, ...]
    code: str
    sensitivity_label: str
    channel: str
    purpose: str
    stage: str
    told: str
    told_code: str
    choice: str
    consistency: str
    evidence: str
    # What stands beside it in a list may stand for several.
    count: int = 1

    @property
    def url_part(self) -> str:
        """Return the flow's address below its map or version."""
        return f"f/{self.id}/"


@dataclass(frozen=True)
class NodeCard:
    """One node as a card or a panel."""

    id: str
    kind: str
    kind_label: str
    name: str
    lane_label: str
    sentence: str
    sends: int
    receives: int

    @property
    def url_part(self) -> str:
        """Return the node's address below its map or version."""
        return f"n/{self.id}/"


def flow_card(graph: FlowGraph, flow: Flow) -> FlowCard:
    """Return one flow ready to be shown."""
    said, translate = flow_sentence(graph, flow), phrases_of(graph)
    worst = graph.most_sensitive(flow)
    return FlowCard(
        id=flow.id,
        number=graph.numbers[flow.id],
        ref=flow.ref,
        name=flow_name(graph, flow),
        sentence=said.text,
        parts=said.parts,
        source=graph.node(flow.source),
        target=graph.node(flow.target),
        source_owner=graph.organisation_of(flow.source),
        target_owner=graph.organisation_of(flow.target),
        data=tuple(
            DataMark(kind.name, kind.sensitivity, _label(SENSITIVITIES, kind.sensitivity, translate))
            for kind in graph.data_types_of(flow)
        ),
        code=worst.sensitivity if worst else "",
        sensitivity_label=_label(SENSITIVITIES, worst.sensitivity, translate) if worst else "",
        channel=flow.channel,
        purpose=upper_first(flow.purpose.strip()),
        stage=flow.journey_stage,
        told=_label(PERSON_TOLD, flow.person_told, translate),
        told_code=flow.person_told,
        choice=_label(PERSON_CHOICES, flow.person_choice, translate),
        consistency=_label(CONSISTENCIES, flow.consistency, translate),
        evidence=flow.evidence,
    )


def flow_cards(graph: FlowGraph, flows: Sequence[Flow] | None = None) -> list[FlowCard]:
    """Return the flows ready to be shown, in the order of their numbers."""
    return [flow_card(graph, flow) for flow in (graph.flows if flows is None else flows)]


def node_card(graph: FlowGraph, node: Node) -> NodeCard:
    """Return one node ready to be shown, with how many flows go out of it and its storages, and in."""
    ids = {node.id, *(storage.id for storage in graph.storages_of(node.id))}
    flows = [(flow.source in ids, flow.target in ids) for flow in graph.flows_of(node.id)]
    return NodeCard(
        id=node.id,
        kind=node.kind,
        kind_label=kind_label(node),
        name=node.name,
        lane_label=_(LANES[graph.lane_of(node.id)]),
        sentence=node_sentence(graph, node, translate=_),
        sends=sum(goes_out and not comes_in for goes_out, comes_in in flows),
        receives=sum(comes_in and not goes_out for goes_out, comes_in in flows),
    )


def kind_label(node: Node) -> str:
    """Return what kind of thing this is, as exactly as is known: "Police", "Case system", "Person"."""
    if node.kind == "organisation" and node.organisation_kind:
        return _(ORGANISATION_KINDS.get(node.organisation_kind, node.organisation_kind))
    if node.kind == "storage" and node.storage_kind:
        return _(STORAGE_KINDS.get(node.storage_kind, node.storage_kind))
    return _(NODE_KINDS[node.kind])


def stats(graph: FlowGraph) -> dict[str, str]:
    """Return the line under a map's name: how much it holds, and what stands out, words first."""
    organisations = sum(node.kind == "organisation" for node in graph.nodes)
    nobody = sum(flow.person_told == "not_told" for flow in graph.flows)
    unknown = sum(flow.person_told in {"", "not_known"} for flow in graph.flows)
    count = len(graph.flows)
    line = {
        "flows": ngettext("%(count)d flow", "%(count)d flows", count) % {"count": count},
        "organisations": ngettext("%(count)d organisation", "%(count)d organisations", organisations)
        % {"count": organisations},
        "nobody": "",
        "unknown": "",
    }
    if nobody:
        line["nobody"] = ngettext(
            "For %(count)s flow nobody tells the person",
            "For %(count)s flows nobody tells the person",
            nobody,
        ) % {"count": in_words(nobody)}
    if unknown:
        line["unknown"] = _unknown(unknown, alone=not nobody)
    return line


def _unknown(count: int, *, alone: bool) -> str:
    if alone:
        text = ngettext(
            "For %(count)s flow it is not known whether the person is told",
            "For %(count)s flows it is not known whether the person is told",
            count,
        )
    else:
        text = ngettext(
            "for %(count)s it is not known whether the person is told",
            "for %(count)s it is not known whether the person is told",
            count,
        )
    return text % {"count": in_words(count)}


def _label(choices: Any, code: str, translate: Callable[[str], str]) -> str:
    return translate(choices[code]) if code in choices else ""


def in_words(count: int) -> str:
    """Return a number as it is said, up to twenty; larger ones in figures."""
    words = [
        _("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"),
        _("nine"), _("ten"), _("eleven"), _("twelve"), _("thirteen"), _("fourteen"), _("fifteen"),
        _("sixteen"), _("seventeen"), _("eighteen"), _("nineteen"), _("twenty"),
    ]  # fmt: skip
    return words[count] if count < len(words) else str(count)
