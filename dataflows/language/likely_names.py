"""Where a text has what looks like somebody's name: a title, initials or a known given name before a surname.

It reads folded text (:mod:`dataflows.language.folding`), word by word; each word is looked at a bounded
number of times.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from dataflows.language.folding import fold
from dataflows.language.likely_numbers import Span
from dataflows.language.name_parts import Word, mark_known, words_of
from dataflows.language.name_words import (
    DOUBTFUL_NAMES,
    NAMES_OF_PLACES,
    PARTICLES,
    SURNAMES_AND_PLACES,
    SURNAMES_AND_WORDS,
    TITLES,
    TITLES_LIKE_ACRONYMS,
    TITLES_OF_THINGS,
)
from dataflows.language.thing_words import BARE_NAMES, LABELS, NAMERS, SMALL_THINGS, STOPS

BETWEEN_WORDS: Final = re.compile(r" {1,3}")
AFTER_INITIAL: Final = re.compile(r"\.? {0,3}")
BEFORE_NAME: Final = re.compile(r"\.? {1,3}")
# Three words of a name, two small ones inside it, and what may follow: nobody needs to look further.
LOOK_AHEAD: Final = 7
LONGEST: Final = 3
ACRONYM: Final = 3
WORDS_OF_ONE: Final = ("A", "I", "X")
SURNAME_ENOUGH: Final = SURNAMES_AND_WORDS | PARTICLES


Judge = Callable[[Sequence[Word], Sequence[Word], Word | None], bool]


def names(text: str, known: Collection[str] = ()) -> Iterator[Span]:
    """Yield what looks like a person's name in ``text``, unless it is part of a name that is known.

    Examples
    --------
    >>> text = "Sarah Jones of Victoria House wrote to Dr Khan, J. Patel and Sam"
    >>> [text[span.start : span.end] for span in names(text)]
    ['Sarah Jones', 'Dr Khan', 'J. Patel']
    >>> list(names("Elizabeth Fry runs it", known=["Elizabeth Fry House"]))
    []
    """
    words = list(words_of(text))
    if not any(_name_at(words, at) for at in range(len(words))):
        return
    listed = {tuple(word.low for word in words_of(fold(name).text)) for name in known}
    mark_known(words, listed)
    together = "\n".join(f" {' '.join(name)} " for name in listed)
    at = 0
    while at < len(words):
        name = _name_at(words, at)
        if name and f" {' '.join(word.low for word in name)} " not in together:
            yield Span(name[0].start, name[-1].end, "name")
        at += len(name) or 1


def _name_at(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return the words of the name that begins at ``at``; none where none begins."""
    first, second = words[at], words[min(at + 1, len(words) - 1)]
    judge = _judge_of(first, second)
    if judge is None:
        return ()
    if judge is _is_turned_round:
        rest = _run(words, at + 1)[1:]
        return (first, second) if judge((first, second), rest, None) else ()
    run = _run(words, at)
    name = _name_of(run)
    before = words[at - 1] if at and BEFORE_NAME.fullmatch(first.gap) else None
    return name if len(name) > 1 and judge(name, run[len(name) :], before) else ()


def _judge_of(first: Word, second: Word) -> Judge | None:
    if first.owns or not first.is_capital:
        return None
    if first.low in TITLES:
        return _is_titled
    if first.is_initial:
        return _has_initials
    if second.gap == ", " and first.is_only_surname and second.is_given:
        return _is_turned_round
    if first.is_given:
        return _is_given if first.known < 2 else None
    return _is_unlisted if first.is_unlisted and second.is_only_surname else None


def _run(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return the words from ``at`` on that stand side by side, to the first one that is written small."""
    run = [words[at]]
    for word in words[at + 1 : at + LOOK_AHEAD]:
        dotted = run[-1].is_initial or run[-1].low in TITLES
        side_by_side = (AFTER_INITIAL if dotted else BETWEEN_WORDS).fullmatch(word.gap)
        # "Rev Dr Jones" is one name; a title after anything else begins another.
        titled_anew = word.is_capital and word.low in TITLES and (len(run) > 2 or run[-1].low not in TITLES)
        if not side_by_side or word.low in STOPS or titled_anew:
            break
        run.append(word)
        if not (word.is_capital or word.low in PARTICLES):
            break
    return run


def _name_of(run: Sequence[Word]) -> Sequence[Word]:
    """Return the words of ``run`` that are the name: up to three, and the small ones between them."""
    size = 1
    full = [run[0]] if run[0].is_full else []
    for before, word in pairwise(run):
        if before.owns or not word.can_be_part or len(full) == LONGEST:
            break
        if word.is_full:
            # "Sarah MARAC" is not a name; "Sarah JONES" is one.
            if full and full[0].text.isupper() != word.text.isupper() and not word.is_surname:
                break
            full.append(word)
        size += 1
    while size > 1 and not run[size - 1].is_full:
        size -= 1
    return run[:size]


def _names_a_thing(name: Sequence[Word], rest: Sequence[Word]) -> bool:
    """Say whether what follows makes the name an organisation's: "Mary Seacole Trust"."""
    things = [word for word in rest if word.is_capital and word.is_thing]
    if any(word.is_role for word in rest) and all(word.is_topic for word in things):
        return False
    return bool(things or (rest and rest[0].low in SMALL_THINGS and not name[-1].owns))


def _is_titled(name: Sequence[Word], rest: Sequence[Word], before: Word | None) -> bool:
    title, first = name[0], next(word for word in name if word.is_full)
    if before and before.low in NAMERS:
        return False
    if title.text in TITLES_LIKE_ACRONYMS and not (first.is_surname or first.is_given):
        # "MS Dynamics", "PC MONITOR"; a constable may have any name, but not in capitals.
        return title.text != "MS" and not first.text.isupper()
    return not (title.low in TITLES_OF_THINGS and _names_a_thing(name, rest))


def _has_initials(name: Sequence[Word], rest: Sequence[Word], before: Word | None) -> bool:
    dotted = name[1].gap.startswith(".")
    if (before and before.low in LABELS) or (not dotted and name[0].text in WORDS_OF_ONE):
        return False
    return name[-1].is_surname and not _names_a_thing(name, rest)


def _is_given(name: Sequence[Word], rest: Sequence[Word], before: Word | None) -> bool:
    given, last = name[0], name[-1]
    if (before and before.low in NAMERS) or _names_a_thing(name, rest):
        return False
    if " ".join(word.low for word in name) in BARE_NAMES:
        return False
    if last.low in SURNAMES_AND_PLACES and given.low in NAMES_OF_PLACES:
        return False
    if any(word.is_surname or word.low in SURNAME_ENOUGH for word in name[1:]):
        return True
    if given.low in DOUBTFUL_NAMES:
        return False
    if given.text.isupper():
        # A sentence in capitals has no surnames to be seen; two words of capitals are a name.
        beside = [before, *rest] if before else rest
        alone = not any(word.text.isupper() for word in beside)
        return alone and len(given.text) > ACRONYM and len(last.text) >= ACRONYM
    return True


def _is_unlisted(name: Sequence[Word], rest: Sequence[Word], _before: Word | None) -> bool:
    """Judge any other word before a surname that is nothing else: no list has everybody's given name."""
    return not _names_a_thing(name, rest)


def _is_turned_round(name: Sequence[Word], rest: Sequence[Word], _before: Word | None) -> bool:
    """Judge a name as a list from a case system has it: "SMITH, John"."""
    surname, given = name
    good = surname.can_be_part and given.can_be_part and given.low not in DOUBTFUL_NAMES
    return good and not _names_a_thing(name, rest)
