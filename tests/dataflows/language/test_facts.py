"""Facts in reading order: every field of the model, and the unknown said as such."""

from dataclasses import fields, replace

from hypothesis import given

from dataflows.graph.model import AccessRow, Agreement, DataType, Flow, FlowGraph, Node, Party
from dataflows.language.facts import FLOW_FACTS, facts, node_facts
from dataflows.language.nodes import node_sentence
from dataflows.language.words import NOT_RECORDED
from tests.dataflows.formats.samples import document
from tests.dataflows.formats.strategies import graphs, whole_maps

SHELTER = Node(id="s", kind="organisation", name="Shelter", organisation_kind="vcse")
HOUSING = Node(id="h", kind="organisation", name="Housing Options", organisation_kind="council", parent="m")
COUNCIL = Node(
    id="m", kind="organisation", name="Northmoor Council", organisation_kind="council", public_body=True
)
SYSTEM = Node(
    id="d",
    kind="storage",
    name="Housing register",
    parent="h",
    storage_kind="case_system",
    location="United Kingdom",
    access_note="Housing officers",
    access=(
        AccessRow(id="1", organisation="CaseCloud Ltd", role="Support desk"),
        AccessRow(id="2", role="Three more agencies"),
        AccessRow(id="3"),
        AccessRow(id="4", organisation="Beacon Homes"),
    ),
    retention="6 years after the case closes",
)
BARE = Node(
    id="b", kind="storage", name="Sign-in book", parent="s", storage_kind="paper", location="Not known"
)
GRAPH = FlowGraph(
    nodes=(SHELTER, COUNCIL, HOUSING, SYSTEM, BARE),
    data_types=(DataType(id="1", name="Domestic abuse", sensitivity="special_category", could_hurt=True),),
    agreements=(Agreement(id="a", name="Joint working agreement"),),
)
FLOW = Flow(
    id="f",
    source="s",
    target="d",
    data_types=("1",),
    sender=Party(lawful_basis="public_task"),
    agreement="a",
    person_told="not_known",
    channel="Not known",
)


def by_field(flow):
    return {fact.field: fact for fact in facts(GRAPH, flow)}


def test_every_fact_of_a_flow_is_shown():
    flat = {field.name for field in fields(Flow)} - {"id", "sender", "receiver"}
    parties = {f"{side}_{field.name}" for side in ("sender", "receiver") for field in fields(Party)}
    assert set(FLOW_FACTS) == flat | parties
    assert [fact.field for fact in facts(GRAPH, FLOW)] == list(FLOW_FACTS)


def test_known_and_unknown():
    shown = by_field(FLOW)
    assert shown["data_types"].value == ("Domestic abuse (special category, could hurt)",)
    assert shown["target"].value == "Housing Options: Housing register"
    assert (shown["sender_lawful_basis"].value, shown["sender_lawful_basis"].known) == ("Public task", True)
    assert (shown["receiver_role"].value, shown["receiver_role"].unknown) == (NOT_RECORDED, True)
    assert (shown["person_told"].value, shown["person_told"].known) == ("Not known", False)
    assert (shown["channel"].value, shown["channel"].known) == ("Not known", False)
    assert shown["agreement"].value == "Joint working agreement"


def test_nothing_recorded_is_said_for_every_open_fact():
    empty = by_field(Flow(id="f", source="s", target="m"))
    known = {name for name, fact in empty.items() if fact.known}
    assert known == {"source", "target", "evidence"}
    assert all(fact.value == NOT_RECORDED for name, fact in empty.items() if name not in known)


def test_days_and_purposes_are_written_for_people():
    shown = by_field(replace(FLOW, review_date="2027-01-31", purpose="join up support"))
    assert shown["review_date"].value == "31 January 2027"
    assert shown["purpose"].value == "Join up support"
    assert by_field(replace(FLOW, review_date="in spring"))["review_date"].value == "in spring"


def test_labels_are_translated():
    assert all(fact.label.endswith(" (cy)") for fact in facts(GRAPH, FLOW, lambda text: text + " (cy)"))


def test_a_storage_says_where_who_and_how_long():
    assert node_sentence(GRAPH, SYSTEM) == (
        "Housing register is a case system of Housing Options; it is kept in: United Kingdom. "
        "Who can open it: housing officers, CaseCloud Ltd (support desk), three more agencies (not named), "
        "readers nobody has named and Beacon Homes. How long it is kept: 6 years after the case closes."
    )


def test_a_storage_nobody_described_says_so():
    assert node_sentence(GRAPH, BARE) == (
        "Sign-in book is kept on paper by Shelter; where it is kept is not known. "
        "Who can open it is not recorded yet. How long it is kept is not recorded yet."
    )


def test_organisations_persons_and_meetings():
    assert node_sentence(GRAPH, SHELTER) == "Shelter is a community organisation or charity."
    assert node_sentence(GRAPH, HOUSING).startswith("Housing Options is a team of Northmoor Council.")
    group = replace(SHELTER, name="Local partners", organisation_kind="partnership", named=False, draft=True)
    assert node_sentence(GRAPH, group) == (
        "Local partners is a partnership. "
        "Nobody has named who belongs to it. It is a draft: nobody has confirmed it yet."
    )
    assert "of what kind" in node_sentence(GRAPH, replace(SHELTER, organisation_kind=""))
    person = Node(id="p", kind="person", name="the person")
    assert node_sentence(GRAPH, person) == "The person is at the centre of this map."
    meeting = Node(id="k", kind="meeting", name="MARAC")
    assert "everybody who attends" in node_sentence(GRAPH, meeting)


def test_node_facts():
    shown = {fact.field: fact for fact in node_facts(GRAPH, HOUSING)}
    assert shown["parent"].value == "Northmoor Council"
    assert shown["lane"].value == "Council"
    assert shown["public_body"].unknown
    assert {fact.field: fact.value for fact in node_facts(GRAPH, COUNCIL)}["public_body"] == "Yes"
    stored = {fact.field: fact for fact in node_facts(GRAPH, SYSTEM)}
    assert stored["access"].value[1] == "Three more agencies (not named)"
    assert stored["organisation"].value == "Housing Options"
    assert stored["security"].unknown
    person = Node(id="p", kind="person", name="The person")
    assert [fact.field for fact in node_facts(GRAPH, person)] == ["notes"]
    draft = {fact.field for fact in node_facts(GRAPH, replace(SHELTER, draft=True, named=False))}
    assert {"draft", "named"} <= draft


@whole_maps
@given(graphs())
def test_hostile_text_never_breaks_facts_and_nodes(graph):
    for node in graph.nodes:
        text = node_sentence(graph, node)
        assert text.strip()
        assert "  " not in text
        assert all(fact.value for fact in node_facts(graph, node))
    for flow in graph.flows:
        assert all(fact.value and fact.label for fact in facts(graph, flow))


def test_no_sample_page_says_pseudonymised():
    graph = document("northmoor").graph
    shown = [str(fact.value) for flow in graph.flows for fact in facts(graph, flow)]
    assert not any("seudonymised" in value for value in shown)
    assert any("De-personalised" in value for value in shown)
