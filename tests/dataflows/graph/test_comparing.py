"""Two maps compared: every element in one place, nothing different unsaid, what it means for people."""

import random
from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.graph.comparing import ADDED, CHANGED, REMOVED, SAME, compare, touching
from dataflows.graph.effects import EFFECTS, effects_of
from dataflows.graph.model import DataType, Flow, FlowGraph, Node, Party
from dataflows.graph.pairing import pair_maps, pair_versions
from dataflows.graph.union import is_drawn_otherwise, union_of
from dataflows.graph.union import was as was_of
from tests.dataflows.formats.strategies import graphs
from tests.dataflows.render.sample_maps import sample_map

PERSON = Node(id="p", kind="person", name="The person")
SHELTER = Node(id="s", kind="organisation", name="Shelter")
POLICE = Node(id="c", kind="organisation", name="Northmoor Police", organisation_kind="police")
TYPES = (DataType(id="h", name="Housing status"), DataType(id="n", name="Name"))


def a_map(*flows: Flow, nodes: tuple[Node, ...] = (PERSON, SHELTER, POLICE)) -> FlowGraph:
    return FlowGraph(nodes=nodes, flows=flows, data_types=TYPES)


def a_flow(element: str = "f", **said: object) -> Flow:
    return Flow(
        **{"id": element, "source": "s", "target": "c", "data_types": ("n",), "purpose": "help", **said}
    )


def versions(before: FlowGraph, after: FlowGraph):
    return compare(before, after, pair_versions(before, after))


def require_everything_once(compared) -> None:
    """Every node and flow of both maps stands in one difference, and pairs are one to one."""
    for differences, was, now in (
        (compared.nodes, compared.before.nodes_by_id, compared.after.nodes_by_id),
        (compared.flows, compared.before.flows_by_id, compared.after.flows_by_id),
    ):
        assert Counter(one.before for one in differences if one.before) == Counter(was.keys())
        assert Counter(one.after for one in differences if one.after) == Counter(now.keys())
        for one in differences:
            assert one.state == (REMOVED if not one.after else ADDED if not one.before else one.state)
            assert (one.state == CHANGED) == bool(one.facts)


@given(graphs(), graphs())
def test_every_element_of_both_maps_stands_in_one_place(before, after):
    require_everything_once(compare(before, after, pair_maps(before, after), strangers=True))
    require_everything_once(versions(before, after))


@given(graphs())
def test_a_map_is_the_same_as_itself(graph):
    assert versions(graph, graph).is_same
    strangers = compare(graph, graph, pair_maps(graph, graph), strangers=True)
    assert strangers.is_same
    assert not strangers.pairing.guessed


@pytest.mark.parametrize(
    "fact", [one.name for one in fields(Flow) if one.name not in {"id", "sender", "receiver"}]
)
def test_every_fact_of_a_flow_is_compared(fact):
    other = {"source": "p", "target": "p", "data_types": ("h",), "agreement": "a"}.get(fact, "something else")
    before = a_map(a_flow())
    after = replace(a_map(a_flow(**{fact: other})), agreements=(DataType(id="a", name="The paper"),))
    [flow] = versions(before, after).flows
    assert flow.facts == (fact,)


@pytest.mark.parametrize("side", ["sender", "receiver"])
@pytest.mark.parametrize("fact", [one.name for one in fields(Party)])
def test_every_fact_of_an_end_is_compared(side, fact):
    [flow] = versions(a_map(a_flow()), a_map(a_flow(**{side: Party(**{fact: "x"})}))).flows
    assert flow.facts == (f"{side}_{fact}",)


@pytest.mark.parametrize(
    "fact",
    [
        one.name
        for one in fields(Node)
        if one.name not in {"id", "register_id", "parent", "parent_name", "access"}
    ],
)
def test_every_fact_of_a_node_is_compared(fact):
    now = getattr(SHELTER, fact)
    other = not now if isinstance(now, bool) else ("x",) if isinstance(now, tuple) else "x"
    after = a_map(nodes=(PERSON, replace(SHELTER, **{fact: other}), POLICE))
    [node] = [one for one in versions(a_map(), after).nodes if one.state != SAME]
    assert node.facts == (fact,)


