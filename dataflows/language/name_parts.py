"""The words of a text, and what each of them can be in a person's name."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from dataflows.language.name_words import (
    DOUBTFUL_NAMES,
    GIVEN_NAMES,
    PARTICLES,
    SURNAMES,
    SURNAMES_AND_PLACES,
    SURNAMES_AND_WORDS,
    TITLES,
    TRADES_AND_TOWNS,
)
from dataflows.language.thing_words import LABELS, NAMERS, ROLES, STOPS, THINGS, TOPICS

WORD: Final = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
# McBride, O'Neill and al-Hassan are made like surnames, and so are most names in -ski and -enko.
BEGINS_LIKE_SURNAME: Final = re.compile(r"(?:Mc|Mac)[A-Z]|[OD]'[A-Z]|(?:al-|el-|ul-|Al-|El-|d')[A-Z]")
ENDS_LIKE_SURNAME: Final = re.compile(
    r"(?:[^k]ski|[^a]ska|cki|cka|wicz|czyk|enko|escu|ovic|ovich|evic|poulos|oglu|zadeh|nathan|bhai)$"
)
ALL_GIVEN: Final = GIVEN_NAMES | DOUBTFUL_NAMES
ALL_SURNAMES: Final = SURNAMES | SURNAMES_AND_WORDS | SURNAMES_AND_PLACES
NOT_GIVEN: Final = STOPS | LABELS | NAMERS
SHORTEST: Final = 2
ONLY_SURNAMES: Final = SURNAMES - TRADES_AND_TOWNS - ALL_GIVEN


class Word(NamedTuple):
    """One word of the text: ``end`` is before its possessive 's, ``gap`` is what stands before it."""

    text: str
    low: str
    start: int
    end: int
    gap: str
    owns: bool
    known: int
    """How many words the longest known name has that covers this one."""

    @property
    def is_initial(self) -> bool:
        """Say whether it is one capital letter."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def is_capital(self) -> bool:
        """Say whether it is written as a name is: Smith, SMITH, d'Arcy, al-Hassan."""
        return self.text[0].isupper() or bool(BEGINS_LIKE_SURNAME.match(self.text))

    @property
    def is_thing(self) -> bool:
        """Say whether it names a thing, one or several; surnames such as Mills do not."""
        return self.low in THINGS or (self.low.removesuffix("s") in THINGS and self.low not in ALL_SURNAMES)

    @property
    def is_topic(self) -> bool:
        """Say whether it is a thing that a job title begins with."""
        return self.low in TOPICS or self.low.removesuffix("s") in TOPICS

    @property
    def is_role(self) -> bool:
        """Say whether it names somebody's work."""
        return self.low in ROLES or self.low.removesuffix("s") in ROLES

    @property
    def is_surname(self) -> bool:
        """Say whether it is a surname and hardly ever anything else."""
        return any(part in SURNAMES for part in self._halves) or self._is_made_like_surname

    @property
    def is_only_surname(self) -> bool:
        """Say whether it is a surname whatever stands before it: no given name, trade or town."""
        return any(part in ONLY_SURNAMES for part in self._halves) or self._is_made_like_surname

    @property
    def _halves(self) -> Sequence[str]:
        """Both surnames of a double one; Chorlton-cum-Hardy is a place."""
        parts = self.low.split("-")
        return parts if len(parts) < 3 else ()

    @property
    def _is_made_like_surname(self) -> bool:
        return bool(BEGINS_LIKE_SURNAME.match(self.text) or ENDS_LIKE_SURNAME.search(self.low))

    @property
    def can_be_part(self) -> bool:
        """Say whether it may stand inside a name."""
        if self.known or not (self.is_capital or self.low in PARTICLES):
            return False
        return self.is_initial or (
            self.text.replace("'", "").replace("-", "").isalpha() and not self.is_thing and not self.is_role
        )

    @property
    def is_given(self) -> bool:
        """Say whether it is a given name, or begins with one: Mary-Jane."""
        return len(self.text) > 1 and not {self.low, self.low.split("-")[0]}.isdisjoint(ALL_GIVEN)

    @property
    def is_unlisted(self) -> bool:
        """Say whether it may be a given name that is on no list, or somebody's work: "Nurse Patel"."""
        plain = len(self.text) > SHORTEST and self.text[0].isupper() and not self.text.isupper()
        return plain and self.low not in NOT_GIVEN and (self.can_be_part or self.low in ROLES)

    @property
    def is_full(self) -> bool:
        """Say whether it may end a name: no title, no initial and no "de"."""
        return not self.is_initial and self.low not in PARTICLES and self.low not in TITLES


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a folded text.

    Examples
    --------
    >>> [(word.text, word.owns, word.gap) for word in words_of("O'Neill's file, 7")]
    [("O'Neill", True, ''), ('file', False, ' '), ('7', False, ', ')]
    """
    last = 0
    for match in WORD.finditer(text):
        owns = len(match[0]) > 2 and match[0].endswith(("'s", "'S"))
        word = match[0][:-2] if owns else match[0]
        start = match.start()
        yield Word(word, word.lower(), start, start + len(word), text[last:start], owns, 0)
        last = match.end()


def mark_known(words: list[Word], listed: Collection[tuple[str, ...]]) -> None:
    """Write into ``words`` how long the known name is that covers each of them."""
    sizes: dict[str, set[int]] = {}
    for name in filter(None, listed):
        sizes.setdefault(name[0], set()).add(len(name))
    lows = [word.low for word in words]
    for at, low in enumerate(lows):
        for size in sizes.get(low, ()):
            if tuple(lows[at : at + size]) in listed:
                for place in range(at, at + size):
                    if words[place].known < size:
                        words[place] = words[place]._replace(known=size)
