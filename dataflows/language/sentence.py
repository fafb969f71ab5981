"""Every flow as one sentence, made here and nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import Flow, FlowGraph
from dataflows.graph.vocabulary import NOT_KNOWN, gettext_noop
from dataflows.language.arrow import ends_in_line
from dataflows.language.closings import closings
from dataflows.language.ends import Ends, ends_of, main_template
from dataflows.language.phrases import channel_phrase, frequency_phrase, stage_phrase
from dataflows.language.purpose import STATEMENT, purpose_template
from dataflows.language.template import Part, Translate, fill
from dataflows.language.words import in_sentence, list_of, squeeze, upper_first

_ = gettext_noop

# What a part of a sentence speaks of: the field of the flow it was made from.
ROLE_FIELDS: Final[Mapping[str, str]] = {
    "source": "source",
    "source_storage": "source",
    "data": "data_types",
    "identifiability": "identifiability",
    "target": "target",
    "target_storage": "target",
    "channel": "channel",
    "frequency": "frequency",
    "when": "journey_stage",
    "purpose": "purpose",
    "consistency": "consistency",
    "told": "person_told",
    "choice": "person_choice",
}

NO_DATA: Final = _("something nobody has recorded yet")

# Said in brackets after the data; a flow that simply says who the person is needs no word for it.
IDENTIFIABILITY_PHRASES: Final[Mapping[str, str]] = {
    "indirect": _(" ([identifiability|names taken off, but you could probably work it out])"),
    "pseudonymised": _(" ([identifiability|de-personalised: a code instead of a name])"),
    "anonymous_person_level": _(" ([identifiability|anonymous, one row per person, in a controlled place])"),
    "aggregate_small": _(" ([identifiability|totals, some of them very small])"),
    "aggregate": _(" ([identifiability|totals only])"),
    "synthetic": _(" ([identifiability|made-up data])"),
    NOT_KNOWN: _(" ([identifiability|it is not known whether it says who the person is])"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as plain text and as parts; the parts joined are the text."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    def __str__(self) -> str:
        return self.text


def sentence(graph: FlowGraph, flow: Flow, *, translate: Translate = str) -> Sentence:
    """Return ``flow`` as a sentence that reads aloud.

    What is not recorded is left to the facts, except the three things a person needs to hear: what moves,
    whether they are told, and whether they have a choice.

    Examples
    --------
    >>> from dataflows.graph.model import DataType, Node
    >>> graph = FlowGraph(
    ...     nodes=(Node(id="s", kind="organisation", name="Shelter"),
    ...            Node(id="m", kind="organisation", name="Manchester City Council")),
    ...     data_types=(DataType(id="d", name="Name"),),
    ... )
    >>> flow = Flow(id="f", source="s", target="m", data_types=("d",), channel="E-mail",
    ...             purpose="join up support", person_told="before", person_choice="can_refuse")
    >>> sentence(graph, flow).text
    'Shelter sends name to Manchester City Council by e-mail, in order to join up support. \
The person is told before and can refuse.'
    """
    ends = ends_of(graph, flow, translate=translate)
    parts = (*_main(graph, flow, ends, translate), *closings(flow, ends.person, translate=translate))
    sender = graph.organisation_of(flow.source)
    own_name = sender.kind != "person" and ends.values["source"] == squeeze(sender.name)
    return Sentence(_tidy(parts, keep_first=own_name))


def flow_name(graph: FlowGraph, flow: Flow) -> str:
    """Return the short name of ``flow``: both ends and the most sensitive of what moves.

    Examples
    --------
    >>> from dataflows.graph.model import DataType, Node
    >>> graph = FlowGraph(
    ...     nodes=(Node(id="s", kind="organisation", name="Shelter"),
    ...            Node(id="m", kind="organisation", name="MCC")),
    ...     data_types=(DataType(id="n", name="Name", sensitivity="personal"),
    ...                 DataType(id="h", name="Mental health", sensitivity="special_category")),
    ... )
    >>> flow_name(graph, Flow(id="f", source="s", target="m"))
    'Shelter → MCC'
    >>> flow_name(graph, Flow(id="f", source="s", target="m", data_types=("n", "h")))
    'Shelter → MCC: Mental health +1'
    """
    source, target = graph.organisation_of(flow.source), graph.organisation_of(flow.target)
    if source.id == target.id:
        source, target = graph.node(flow.source), graph.node(flow.target)
    ends = ends_in_line(squeeze(source.name), squeeze(target.name))
    worst = graph.most_sensitive(flow)
    if worst is None:
        return ends
    more = f" +{len(flow.data_types) - 1}" if len(flow.data_types) > 1 else ""
    return f"{ends}: {squeeze(worst.name)}{more}"


short = flow_name


def _main(graph: FlowGraph, flow: Flow, ends: Ends, translate: Translate) -> Iterator[Part]:
    names = [in_sentence(data_type.name) for data_type in graph.data_types_of(flow)]
    data = list_of(names, translate=translate) or translate(NO_DATA)
    template = main_template(ends, _identifiability(flow, translate), translate)
    yield from fill(template, {**ends.values, "data": data})
    separator = " "
    for role, phrase in _ways_and_times(flow, translate):
        yield Part("", separator)
        yield Part(role, phrase)
        separator = ", "
    if not flow.purpose.strip():
        yield Part("", ".")
        return
    purpose, words = purpose_template(flow.purpose)
    if purpose == STATEMENT:
        yield Part("", ". ")
        yield from fill(translate(purpose), {"purpose": words})
    else:
        yield from fill(translate(purpose) + ".", {"purpose": words})


def _identifiability(flow: Flow, translate: Translate) -> str:
    phrase = IDENTIFIABILITY_PHRASES.get(flow.identifiability, "")
    return translate(phrase) if phrase else ""


def _ways_and_times(flow: Flow, translate: Translate) -> Iterator[tuple[str, str]]:
    if flow.channel.strip():
        yield "channel", channel_phrase(flow.channel, translate=translate)
    if flow.frequency.strip():
        yield "frequency", frequency_phrase(flow.frequency, translate=translate)
    if flow.journey_stage.strip():
        yield "when", stage_phrase(flow.journey_stage, translate=translate)


def _tidy(parts: tuple[Part, ...], *, keep_first: bool) -> tuple[Part, ...]:
    """Begin with a capital (an organisation's name stays as it is) and let no stop follow a stop."""
    tidied: list[Part] = []
    for part in parts:
        text = part.text
        if not tidied:
            text = text if keep_first and part.role == "source" else upper_first(text)
        elif text.startswith(".") and tidied[-1].text.endswith((".", "!", "?", "…")):
            text = text[1:]
        if text:
            tidied.append(Part(part.role, text))
    return tuple(tidied)
