"""Purposes: kept as an infinitive ("plan support") and read as "in order to …"."""

import re
from typing import Final

from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.words import lower_first, squeeze, word_set

_ = gettext_noop

LEADING: Final = re.compile(r"^(?:in order to|so as to|to)\s+(?=\S)", re.IGNORECASE)
# Common openings of a purpose, so that "Plan support" reads like "plan support".
VERBS: Final = word_set(
    """agree allow answer apply arrange ask assess avoid book bring build change check choose collect comply
    confirm contact coordinate co-ordinate decide deliver develop enable ensure evaluate explain find follow
    fund get give help identify improve inform join keep learn let link make manage match meet monitor offer
    organise pay plan prepare prevent protect prove provide reach record reduce refer review run safeguard
    see send settle share show sort spot stop support target tell test track transform understand update
    verify work"""
)
STATEMENT: Final = _("The purpose recorded is: {purpose}.")


def keep_purpose(text: str) -> str:
    """Return ``text`` as a purpose is stored: an infinitive without its "to" where it is one.

    Examples
    --------
    >>> keep_purpose("To plan support"), keep_purpose("Plan support.")
    ('plan support', 'plan support')
    >>> keep_purpose("So that the service can help"), keep_purpose("Shelter runs it")
    ('So that the service can help', 'Shelter runs it')
    """
    text = text.strip()
    bare = LEADING.sub("", text)
    if bare == text and text.split(" ", 1)[0].casefold() not in VERBS:
        return text
    return lower_first(bare).removesuffix(".").rstrip() or text


def purpose_template(purpose: str) -> tuple[str, str]:
    """Return the template that reads ``purpose`` aloud, and the words to put into it.

    Templates that start with a comma continue the sentence; the other is a sentence of its own.
    """
    words = keep_purpose(squeeze(purpose)).rstrip(". ")
    first = words.split(" ", 1)[0]
    lowered = lower_first(words)
    if lowered.startswith(("so that ", "because ")):
        return _(", {purpose}"), lowered
    if lowered.startswith("for ") and first.islower():
        return _(", {purpose}"), words
    if first.casefold() not in VERBS and first.endswith("ing") and first.islower():
        return _(", for {purpose}"), words
    if first[:1].islower():
        return _(", in order to {purpose}"), words
    return STATEMENT, words
