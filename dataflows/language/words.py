"""How names and labels are written inside a sentence."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from dataflows.graph.vocabulary import Choices, gettext_noop
from dataflows.language.template import Translate

_ = gettext_noop

NOT_RECORDED: Final = _("Not recorded yet")
MONTHS: Final = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
    _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip


def word_set(words: str) -> frozenset[str]:
    """Return the words of a controlled list that is written as running text."""
    return frozenset(words.split())


# First words that keep their capital inside a sentence.
PROPER_FIRST_WORDS: Final = word_set(
    """National Universal WhatsApp Teams Changing Jobcentre Council Parliament Home England English Wales
    Welsh Scotland Scottish Northern Britain British Europe European Monday Tuesday Wednesday Thursday Friday
    Saturday Sunday January February March April May June July August September October November December
    Christian Muslim Jewish Hindu Sikh Buddhist Google Microsoft Facebook Care Equality"""
)
# Ordinary words although they begin like a name: the pair wins over its first word.
PROPER_PAIRS: Final[dict[str, frozenset[str]]] = {
    "National": frozenset({"Insurance", "Lottery", "Health", "Probation", "Police", "Record", "Crime"}),
    "Universal": frozenset({"Credit"}),
    "Council": frozenset({"Tax"}),
    "Home": frozenset({"Office"}),
    "Care": frozenset({"Act", "Programme"}),
    "Equality": frozenset({"Act"}),
    "May": frozenset(),
}


def squeeze(text: str) -> str:
    """Return ``text`` on one line, with single spaces.

    Examples
    --------
    >>> squeeze("  one\\n two  ")
    'one two'
    """
    return " ".join(text.split())


def lower_first(text: str) -> str:
    """Return ``text`` with a small first letter, unless it begins with an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return ``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def in_sentence(name: str) -> str:
    """Return ``name`` as it is written in the middle of a sentence.

    Examples
    --------
    >>> in_sentence("Registered GP"), in_sentence("NHS number"), in_sentence("National Insurance number")
    ('registered GP', 'NHS number', 'National Insurance number')
    """
    name = squeeze(name)
    words = name.split(" ", 2)
    first = words[0].rstrip(",;:")
    if re.search(r"[^\W\d_].*[A-Z0-9]", first) or (len(first) == 1 and first != "A"):
        return name
    if first in PROPER_PAIRS:
        follows = words[1].rstrip(",;:") if len(words) > 1 else ""
        return name if follows in PROPER_PAIRS[first] else lower_first(name)
    return name if first in PROPER_FIRST_WORDS else lower_first(name)


def list_of(names: Sequence[str], *, translate: Translate = str) -> str:
    """Join ``names`` as people say a list; nothing is dropped.

    Examples
    --------
    >>> list_of(["name", "address", "date of birth"])
    'name, address and date of birth'
    >>> list_of(["housing", "health, safety and wellbeing", "benefits"])
    'housing; health, safety and wellbeing; and benefits'
    """
    if len(names) < 2:
        return "".join(names)
    *first, last = names
    if any("," in name or ";" in name for name in names):
        return translate(_("%(first)s; and %(last)s")) % {"first": "; ".join(first), "last": last}
    if any(" and " in name for name in names):
        return translate(_("%(first)s, and %(last)s")) % {"first": ", ".join(first), "last": last}
    return translate(_("%(first)s and %(last)s")) % {"first": ", ".join(first), "last": last}


def day(text: str, *, translate: Translate = str) -> str:
    """Return a day written for machines as people write it; any other text as it is.

    Examples
    --------
    >>> day("2027-01-31"), day("next spring"), day("")
    ('31 January 2027', 'next spring', '')
    """
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return text
    parts = {"day": read.day, "month": translate(MONTHS[read.month - 1]), "year": read.year}
    return translate(_("%(day)d %(month)s %(year)d")) % parts


def label(code: str, choices: Choices, *, translate: Translate = str) -> str:
    """Return the label people read for ``code``; an unknown code speaks for itself.

    Examples
    --------
    >>> from dataflows.graph.vocabulary import PERSON_TOLD
    >>> label("not_told", PERSON_TOLD), label("", PERSON_TOLD)
    ('Not told', 'Not recorded yet')
    """
    if not code:
        return translate(NOT_RECORDED)
    return translate(choices[code]) if code in choices else code
