"""What pages say and list of a view: exactly its flows, what is left out, and no trap for a wrong address."""

import html
import re
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.views import LARGE, MOST_PROJECTED, WHOLE, View
from dataflows.selectors.documents import draft_document
from dataflows.selectors.sentences import seen_as
from dataflows.services.drawing import ensure_picture
from dataflows.views.gathered import lines_of, nodes_of
from dataflows.views.showing import showing
from tests.dataflows.render.sample_maps import sample_map
from tests.factories import dataflows as rows

pytestmark = pytest.mark.django_db

NORTHMOOR = sample_map("northmoor")
NAVIGATORS = next(node.id for node in NORTHMOOR.nodes if node.name == "Northmoor Navigators")


def address(riverside, **asked: str) -> tuple[str, dict[str, str]]:
    return reverse("map", args=[riverside.map.pk]), asked


def whole_and_gathered(riverside) -> tuple[FlowGraph, dict[str, str]]:
    """The map, and a group and a bundle of its views."""
    with scopes_disabled():
        graph = draft_document(riverside.map).graph
    drawn = [seen_as(graph, View(kind)).graph for kind in ("theme", "organisation")]
    return graph, {"g" if each in one.nodes_by_id else "b": each for one in drawn for each in one.gathered}


@pytest.mark.parametrize("view", ["table", "sentences"])
@pytest.mark.parametrize("show", ["whole", "theme", "organisation", "around", "leaving"])
def test_table_and_sentences_list_exactly_the_flows_of_the_view(world, riverside, view, show):
    graph, _gathered = whole_and_gathered(riverside)
    node = str(riverside.person.pk)
    url, asked = address(riverside, view=view, show=show, node=node)
    page = world.client("viewer").get(url, asked).content.decode()
    listed = set(re.findall(r"/f/([0-9a-f-]{36})/", page))
    seen = seen_as(graph, View.asked(show, node) or WHOLE)
    assert listed == {flow.id for flow in seen.flows_in(graph)}
    assert listed


def test_the_choice_goes_along_between_picture_table_and_sentences(world, riverside):
    node = str(riverside.person.pk)
    url, asked = address(riverside, show="around", node=node, hops="2")
    page = html.unescape(world.client("viewer").get(url, asked).content.decode())
    for view in ("picture", "table", "sentences"):
        assert f'href="?view={view}&show=around&node={node}&hops=2"' in page
    assert f'<input type="hidden" name="node" value="{node}">' in page


@pytest.mark.parametrize(
    "asked",
    [
        {"show": "sideways"},
        {"show": "around"},
        {"show": "around", "node": "x"},
        {"show": "around", "node": str(uuid.uuid4())},
        {"show": "leaving", "node": "\x00"},
        {"show": "around", "node": str(uuid.uuid4()), "hops": "99"},
        {"show": "b" * 5_000},
    ],
)
@pytest.mark.parametrize("name", ["map", "picture"])
def test_what_makes_no_sense_shows_the_whole_map_and_says_so(world, riverside, asked, name):
    answer = world.client("viewer").get(reverse(name, args=[riverside.map.pk]), asked)
    assert answer.status_code == 200
    assert answer.context["showing"].is_whole
    assert answer.context["showing"].notice
    if name == "map":
        assert "This is the whole map." in answer.content.decode()


def test_a_node_of_another_map_shows_the_whole_map(world, riverside):
    url, asked = address(riverside, show="around", node=str(world.otherplace.person.pk))
    page = world.client("viewer").get(url, asked).content.decode()
    assert "is not on this map" in page
    assert "Otherplace" not in page


def test_a_group_lists_its_members_and_what_moves_inside(world, riverside):
    graph, gathered = whole_and_gathered(riverside)
    seen = seen_as(graph, View("theme"))
    page = world.client("viewer").get(reverse("group", args=[riverside.map.pk, gathered["g"]]))
    text = page.content.decode()
    for member in seen.graph.gathered[gathered["g"]]:
        assert f"n/{member}/" in text
    assert seen.inside[gathered["g"]]
    for flow in seen.inside[gathered["g"]]:
        assert f"f/{flow}/" in text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_bundle_lists_its_flows_with_number_and_link(world, riverside, headers):
    graph, gathered = whole_and_gathered(riverside)
    drawn = seen_as(graph, View("organisation")).graph
    page = world.client("viewer").get(
        reverse("bundle", args=[riverside.map.pk, gathered["b"]]), headers=headers
    )
    text = page.content.decode()
    assert ("<html" in text) != bool(headers)
    assert len(drawn.gathered[gathered["b"]]) == 2
    for flow in drawn.gathered[gathered["b"]]:
        assert f"f/{flow}/" in text
        assert f"{graph.numbers[flow]}</span>" in text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("name", ["group", "bundle"])
