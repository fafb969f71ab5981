"""Names and labels inside a sentence."""

import pytest

from dataflows.graph import vocabulary
from dataflows.language.words import NOT_RECORDED, in_sentence, label, list_of, lower_first


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Name", "name"),
        ("Registered GP", "registered GP"),
        ("NHS number", "NHS number"),
        ("GP", "GP"),
        ("National Insurance number", "National Insurance number"),
        ("National data feed", "national data feed"),
        ("Universal Credit", "Universal Credit"),
        ("Home address", "home address"),
        ("Home Office reference", "Home Office reference"),
        ("Council Tax account", "Council Tax account"),
        ("Council tenancy", "council tenancy"),
        ("Care plan", "care plan"),
        ("WhatsApp messages", "WhatsApp messages"),
        ("ACEs", "ACEs"),
        ("A photograph", "a photograph"),
        ("P45", "P45"),
        ("  Date \n of birth ", "date of birth"),
        ("Élan", "élan"),
        ("", ""),
    ],
)
def test_names_lose_their_capital_unless_they_are_proper(name, written):
    assert in_sentence(name) == written


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["name"], "name"),
        (["name", "address"], "name and address"),
        (["name", "address", "NHS number"], "name, address and NHS number"),
        (["name and address", "NHS number"], "name and address, and NHS number"),
        (["health, safety", "name"], "health, safety; and name"),
    ],
)
def test_lists_are_said_in_full(names, said):
    assert list_of(names) == said


def test_labels():
    assert label("", vocabulary.PERSON_TOLD) == NOT_RECORDED
    assert label("not_known", vocabulary.PERSON_TOLD) == "Not known"
    assert label("from the future", vocabulary.PERSON_TOLD) == "from the future"
    assert label("before", vocabulary.PERSON_TOLD, translate={"Before": "Cyn"}.__getitem__) == "Cyn"


def test_acronyms_keep_their_capitals():
    assert lower_first("NHS care") == "NHS care"
    assert lower_first("Plan") == "plan"
