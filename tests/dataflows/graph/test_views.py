"""Views of a map lose nothing: each flow and node has exactly one place, and a bundle hides nothing bad."""

import random
import time
import uuid
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.graph.company import company_of
from dataflows.graph.gathering import MOST_LINES, MOST_NODES
from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.graph.views import LARGE, WHOLE, View, opening_view, shown, size_of
from dataflows.graph.vocabulary import ORGANISATION_KINDS
from dataflows.language.groups import group_words
from tests.dataflows.render.sample_maps import MAPS, sample_map
from tests.dataflows.render.strategies import graphs

WORDS = group_words()


def views_of(graph: FlowGraph) -> list[View]:
    """Every view that a map has."""
    around = [View("around", node.id, hops) for node in graph.nodes for hops in (1, 2)]
    leaving = [View("leaving", node.id) for node in graph.nodes]
    return [WHOLE, View("theme"), View("organisation"), *around, *leaving]


def require_nothing_lost(graph: FlowGraph, view: View) -> None:
    """Raise unless every flow and node has exactly one place in the view, and the counts add up."""
    seen = shown(graph, view, WORDS)
    drawn, gathered = seen.graph, seen.graph.gathered
    bundles = {each: flows for each, flows in gathered.items() if each in drawn.flows_by_id}
    groups = {each: nodes for each, nodes in gathered.items() if each in drawn.nodes_by_id}
    assert len(bundles) + len(groups) == len(gathered)
    places = [
        *(flow.id for flow in drawn.flows if flow.id not in bundles),
        *(flow for flows in bundles.values() for flow in flows),
        *(flow for flows in seen.inside.values() for flow in flows),
        *seen.left_out,
    ]
    assert Counter(places) == Counter(flow.id for flow in graph.flows)
    assert Counter([*seen.place, *seen.nodes_left_out]) == Counter(node.id for node in graph.nodes)
    assert set(seen.place.values()) == {node.id for node in drawn.nodes}
    for node in drawn.nodes:
        assert node.id in groups or (node == graph.node(node.id) and seen.place[node.id] == node.id)
    for group, nodes in groups.items():
        assert len(nodes) > 1
        assert {seen.place[node] for node in nodes} == {group}
        assert str(uuid.UUID(group)) == group
    for bundle, flows in bundles.items():
        require_honest(graph, drawn, drawn.flow(bundle), [graph.flow(flow) for flow in flows])
    for flow in drawn.flows:
        assert {flow.source, flow.target} <= drawn.nodes_by_id.keys()
        if flow.id not in bundles:
            assert drawn.numbers[flow.id] == graph.numbers[flow.id]
            member = graph.flow(flow.id)
            assert (flow.source, flow.target) == (seen.place[member.source], seen.place[member.target])
        assert drawn.data_types_of(flow) is not None
    assert {flow.id for flow in seen.flows_in(graph)} | set(seen.left_out) == graph.flows_by_id.keys()
    for element, where in seen.standing().items():
        assert where in drawn.nodes_by_id or where in drawn.flows_by_id
        assert element not in drawn.nodes_by_id
        assert element not in drawn.flows_by_id


def require_honest(graph: FlowGraph, drawn: FlowGraph, bundle: Flow, members: list[Flow]) -> None:
    """Raise when a bundle claims what not all of its flows share, or hides the worst of one."""
    assert len(members) > 1
    assert str(uuid.UUID(bundle.id)) == bundle.id
    for fact in ("consistency", "evidence", "confidence", "person_choice", "channel", "purpose"):
        claimed = getattr(bundle, fact)
        assert not claimed or {getattr(flow, fact) for flow in members} == {claimed}
    told = {flow.person_told for flow in members}
    assert (bundle.person_told == "not_told") == ("not_told" in told)
    assert bundle.person_told in told
    assert bundle.person_told != "before" or told == {"before"}
    assert set(bundle.data_types) == {data for flow in members for data in flow.data_types}
    worst = [data for flow in members if (data := graph.most_sensitive(flow))]
    if worst:
        most = graph.most_sensitive(Flow(id="", source="", target="", data_types=tuple(d.id for d in worst)))
        assert drawn.most_sensitive(bundle).sensitivity == most.sensitivity
    assert drawn.could_hurt(bundle) == any(map(graph.could_hurt, members))


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


def organisation(number: int, kind: str = "vcse", **facts: object) -> Node:
    node = {"id": str(uuid.UUID(int=number)), "kind": "organisation", "name": f"Organisation {number}"}
    return Node(**{**node, "organisation_kind": kind, **facts})


