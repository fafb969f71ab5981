"""Views of a map lose nothing: each flow and node has exactly one place, and a bundle hides nothing bad."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.graph.model import DataType, FlowGraph, Node
from dataflows.graph.views import WHOLE, View, shown
from tests.dataflows.graph.nothing_lost import WORDS, flow, organisation, require_nothing_lost
from tests.dataflows.render.sample_maps import MAPS, sample_map
from tests.dataflows.render.strategies import graphs


def views_of(graph: FlowGraph) -> list[View]:
    """Every view that a map has."""
    around = [View("around", node.id, hops) for node in graph.nodes for hops in (1, 2)]
    leaving = [View("leaving", node.id) for node in graph.nodes]
    return [WHOLE, View("theme"), View("organisation"), *around, *leaving]


@given(graphs())
def test_no_view_of_any_map_loses_anything(graph):
    for view in views_of(graph):
        require_nothing_lost(graph, view)


@pytest.mark.parametrize("name", MAPS)
def test_no_view_of_a_sample_map_loses_anything(name):
    graph = sample_map(name)
    for view in views_of(graph):
        require_nothing_lost(graph, view)


@given(graphs())
def test_a_view_is_the_same_each_time(graph):
    for kind in ("theme", "organisation"):
        assert shown(graph, View(kind), WORDS) == shown(graph, View(kind), WORDS)


@given(
    st.one_of(
        st.sampled_from([WHOLE, View("theme"), View("organisation")]),
        st.builds(View, st.just("around"), st.uuids().map(str), st.sampled_from([1, 2])),
        st.builds(View, st.just("leaving"), st.uuids().map(str)),
    )
)
def test_a_view_goes_to_an_address_and_comes_back(view):
    assert View.read(view.token) == view
    query = view.query
    assert View.asked(query["show"], query.get("node", ""), query.get("hops", "")) == view
    assert len(view.token) <= 50


@given(st.text(), st.text(), st.text())
def test_nonsense_is_no_view(show, node, hops):
    asked = View.asked(show, node, hops)
    assert asked is None or show in {"whole", "theme", "organisation"}
    for kind in ("around", "leaving"):
        assert View.asked(kind, f"x{node}") is None
    assert View.asked("around", str(uuid.uuid4()), "3") is None


SHELTER, COUNCIL, POLICE, GP = (
    organisation(1, name="Shelter"),
    organisation(2, "council", name="Council"),
    organisation(3, "police", name="Police"),
    organisation(4, "nhs", name="GP"),
)
TEAM = organisation(5, "council", name="Housing team", parent=COUNCIL.id)
DIARY = Node(id=str(uuid.UUID(int=6)), kind="storage", name="Diary", parent=SHELTER.id)
CASES = Node(id=str(uuid.UUID(int=7)), kind="storage", name="Cases", parent=TEAM.id)
UNUSED = Node(id=str(uuid.UUID(int=8)), kind="storage", name="Unused", parent=COUNCIL.id)
NEIGHBOURHOOD = FlowGraph(
    nodes=(SHELTER, COUNCIL, POLICE, GP, TEAM, DIARY, CASES, UNUSED),
    flows=(
        flow(1, DIARY, CASES),
        flow(2, CASES, POLICE),
        flow(3, POLICE, GP),
        flow(4, SHELTER, DIARY),
        flow(5, TEAM, COUNCIL),
    ),
)


def numbers(view: View) -> list[int]:
    """The numbers of the flows that a view of the neighbourhood draws."""
    drawn = shown(NEIGHBOURHOOD, view, WORDS).graph
    return [drawn.numbers[each.id] for each in drawn.flows]


def test_one_step_around_an_organisation_are_the_flows_that_touch_it_its_storages_and_its_teams():
    assert numbers(View("around", SHELTER.id)) == [1, 4]
    assert numbers(View("around", COUNCIL.id)) == [1, 2, 5]
    assert numbers(View("around", GP.id)) == [3]
    assert numbers(View("around", DIARY.id)) == [1, 4]


def test_two_steps_go_on_from_the_other_ends():
    assert numbers(View("around", GP.id, 2)) == [2, 3]
    assert numbers(View("around", SHELTER.id, 2)) == [1, 2, 4]


def test_what_leaves_is_what_goes_to_somebody_else():
    assert numbers(View("leaving", SHELTER.id)) == [1]
    assert numbers(View("leaving", COUNCIL.id)) == [2]
    assert numbers(View("leaving", GP.id)) == []


def test_a_box_keeps_the_storages_in_use_and_all_of_the_one_looked_at():
    around_shelter = shown(NEIGHBOURHOOD, View("around", SHELTER.id), WORDS).graph
    assert [node.name for node in around_shelter.nodes] == ["Shelter", "Housing team", "Diary", "Cases"]
    around_council = shown(NEIGHBOURHOOD, View("around", COUNCIL.id), WORDS).graph
    assert "Unused" in {node.name for node in around_council.nodes}


def test_storages_and_teams_fold_into_their_organisation():
    seen = shown(NEIGHBOURHOOD, View("organisation"), WORDS)
    assert [node.name for node in seen.graph.nodes] == ["Shelter", "Council", "Police", "GP"]
    assert seen.inside == {
        SHELTER.id: (flow(4, SHELTER, DIARY).id,),
        COUNCIL.id: (flow(5, TEAM, COUNCIL).id,),
    }
    in_council = {node for node, drawn in seen.place.items() if drawn == COUNCIL.id}
    assert in_council == {COUNCIL.id, TEAM.id, CASES.id, UNUSED.id}


def test_flows_between_the_same_two_are_one_and_only_in_the_same_direction():
    data = (
        DataType(id="a", name="Name", sensitivity="personal"),
        DataType(id="b", name="Arrest", sensitivity="criminal_offence"),
    )
    flows = (
        flow(1, SHELTER, POLICE, data_types=("a",), consistency="always", evidence="published"),
        flow(2, SHELTER, POLICE, data_types=("b",), consistency="usually", evidence="published"),
        flow(3, POLICE, SHELTER),
    )
    drawn = shown(
        FlowGraph(nodes=(SHELTER, POLICE), flows=flows, data_types=data), View("organisation"), WORDS
    ).graph
    bundle, back = drawn.flows
    assert drawn.gathered == {bundle.id: (flows[0].id, flows[1].id)}
    assert (bundle.consistency, bundle.evidence) == ("", "published")
    assert drawn.most_sensitive(bundle).name == "Arrest"
    assert back == flows[2]
    assert drawn.numbers == {bundle.id: 1, back.id: 3}
