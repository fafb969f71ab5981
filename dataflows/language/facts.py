"""Every fact of a flow or node in reading order, with what is not recorded said as such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import DataType, Flow, FlowGraph, Node, Party
from dataflows.graph.vocabulary import (
    ARTICLE_9_CONDITIONS,
    CONFIDENCES,
    CONFIDENTIALITY_ROUTES,
    CONSISTENCIES,
    EVIDENCES,
    IDENTIFIABILITIES,
    LANES,
    LAWFUL_BASES,
    NOT_KNOWN,
    ORGANISATION_KINDS,
    PERSON_CHOICES,
    PERSON_TOLD,
    REGIMES,
    ROLES,
    SCHEDULE_1_CONDITIONS,
    SENSITIVITIES,
    STORAGE_KINDS,
    THEMES,
    Choices,
    gettext_noop,
)
from dataflows.language.nodes import access_of
from dataflows.language.template import Translate
from dataflows.language.words import NOT_RECORDED, day, label, upper_first

_ = gettext_noop
Value = str | tuple[str, ...]

# Field -> (label, closed list or None), in the order people ask: what, from whom, to whom, how, when, why.
FLOW_FACTS: Final[Mapping[str, tuple[str, Choices | None]]] = {
    "data_types": (_("What moves"), None),
    "identifiability": (_("Does it say who the person is"), IDENTIFIABILITIES),
    "source": (_("From"), None),
    "target": (_("To"), None),
    "channel": (_("How it moves"), None),
    "journey_stage": (_("When in the person's journey"), None),
    "trigger": (_("What sets it off"), None),
    "frequency": (_("How often"), None),
    "purpose": (_("What for"), None),
    "if_not_shared": (_("If it were not shared"), None),
    "necessity": (_("Why this much is needed"), None),
    "person_told": (_("When the person is told"), PERSON_TOLD),
    "person_choice": (_("The person's choice"), PERSON_CHOICES),
    "consistency": (_("Does it always happen"), CONSISTENCIES),
    "sender_role": (_("Sender's role"), ROLES),
    "sender_regime": (_("Sender's regime"), REGIMES),
    "sender_lawful_basis": (_("Sender's lawful basis"), LAWFUL_BASES),
    "sender_article_9": (_("Sender's Article 9 condition"), ARTICLE_9_CONDITIONS),
    "sender_schedule_1": (_("Sender's Schedule 1 condition"), SCHEDULE_1_CONDITIONS),
    "sender_law": (_("Law the sender names"), None),
    "receiver_role": (_("Receiver's role"), ROLES),
    "receiver_regime": (_("Receiver's regime"), REGIMES),
    "receiver_lawful_basis": (_("Receiver's lawful basis"), LAWFUL_BASES),
    "receiver_article_9": (_("Receiver's Article 9 condition"), ARTICLE_9_CONDITIONS),
    "receiver_schedule_1": (_("Receiver's Schedule 1 condition"), SCHEDULE_1_CONDITIONS),
    "receiver_law": (_("Law the receiver names"), None),
    "confidentiality_route": (_("How confidentiality is kept"), CONFIDENTIALITY_ROUTES),
    "agreement": (_("Agreement"), None),
    "safeguard": (_("Safeguard outside the UK"), None),
    "dpia_reference": (_("Impact assessment (DPIA)"), None),
    "evidence": (_("How we know"), EVIDENCES),
    "evidence_source": (_("Where we read or heard it"), None),
    "confidence": (_("How sure we are"), CONFIDENCES),
    "review_date": (_("Look at again on"), None),
    "ref": (_("Reference"), None),
    "notes": (_("Notes"), None),
}

NODE_LABELS: Final[Mapping[str, str]] = {
    "organisation_kind": _("Kind"),
    "lane": _("Place on the map"),
    "short_name": _("Short name"),
    "parent": _("Part of"),
    "public_body": _("Public body"),
    "themes": _("Themes"),
    "areas": _("Areas"),
    "aliases": _("Also called"),
    "named": _("Are its members named"),
    "organisation": _("Organisation"),
    "storage_kind": _("Kind"),
    "location": _("Where it is kept"),
    "access_note": _("Who can open it"),
    "access": _("Named readers"),
    "security": _("How it is protected"),
    "retention": _("How long it is kept"),
    "draft": _("Draft"),
    "notes": _("Notes"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its plain label; ``known`` is false for *not recorded yet* and *not known*."""

    field: str
    label: str
    value: Value
    known: bool

    @property
    def unknown(self) -> bool:
        return not self.known