def test_a_kind_of_data_that_is_rated_anew_is_said_without_calling_its_flows_changed():
    after = replace(a_map(a_flow()), data_types=(replace(TYPES[1], sensitivity="special_category"), TYPES[0]))
    compared = versions(a_map(a_flow()), after)
    assert [one.facts for one in compared.data_types] == [("sensitivity",)]
    assert compared.counts["flow", CHANGED] == 0
    assert not compared.is_same


# --- strangers ----------------------------------------------------------------------------------------------
def renumbered(graph: FlowGraph, seed: int) -> FlowGraph:
    """The same map with other ids, in another order."""
    new = {one: f"new-{one}" for one in (*graph.nodes_by_id, *graph.flows_by_id)}
    nodes = [
        replace(one, id=new[one.id], parent=new.get(one.parent or ""), register_id=None)
        for one in graph.nodes
    ]
    flows = [
        replace(one, id=new[one.id], source=new[one.source], target=new[one.target]) for one in graph.flows
    ]
    for things in (nodes, flows):
        random.Random(seed).shuffle(things)
    return replace(graph, nodes=tuple(nodes), flows=tuple(flows))


@pytest.mark.parametrize("name", ["northmoor", "manchester"])
def test_a_sample_map_is_found_again_by_names_alone(name):
    graph = sample_map(name)
    other = renumbered(graph, seed=7)
    pairs = pair_maps(graph, other)
    assert pairs.nodes == {node.id: f"new-{node.id}" for node in graph.nodes}
    compared = compare(graph, other, pairs, strangers=True)
    assert compared.counts["flow", ADDED] == compared.counts["flow", REMOVED] == 0
    assert compared.is_same


def test_names_are_found_by_alias_and_a_guess_is_said():
    mcc = Node(id="1", kind="organisation", name="Manchester City Council", aliases=("MCC",))
    before = FlowGraph(nodes=(mcc, Node(id="2", kind="organisation", name="Turning Tide")))
    after = FlowGraph(
        nodes=(
            Node(id="a", kind="organisation", name="mcc"),
            Node(id="b", kind="organisation", name="Turnin Tide"),
        )
    )
    pairs = pair_maps(before, after)
    assert pairs.nodes == {"1": "a", "2": "b"}
    assert pairs.guessed == {"2": "spelling"}


def test_numbers_tell_names_apart():
    one, two = (FlowGraph(nodes=(Node(id=each, kind="organisation", name=f"Team {each}"),)) for each in "12")
    assert not pair_maps(one, two).nodes


def test_what_only_one_of_two_strangers_speaks_of_is_listed_and_no_difference():
    quiet, full = a_map(a_flow(purpose="")), a_map(a_flow(channel="post"))
    compared = compare(quiet, full, pair_maps(quiet, full), strangers=True)
    assert compared.is_same
    assert compared.not_compared == ("channel", "purpose")


def test_spelling_is_said_and_another_word_is_a_difference():
    before, after = (
        a_map(a_flow(channel="unsecured connection")),
        a_map(a_flow(channel="unsecure connection")),
    )
    [flow] = compare(before, after, pair_maps(before, after), strangers=True).flows
    assert (flow.state, flow.facts, flow.spelt) == (SAME, (), ("channel",))
    after = a_map(a_flow(channel="e-mail"))
    [flow] = compare(before, after, pair_maps(before, after), strangers=True).flows
    assert flow.facts == ("channel",)


def test_who_has_gone_from_the_map_is_told_of_as_they_were():
    before = a_map(a_flow())
    after = a_map(a_flow(target="p"), nodes=(PERSON, SHELTER))
    compared = compare(before, after, pair_versions(before, after))
    assert {effect.code: effect.receiver for effect in effects_of(compared)}["no_longer"] == "c"


