"""Several flows between the same two ends as one: it says what all of them share, and hides nothing bad."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

from dataflows.graph.model import Flow, Id, Party
from dataflows.graph.vocabulary import NOT_KNOWN

# The least favourable first: what holds for one member must not be hidden by the others.
TOLD_WORST_FIRST: Final = ("not_told", "", NOT_KNOWN, "after", "at_the_time", "before")

_OWN: Final = frozenset({"id", "source", "target", "data_types", "person_told"})
_SHARED: Final = tuple(fact.name for fact in fields(Flow) if fact.name not in _OWN)
_NOTHING: Final = {"sender": Party(), "receiver": Party(), "agreement": None}


def bundle_of(members: Sequence[Flow], *, bundle_id: Id, source: Id, target: Id) -> Flow:
    """Return one flow that stands for ``members``: all their data, and of the rest what they have in common.

    Examples
    --------
    >>> one = Flow(id="f", source="a", target="b", consistency="always", person_told="before")
    >>> two = Flow(id="g", source="a", target="b", consistency="usually", person_told="not_told")
    >>> both = bundle_of([one, two], bundle_id="h", source="a", target="b")
    >>> both.consistency, both.person_told
    ('', 'not_told')
    """
    carried = dict.fromkeys(data_type for flow in members for data_type in flow.data_types)
    first = members[0]
    common: dict[str, Any] = {
        name: getattr(first, name)
        if all(getattr(flow, name) == getattr(first, name) for flow in members)
        else _NOTHING.get(name, "")
        for name in _SHARED
    }
    worst = min((flow.person_told for flow in members), key=_how_bad)
    return replace(
        first,
        **common,
        id=bundle_id,
        source=source,
        target=target,
        data_types=tuple(carried),
        person_told=worst,
    )


def _how_bad(told: str) -> int:
    return TOLD_WORST_FIRST.index(told) if told in TOLD_WORST_FIRST else 1
