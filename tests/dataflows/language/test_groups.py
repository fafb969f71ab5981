"""Groups and bundles said in words: everybody in them by name, and the worst of them."""

import pytest

from dataflows.graph.company import COMPANIES
from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.graph.views import View, shown
from dataflows.language.groups import NAMES, bundle_name, bundle_sentence, group_sentence, group_words

SAM = Node(id="p", kind="person", name="Sam")
SHELTER = Node(id="s", kind="organisation", name="Shelter", organisation_kind="vcse")
POLICE = Node(id="o", kind="organisation", name="Police", organisation_kind="police")
DATA = (
    DataType(id="n", name="Name", sensitivity="personal"),
    DataType(id="a", name="Arrests", sensitivity="criminal_offence"),
)


def bundle_said(*told: str) -> str:
    """What is said of two or three flows from Shelter to the police."""
    flows = tuple(
        Flow(
            id=str(n),
            source="s",
            target="o",
            person_told=code,
            evidence="workshop",
            data_types=("n", "a")[: n + 1],
        )
        for n, code in enumerate(told)
    )
    drawn = shown(
        FlowGraph(nodes=(SAM, SHELTER, POLICE), flows=flows, data_types=DATA),
        View("organisation"),
        group_words(),
    ).graph
    (bundle,) = drawn.flows
    assert bundle_name(drawn, bundle) == f"Shelter → Police: {len(told)} flows"
    return bundle_sentence(drawn, bundle, flows)


def test_a_bundle_says_how_many_what_and_the_most_sensitive():
    assert bundle_said("before", "before") == (
        "2 flows go from Shelter to Police, with name and arrests. "
        "The most sensitive is arrests (criminal offence)."
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("not_told", "not_told"), "Nobody tells Sam about any of them yet."),
        (("before", "not_told"), "Nobody tells Sam about one of them yet."),
        (("before", "not_told", "not_told"), "Nobody tells Sam about 2 of them yet."),
    ],
)
def test_a_bundle_never_hides_that_nobody_tells_the_person(told, said):
    assert bundle_said(*told).endswith(said)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (({"evidence": "assumed"}, {"evidence": "workshop"}), "One of them is only assumed."),
        (({"evidence": "assumed"}, {"evidence": "assumed"}), "All of them are only assumed."),
        (
            ({"consistency": "if_agrees"}, {"consistency": "always"}),
            "One of them always happens. One of them happens only if Sam agrees.",
        ),
        (
            ({"consistency": "if_agrees"}, {"consistency": "if_agrees"}, {"confidence": "not_sure"}),
            "2 of them happen only if Sam agrees. One of them nobody is sure of.",
        ),
    ],
)
def test_a_bundle_says_what_holds_of_some_of_its_flows_only(facts, said):
    flows = tuple(
        Flow(id=str(n), source="s", target="o", **{"evidence": "published", **each})
        for n, each in enumerate(facts)
    )
    graph = FlowGraph(nodes=(SAM, SHELTER, POLICE), flows=flows)
    drawn = shown(graph, View("organisation"), group_words()).graph
    assert bundle_sentence(drawn, drawn.flows[0], flows).endswith(said)


def test_a_group_names_everybody_in_it():
    members = [Node(id=str(n), kind="organisation", name=f"Police {n}") for n in range(40)]
    said = group_sentence(Node(id="g", kind="organisation", name="Police"), members)
    assert all(node.name in said for node in members)
    assert "a group of 40" in said


@pytest.mark.parametrize(("kind", "said"), [("meeting", "11 meetings"), ("storage", "11 storages")])
def test_a_group_of_meetings_or_storages_says_so(kind, said):
    members = [Node(id=str(n), kind=kind, name=f"M{n}") for n in range(11)]
    assert said in group_sentence(Node(id="g", kind="organisation", name="Together"), members)


def test_every_group_has_a_name_by_itself_and_beside_others_of_its_kind():
    assert NAMES.keys() == COMPANIES.keys()
    names = [group_words()(company, 2, others) for company in COMPANIES for others in (False, True)]
    assert len(set(names)) == len(names)
    translated = group_words(str.upper)
    assert translated("health", 2, False) == "HEALTH"
