"""Who is gathered with whom: nobody with power under a vague name, large maps into a few boxes."""

import random
import time
import uuid

import pytest

from dataflows.graph.company import company_of
from dataflows.graph.gathering import MOST_LINES, MOST_NODES
from dataflows.graph.model import FlowGraph, Node
from dataflows.graph.views import LARGE, WHOLE, View, opening_view, shown, size_of
from dataflows.graph.vocabulary import ORGANISATION_KINDS
from tests.dataflows.graph.nothing_lost import WORDS, flow, organisation, require_nothing_lost


@pytest.mark.parametrize(
    ("kind", "name", "company"),
    [
        ("police", "Vale Constabulary", "police"),
        ("", "Vale Police", "police"),
        ("vcse", "Police Care", "police"),
        ("council", "Children and Families", "childrens"),
        ("council", "Children and Young People's Services", "childrens"),
        ("other", "Children's Trust", "childrens"),
        ("council", "Children's social services", "childrens"),
        ("nhs", "Children and Young People's Mental Health", "health"),
        ("central_government", "JobcentrePlus", "benefits"),
        ("central_government", "Jobcentre Plus", "benefits"),
        ("central_government", "Universal Credit team", "benefits"),
        ("vcse", "Jobcentre advice", "community"),
        ("vcse", "Landlord advice", "community"),
        ("central_government", "UKVI", "immigration"),
        ("other", "UK Visas and Immigration", "immigration"),
        ("housing_provider", "Immigration Enforcement at Mears", "immigration"),
        ("vcse", "Home Office", "immigration"),
        ("vcse", "National Probation Service", "probation"),
        ("central_government", "HMP Durham", "prisons"),
        ("other", "Prison", "prisons"),
        ("council", "Youth Offending Team", "youth_justice"),
        ("partnership", "Youth Offending Service", "youth_justice"),
        ("vcse", "Bailiff", "bailiffs"),
        ("housing_provider", "Enforcement agent", "bailiffs"),
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


def test_the_id_of_a_group_stays_when_another_joins_it():
    def group_of(count: int) -> tuple[str, int]:
        nodes = tuple(organisation(n, "police") for n in range(count))
        (group,) = shown(FlowGraph(nodes=nodes), View("theme"), WORDS).graph.gathered.items()
        return group[0], len(group[1])

    assert (group_of(2)[0], 3) == group_of(3)


def test_a_map_opens_whole_until_it_is_large():
    assert opening_view(LARGE) == WHOLE
    assert opening_view(LARGE + 1) == View("organisation")
