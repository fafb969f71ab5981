"""The short sentences after a flow: whether it always happens, and what the person is told and can choose."""

from collections.abc import Iterator, Mapping
from typing import Final

from dataflows.graph.model import Flow
from dataflows.graph.vocabulary import NOT_KNOWN, gettext_noop
from dataflows.language.template import Part, Translate, fill
from dataflows.language.words import upper_first

_ = gettext_noop

CONSISTENCY: Final[Mapping[str, str]] = {
    "usually": _("[consistency|This usually happens.]"),
    "practitioner_decides": _("[consistency|The practitioner decides each time.]"),
    "if_agrees": _("[consistency|This happens only if <person> agrees.]"),
    NOT_KNOWN: _("[consistency|It is not known whether this always happens.]"),
}

# Told and choice in one sentence where they share their subject; each pair is whole, so that it translates.
TOGETHER: Final[Mapping[tuple[str, str], str]] = {
    ("before", "asked"): _("{person} [told|is told before] and [choice|is asked first]."),
    ("before", "can_refuse"): _("{person} [told|is told before] and [choice|can refuse]."),
    ("before", "can_object"): _("{person} [told|is told before] and [choice|can object]."),
    ("before", "no_choice"): _("{person} [told|is told before] and [choice|has no choice]."),
    ("at_the_time", "asked"): _("{person} [told|is told at the time] and [choice|is asked first]."),
    ("at_the_time", "can_refuse"): _("{person} [told|is told at the time] and [choice|can refuse]."),
    ("at_the_time", "can_object"): _("{person} [told|is told at the time] and [choice|can object]."),
    ("at_the_time", "no_choice"): _("{person} [told|is told at the time] and [choice|has no choice]."),
    ("after", "asked"): _("{person} [told|is told afterwards] and [choice|is asked first]."),
    ("after", "can_refuse"): _("{person} [told|is told afterwards] and [choice|can refuse]."),
    ("after", "can_object"): _("{person} [told|is told afterwards] and [choice|can object]."),
    ("after", "no_choice"): _("{person} [told|is told afterwards] and [choice|has no choice]."),
    (NOT_KNOWN, NOT_KNOWN): _("It is not known [told|whether <person> is told] or [choice|has a choice]."),
    ("", ""): _("Nobody has recorded [told|whether <person> is told] or [choice|has a choice]."),
}
TOLD: Final[Mapping[str, str]] = {
    "before": _("{person} [told|is told before]."),
    "at_the_time": _("{person} [told|is told at the time]."),
    "after": _("{person} [told|is told afterwards]."),
    "not_told": _("[told|Nobody tells <person> yet]."),
    NOT_KNOWN: _("[told|It is not known whether <person> is told]."),
    "": _("[told|Nobody has recorded whether <person> is told]."),
}
CHOICE: Final[Mapping[str, str]] = {
    "asked": _("{person} [choice|is asked first]."),
    "can_refuse": _("{person} [choice|can refuse]."),
    "can_object": _("{person} [choice|can object]."),
    "no_choice": _("{person} [choice|has no choice]."),
    NOT_KNOWN: _("[choice|It is not known whether <person> has a choice]."),
    "": _("[choice|Nobody has recorded whether <person> has a choice]."),
}


def closings(flow: Flow, person: str, *, translate: Translate = str) -> Iterator[Part]:
    """Yield the parts of the closing sentences of ``flow``, each with a space before it."""
    for template in _templates(flow):
        parts = fill(translate(template), {"person": person})
        yield Part("", " ")
        yield Part(parts[0].role, upper_first(parts[0].text))
        yield from parts[1:]


def _templates(flow: Flow) -> Iterator[str]:
    if flow.consistency in CONSISTENCY:
        yield CONSISTENCY[flow.consistency]
    pair = (flow.person_told, flow.person_choice)
    if pair in TOGETHER:
        yield TOGETHER[pair]
        return
    yield TOLD.get(flow.person_told, TOLD[""])
    yield CHOICE.get(flow.person_choice, CHOICE[""])
