"""Boxes hold their words, and say with shape, line and mark what colour also says."""

import dataclasses

import pytest

from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.render.boxes import CROWDED, measure
from dataflows.render.legend import legend_of
from dataflows.render.marks import look_of
from tests.dataflows.render.test_draw import DIARY, NOTES, SAM, SHELTER, SMALL, TELLS


def chip(flow=TELLS, data_types=(NOTES,), flows=None):
    graph = dataclasses.replace(SMALL, flows=flows or (flow,), data_types=data_types)
    return measure(graph).chips[flow.id]


def test_a_storage_stands_on_its_organisation_or_alone():
    alone = dataclasses.replace(DIARY, parent=None)
    assert [row.id for row in measure(SMALL).nodes[SHELTER.id].rows] == [DIARY.id]
    boxes = measure(dataclasses.replace(SMALL, nodes=(SAM, SHELTER, alone)))
    assert boxes.nodes[DIARY.id].shape == "storage"
    assert boxes.nodes[SHELTER.id].rows == ()


def test_a_chip_shows_the_most_sensitive_data_and_counts_the_rest():
    offence = DataType(id="o", name="Arrests", sensitivity="criminal_offence")
    both = dataclasses.replace(TELLS, data_types=(NOTES.id, "o"))
    found = chip(both, (NOTES, offence))
    assert (found.number, found.lines, found.look.sensitivity) == ("1", ("Arrests +1",), "criminal_offence")


def test_the_count_stays_in_sight_when_the_name_is_long():
    long = DataType(id="l", name="Information about " + "very " * 40 + "long names")
    found = chip(dataclasses.replace(TELLS, data_types=("l", NOTES.id)), (long, NOTES))
    assert len(found.lines) == 2
    assert found.lines[-1].endswith("… +1")


def test_chips_are_shorter_on_a_crowded_map():
    long = DataType(id="l", name="Programme administration contacts and more of them")
    flow = dataclasses.replace(TELLS, data_types=("l",))
    crowd = tuple(dataclasses.replace(flow, id=f"f{number}") for number in range(CROWDED + 1))
    assert (
        measure(dataclasses.replace(SMALL, flows=crowd, data_types=(long,))).chips["f0"].width
        < chip(flow, (long,)).width
    )


@pytest.mark.parametrize(
    ("facts", "classes"),
    [
        ({"evidence": "workshop"}, "flow personal usual"),
        ({"evidence": "assumed"}, "flow personal doubt"),
        ({"evidence": "published", "confidence": "not_sure"}, "flow personal doubt"),
        ({"evidence": "workshop", "consistency": "if_agrees"}, "flow personal if-agrees"),
        ({"consistency": "if_agrees"}, "flow personal if-agrees doubt"),
        ({"evidence": "workshop", "person_told": "before"}, "flow personal usual told-before"),
        (
            {"evidence": "workshop", "person_told": "not_told", "person_choice": "asked"},
            "flow personal usual not-told asked",
        ),
        ({"evidence": "workshop", "data_types": ()}, "flow unknown usual"),
    ],
)
def test_line_and_marks_say_what_is_known(facts, classes):
    flow = dataclasses.replace(TELLS, **facts)
    assert look_of(flow, dataclasses.replace(SMALL, flows=(flow,))).classes == classes


def test_what_nobody_has_rated_is_not_taken_for_harmless():
    unrated = DataType(id="u", name="Something new")
    graph = dataclasses.replace(
        SMALL,
        flows=(dataclasses.replace(TELLS, data_types=("u", NOTES.id)),),
        data_types=(unrated, NOTES),
    )
    assert look_of(graph.flows[0], graph).sensitivity == "unknown"
    offence = DataType(id="o", name="Arrests", sensitivity="criminal_offence")
    graph = dataclasses.replace(
        graph,
        flows=(dataclasses.replace(TELLS, data_types=("u", "o")),),
        data_types=(unrated, offence),
    )
    assert look_of(graph.flows[0], graph).sensitivity == "criminal_offence"


def test_at_most_two_marks_and_the_weightiest_first():
    hurts = dataclasses.replace(NOTES, could_hurt=True)
    flow = dataclasses.replace(TELLS, person_told="not_told", person_choice="asked")
    graph = dataclasses.replace(SMALL, flows=(flow,), data_types=(hurts,))
    assert look_of(flow, graph).marks == ("could-hurt", "not-told")
    assert look_of(flow, graph, attention={flow.id}).marks == ("attention", "could-hurt")


def test_uncertainty_stands_above_the_name_in_words():
    team = Node(id="t", kind="organisation", name="Housing", parent_name="Council", named=False, draft=True)
    assert measure(FlowGraph(nodes=(team,))).nodes["t"].eyebrow == ("Not named · Draft · Council",)


def test_the_legend_lists_only_what_is_on_the_map():
    entries = [(entry.group, entry.code) for entry in legend_of(SMALL)]
    assert entries == [
        ("shapes", "person"),
        ("shapes", "organisation"),
        ("shapes", "storage"),
        ("lanes", "national"),
        ("sensitivity", "personal"),
        ("lines", "doubt"),
    ]
    assert all('aria-hidden="true"' in entry.sample() for entry in legend_of(SMALL))
    assert legend_of(FlowGraph()) == ()


def test_every_fact_that_a_flow_can_show_has_a_legend_entry():
    flow = Flow(id="f", source=SAM.id, target=SHELTER.id, person_told="not_told", consistency="if_agrees")
    graph = dataclasses.replace(SMALL, flows=(flow,))
    codes = {entry.code for entry in legend_of(graph, attention={"f"})}
    look = look_of(flow, graph, attention={"f"})
    assert {look.sensitivity, *look.lines, *look.marks} <= codes
