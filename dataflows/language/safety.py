"""Safe to publish? What on a map may put somebody in danger, or is not known, for people to judge.

A pointer and no verdict: it finds words, and a map without them may still be unsafe.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.folding import fold
from dataflows.language.words import squeeze

_ = gettext_noop

KINDS: Final[Mapping[str, str]] = {
    "unknown": _("Nobody knows or has named who receives"),
    "refuge": _("May show a refuge, or that somebody fled"),
    "policing": _("May give away how the police work"),
    "address": _("Looks like an address"),
    "small": _("May point at one worker"),
}

_REFUGE: Final = re.compile(
    r"\b(refuges?|safe[ -]?houses?|safe (?:accommodation|address)(?:es)?|sanctuary schemes?|idvas?|marac"
    r"|women'?s aid|domestic (?:abuse|violence)|honour[- ]based (?:abuse|violence)|forced marriage)\b",
    re.IGNORECASE,
)
# Only of flows that the police or probation are in: elsewhere these words are everyday ones.
_POLICING: Final = re.compile(
    r"\b(intelligence|intel|surveillance|covert|informants?|(?:warning|risk) (?:markers?|lists?|flags?)"
    r"|markers?|operations? (?!teams?\b|managers?\b)\w+|gangs?|county lines|persons? of interest)\b",
    re.IGNORECASE,
)
_POSTCODE: Final = r"[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][abd-hjlnp-uw-z]{2}"
_STREET: Final = (
    r"[0-9]{1,4}[a-d]?,? (?:[a-z']{1,20} ){1,3}"
    r"(?:street|st|road|rd|lane|avenue|ave|close|drive|terrace|crescent)"
)
_ADDRESS: Final = re.compile(rf"\b({_POSTCODE}|{_STREET})\b", re.IGNORECASE)
# A name is told from a thing by its capital: "ask for Jane", but "ask for housing".
_SMALL: Final = re.compile(
    r"\b(two[- ]person|(?:two|one|single)[- ](?:worker|woman|man)|lone worker|(?:only|named) worker"
    r"|team of (?:two|2)|ask for (?-i:[A-Z])\w+)\b",
    re.IGNORECASE,
)
_NOBODY: Final = re.compile(
    r"^(?:\?+|unknown|not known|tbc|tbd|n/?a|others?|other (?:agencies|organisations|partners)"
    r"|(?:local |various |relevant )?(?:partners|agencies|organisations|third parties)|somebody|someone)?$",
    re.IGNORECASE,
)
_JUSTICE: Final = "justice"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at: a key of ``KINDS``, the element's id, and the words that raised it."""

    kind: str
    element: Id
    found: str


def concerns(graph: FlowGraph) -> tuple[Concern, ...]:
    """Return what is to be looked at before others read this, by kind, in the order of the map.

    Examples
    --------
    >>> haven = Node(id="h", kind="organisation", name="Haven refuge")
    >>> flow = Flow(id="f", source="h", target="o", notes="Sent to 12 Mill Lane")
    >>> graph = FlowGraph(nodes=(haven, Node(id="o", kind="organisation", name="others")), flows=(flow,))
    >>> [(one.kind, one.element, one.found) for one in concerns(graph)]
    [('unknown', 'f', 'others'), ('refuge', 'h', 'refuge'), ('address', 'f', '12 Mill Lane')]
    """
    found = [*_of_flows(graph), *_of_nodes(graph)]
    order = list(KINDS)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.kind)))


def words_found(*texts: str) -> tuple[str, ...]:
    """Return the words in texts beside a map (its description, a version's note) that raise a concern.

    Examples
    --------
    >>> words_found("How the refuge works", "", "Nothing new")
    ('refuge',)
    """
    return tuple(dict.fromkeys(one.found for one in _in_text("", _text(*texts), with_police=True)))


def _of_flows(graph: FlowGraph) -> Iterator[Concern]:
    for flow in graph.flows:
        receiver = graph.organisation_of(flow.target)
        if _is_nobody(receiver):
            yield Concern("unknown", flow.id, squeeze(receiver.name) or "?")
        text = _text(
            *(flow.purpose, flow.channel, flow.trigger, flow.notes, flow.if_not_shared, flow.evidence_source),
            *(data_type.name for data_type in graph.data_types_of(flow)),
        )
        yield from _in_text(flow.id, text, with_police=_has_police(graph, flow))


def _of_nodes(graph: FlowGraph) -> Iterator[Concern]:
    for node in graph.nodes:
        words = (node.name, *node.aliases, node.location, node.notes, node.access_note, node.security)
        readers = (f"{row.role} {row.notes}" for row in node.access)
        text = _text(*words, *readers)
        yield from _in_text(node.id, text, with_police=graph.lane_of(node.id) == _JUSTICE)


def _in_text(element: Id, text: str, *, with_police: bool) -> Iterator[Concern]:
    patterns = {"refuge": _REFUGE, "address": _ADDRESS, "small": _SMALL}
    if with_police:
        patterns["policing"] = _POLICING
    for kind, pattern in patterns.items():
        for found in dict.fromkeys(match.group(1) for match in pattern.finditer(text)):
            yield Concern(kind, element, found)


def _is_nobody(node: Node) -> bool:
    return node.kind == "organisation" and (not node.named or bool(_NOBODY.match(_text(node.name))))


def _has_police(graph: FlowGraph, flow: Flow) -> bool:
    return _JUSTICE in {graph.lane_of(end) for end in (flow.source, flow.target)}


def _text(*texts: str) -> str:
    # A mark between two texts, or the end of one and the beginning of the next would make a word.
    return " | ".join(squeeze(fold(text).text) for text in texts if text)
