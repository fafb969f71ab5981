"""One flow in plain words, for the people it is about: who tells whom what, why, and what they can choose.

Words for residents: people and services, share, tell, ask, keep. Nothing is left out for being unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.vocabulary import NOT_KNOWN, gettext_noop
from dataflows.language.template import Translate
from dataflows.language.words import list_of, squeeze, upper_first

_ = gettext_noop

_TELLS: Final = _("%(sender)s tells %(receiver)s about you")
_YOU_TELL: Final = _("You tell %(receiver)s")
_TELLS_YOU: Final = _("%(sender)s tells you")

_NOBODY_WROTE: Final = _("Nobody has written this down yet")
_TOLD: Final[Mapping[str, str]] = {
    "before": _("Yes, before it happens"),
    "at_the_time": _("Yes, when it happens"),
    "after": _("Yes, but only afterwards"),
    "not_told": _("No. Nobody tells you yet"),
    NOT_KNOWN: _("People were asked and do not know"),
}
_CHOICE: Final[Mapping[str, str]] = {
    "asked": _("You are asked first"),
    "can_refuse": _("You can say no"),
    "can_object": _("You can object"),
    "no_choice": _("No, you cannot choose this"),
    NOT_KNOWN: _("People were asked and do not know"),
}


@dataclass(frozen=True)
class PlainFlow:
    """A title and lines of (question, answer)."""

    title: str
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Return all of it as one text: what a comment keeps as the sentence that was read."""
        return " · ".join((self.title, *(f"{question} {answer}" for question, answer in self.lines)))


def plain_flow(graph: FlowGraph, flow: Flow, *, translate: Translate = str) -> PlainFlow:
    """Return a flow in plain words.

    Examples
    --------
    >>> ends = tuple(Node(id=name, kind="organisation", name=name) for name in ("Shelter", "The police"))
    >>> flow = Flow(id="f", source="Shelter", target="The police", person_told="not_told")
    >>> graph = FlowGraph(nodes=ends, flows=(flow,))
    >>> plain = plain_flow(graph, flow)
    >>> plain.title
    'Shelter tells The police about you'
    >>> plain.lines[3]
    ('Are you told?', 'No. Nobody tells you yet')
    """
    return PlainFlow(_title(graph, flow, translate), tuple(_lines(graph, flow, translate)))


def _title(graph: FlowGraph, flow: Flow, translate: Translate) -> str:
    sender, receiver = (graph.organisation_of(end) for end in (flow.source, flow.target))
    names = {"sender": _name(sender), "receiver": _name(receiver)}
    said = _YOU_TELL if sender.kind == "person" else _TELLS_YOU if receiver.kind == "person" else _TELLS
    return upper_first(translate(said) % names)


def _name(node: Node) -> str:
    return squeeze(node.name)


def _lines(graph: FlowGraph, flow: Flow, translate: Translate) -> Iterator[tuple[str, str]]:
    unknown = translate(_NOBODY_WROTE)
    names = [squeeze(data_type.name) for data_type in graph.data_types_of(flow)]
    yield translate(_("What?")), upper_first(list_of(names, translate=translate)) if names else unknown
    purpose = squeeze(flow.purpose)
    why = translate(_("So that they can %(purpose)s")) % {"purpose": purpose} if purpose else unknown
    yield translate(_("Why?")), why
    yield translate(_("How?")), upper_first(squeeze(flow.channel)) or unknown
    yield translate(_("Are you told?")), translate(_TOLD.get(flow.person_told, _NOBODY_WROTE))
    yield translate(_("Do you have a choice?")), translate(_CHOICE.get(flow.person_choice, _NOBODY_WROTE))
    kept = graph.node(flow.target)
    if kept.kind == "storage":
        yield translate(_("Where is it kept?")), _name(kept)
