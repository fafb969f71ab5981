"""What pages say and count of boxes that stand for several, on the screen and on paper."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.views import View
from dataflows.selectors.sentences import seen_as
from dataflows.views.gathered import nodes_of
from dataflows.views.showing import showing
from tests.dataflows.views.test_showing import address, whole_and_gathered
from tests.factories import dataflows as rows
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_person_without_a_name_is_said_in_the_middle_of_a_sentence():
    sam = Node(id=str(uuid.UUID(int=1)), kind="person", name="The person")
    nodes = (sam, *(Node(id=str(uuid.UUID(int=n)), kind="organisation", name=f"{n}") for n in (2, 3)))
    flows = (Flow(id="f", source=nodes[1].id, target=nodes[2].id),)
    graph = FlowGraph(nodes=nodes, flows=flows)
    assert showing(graph, {"show": "leaving", "node": sam.id}).name == "What leaves the person"
    here = showing(graph, {"show": "around", "node": sam.id})
    assert here.name == "The person, one step"
    assert here.says.endswith("The other one does not touch the person.")


def council_with_teams() -> FlowGraph:
    """A council with two teams: two flows in, two between its own."""
    council, team, other, police = (
        Node(id=str(uuid.UUID(int=n)), kind="organisation", name=name, parent=parent, organisation_kind=kind)
        for n, name, parent, kind in (
            (1, "Council", None, "council"),
            (2, "Housing Options", str(uuid.UUID(int=1)), "council"),
            (3, "Adult Social Care", str(uuid.UUID(int=1)), "council"),
            (4, "Vale Police", None, "police"),
        )
    )
    ends = ((police, team), (police, other), (team, other), (other, council), (team, police))
    flows = tuple(
        Flow(id=str(uuid.UUID(int=100 + n)), source=source.id, target=target.id)
        for n, (source, target) in enumerate(ends)
    )
    return FlowGraph(nodes=(council, team, other, police), flows=flows)


def test_a_box_counts_the_flows_of_all_that_stands_in_it_and_names_its_teams():
    graph = council_with_teams()
    card, police = nodes_of(graph, seen_as(graph, View("organisation")))
    assert (card.sends, card.receives) == (1, 2)
    assert (police.sends, police.receives) == (2, 1)
    assert card.sentence.endswith("Housing Options and Adult Social Care stand in Council here.")


def test_what_is_shown_of_a_map_counts_what_is_shown():
    graph = council_with_teams()
    team = graph.nodes[1].id
    cards = {card.name: card for card in nodes_of(graph, seen_as(graph, View("leaving", team)))}
    assert (cards["Housing Options"].sends, cards["Housing Options"].receives) == (2, 0)
    assert (cards["Vale Police"].sends, cards["Vale Police"].receives) == (0, 1)


def test_only_flows_inside_boxes_are_not_more_than_others():
    graph = council_with_teams()
    inner = FlowGraph(nodes=graph.nodes[:3], flows=graph.flows[2:4])
    assert showing(inner, {"show": "organisation"}).says.endswith("All 2 flows are here: 2 inside boxes.")


@pytest.mark.parametrize("view", ["picture", "table", "sentences", "grid"])
def test_lists_say_that_they_have_every_flow_by_itself_and_name_everybody(world, riverside, view):
    graph, _gathered = whole_and_gathered(riverside)
    url, asked = address(riverside, view=view, show="theme")
    page = world.client("viewer").get(url, asked)
    text = page.content.decode()
    if view == "picture":
        assert "Organisations of one kind are one box." in text
        return
    assert f"All {len(graph.flows)} flows, one by one." in text
    assert "Organisations of one kind are one box." not in text
    assert {card.id for card in page.context["nodes"]} == {
        node.id for node in graph.nodes if node.kind != "storage"
    }


@pytest.mark.parametrize("view", ["picture", "table", "sentences", "grid"])
def test_paper_says_which_view_it_is_and_what_is_left_out(world, riverside, view):
    url, asked = address(riverside, view=view, show="leaving", node=str(riverside.person.pk))
    page = world.client("viewer").get(url, asked)
    text = page.content.decode()
    bar = text.partition('<div class="dl-map__bar">')[2]
    after = bar.partition('<p class="dl-shown">')[2]
    assert f'<strong class="dl-printonly">{html.escape(page.context["showing"].name)}</strong>' in after
    assert html.escape(page.context["says"]) in after


def test_the_page_of_a_group_counts_flows_and_not_lines(world, riverside):
    _graph, gathered = whole_and_gathered(riverside)
    page = world.client("viewer").get(reverse("group", args=[riverside.map.pk, gathered["g"]]))
    card, text = page.context["card"], page.content.decode()
    assert card.receives == sum(line.count for line in page.context["received"])
    assert card.sends == sum(line.count for line in page.context["sent"])
    for said, count in (("What it receives", card.receives), ("What it sends", card.sends)):
        assert (f'{said} <span class="dl-quiet">{count}</span>' in text) == bool(count)


def test_looking_again_keeps_where_the_focus_is_and_is_not_said_again(world, riverside):
    asked = {"show": "theme"}
    page = world.client("viewer").get(reverse("map", args=[riverside.map.pk]), asked).content.decode()
    again = world.client("viewer").get(reverse("picture", args=[riverside.map.pk]), asked).content.decode()
    canvas = page.partition('id="picture"')[2].partition("data-announce")[0]
    assert 'class="dl-empty" role="status"' in canvas
    for part in (canvas, again):
        for link in ("picture-again", "picture-meanwhile"):
            assert part.count(f'<a id="{link}" href=') == 1
    assert "The picture is being drawn." in again
    assert 'role="status"' not in again


def test_the_page_of_an_organisation_lists_its_teams(world, riverside):
    with scopes_disabled():
        council = OrganisationFactory(programme=riverside.map.programme)
        team = OrganisationFactory(programme=riverside.map.programme, parent=council)
        house, inside = (
            rows.NodeFactory(map=riverside.map, kind="organisation", organisation=each)
            for each in (council, team)
        )
    page = world.client("viewer").get(reverse("node", args=[riverside.map.pk, house.pk]))
    assert [card.id for card in page.context["teams"]] == [str(inside.pk)]
    assert f"n/{inside.pk}/" in page.content.decode()
