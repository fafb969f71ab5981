"""Closed lists in files: a label or code in English or Welsh, else the nearest word, said how."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from dataflows.formats.keys import words
from dataflows.graph.keys import SHORT, key
from dataflows.graph.vocabulary import NOT_KNOWN, Choices, gettext_noop

_ = gettext_noop

NOT_RECORDED: Final = frozenset(
    {"", "notrecorded", "notrecordedyet", "notyetrecorded", "blank", "hebeigofnodi", "hebeigofnodieto"}
)
DASHES: Final = frozenset({"", "-", "--", "\N{EN DASH}", "\N{EM DASH}"})
UNKNOWN: Final = (
    "unknown",
    "dont know",
    "don't know",
    "not sure",
    "ddim yn hysbys",
    "anhysbys",
    "ddim yn gwybod",
)
NEGATION: Final = re.compile(
    r"\b(not|no|never|non|cannot|without|ddim|heb|dim|ni)\b|n['\u2019]t\b|^(un|non|de)"
)
SPELLING_CUTOFF: Final = 0.8

BY_MEANING: Final = _(
    "“%(value)s” is not one of the words for this column; it was read as “%(label)s”, the nearest of them in "
    "meaning. The original is in the notes."
)
BY_SPELLING: Final = _(
    "“%(value)s” is not one of the words for this column; it was read as “%(label)s”, which is spelt nearly "
    "the same. The original is in the notes."
)
BY_WORDS: Final = _(
    "“%(value)s” is not one of the words for this column; it was read as “%(label)s”, whose words it holds. "
    "The original is in the notes."
)


class Found(NamedTuple):
    """What a cell means: a code, its label, and the sentence that says how it was guessed (``""``: exact)."""

    code: str
    label: str
    guessed: str = ""


@dataclass(frozen=True, eq=False)
class ClosedList:
    """A closed list as files write it.

    Parameters
    ----------
    choices
        Code -> English label.
    also
        Other exact words, English and Welsh -> code.
    near
        Words that only come near -> code; using one is a guess and is said.
    """

    choices: Choices
    also: Mapping[str, str]
    near: Mapping[str, str]

    @cached_property
    def exact(self) -> Mapping[str, str]:
        spoken = {key(text): code for text, code in self.also.items()}
        labels = {key(label): code for code, label in self.choices.items()}
        codes = {key(code): code for code in self.choices}
        unknown = {key(text): NOT_KNOWN for text in UNKNOWN} if NOT_KNOWN in self.choices else {}
        return {**unknown, **spoken, **codes, **labels}

    @cached_property
    def nearby(self) -> Mapping[str, str]:
        return {key(text): code for text, code in self.near.items()}

    @cached_property
    def spelt(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Return the words a slip of the pen may miss, by first letter: few enough to compare for every cell.

        Numbers of articles and paragraphs are not among them; none is near another.
        """
        spelt: dict[str, list[tuple[str, str]]] = {}
        for text, code in self.exact.items():
            if text.isalpha():
                spelt.setdefault(text[0], []).append((text, code))
        return spelt

    @cached_property
    def labels(self) -> tuple[tuple[str, frozenset[str], bool], ...]:
        return tuple((code, words(label), _negated(label)) for code, label in self.choices.items())

    def find(self, text: str) -> Found | None:
        """Return what ``text`` means, or ``None`` when nothing comes near.

        Examples
        --------
        >>> told = ClosedList({"before": "Before", "not_told": "Not told"}, {"cyn": "before"}, {})
        >>> told.find("Cyn"), told.find("Befor").label, told.find("Perhaps")
        (Found(code='before', label='Before', guessed=''), 'Before', None)
        """
        return _find_short(self, text) if len(text) <= SHORT else _find(self, text)

    def found(self, code: str, how: str = "") -> Found:
        """Return ``code`` with its label."""
        return Found(code, self.choices.get(code, ""), how)


def _find(closed: ClosedList, text: str) -> Found | None:
    wanted, bare = key(text), text.strip()
    if wanted in NOT_RECORDED and (wanted or bare in DASHES):
        return Found("", "")
    if not wanted:
        asked = set(bare) == {"?"} and NOT_KNOWN in closed.choices
        return closed.found(NOT_KNOWN, BY_MEANING) if asked else None
    if wanted in closed.exact:
        return closed.found(closed.exact[wanted])
    if wanted in closed.nearby:
        return closed.found(closed.nearby[wanted], BY_MEANING)
    return _by_spelling(closed, text) or _by_words(closed, text)


# Long cells are rare, and keeping them would fill the memory.
_find_short = lru_cache(maxsize=10_000)(_find)


def _by_spelling(closed: ClosedList, text: str) -> Found | None:
    wanted, best = key(text), (0.0, "")
    matcher = SequenceMatcher(None, b=wanted)
    for written, code in closed.spelt.get(wanted[:1], ()):
        # At this cutoff the lengths cannot differ by half; most words are settled without being compared.
        if 2 * min(len(written), len(wanted)) < SPELLING_CUTOFF * (len(written) + len(wanted)):
            continue
        matcher.set_seq1(written)
        if matcher.quick_ratio() >= SPELLING_CUTOFF:
            best = max(best, (matcher.ratio(), code))
    ratio, code = best
    if ratio < SPELLING_CUTOFF or _negated(text) != _negated(closed.choices[code]):
        return None
    return closed.found(code, BY_SPELLING)


def _by_words(closed: ClosedList, text: str) -> Found | None:
    held, negated = words(text), _negated(text)
    codes = [code for code, label, denies in closed.labels if label <= held and denies == negated]
    return closed.found(codes[0], BY_WORDS) if len(codes) == 1 else None


def _negated(text: str) -> bool:
    """Say whether ``text`` denies something, so that "can't refuse" is never read as "can refuse"."""
    return NEGATION.search(text.casefold()) is not None
