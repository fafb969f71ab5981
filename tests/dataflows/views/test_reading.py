"""A map read as picture, table and sentences; and pages whose queries do not grow with what they show."""

import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Picture
from dataflows.selectors.documents import draft_document
from dataflows.services.drawing import ensure_picture
from tests.factories import dataflows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(riverside):
    """Riverside with the picture of its draft."""
    with scopes_disabled():
        ensure_picture(map_=riverside.map, document=draft_document(riverside.map))
    return riverside


@pytest.mark.parametrize("view", ["picture", "table", "sentences", "nonsense"])
def test_every_view_holds_every_flow(world, drawn, view):
    page = world.client("viewer").get(reverse("map", args=[drawn.map.pk]), {"view": view})
    assert page.status_code == 200
    with scopes_disabled():
        flows = list(drawn.map.flows.all())
    assert flows
    for flow in flows:
        assert f"f/{flow.pk}/" in page.content.decode()


def test_an_element_is_a_page_or_a_fragment(world, drawn):
    url = reverse("flow", args=[drawn.map.pk, drawn.flow.pk])
    client = world.client("viewer")
    page, fragment = (
        client.get(url).content.decode(),
        client.get(url, headers={"HX-Request": "true"}).content.decode(),
    )
    assert "<html" in page
    assert "<html" not in fragment
    assert f'data-element="{drawn.flow.pk}"' in fragment


def test_an_element_that_is_not_there_is_not_found(world, drawn):
    client = world.client("viewer")
    assert client.get(reverse("flow", args=[drawn.map.pk, uuid.uuid4()])).status_code == 404


def test_a_picture_that_fails_leaves_the_words(world, riverside, monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", "none")
    with scopes_disabled():
        Picture.objects.all().delete()
        ensure_picture(map_=riverside.map, document=draft_document(riverside.map))
    page = world.client("facilitator").get(reverse("map", args=[riverside.map.pk])).content.decode()
    assert "no drawing engine is installed" in page
    assert "?view=sentences" in page
    assert "<svg" not in page.split('id="picture"')[1].split("</div>")[0]


def test_guests_of_an_open_map_are_taken_to_its_version(world, riverside):
    with scopes_disabled():
        riverside.map.open_number, riverside.programme.has_open_maps = 1, True
        riverside.map.save()
        riverside.programme.save()
    answer = world.client("guest").get(reverse("map", args=[riverside.map.pk]))
    assert answer.headers["Location"] == reverse("version", args=[riverside.map.pk, riverside.version.number])


def more_of_everything(tenant):
    """Three times what the programme holds: maps, flows, versions, comments with replies."""
    for number in (2, 3):
        rows.MapFactory(programme=tenant.programme)
        flow = rows.FlowFactory(map=tenant.map)
        rows.FlowDataTypeFactory(flow=flow)
        version = rows.VersionFactory(map=tenant.map, number=number)
        comment = rows.CommentFactory(version=version, author=tenant.people["partner"], element_id=flow.pk)
        rows.CommentFactory(version=version, author=tenant.people["viewer"], parent=comment, kind="")


@pytest.mark.parametrize(
    "page",
    ["home", "programme", "map?table", "map?sentences", "versions", "comments", "import", "export"],
)
def test_queries_do_not_grow_with_rows(world, riverside, page, django_assert_max_num_queries):
    name, _query, view = page.partition("?")
    args = {"home": [], "programme": [riverside.programme.slug]}.get(name, [riverside.map.pk])
    client, url = world.client("facilitator"), reverse(name, args=args)
    with django_assert_max_num_queries(30) as few:
        assert client.get(url, {"view": view}).status_code == 200
    with scopes_disabled():
        more_of_everything(riverside)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(url, {"view": view}).status_code == 200


def test_shared_computers_keep_nothing_of_a_members_pages(world, riverside):
    url = reverse("map", args=[riverside.map.pk])
    assert world.client("viewer").get(url)["Cache-Control"] == "private, no-store"
    assert world.client("viewer").get(reverse("api_maps"))["Cache-Control"] == "private, no-cache"
    assert not world.client("guest").get(reverse("home")).has_header("Cache-Control")
