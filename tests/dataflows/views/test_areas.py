"""The page and the file of areas side by side: every flow linked, choices kept, nobody else's maps."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Flow, Map
from dataflows.selectors.documents import draft_document
from dataflows.views.areas import MOST_COLUMNS
from dataflows.views.side_by_side_rows import MOST_LINKS
from tests.factories import dataflows as rows
from tests.factories import organisations as register
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(riverside: Tenant) -> Map:
    """Another area of Riverside, not published: somebody gives a council something and is not told."""
    with scopes_disabled():
        map_ = rows.MapFactory(programme=riverside.programme, name="Riverside second")
        person = rows.NodeFactory(map=map_, kind="person", organisation=None)
        council = register.OrganisationFactory(programme=riverside.programme, kind="council")
        target = rows.NodeFactory(map=map_, organisation=council)
        rows.FlowFactory(map=map_, source=person, target=target, person_told="not_told", channel="=1+1")
    return map_


def page_of(world: World, riverside: Tenant, actor: str = "viewer", **asked: object) -> str:
    return world.client(actor).get(reverse("areas", args=[riverside.programme.slug]), asked).content.decode()


def file_of(world: World, riverside: Tenant, **asked: object) -> list[dict[str, str]]:
    answer = world.client("viewer").get(reverse("areas_file", args=[riverside.programme.slug]), asked)
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment; ")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def flows_of(*maps: Map) -> list[str]:
    with scopes_disabled():
        return sorted(str(pk) for pk in Flow.objects.filter(map__in=maps).values_list("pk", flat=True))


def linked(page: str) -> list[str]:
    return sorted(re.findall(r'class="dl-grid__flow" href="[^"]*/f/([^/]+)/', page))


def test_every_flow_of_every_area_is_linked_once(world, riverside, second):
    page = page_of(world, riverside)
    assert linked(page) == flows_of(riverside.map, second)
    for flow in flows_of(riverside.map):
        assert reverse("version_flow", args=[riverside.map.pk, 1, flow]) in page
    for flow in flows_of(second):
        assert reverse("flow", args=[second.pk, flow]) in page
    assert "Not recorded here" in page
    assert "the draft, since nothing is published yet" in page
    assert "version 1, published on" in page


def test_links_lead_to_flows(world, riverside, second):
    client = world.client("viewer")
    page = page_of(world, riverside)
    links = re.findall(r'class="dl-grid__flow" href="([^"]+)"', page)
    assert links
    assert {client.get(link).status_code for link in links} == {200}


def test_drafts_are_read_when_asked_for(world, riverside, second):
    with scopes_disabled():
        rows.FlowFactory(map=riverside.map, source=riverside.person, target=riverside.storage)
    assert len(linked(page_of(world, riverside))) == len(flows_of(riverside.map, second)) - 1
    page = page_of(world, riverside, drafts="1")
    assert linked(page) == flows_of(riverside.map, second)
    assert 'id="choose-drafts" name="drafts" value="1" checked' in page
    assert "version 1, published on" not in page


def test_the_newest_version_is_read(world, riverside, second):
    with scopes_disabled():
        rows.FlowFactory(map=riverside.map, source=riverside.person, target=riverside.storage)
        rows.VersionFactory(map=riverside.map, number=2)
    page = page_of(world, riverside)
    assert "version 2, published on" in page
    assert linked(page) == flows_of(riverside.map, second)


def test_what_is_left_out_is_counted(world, riverside, second):
    page = page_of(world, riverside, data="not-recorded")
    left = page[page.index("Flows left out by what was chosen") :]
    counts = [int(count) for count in re.findall(r"<td data-label=[^>]*>(\d+)</td>", left)]
    assert sum(counts) + len(linked(page)) == len(flows_of(riverside.map, second))
    assert sum(counts)


def test_a_table_without_rows_says_why(world, riverside, second):
    count = len(flows_of(riverside.map, second))
    page = page_of(world, riverside, theme="housing")
    assert f"what was chosen leaves out all {count}." in page
    assert not linked(page)


def test_the_file_holds_every_flow(world, riverside, second):
    for asked in ({}, {"theme": "housing"}, {"show": "differences"}, {"way": "ends", "columns": "maps"}):
        lines = file_of(world, riverside, **asked)
        assert sum(int(line["Flows"]) for line in lines) == len(flows_of(riverside.map, second))
    assert {line["How it moves"] for line in file_of(world, riverside)} > {"", "'=1+1"}


def test_the_file_says_what_is_not_recorded(world, riverside, second):
    lines = file_of(world, riverside)
    lacking = [line for line in lines if line["Numbers of the flows"] == "Not recorded here"]
    assert lacking
    assert {line["Flows"] for line in lacking} == {"0"}


def test_maps_of_one_area_stand_in_one_column(world, riverside, second):
    with scopes_disabled():
        third = rows.MapFactory(programme=riverside.programme, area=second.area, name="Riverside third")
        target = rows.NodeFactory(map=third)
        rows.FlowFactory(map=third, source=target, target=target)
    page = page_of(world, riverside)
    assert linked(page) == flows_of(riverside.map, second, third)
    assert page.count('<th scope="col">') == 2 + 1 + 2
    page = page_of(world, riverside, columns="maps")
    assert linked(page) == flows_of(riverside.map, second, third)
    assert page.count('<th scope="col">') == 3 + 1 + 3
    page = page_of(world, riverside, map=[second.pk, third.pk])
    assert "These maps are of one area." in page
    assert "<table" not in page


def test_a_long_cell_says_how_many_more(world, riverside, second):
    with scopes_disabled():
        here = {"map": second, "source": rows.NodeFactory(map=second), "target": rows.NodeFactory(map=second)}
        for _number in range(MOST_LINKS + 3):
            rows.FlowFactory(**here)
    page = page_of(world, riverside, map=[riverside.map.pk, second.pk])
    assert "and 3 more" in page
    assert f'href="{reverse("map", args=[second.pk])}?view=table"' in page


def test_choices_that_make_no_sense_lose_nothing(world, riverside, second):
    page = page_of(world, riverside, theme="astrology", data="x", show="\x00", sort="2")
    assert "not a choice on this page" in page
    assert linked(page) == flows_of(riverside.map, second)


@pytest.mark.parametrize("asked", ["not a map", "04356901-bbf3-4ce2-9b29-8542b1f0607c", "\x00", "-1"])
def test_maps_that_are_not_there_are_said(world, riverside, second, asked):
    page = page_of(world, riverside, map=[asked, riverside.map.pk])
    assert "One map that was asked for is not in this programme." in page
    assert "Choose two or more areas to compare." in page
    page = page_of(world, riverside, map=[asked, riverside.map.pk, second.pk])
    assert linked(page) == flows_of(riverside.map, second)


def test_maps_of_others_are_not_there(world, riverside, second):
    others = world.otherplace
    page = page_of(world, riverside, "owner", map=[riverside.map.pk, second.pk, others.map.pk])
    assert "One map that was asked for is not in this programme." in page
    assert others.programme.name not in page
    assert not {text for text in others.texts_and_ids() if text in page.lower()}
    answer = world.client("stranger").get(reverse("areas", args=[riverside.programme.slug]))
    assert answer.status_code == 404


def test_too_few_and_too_many(world, riverside):
    assert "fewer than two maps" in page_of(world, riverside)
    answer = world.client("viewer").get(reverse("areas_file", args=[riverside.programme.slug]))
    assert (answer.status_code, "fewer than two maps" in answer.content.decode()) == (400, True)
    with scopes_disabled():
        maps = [rows.MapFactory(programme=riverside.programme) for _ in range(MOST_COLUMNS)]
    # With many areas people choose; nothing is read until they do.
    page = page_of(world, riverside)
    assert "Choose two or more areas to compare." in page
    assert "checked" not in page
    page = page_of(world, riverside, map=[riverside.map.pk, *(map_.pk for map_ in maps)])
    assert f"Choose at most {MOST_COLUMNS} columns." in page
    assert page.count(" checked") == MOST_COLUMNS + 1
    page = page_of(world, riverside, map=[map_.pk for map_ in maps])
    assert "No flow is on these maps yet." in page


def test_the_address_keeps_the_choices(world, riverside, second):
    maps = [str(riverside.map.pk), str(second.pk)]
    page = page_of(world, riverside, map=maps, way="ends", sort="most", drafts="1")
    (link,) = re.findall(r'href="([^"]*/areas/file/[^"]*)"', page)
    assert all(part in link for part in (*maps, "way=ends", "sort=most", "drafts=1"))
    assert "theme" not in link


def test_the_programme_leads_here_once_it_has_two_maps(world, riverside):
    address = reverse("areas", args=[riverside.programme.slug])
    programme = reverse("programme", args=[riverside.programme.slug])
    assert address not in world.client("viewer").get(programme).content.decode()
    with scopes_disabled():
        rows.MapFactory(programme=riverside.programme)
    assert address in world.client("viewer").get(programme).content.decode()


def test_as_many_questions_for_many_versions_as_for_few(world, riverside):
    def asked() -> int:
        client = world.client("viewer")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("areas", args=[riverside.programme.slug]), {"map": [str(pk) for pk in maps]})
        return len(queries)

    maps = [riverside.map.pk]
    for more in (1, 3):
        with scopes_disabled():
            for _number in range(more):
                maps.append(rows.VersionFactory(map=rows.MapFactory(programme=riverside.programme)).map.pk)
        if more == 1:
            few = asked()
    assert asked() == few


def test_what_is_shown_comes_from_the_draft_as_it_is(world, riverside, second):
    """The words of a cell are the flow's own."""
    with scopes_disabled():
        flow = draft_document(second).graph.flows[0]
    assert (flow.person_told, flow.channel) == ("not_told", "=1+1")
    page = page_of(world, riverside)
    assert re.search(r"<dt>Person told</dt><dd>Not told</dd>", page)
    assert re.search(r"<dt>How it moves</dt><dd>=1\+1</dd>", page)
