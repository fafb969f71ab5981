"""Areas side by side in words: the rows, the facts that are compared, and what comes of it."""

from collections.abc import Iterable, Mapping
from typing import Final

from dataflows.graph.side_by_side import Kind, Said
from dataflows.graph.vocabulary import (
    LAWFUL_BASES,
    ORGANISATION_KINDS,
    PERSON_CHOICES,
    PERSON_TOLD,
    SENSITIVITIES,
    Choices,
    gettext_noop,
)
from dataflows.language.groups import NAMES
from dataflows.language.template import Translate
from dataflows.language.words import label, lower_first

_ = gettext_noop

# What NAMES calls by lane has a role of its own here.
ROLE_NAMES: Final[Mapping[str, str]] = {
    "person": _("The person"),
    "public_body": _("Other public bodies"),
    "research": ORGANISATION_KINDS["research"],
    "partnership": _("Partnerships"),
    "unnamed": _("Partners who are not named"),
    "other": _("Others"),
    "": _("Organisations whose kind is not recorded yet"),
}

FACT_NAMES: Final[Mapping[str, tuple[str, Choices]]] = {
    "person_told": (_("Person told"), PERSON_TOLD),
    "person_choice": (_("Choice"), PERSON_CHOICES),
    "sender_lawful_basis": (_("Sender's lawful basis"), LAWFUL_BASES),
    "receiver_lawful_basis": (_("Receiver's lawful basis"), LAWFUL_BASES),
    "agreement": (_("Agreement"), {}),
    "channel": (_("How it moves"), {}),
}

DATA_NOT_RECORDED: Final = _("What moves, or how sensitive it is, is not recorded yet")


def role_name(role: str, *, translate: Translate = str) -> str:
    """Return what a role is called.

    Examples
    --------
    >>> role_name("council"), role_name("unnamed")
    ('Councils', 'Partners who are not named')
    """
    return translate(ROLE_NAMES[role] if role in ROLE_NAMES else NAMES[role][0])


def data_name(kind: Kind, way: str, *, translate: Translate = str) -> str:
    """Return what a row is about beside its ends; nothing where only the ends make rows.

    Examples
    --------
    >>> data_name(Kind("person", "council", "special_category"), "sensitivity")
    'Special category'
    >>> data_name(Kind("person", "council", "Case notes"), "data")
    'Case notes'
    """
    if way == "ends":
        return ""
    if not kind.data:
        return translate(DATA_NOT_RECORDED)
    return translate(SENSITIVITIES[kind.data]) if way == "sensitivity" else kind.data


def fact_name(fact: str, *, translate: Translate = str) -> str:
    """Return what a fact is called."""
    return translate(FACT_NAMES[fact][0])


def fact_names(facts: Iterable[str], *, translate: Translate = str) -> list[str]:
    """Return what facts are called, each as it is written inside a line."""
    return [lower_first(fact_name(fact, translate=translate)) for fact in facts]


def answer(fact: str, said: Said, *, translate: Translate = str) -> str:
    """Return one answer to a fact as people read it.

    Examples
    --------
    >>> answer("person_told", Said("before", "before", 2)), answer("channel", Said("", "", 1))
    ('Before', 'Not recorded yet')
    """
    return label(said.text, FACT_NAMES[fact][1], translate=translate)
