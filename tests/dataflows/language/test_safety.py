"""Safe to publish? What has to be pointed out, what must not be, and what the samples have."""

from collections import Counter

import pytest

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.language.safety import KINDS, concerns

POLICE = Node(id="p", kind="organisation", name="Police", organisation_kind="police")
GP = Node(id="g", kind="organisation", name="GP", organisation_kind="nhs")

FOUND = {
    "refuge": [
        "the Refuge in town",
        "a safe house",
        "safe-house",
        "Women's Aid",
        "Domestic abuse",
        "IDVA",
        "MARAC",
    ],
    "address": [
        "M1 2AB",
        "sw1a 1aa",
        "12 Mill Lane",
        "4a Saint John's Road",
        "at 221 Baker Street, upstairs",
    ],
    "small": ["a two-person team", "lone worker", "the only worker", "ask for Jane", "team of two"],
}
NOT_FOUND = [
    *("refugee support", "asylum", "Lanes", "Close work with the GP", "in 12 weeks", "version 2 of the form"),
    *("one person per row", "ask for housing", "the road to recovery", "operations team", "B12 levels"),
]
POLICING = ["Intelligence log", "warning markers", "covert work", "Operation Limelight", "county lines"]


def of_text(text: str, ends: tuple[Node, Node] = (GP, GP)) -> Counter[str]:
    flow = Flow(id="f", source=ends[0].id, target=ends[1].id, notes=text)
    return Counter(one.kind for one in concerns(FlowGraph(nodes=(POLICE, GP), flows=(flow,))))


@pytest.mark.parametrize("kind", FOUND)
def test_words_that_have_to_be_pointed_out(kind):
    for text in FOUND[kind]:
        for said in (text, text.upper(), f"…{text}."):
            assert of_text(said)[kind], said


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_must_not_be(text):
    assert not of_text(text)


def test_policing_is_pointed_out_where_the_police_are_in_it():
    for text in POLICING:
        assert of_text(text, (POLICE, GP))["policing"], text
        assert of_text(text, (GP, POLICE))["policing"], text
        assert not of_text(text)["policing"], text


@pytest.mark.parametrize("name", ["?", "Unknown", "others", "Local partners", "third parties", "TBC", ""])
def test_receivers_that_nobody_knows_are_pointed_out(name):
    nobody = Node(id="n", kind="organisation", name=name)
    flow = Flow(id="f", source="g", target="n")
    assert concerns(FlowGraph(nodes=(GP, nobody), flows=(flow,)))[0].kind == "unknown"
    named = FlowGraph(nodes=(GP, Node(id="n", kind="organisation", name="Partners in Care")), flows=(flow,))
    assert not concerns(named)


def test_a_group_that_is_not_named_is_nobody_known():
    group = Node(id="n", kind="organisation", name="Housing providers nearby", named=False)
    graph = FlowGraph(nodes=(GP, group), flows=(Flow(id="f", source="g", target="n"),))
    assert [(one.kind, one.element) for one in concerns(graph)] == [("unknown", "f")]


def test_every_kind_is_found_somewhere_and_texts_do_not_run_into_each_other():
    node = Node(
        id="n", kind="organisation", name="two", aliases=("person",), location="12", notes="mill lane"
    )
    assert concerns(FlowGraph(nodes=(node,))) == ()
    assert {*FOUND, "policing", "unknown"} == {*KINDS}


def test_time_grows_with_the_text():
    long = "12 mill " * 20_000 + "ask for Jo " * 20_000
    assert of_text(long)["small"]
