"""The names that a map and its programme know, as somebody may type them: the longest first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from dataflows.language.folding import fold
from dataflows.language.words import word_set

# What people call the person at the centre, where nothing on the map or in the register is called so.
PERSON: Final = ("the person", "person", "client", "the client", "service user", "the resident", "resident")
# A name of such words alone would hide the grammar.
GRAMMAR: Final = word_set(
    "to from by via with into in at and so that of for on < > = -> <> : ? * - sends gives gets"
)
_EDGE_BEFORE: Final = re.compile(r"(?<!\w)")
_EDGE_AFTER: Final = re.compile(r"(?!\w)")


def plain(text: str) -> str:
    """Return ``text`` as names are compared: folded to plain characters, small, with single spaces.

    Examples
    --------
    >>> plain("  Zoë\u2019s   House "), plain("MCC")
    ("zoe's house", 'mcc')
    """
    return " ".join(small(fold(text).text).split())


def small(text: str) -> str:
    """Return ``text`` in small letters, each character for one, so that places stay the same."""
    return "".join(one if len(one.lower()) != 1 else one.lower() for one in text)


@dataclass(frozen=True)
class Phrases:
    """Names by their plain form; ``names`` maps what may be typed to what it is called."""

    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, *, calls: Iterable[tuple[str, str]]) -> "Phrases":
        """Return the phrases of pairs (what may be typed, what it is called); the first holds."""
        names: dict[str, str] = {}
        for said, name in calls:
            if (key := plain(said)) and set(key.split()) - GRAMMAR:
                names.setdefault(key, name)
        return cls(names)

    def name(self, text: str) -> str:
        """Return what ``text`` is called here, with or without its article; ``""`` when it is not known."""
        key = plain(text)
        bare = key.removeprefix("the ")
        return self.names.get(key) or self.names.get(bare) or self.names.get(f"the {bare}") or ""

    @cached_property
    def _by_first_word(self) -> Mapping[str, list[re.Pattern[str]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for key in self.names:
            words = tuple(key.split(" "))
            found.setdefault(_first(words[0]), []).append(words)
        return {
            first: [_pattern(words) for words in sorted(several, key=lambda each: -len(" ".join(each)))]
            for first, several in found.items()
        }

    def at(self, text: str, start: int) -> int:
        """Return where the longest name that stands at ``start`` of a folded, small text ends; 0 for none."""
        for pattern in self._by_first_word.get(_first(text[start : start + 80]), ()):
            if found := pattern.match(text, start):
                return found.end()
        return 0


@dataclass(frozen=True)
class Known:
    """What may be meant: ends of flows (aliases, and storages with their organisation), kinds of data."""

    ends: Phrases = field(default_factory=Phrases)
    data: Phrases = field(default_factory=Phrases)
    # As sentences call them.
    person: str = "the person"

    @classmethod
    def of(
        cls, *, ends: Iterable[tuple[str, str]] = (), data: Iterable[str] = (), person: str = "The person"
    ) -> "Known":
        """Return what is known, from pairs (what may be typed, the name) and from names of data.

        Examples
        --------
        >>> known = Known.of(ends=[("Shelter", "Shelter"), ("mcc", "Manchester City Council")])
        >>> known.ends.name("the MCC"), known.ends.name("client"), known.ends.name("Age UK")
        ('Manchester City Council', 'The person', '')
        """
        persons = [(word, person) for word in (person, *PERSON)]
        return cls(
            ends=Phrases.of(calls=[*ends, *persons]),
            data=Phrases.of(calls=[(one, one) for one in data]),
            person="the person" if plain(person) in PERSON else person,
        )

    def at(self, text: str, start: int) -> int:
        """Return where the longest name of any kind that stands at ``start`` ends; 0 when none does."""
        return max(self.ends.at(text, start), self.data.at(text, start))


def _first(text: str) -> str:
    found = re.match(r"\w+|\S", text)
    return found.group() if found else ""


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    said = r"\s+".join(re.escape(word) for word in words)
    before = _EDGE_BEFORE.pattern if words[0][:1].isalnum() else ""
    after = _EDGE_AFTER.pattern if words[-1][-1:].isalnum() else ""
    return re.compile(f"{before}{said}{after}")
