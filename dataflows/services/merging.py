"""Merging a row of a file into a flow that is on the map: three ways, and never over what a person wrote.

The three are what the file said when it was last imported (the base), what it says now, and the map.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext

from dataflows.formats.columns import FLOW_FIELDS
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import DataType, Flow
from dataflows.models.columns import ROW_FACTS
from dataflows.services.facts import logged

_ = gettext_noop

# "ref" finds the row, so it cannot differ; the others are merged.
MERGED: Final = (*(fact for fact in ROW_FACTS if fact != "ref"), "data_types")
# What a blank cell becomes, where that is not blank: it says nothing.
BLANKS: Final[Mapping[str, Any]] = {"evidence": "assumed"}

# Facts whose column in a flow list has another name.
_COLUMNS: Final = {
    "source": "from_organisation",
    "target": "to_organisation",
    "sender_role": "from_role",
    "receiver_role": "to_role",
    "sender_lawful_basis": "lawful_basis",
    "sender_article_9": "special_condition",
    "sender_schedule_1": "special_condition",
    "receiver_article_9": "receiver_special_condition",
    "receiver_schedule_1": "receiver_special_condition",
    "sender_law": "law",
    "consistency": "practice",
    "evidence_source": "source",
}

CHANGED_HERE: Final = _("Somebody changed this to “%(mine)s” on the map; the file says what it said before.")
BOTH: Final = _("The map says “%(mine)s”, the file “%(theirs)s”: the map's stays, and both are shown here.")
CLEARED_HERE: Final = _("Somebody cleared this on the map, and the file still says it.")


class Difference(NamedTuple):
    """A fact that map and file tell differently, in words: the map's stays unless somebody chooses."""

    fact: str
    mine: str
    theirs: str
    reason: str

    @property
    def label(self) -> str:
        """Return what pages call the fact."""
        return gettext(FLOW_FIELDS[_COLUMNS.get(self.fact, self.fact)])


class Merged(NamedTuple):
    """What a merge comes to: ``takes`` are the facts to be taken from the file."""

    takes: tuple[str, ...]
    differences: tuple[Difference, ...]


def words_of(flow: Flow, data_types: Iterable[DataType]) -> dict[str, str]:
    """Return a flow's facts as words, without those that are blank: what a base keeps, and people compare."""
    found = {fact: _words(flow, fact) for fact in ROW_FACTS if fact != "ref"}
    found["data_types"] = "; ".join(sorted(one.name for one in dict.fromkeys(data_types)))
    return {fact: words for fact, words in found.items() if words and words != BLANKS.get(fact)}


def merge(
    base: Mapping[str, str] | None,
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    chosen: frozenset[str] = frozenset(),
) -> Merged:
    """Return what to take of ``theirs``; all three are as :func:`words_of` gives them.

    Without a base (the flow did not come from this source) only blanks are filled. ``chosen`` are the facts
    for which somebody said to take the file's.

    >>> merge({"channel": "post"}, {"channel": "post"}, {"channel": "e-mail"})
    Merged(takes=('channel',), differences=())
    >>> merge({"channel": "post"}, {"channel": "by hand"}, {"channel": "e-mail"}).differences[0].mine
    'by hand'
    """
    takes: list[str] = []
    differences: list[Difference] = []
    for fact in MERGED:
        here, there = mine.get(fact, ""), theirs.get(fact, "")
        if not there or here == there:
            continue  # a blank cell says nothing: it clears nothing either
        was = "" if base is None else base.get(fact, "")
        if fact in chosen or here == was:
            takes.append(fact)
        elif there == was:
            differences.append(Difference(fact, here, there, CHANGED_HERE if here else CLEARED_HERE))
        else:
            differences.append(Difference(fact, here, there, BOTH))
    return Merged(tuple(takes), tuple(differences))


def _words(flow: Flow, fact: str) -> str:
    if fact in {"source", "target"}:
        return str(getattr(flow, fact).name)
    if fact == "agreement":
        return flow.agreement.name if flow.agreement else ""
    return str(logged(flow, fact))
