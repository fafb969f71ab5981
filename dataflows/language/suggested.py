"""What somebody suggests that a flow should say: which facts, and how each value is read out."""

from collections.abc import Mapping
from typing import Final

from dataflows.language.facts import FLOW_FACTS
from dataflows.language.template import Translate
from dataflows.language.words import NOT_RECORDED, squeeze

# Those that whoever is in a flow knows of it. Law and agreements are for those who answer for them.
SUGGESTED: Final = (
    *("data_types", "channel", "frequency", "purpose"),
    *("person_told", "person_choice", "consistency"),
)


def value_in_words(fact: str, value: str, *, translate: Translate = str) -> str:
    """Return a typed value as it is read: a code's label, the text itself, or that nothing is recorded.

    Examples
    --------
    >>> value_in_words("person_told", "before"), value_in_words("channel", " fax ")
    ('Before', 'fax')
    >>> value_in_words("purpose", "")
    'Not recorded yet'
    """
    choices: Mapping[str, str] = FLOW_FACTS[fact][1] or {}
    if value in choices:
        return translate(choices[value])
    return squeeze(value) or translate(NOT_RECORDED)


def change_in_words(fact: str, was: str, to: str, *, translate: Translate = str) -> str:
    """Return one suggested change as a line.

    Examples
    --------
    >>> change_in_words("frequency", "weekly", "daily")
    'How often: weekly → daily'
    """
    said = (value_in_words(fact, value, translate=translate) for value in (was, to))
    return f"{translate(FLOW_FACTS[fact][0])}: {' → '.join(said)}"
