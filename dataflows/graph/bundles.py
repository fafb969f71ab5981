"""Several flows between the same two ends as one: it says what all of them share, and hides nothing bad."""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any, Final

from dataflows.graph.model import Flow, Id, Party
from dataflows.graph.vocabulary import NOT_KNOWN

# The least favourable first: what holds for one member must not be hidden by the others.
TOLD_WORST_FIRST: Final = ("not_told", "", NOT_KNOWN, "after", "at_the_time", "before")
EVIDENCE_WORST_FIRST: Final = ("assumed", "", "interview", "workshop", "published")
CONFIDENCE_WORST_FIRST: Final = ("not_sure", "", "fairly_sure", "sure")
_WORST_FIRST: Final = {
    "person_told": TOLD_WORST_FIRST,
    "evidence": EVIDENCE_WORST_FIRST,
    "confidence": CONFIDENCE_WORST_FIRST,
}

_OWN: Final = frozenset({"id", "source", "target", "data_types", *_WORST_FIRST})
_SHARED: Final = tuple(fact.name for fact in fields(Flow) if fact.name not in _OWN)
_NOTHING: Final = {"sender": Party(), "receiver": Party(), "agreement": None}


def bundle_of(members: Sequence[Flow], *, bundle_id: Id, source: Id, target: Id) -> Flow:
    """Return one flow that stands for ``members``: all their data, what is worst, what is common.

    Examples
    --------
    >>> one = Flow(id="f", source="a", target="b", consistency="always", person_told="before")
    >>> two = Flow(id="g", source="a", target="b", consistency="usually", person_told="not_told")
    >>> both = bundle_of([one, two], bundle_id="h", source="a", target="b")
    >>> both.consistency, both.person_told, both.evidence
    ('', 'not_told', 'assumed')
    """
    carried = dict.fromkeys(data_type for flow in members for data_type in flow.data_types)
    first = members[0]
    common: dict[str, Any] = {
        name: getattr(first, name)
        if all(getattr(flow, name) == getattr(first, name) for flow in members)
        else _NOTHING.get(name, "")
        for name in _SHARED
    }
    worst = {
        fact: min((getattr(flow, fact) for flow in members), key=partial(_how_bad, order))
        for fact, order in _WORST_FIRST.items()
    }
    return replace(
        first,
        **common,
        **worst,
        id=bundle_id,
        source=source,
        target=target,
        data_types=tuple(carried),
    )


def _how_bad(worst_first: Sequence[str], code: str) -> int:
    return worst_first.index(code) if code in worst_first else 1