def facts(graph: FlowGraph, flow: Flow, translate: Translate = str) -> tuple[Fact, ...]:
    """Return every fact of ``flow``, in reading order.

    Examples
    --------
    >>> graph = FlowGraph(nodes=(Node(id="s", kind="organisation", name="Shelter"),
    ...                          Node(id="m", kind="organisation", name="MCC")))
    >>> flow = Flow(id="f", source="s", target="m")
    >>> told = {fact.field: fact for fact in facts(graph, flow)}["person_told"]
    >>> told.label, told.value, told.known
    ('When the person is told', 'Not recorded yet', False)
    """
    values: dict[str, Value] = {
        **{f"sender_{name}": value for name, value in _party(flow.sender)},
        **{f"receiver_{name}": value for name, value in _party(flow.receiver)},
        "data_types": tuple(_data_type(item, translate) for item in graph.data_types_of(flow)),
        "source": _end(graph, flow.source, translate),
        "target": _end(graph, flow.target, translate),
        "agreement": graph.agreements_by_id[flow.agreement].name if flow.agreement else "",
        "purpose": upper_first(flow.purpose.strip()),
        "review_date": day(flow.review_date, translate=translate),
    }
    return tuple(
        _fact(field, words, values.get(field, getattr(flow, field, "")), choices, translate)
        for field, (words, choices) in FLOW_FACTS.items()
    )


def node_facts(graph: FlowGraph, node: Node, translate: Translate = str) -> tuple[Fact, ...]:
    """Return every fact of ``node`` that its kind has, in reading order."""
    return tuple(
        _fact(field, NODE_LABELS[field], value, choices, translate)
        for field, value, choices in _node_values(graph, node, translate)
    )


def _node_values(
    graph: FlowGraph, node: Node, translate: Translate
) -> Iterator[tuple[str, Value, Choices | None]]:
    if node.kind == "organisation":
        yield from _organisation_values(graph, node, translate)
    if node.kind == "storage":
        owner = graph.organisation_of(node.id)
        yield "organisation", owner.name if owner.id != node.id else "", None
        yield "storage_kind", node.storage_kind, STORAGE_KINDS
        yield "location", node.location, None
        yield "access_note", node.access_note, None
        yield "access", tuple(upper_first(access_of(row, translate=translate)) for row in node.access), None
        yield "security", node.security, None
        yield "retention", node.retention, None
    if node.draft:
        yield "draft", translate(_("Yes: nobody has confirmed it yet")), None
    yield "notes", node.notes, None


def _organisation_values(
    graph: FlowGraph, node: Node, translate: Translate
) -> Iterator[tuple[str, Value, Choices | None]]:
    yield "organisation_kind", node.organisation_kind, ORGANISATION_KINDS
    yield "lane", node.lane, LANES
    yield "short_name", node.short_name, None
    parent = graph.nodes_by_id.get(node.parent) if node.parent else None
    if parent or node.parent_name:
        yield "parent", parent.name if parent else node.parent_name, None
    yield "public_body", _yes_or_no(node.public_body, translate), None
    yield "themes", tuple(label(theme, THEMES, translate=translate) for theme in node.themes), None
    yield "areas", node.areas, None
    yield "aliases", node.aliases, None
    if not node.named:
        yield "named", translate(_("No: nobody has named who belongs to it")), None


def _fact(field: str, words: str, value: Value, choices: Choices | None, translate: Translate) -> Fact:
    if isinstance(value, tuple):
        return Fact(field, translate(words), value or translate(NOT_RECORDED), known=bool(value))
    if choices is not None:
        known = value not in {"", NOT_KNOWN}
        return Fact(field, translate(words), label(value, choices, translate=translate), known=known)
    text = value.strip()
    known = bool(text) and text.casefold().rstrip(".") != "not known"
    return Fact(field, translate(words), text or translate(NOT_RECORDED), known=known)


def _party(party: Party) -> Iterator[tuple[str, str]]:
    for name in ("role", "regime", "lawful_basis", "article_9", "schedule_1", "law"):
        yield name, getattr(party, name)


def _data_type(data_type: DataType, translate: Translate) -> str:
    parts = [label(data_type.sensitivity, SENSITIVITIES, translate=translate).lower()]
    if data_type.could_hurt:
        parts.append(translate(_("could hurt")))
    return f"{data_type.name} ({', '.join(parts)})"


def _end(graph: FlowGraph, node_id: str, translate: Translate) -> str:
    node, organisation = graph.node(node_id), graph.organisation_of(node_id)
    if node.id == organisation.id:
        return node.name
    names = {"organisation": organisation.name, "storage": node.name}
    return translate(_("%(organisation)s: %(storage)s")) % names


def _yes_or_no(value: bool | None, translate: Translate) -> str:
    if value is None:
        return ""
    return translate(_("Yes")) if value else translate(_("No"))
