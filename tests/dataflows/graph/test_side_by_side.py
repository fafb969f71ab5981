"""Areas side by side: every flow of every area in exactly one cell, sums that add up, honest verdicts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.graph.company import COMPANIES
from dataflows.graph.model import Agreement, DataType, Flow, FlowGraph, Node, Party
from dataflows.graph.side_by_side import (
    FACTS,
    ROLES,
    WAYS,
    Kind,
    Side,
    Wanted,
    flows_of,
    role_of,
    side_by_side,
)
from dataflows.graph.tally import tally
from dataflows.graph.vocabulary import ORGANISATION_KINDS, SENSITIVITIES, THEMES
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import graphs, whole_maps

CHANGING_FUTURES = ("lancashire", "manchester", "redcar")
LISTED = (
    Wanted(),
    *(Wanted(theme=code) for code in THEMES),
    *(Wanted(sensitivity=code) for code in ["", *SENSITIVITIES]),
)


def sample_side(name):
    return Side(name, {name: document(name).graph})


def placed_in(rows, side):
    return sorted(
        (each.map, each.flow.id) for row in rows if side in row.cells for each in row.cells[side].flows
    )


def check(sides, way="sensitivity", wanted=LISTED[0]):
    """Nothing is lost and nothing is twice, whatever is asked for; the figures say so too."""
    rows = side_by_side(sides, way=way, wanted=wanted)
    assert len({row.kind for row in rows}) == len(rows)
    for side in sides:
        every = list(flows_of(side))
        assert placed_in(rows, side.id) == sorted((e.map, e.flow.id) for e in every if wanted.takes(e))
        figures = tally(side, rows)
        assert figures.flows == len(every) == figures.matched + figures.alone + figures.left_out
        assert figures.flows == figures.told + figures.not_told + figures.told_not_known
        assert figures.left_out == sum(not wanted.takes(each) for each in every)
    for row in rows:
        assert row.cells
        assert all(cell.flows for cell in row.cells.values())
        assert row.is_shared == (len(row.cells) > 1)
        assert set(row.verdicts) == (set(FACTS) if row.is_shared else set())
        for cell in row.cells.values():
            assert all(sum(said.flows for said in cell.said[fact]) == len(cell.flows) for fact in FACTS)
    return rows


@pytest.mark.parametrize("way", WAYS)
def test_sample_maps(way):
    for wanted in LISTED:
        check([sample_side(name) for name in FLOW_LISTS], way, wanted)


@whole_maps
@given(
    made=st.lists(graphs(), min_size=2, max_size=4),
    way=st.sampled_from(WAYS),
    wanted=st.sampled_from(LISTED),
    together=st.booleans(),
)
def test_any_maps(made, way, wanted, together):
    """One map in each area, or the first two in one: maps that share a flow's id do not hide each other's."""
    named = {f"map {place}": graph for place, graph in enumerate(made)}
    sides = [Side(name, {name: graph}) for name, graph in named.items()]
    if together:
        first, second, *others = sides
        sides = [Side(first.id, {**first.graphs, **second.graphs}), *others, Side("copy", {"copy": made[0]})]
    rows = check(sides, way, wanted)
    # What comes of comparing does not depend on who stands left.
    turned = {row.kind: row.verdicts for row in side_by_side(sides[::-1], way=way, wanted=wanted)}
    if way != "data":
        assert turned == {row.kind: row.verdicts for row in rows}


@whole_maps
@given(made=graphs(), way=st.sampled_from(WAYS))
def test_a_map_beside_itself_differs_nowhere(made, way):
    rows = check([Side("a", {"m": made}), Side("b", {"m": made})], way)
    assert all(row.is_shared and not row.facts_that("differs") and not row.differs for row in rows)


def test_themes_and_sensitivities_part_the_flows():
    """Each flow is under one sensitivity, and under every theme of its ends."""
    northmoor = sample_side("northmoor")
    every = list(flows_of(northmoor))
    assert all(
        sum(Wanted(sensitivity=code).takes(each) for code in ["", *SENSITIVITIES]) == 1 for each in every
    )


def test_who_has_power_keeps_a_role_of_its_own():
    def role(**facts):
        return role_of(Node(id="a", kind="organisation", **facts))

    assert role(name="Northmoor Police partners", named=False) == "police"
    assert role(name="Children's social care", organisation_kind="council") == "childrens"
    assert role(name="Local partners", organisation_kind="partnership", named=False) == "unnamed"
    assert role(name="Board", organisation_kind="partnership") == "partnership"
    assert role(name="Nobody knows") == ""
    assert role(name="Something", organisation_kind="other") == "other"
    assert role_of(Node(id="a", kind="person", name="Sam")) == "person"
    assert role_of(Node(id="a", kind="meeting", name="MARAC")) == "meetings"
    for kind in ("", *ORGANISATION_KINDS):
        assert role(name="Plain", organisation_kind=kind) in ROLES
    assert set(COMPANIES) - {"national"} < set(ROLES)


SAM = Node(id="sam", kind="person", name="Sam")
COUNCIL = Node(id="council", kind="organisation", name="Council", organisation_kind="council")
PAPERS = (
    Agreement(id="a", name="North agreement", kind="dsa"),
    Agreement(id="b", name="South agreement", kind="dsa"),
    Agreement(id="c", name="A contract", kind="dpc"),
)


def area(name, *flows):
    """An area in which Sam gives the council something, once for each set of facts."""
    made = tuple(
        Flow(id=f"{name}-{number}", source="sam", target="council", **facts)
        for number, facts in enumerate(flows)
    )
    return Side(name, {name: FlowGraph(nodes=(SAM, COUNCIL), flows=made, agreements=PAPERS)})


@pytest.mark.parametrize(
    ("fact", "north", "south", "verdict"),
    [
        ("person_told", ["before"], ["before"], "same"),
        ("person_told", ["before", "before"], ["before"], "same"),
        ("person_told", ["before"], ["after"], "differs"),
        ("person_told", ["before", "after"], ["after"], "differs"),
        ("person_told", ["before"], [""], "unknown"),
        ("person_told", ["before"], ["not_known"], "unknown"),
        ("person_told", ["before", ""], ["before"], "unknown"),
        ("person_told", ["before", ""], ["not_told"], "differs"),
        ("person_told", [""], ["not_known"], "nowhere"),
        ("channel", ["Secure  e-mail"], ["secure e-mail"], "same"),
        ("channel", ["Secure e-mail"], ["Post"], "differs"),
        ("agreement", ["a"], ["b"], "same"),
        ("agreement", ["a"], ["c"], "differs"),
        ("agreement", ["a"], [None], "unknown"),
    ],
)
def test_verdicts(fact, north, south, verdict):
    """Not recorded is never taken for no, nor for the same."""
    sides = [
        area(name, *({fact: value} for value in values)) for name, values in (("n", north), ("s", south))
    ]
    (row,) = check(sides)
    assert row.verdicts[fact] == verdict
    assert row.differs == (verdict == "differs")


def test_each_side_of_the_law_is_compared():
    north = area(
        "n", {"sender": Party(lawful_basis="public_task"), "receiver": Party(lawful_basis="consent")}
    )
    south = area(
        "s", {"sender": Party(lawful_basis="public_task"), "receiver": Party(lawful_basis="contract")}
    )
    (row,) = check([north, south])
    assert row.facts_that("same") == ("sender_lawful_basis",)
    assert row.facts_that("differs") == ("receiver_lawful_basis",)


def test_an_area_without_such_a_flow_is_a_difference():
    first, second, third = (area(name, {"person_told": "before"}) for name in "abc")
    lacking = replace(third, graphs={"c": FlowGraph(nodes=(SAM, COUNCIL))})
    (row,) = check([first, second, lacking])
    assert (row.is_shared, row.differs, list(row.cells)) == (True, True, ["a", "b"])
    (alone,) = check([first, lacking, Side("d", {"d": FlowGraph()})])
    assert (alone.is_shared, alone.differs, alone.verdicts) == (False, True, {})


def test_data_types_are_matched_by_name_and_the_worst_counts():
    def side(name, *kinds):
        types = tuple(DataType(id=f"{name}-{n}", name=n, sensitivity=s) for n, s in kinds)
        flow = Flow(id=name, source="sam", target="council", data_types=tuple(each.id for each in types))
        return Side(name, {name: FlowGraph(nodes=(SAM, COUNCIL), flows=(flow,), data_types=types)})

    sides = [
        side("n", ("Name", "personal"), ("Case notes", "special_category")),
        side("s", ("case  Notes", "special_category")),
        side("w", ("Name", "personal")),
    ]
    rows = check(sides, "data")
    assert {row.kind: list(row.cells) for row in rows} == {
        Kind("person", "council", "Case notes"): ["n", "s"],
        Kind("person", "council", "Name"): ["w"],
    }
    assert [row.kind.data for row in check(sides)] == ["special_category", "personal"]
    assert [list(row.cells) for row in check(sides, "ends")] == [["n", "s", "w"]]


def test_what_the_published_notices_share():
    """Read off the three lists by hand: who collects differs, what goes to the ministry does not."""
    rows = check([sample_side(name) for name in CHANGING_FUTURES])
    shared = {row.kind: sorted(row.cells) for row in rows if row.is_shared}
    assert shared == {
        Kind("person", "council", "special_category"): ["lancashire", "redcar"],
        Kind("council", "central", "criminal_offence"): ["lancashire", "redcar"],
    }