# --- what it means for people -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ([], [a_flow()], ["receives"]),
        ([a_flow()], [a_flow(), a_flow("g", source="p")], ["another_way"]),
        ([a_flow()], [], ["no_longer"]),
        ([a_flow(), a_flow("g", source="p")], [a_flow()], []),
        ([a_flow()], [a_flow(data_types=("n", "h"))], ["receives"]),
        ([a_flow()], [a_flow(data_types=("h",))], ["receives", "no_longer"]),
        ([a_flow()], [a_flow(target="p")], ["receives", "no_longer"]),
        ([a_flow(person_told="before")], [a_flow(person_told="after")], ["told_later"]),
        ([a_flow(person_told="after")], [a_flow(person_told="not_told")], ["told_later"]),
        ([a_flow(person_told="after")], [a_flow(person_told="before")], ["told_earlier"]),
        ([a_flow(person_told="before")], [a_flow(person_told="not_known")], ["told_unknown"]),
        ([a_flow()], [a_flow(person_told="after")], ["told_known"]),
        ([a_flow(person_choice="asked")], [a_flow(person_choice="no_choice")], ["choice_less"]),
        ([a_flow(person_choice="no_choice")], [a_flow(person_choice="asked")], ["choice_more"]),
        (
            [a_flow(identifiability="aggregate")],
            [a_flow(identifiability="identifiable")],
            ["more_identifiable"],
        ),
        (
            [a_flow(identifiability="identifiable")],
            [a_flow(identifiability="aggregate")],
            ["less_identifiable"],
        ),
        ([a_flow()], [a_flow(purpose="find a home")], ["other_reason"]),
        ([a_flow()], [a_flow(channel="post", notes="x")], []),
    ],
)
def test_effects(before, after, codes):
    assert [one.code for one in effects_of(versions(a_map(*before), a_map(*after)))] == codes


def test_who_has_power_over_the_person_comes_first():
    new = [a_flow("1", target="s"), a_flow("2", target="c")]
    effects = effects_of(versions(a_map(), a_map(*new)))
    assert [one.receiver for one in effects] == ["c", "s"]
    assert [EFFECTS.index(one.code) for one in effects] == [0, 0]


def test_only_what_touches_an_organisation():
    compared = versions(a_map(), a_map(a_flow("1", target="p"), a_flow("2", source="p")))
    assert [one.id for one in filter(touching(compared, "c"), compared.flows)] == ["2"]
    assert [one.id for one in filter(touching(compared, "s"), compared.nodes)] == ["s"]


# --- the union ----------------------------------------------------------------------------------------------
@given(graphs(), graphs(), st.booleans())
def test_the_union_has_everything_once(before, after, as_strangers):
    pairs = (pair_maps if as_strangers else pair_versions)(before, after)
    compared = compare(before, after, pairs)
    both = union_of(compared)
    # What is drawn otherwise stands there as it was too, under the number that it had.
    twins = {was_of(one) for one in compared.flows if is_drawn_otherwise(one)}
    once = [flow.id for flow in both.flows if flow.id not in twins]
    assert len(both.nodes_by_id) == len(both.nodes) == len(before.nodes) + len(after.nodes) - len(pairs.nodes)
    assert len(both.flows_by_id) == len(both.flows) == len(once) + len(twins)
    assert len(once) == len(before.flows) + len(after.flows) - len(pairs.flows)
    assert {end for flow in both.flows for end in (flow.source, flow.target)} <= both.nodes_by_id.keys()
    assert len({both.numbers[flow] for flow in once}) == len(once)
    assert {flow: both.numbers[flow] for flow in after.flows_by_id} == after.numbers


def test_a_flow_that_looks_otherwise_is_in_the_union_as_it_was_too():
    before, after = a_map(a_flow(), a_flow("g")), a_map(a_flow(data_types=("h",)), a_flow("g", notes="new"))
    both = union_of(compare(before, after, pair_versions(before, after)))
    assert [flow.id for flow in both.flows] == ["f", "g", "was-f"]
    assert both.flow("was-f").data_types == ("n",)
    assert both.numbers["was-f"] == before.numbers["f"]
