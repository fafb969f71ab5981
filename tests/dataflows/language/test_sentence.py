"""Flows as sentences: the sample word for word, and every shape a flow can have."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.language.purpose import keep_purpose
from dataflows.language.sentence import ROLE_FIELDS, flow_name, sentence, short
from dataflows.language.words import in_sentence, squeeze
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import graphs, whole_maps

EXPECTED = dict(
    line.split("\t")
    for line in Path(__file__).with_name("sample_sentences.txt").read_text(encoding="utf-8").splitlines()
)
SAMPLE_FLOWS = [
    pytest.param(document(name).graph, flow, id=flow.ref)
    for name in FLOW_LISTS
    for flow in document(name).graph.flows
]

PERSON = Node(id="p", kind="person", name="The person")
SHELTER = Node(id="s", kind="organisation", name="Shelter", organisation_kind="vcse")
COUNCIL = Node(id="m", kind="organisation", name="Manchester City Council", organisation_kind="council")
MINISTRY = Node(id="g", kind="organisation", name="Ministry of Housing, Communities and Local Government")
PARTNERS = Node(id="l", kind="organisation", name="Local partners (Manchester)")
MARAC = Node(id="k", kind="meeting", name="MARAC")
SYSTEM = Node(id="d", kind="storage", name="CaseCloud case system", parent="s")
NOTEBOOKS = Node(id="n", kind="storage", name="Workers' notebooks", parent="s")
REGISTER = Node(id="r", kind="storage", name="Housing register", parent="m")
LOOSE = Node(id="o", kind="storage", name="Old archive")
NAME = DataType(id="1", name="Name")
NUMBER = DataType(id="2", name="NHS number")
WELLBEING = DataType(id="3", name="Health, safety and wellbeing")
GRAPH = FlowGraph(
    nodes=(PERSON, SHELTER, COUNCIL, MINISTRY, PARTNERS, MARAC, SYSTEM, NOTEBOOKS, REGISTER, LOOSE),
    data_types=(NAME, NUMBER, WELLBEING),
)
FLOW = Flow(
    id="f", source="s", target="m", data_types=("1",), person_told="before", person_choice="can_refuse"
)
TOLD = " The person is told before and can refuse."


def said(**changes) -> str:
    return sentence(GRAPH, replace(FLOW, **changes)).text


@pytest.mark.parametrize(("graph", "flow"), SAMPLE_FLOWS)
def test_the_sample_reads_word_for_word(graph, flow):
    assert sentence(graph, flow).text == EXPECTED[flow.ref]


def test_every_sample_flow_is_read():
    assert len(EXPECTED) == len(SAMPLE_FLOWS) == 55


@pytest.mark.parametrize(
    ("source", "target", "start"),
    [
        ("s", "m", "Shelter sends name to Manchester City Council."),
        ("p", "s", "The person gives name to Shelter."),
        ("p", "n", "The person gives name to Shelter (into Workers' notebooks)."),
        ("p", "d", "The person gives name to Shelter (into its CaseCloud case system)."),
        ("s", "p", "Shelter gives name back to the person."),
        ("d", "p", "Shelter gives name from its CaseCloud case system back to the person."),
        ("d", "m", "Shelter sends name from its CaseCloud case system to Manchester City Council."),
        ("s", "r", "Shelter sends name into the Housing register of Manchester City Council."),
        ("n", "d", "Shelter moves name from Workers' notebooks to its CaseCloud case system."),
        ("s", "d", "Shelter puts name into its CaseCloud case system."),
        ("d", "s", "Shelter takes name from its CaseCloud case system."),
        ("s", "s", "Shelter shares name within Shelter."),
        ("p", "p", "The person gives name to the person."),
        ("s", "k", "Shelter shares name at MARAC."),
        ("d", "k", "Shelter shares name from its CaseCloud case system at MARAC."),
        ("p", "k", "The person shares name at MARAC."),
        ("k", "m", "MARAC passes name to Manchester City Council."),
        ("k", "r", "MARAC passes name into the Housing register of Manchester City Council."),
        ("k", "p", "MARAC gives name back to the person."),
        ("k", "k", "MARAC passes name to MARAC."),
        ("l", "s", "Local partners (Manchester) send name to Shelter."),
        ("l", "k", "Local partners (Manchester) share name at MARAC."),
        ("s", "g", "Shelter sends name to the Ministry of Housing, Communities and Local Government."),
        ("g", "s", "The Ministry of Housing, Communities and Local Government sends name to Shelter."),
        ("o", "s", "Old archive sends name to Shelter."),
    ],
)
def test_the_two_ends_choose_the_words(source, target, start):
    assert said(source=source, target=target) == start + TOLD


@pytest.mark.parametrize(
    ("purpose", "end"),
    [
        ("join up support", ", in order to join up support."),
        ("To plan support", ", in order to plan support."),
        ("Plan support.", ", in order to plan support."),
        ("So that support is joined up", ", so that support is joined up."),
        ("Because the law says so", ", because the law says so."),
        ("safeguarding", ", for safeguarding."),
        ("for safeguarding", ", for safeguarding."),
        ("Shelter runs it for us", ". The purpose recorded is: Shelter runs it for us."),
        ("Is it for research?", ". The purpose recorded is: Is it for research?"),
        ("  ", "."),
    ],
)
def test_the_purpose_reads_on(purpose, end):
    assert said(purpose=purpose) == "Shelter sends name to Manchester City Council" + end + TOLD


@pytest.mark.parametrize(
    ("channel", "phrase"),
    [
        ("E-mail", "by e-mail"),
        ("email", "by e-mail"),
        ("Secure e-mail", "by secure e-mail"),
        ("In person", "in person"),
        ("Phone", "on the phone"),
        ("WhatsApp", "by WhatsApp"),
        ("Form", "on a form"),
        ("Application form", "on an application form"),
        ("MARAC form", "on a MARAC form"),
        ("Questionnaire with a support worker", "in a questionnaire with a support worker"),
        ("Spreadsheet by e-mail", "on a spreadsheet by e-mail"),
        ("Hosting", "through hosting"),
        ("Typed up", "by typing it up"),
        ("Case meeting", "at a case meeting"),
        ("National data feed", "through a national data feed"),
        ("Shared by hand", "(shared by hand)"),
        ("Via the portal", "via the portal"),
        ("Not known", "in a way that is not known"),
    ],
)
def test_the_channel_reads_on(channel, phrase):
    assert said(channel=channel) == f"Shelter sends name to Manchester City Council {phrase}." + TOLD


def test_ways_and_times_follow_each_other():
    everything = {"channel": "Phone", "frequency": "Weekly", "journey_stage": "First day", "purpose": "help"}
    assert said(**everything) == (
        "Shelter sends name to Manchester City Council on the phone, every week, on the first day, "
        "in order to help." + TOLD
    )
    assert said(frequency="Every payday", journey_stage="Hand-over") == (
        "Shelter sends name to Manchester City Council every payday, at the stage “Hand-over”." + TOLD
    )


@pytest.mark.parametrize(
    ("told", "choice", "end"),
    [
        ("before", "asked", "The person is told before and is asked first."),
        ("at_the_time", "can_object", "The person is told at the time and can object."),
        ("after", "no_choice", "The person is told afterwards and has no choice."),
        ("not_told", "no_choice", "Nobody tells the person yet. The person has no choice."),
        ("not_known", "not_known", "It is not known whether the person is told or has a choice."),
        ("", "", "Nobody has recorded whether the person is told or has a choice."),
        ("before", "", "The person is told before. Nobody has recorded whether the person has a choice."),
        ("", "can_refuse", "Nobody has recorded whether the person is told. The person can refuse."),
        ("not_known", "asked", "It is not known whether the person is told. The person is asked first."),
    ],
)
def test_told_and_choice_are_always_said(told, choice, end):
    assert said(person_told=told, person_choice=choice).endswith(f"Manchester City Council. {end}")


@pytest.mark.parametrize(
    ("consistency", "words"),
    [
        ("always", ""),
        ("", ""),
        ("usually", " This usually happens."),
        ("if_agrees", " This happens only if the person agrees."),
        ("practitioner_decides", " The practitioner decides each time."),
        ("not_known", " It is not known whether this always happens."),
    ],
)
def test_what_does_not_always_happen_says_so(consistency, words):
    assert said(consistency=consistency) == "Shelter sends name to Manchester City Council." + words + TOLD


def test_what_moves_is_named_in_full():
    assert "sends something nobody has recorded yet to" in said(data_types=())
    assert "sends name and NHS number to" in said(data_types=("1", "2"))
    assert "name; NHS number; and health, safety and wellbeing to" in said(data_types=("1", "2", "3"))


def test_de_personalised_is_the_word_people_read():
    text = said(identifiability="pseudonymised")
    assert "name (de-personalised: a code instead of a name) to" in text
    assert "pseudonymised" not in text


def test_the_person_may_have_a_name():
    graph = replace(GRAPH, nodes=(replace(PERSON, name="Sam"), *GRAPH.nodes[1:]))
    text = sentence(graph, replace(FLOW, source="p", consistency="if_agrees")).text
    assert text == (
        "Sam gives name to Manchester City Council. This happens only if Sam agrees. "
        "Sam is told before and can refuse."
    )


def test_a_name_with_its_own_stop_ends_the_sentence():
    graph = replace(GRAPH, nodes=(replace(COUNCIL, name="Acme Ltd."), SHELTER))
    assert sentence(graph, FLOW).text.startswith("Shelter sends name to Acme Ltd. The person")


def test_parts_say_what_they_speak_of():
    flow = replace(FLOW, source="n", target="r", channel="Phone", frequency="Once", journey_stage="Support",
                   purpose="help", consistency="usually", identifiability="aggregate")  # fmt: skip
    made = sentence(GRAPH, flow)
    roles = {part.role: part.text for part in made.parts if part.role not in {"", "person"}}
    assert roles == {
        "source": "Shelter",
        "verb": "sends",
        "data": "name",
        "identifiability": "totals only",
        "source_storage": "Workers' notebooks",
        "target_storage": "the Housing register",
        "target": "Manchester City Council",
        "channel": "on the phone",
        "frequency": "once",
        "when": "during support",
        "purpose": "help",
        "consistency": "This usually happens.",
        "told": "is told before",
        "choice": "can refuse",
    }
    assert set(roles) - {"verb"} == set(ROLE_FIELDS)
    assert all(hasattr(flow, field) for field in ROLE_FIELDS.values())
    assert str(made) == made.text


def test_every_template_goes_through_the_translator():
    asked = []

    def welsh(text: str) -> str:
        asked.append(text)
        return text.replace("on the phone", "ar y ffôn").replace(
            "{source} [verb|sends]", "Mae {source} yn [verb|anfon]"
        )

    text = sentence(GRAPH, replace(FLOW, channel="Phone", purpose="help"), translate=welsh).text
    assert text.startswith(
        "Mae Shelter yn anfon name to Manchester City Council ar y ffôn, in order to help."
    )
    assert "{person} [told|is told before] and [choice|can refuse]." in asked
    assert ", in order to {purpose}" in asked


PLAIN = st.text("abcdefgh ABC", min_size=1, max_size=12).map(squeeze).filter(bool)


@whole_maps
@given(graphs())
def test_hostile_text_never_breaks_a_sentence(graph):
    for flow in graph.flows:
        made = sentence(graph, flow)
        assert "".join(part.text for part in made.parts) == made.text
        assert "  " not in made.text
        assert made.text.endswith(".")
        assert flow_name(graph, flow) == short(graph, flow)
        for node_id in (flow.source, flow.target):
            assert squeeze(graph.organisation_of(node_id).name)[1:] in made.text
        for data_type in graph.data_types_of(flow):
            assert in_sentence(data_type.name) in made.text


@whole_maps
@given(graphs(names=PLAIN, labels=PLAIN, free_text=PLAIN))
def test_plain_text_makes_clean_sentences(graph):
    for flow in graph.flows:
        text = sentence(graph, flow).text
        assert not any(wrong in text for wrong in ("  ", "..", " .", ",,", " ,", ", ."))
        assert text.endswith(".")
        assert text[0] == graph.organisation_of(flow.source).name[0] or text[0].isupper()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_a_purpose_is_never_lost(text):
    kept = keep_purpose(text)
    assert bool(kept) == bool(text.strip())
    assert kept.casefold() in text.casefold()


def test_the_short_name_of_a_flow_says_the_most_sensitive_first():
    arrests = DataType(id="4", name="Arrests and police contact", sensitivity="criminal_offence")
    graph = replace(GRAPH, data_types=(*GRAPH.data_types, arrests))
    assert flow_name(graph, replace(FLOW, data_types=("1", "2", "4"))) == (
        "Shelter → Manchester City Council: Arrests and police contact +2"
    )


def test_the_short_name_of_a_flow():
    assert flow_name(GRAPH, replace(FLOW, data_types=("1", "2", "3"))) == (
        "Shelter → Manchester City Council: Name +2"
    )
    assert flow_name(GRAPH, replace(FLOW, data_types=())) == "Shelter → Manchester City Council"
    assert flow_name(GRAPH, replace(FLOW, source="n", target="d")) == (
        "Workers' notebooks → CaseCloud case system: Name"
    )