def test_what_is_no_group_or_bundle_of_this_map_is_not_found_and_leads_to_the_map(
    world, riverside, name, headers
):
    _graph, elsewhere = whole_and_gathered(world.otherplace)
    _graph, here = whole_and_gathered(riverside)
    wrong_kind = here["b" if name == "group" else "g"]
    missing = (uuid.uuid4(), *elsewhere.values(), wrong_kind, riverside.flow.pk, riverside.storage.pk)
    for element in missing:
        answer = world.client("viewer").get(reverse(name, args=[riverside.map.pk, element]), headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "That is not on this map" in page
        assert f'href="{reverse("map", args=[riverside.map.pk])}" data-home' in page
        assert answer["Daylight-Part"] == "gone"


def test_the_address_of_a_group_and_of_a_bundle_stays_as_they_grow(world, riverside):
    graph, before = whole_and_gathered(riverside)
    drawn = seen_as(graph, View("organisation")).graph
    with scopes_disabled():
        member = drawn.gathered[before["b"]][0]
        again = riverside.map.flows.get(pk=member)
        rows.FlowFactory(map=riverside.map, source=again.source, target=again.target)
    grown, after = whole_and_gathered(riverside)
    assert after == before
    assert len(seen_as(grown, View("organisation")).graph.gathered[after["b"]]) == 3
    page = world.client("viewer").get(reverse("bundle", args=[riverside.map.pk, before["b"]]))
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"show": "around", "node": NAVIGATORS}, "21 of 30 flows are shown. The other 9 do not touch "),
        ({"show": "around", "node": NAVIGATORS, "hops": "2"}, "All 30 flows of the map are shown."),
        ({"show": "leaving", "node": NAVIGATORS}, "do not leave Northmoor Navigators."),
        (
            {"show": "theme"},
            "All 30 flows are here: 11 drawn alone, 12 in bundles and 7 more inside boxes.",
        ),
        ({"show": "organisation"}, "Each organisation is one box, with its storages and teams."),
        ({}, ""),
    ],
)
def test_what_is_left_out_is_said_in_a_sentence(asked, says):
    here = showing(NORTHMOOR, asked)
    assert says in here.says
    assert bool(here.says) == bool(says)
    assert here.notice == ""


def test_the_whole_of_a_larger_map_offers_its_busiest_organisation():
    here = showing(NORTHMOOR, {})
    assert len(NORTHMOOR.nodes) > MOST_PROJECTED
    assert here.offered.name == "Northmoor Navigators"
    assert here.offered_query == f"show=around&node={NAVIGATORS}&hops=1"
    assert showing(sample_map("manchester"), {}).offered is None


def test_a_large_map_opens_grouped_says_why_and_still_shows_the_whole_to_who_asks():
    nodes = [Node(id=str(uuid.UUID(int=n)), kind="organisation", name=f"{n}") for n in range(LARGE)]
    graph = FlowGraph(nodes=tuple(nodes), flows=(Flow(id="f", source=nodes[0].id, target=nodes[1].id),))
    here = showing(graph, {})
    assert here.view == View("organisation")
    assert "opens grouped" in here.says
    assert here.fields == {}
    whole = showing(graph, {"show": "whole"})
    assert whole.is_whole
    assert whole.fields == {"show": "whole"}


def test_an_address_that_makes_no_sense_opens_a_large_map_as_it_opens():
    nodes = [Node(id=str(uuid.UUID(int=n)), kind="organisation", name=f"{n}") for n in range(LARGE + 1)]
    for asked in ({"show": "nonsense"}, {"show": "around", "node": str(uuid.uuid4())}):
        here = showing(FlowGraph(nodes=tuple(nodes)), asked)
        assert here.view == View("organisation")
        assert here.notice.endswith("This is how the map opens.")


def test_a_node_and_steps_are_what_is_around_it_so_that_the_form_says_what_to_show_once():
    here = showing(NORTHMOOR, {"node": NAVIGATORS, "hops": "2"})
    assert here.view == View("around", NAVIGATORS, 2)


def test_the_form_sends_what_to_show_once(world, riverside):
    url, asked = address(riverside)
    page = world.client("viewer").get(url, asked).content.decode()
    form = page.partition('class="dl-show__form"')[2].partition("</form>")[0]
    assert re.findall(r'name="show" value="(\w+)"', form) == ["leaving"]
    assert re.findall(r'name="hops" value="(\w+)"', form) == ["1", "2"]


def test_the_lists_beside_a_picture_hold_what_it_draws():
    for kind in ("whole", "theme", "organisation"):
        seen = seen_as(NORTHMOOR, View(kind))
        said = {flow.id: "" for flow in seen.graph.flows}
        assert {line.id for line in lines_of(NORTHMOOR, seen, said)} == seen.graph.flows_by_id.keys()
        nodes = {card.id for card in nodes_of(NORTHMOOR, seen)}
        assert nodes == {node.id for node in seen.graph.nodes if node.kind != "storage"}


@pytest.mark.parametrize("show", ["theme", "organisation"])
def test_queries_for_a_view_do_not_grow_with_rows(
    world, riverside, show, django_assert_max_num_queries, monkeypatch
):
    client, (url, asked) = world.client("facilitator"), address(riverside, show=show)

    def draw() -> None:
        with scopes_disabled():
            document = draft_document(riverside.map)
            ensure_picture(map_=riverside.map, document=document, seen=seen_as(document.graph, View(show)))

    draw()
    with django_assert_max_num_queries(30) as few:
        assert client.get(url, asked).status_code == 200
    with scopes_disabled():
        for _more in range(3):
            rows.FlowFactory(map=riverside.map)
    draw()
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert "map-picture" in client.get(url, asked).content.decode()
