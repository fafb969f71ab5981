"""What a change of a map means for the person, in one plain sentence each."""

from collections.abc import Mapping
from typing import Final

from dataflows.graph.comparing import Comparison
from dataflows.graph.effects import Effect, graph_of
from dataflows.graph.vocabulary import (
    IDENTIFIABILITIES,
    PERSON_CHOICES,
    PERSON_TOLD,
    Choices,
    gettext_noop,
)
from dataflows.language.ends import is_plural, name_of
from dataflows.language.template import Translate
from dataflows.language.words import in_sentence, label, list_of, lower_first, upper_first

_ = gettext_noop

SOMETHING: Final = _("something (nobody has recorded what)")
# For one receiver, and for a group of several where English says it otherwise.
SAID: Final[Mapping[str, tuple[str, str]]] = {
    "receives": (
        _("%(receiver)s now receives %(data)s"),
        _("%(receiver)s now receive %(data)s"),
    ),
    "another_way": (
        _("%(receiver)s receives %(data)s in one more way"),
        _("%(receiver)s receive %(data)s in one more way"),
    ),
    "no_longer": (
        _("%(receiver)s no longer receives %(data)s"),
        _("%(receiver)s no longer receive %(data)s"),
    ),
    "other_reason": (
        _("%(receiver)s receives %(data)s for another reason than before"),
        _("%(receiver)s receive %(data)s for another reason than before"),
    ),
}
OF_A_FACT: Final[Mapping[str, tuple[str, Choices]]] = {
    "told_later": (_("%(name)s: people are told later (%(was)s → %(now)s)"), PERSON_TOLD),
    "told_earlier": (_("%(name)s: people are told earlier (%(was)s → %(now)s)"), PERSON_TOLD),
    "told_unknown": (
        _("%(name)s: it is no longer recorded when people are told (was: %(was)s)"),
        PERSON_TOLD,
    ),
    "told_known": (_("%(name)s: it is now recorded when people are told (%(now)s)"), PERSON_TOLD),
    "choice_less": (_("%(name)s: people have less of a choice (%(was)s → %(now)s)"), PERSON_CHOICES),
    "choice_more": (_("%(name)s: people have more of a choice (%(was)s → %(now)s)"), PERSON_CHOICES),
    "choice_unknown": (
        _("%(name)s: it is no longer recorded what people can choose (was: %(was)s)"),
        PERSON_CHOICES,
    ),
    "choice_known": (_("%(name)s: it is now recorded what people can choose (%(now)s)"), PERSON_CHOICES),
    "more_identifiable": (
        _("%(name)s: it says more of who the person is (%(was)s → %(now)s)"),
        IDENTIFIABILITIES,
    ),
    "less_identifiable": (
        _("%(name)s: it says less of who the person is (%(was)s → %(now)s)"),
        IDENTIFIABILITIES,
    ),
    "identifiability_unknown": (
        _("%(name)s: it is no longer recorded whether it says who the person is (was: %(was)s)"),
        IDENTIFIABILITIES,
    ),
    "identifiability_known": (
        _("%(name)s: it is now recorded whether it says who the person is (%(now)s)"),
        IDENTIFIABILITIES,
    ),
}
UNEXPLAINED: Final = _("nobody has recorded why")
UNTOLD: Final = _("nobody tells the person")


def effect_sentence(comparison: Comparison, effect: Effect, name: str, translate: Translate = str) -> str:
    """Return what ``effect`` is, as a sentence; ``name`` is what its flow is called.

    Examples
    --------
    >>> from dataflows.graph.comparing import compare
    >>> from dataflows.graph.effects import effects_of
    >>> from dataflows.graph.model import DataType, Flow, FlowGraph, Node
    >>> from dataflows.graph.pairing import pair_versions
    >>> ends = (Node(id="p", kind="person", name="Sam"), Node(id="c", kind="organisation", name="Police"))
    >>> housing = (DataType(id="h", name="Housing status"),)
    >>> new = FlowGraph(nodes=ends, data_types=housing, flows=(
    ...     Flow(id="f", source="p", target="c", data_types=("h",)),))
    >>> compared = compare(FlowGraph(nodes=ends), new, pair_versions(FlowGraph(nodes=ends), new))
    >>> [effect_sentence(compared, one, "") for one in effects_of(compared)]
    ['Police now receives housing status; nobody has recorded why.']
    """
    if effect.code in OF_A_FACT:
        template, choices = OF_A_FACT[effect.code]
        values = {"name": name, "was": _code(effect.was, choices, translate)}
        return _ended(translate(template) % {**values, "now": _code(effect.now, choices, translate)})
    graph = graph_of(comparison, effect)
    receiver = graph.node(effect.receiver)
    one, several = SAID[effect.code]
    names = [in_sentence(graph.data_types_by_id[each].name) for each in effect.data]
    data = list_of(names, translate=translate) or translate(SOMETHING)
    template = translate(several if is_plural(receiver.name) else one)
    said = template % {"receiver": name_of(receiver, translate=translate), "data": data}
    also = [UNEXPLAINED] if effect.unexplained else []
    also += [UNTOLD] if effect.untold and effect.code in {"receives", "another_way"} else []
    return _ended("; ".join([said, *(translate(each) for each in also)]))


def _code(code: str, choices: Choices, translate: Translate) -> str:
    return lower_first(label(code, choices, translate=translate))


def _ended(said: str) -> str:
    return f"{upper_first(said)}."