def flow(number: int, source: Node, target: Node, **facts: object) -> Flow:
    return Flow(id=str(uuid.UUID(int=10**9 + number)), source=source.id, target=target.id, **facts)


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
    assert set(seen.members_of(COUNCIL.id)) == {COUNCIL.id, TEAM.id, CASES.id, UNUSED.id}


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


@pytest.mark.parametrize(
    ("kind", "name", "company"),
    [
        ("police", "Vale Constabulary", "police"),
        ("", "Vale Police", "police"),
        ("vcse", "Police Care", "community"),
        ("probation", "Probation", "probation"),
        ("central_government", "Home Office", "immigration"),
        ("council", "Children\N{RIGHT SINGLE QUOTATION MARK}s Social Care", "childrens"),
        ("council", "Child protection", "childrens"),
        ("council", "Child minders", "council"),
        ("central_government", "Jobcentre Northmoor", "benefits"),
        ("private", "Vale Bailiffs", "bailiffs"),
        ("private", "A private landlord", "housing"),
        ("central_government", "Ministry", "central"),
        ("", "Who knows", "national"),
    ],
)
def test_power_over_the_person_is_known_by_kind_or_by_name(kind, name, company):
    assert company_of(organisation(1, kind, name=name)) == company


def test_grouped_by_theme_nobody_with_power_is_merged_into_something_vague():
    nodes = [
        Node(id=str(uuid.UUID(int=99)), kind="person", name="Sam"),
        Node(id=str(uuid.UUID(int=98)), kind="meeting", name="MARAC"),
        *(organisation(10 + n, "police") for n in range(2)),
        *(organisation(20 + n, "probation") for n in range(2)),
        *(organisation(30 + n, "housing_provider") for n in range(2)),
        *(organisation(40 + n, "national" if n else "other") for n in range(2)),
        organisation(50, "central_government", name="DWP"),
        organisation(51, "central_government", name="Ministry"),
        organisation(52, "council", name="Children's Services"),
        organisation(53, "council", name="Housing Options"),
    ]
    drawn = shown(FlowGraph(nodes=tuple(nodes)), View("theme"), WORDS).graph
    assert [node.name for node in drawn.nodes] == [
        "Sam", "MARAC", "Police", "Probation", "Landlords and housing providers", "National and other", "DWP",
        "Ministry", "Children's Services", "Housing Options",
    ]  # fmt: skip
    lanes = [node.lane for node in drawn.nodes if node.id in drawn.gathered]
    assert lanes == ["justice", "justice", "housing", "national"]


def large(nodes: int, flows: int | None, kinds: list[str]) -> FlowGraph:
    """A made-up map; without a number of flows, everybody sends to everybody."""
    dice = random.Random(7)
    made = tuple(organisation(n, dice.choice(kinds)) for n in range(1, nodes + 1))
    if flows is None:
        pairs = [(one, other) for one in made for other in made if one != other]
    else:
        pairs = [(dice.choice(made), dice.choice(made)) for _ in range(flows)]
    return FlowGraph(nodes=made, flows=tuple(flow(n, *ends) for n, ends in enumerate(pairs)))


EVERY_KIND = list(ORGANISATION_KINDS)
LARGE_MAPS = {
    "2,000 and 8,000": (2_000, 8_000, EVERY_KIND),
    "everybody to everybody": (150, None, EVERY_KIND),
    "everybody to everybody, one kind": (150, None, ["council"]),
    "one kind": (2_000, 8_000, ["central_government"]),
    "all police": (600, 500, ["police"]),
}


@pytest.mark.parametrize("kind", ["theme", "organisation"])
@pytest.mark.parametrize("size", LARGE_MAPS)
def test_a_large_map_becomes_a_small_graph_and_loses_nothing(size, kind, record_property):
    graph = large(*LARGE_MAPS[size])
    start = time.perf_counter()
    drawn = shown(graph, View(kind), WORDS).graph
    record_property("seconds", time.perf_counter() - start)
    assert len(drawn.nodes) <= MOST_NODES
    assert len(drawn.flows) <= MOST_LINES
    assert size_of(drawn) <= LARGE
    require_nothing_lost(graph, View(kind))


def test_where_there_is_little_room_those_with_power_stand_by_themselves_first():
    graph = large(2_000, 8_000, ["vcse", "council", "nhs"])
    weak = [organisation(5_000 + n, "police") for n in range(3)]
    graph = FlowGraph(nodes=(*graph.nodes, *weak), flows=graph.flows)
    drawn = shown(graph, View("organisation"), WORDS)
    assert {node.id for node in weak} <= drawn.graph.nodes_by_id.keys()
    assert drawn.is_reduced


def test_a_map_opens_whole_until_it_is_large():
    assert opening_view(LARGE) == WHOLE
    assert opening_view(LARGE + 1) == View("organisation")
