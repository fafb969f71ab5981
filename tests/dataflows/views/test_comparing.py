"""The page that compares two versions: what it lists, whom it is about, and wrong addresses."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.services import edit_kinds as kinds
from dataflows.services.editing import edit_map
from dataflows.services.maps import open_map
from tests.dataflows.services.test_comparing import change_channel

pytestmark = pytest.mark.django_db


def address(riverside, before: object, after: object) -> str:
    return reverse("compare", args=[riverside.map.pk, before, after])


@pytest.fixture
def changed(riverside):
    with scopes_disabled():
        return change_channel(riverside)


def test_the_list_has_each_change_with_its_values_and_a_link(world, riverside, changed):
    page = html.unescape(world.client("viewer").get(address(riverside, 1, "draft")).content.decode())
    assert f'id="change-{changed.pk}"' in page
    assert f"/m/{riverside.map.pk}/f/{changed.pk}/" in page
    assert "<ins>by pigeon</ins>" in page
    assert "1 flow changed." in page


def test_about_one_organisation_only_its_changes_are_listed(world, riverside, changed):
    """Of one that no change touches none; an id that is nobody's asks for everybody."""
    idle = uuid.uuid4()
    with scopes_disabled():
        added = kinds.AddNode(id=idle, kind="organisation", name="Moorside Surgery")
        edit_map(actor=riverside.actor("facilitator"), map_=riverside.map, edit=uuid.uuid4(), edits=[added])
    client = world.client("viewer")
    for node, listed in ((changed.source_id, True), (idle, False), (uuid.uuid4(), True)):
        page = client.get(address(riverside, 1, "draft"), {"about": str(node)}).content.decode()
        assert (f'id="change-{changed.pk}"' in page) is listed


def test_the_same_version_twice_says_the_same(world, riverside):
    assert "Nothing is different." in world.client("viewer").get(address(riverside, 1, 1)).content.decode()


@pytest.mark.parametrize("wrong", ["0", "2", "none", "9" * 30, "-1", "1.5"])
def test_a_version_that_is_not_there_is_not_found(world, riverside, wrong):
    client = world.client("viewer")
    assert client.get(address(riverside, wrong, "draft")).status_code == 404
    assert client.get(address(riverside, 1, wrong)).status_code == 404


def test_choosing_goes_to_the_newest_and_the_one_before(world, riverside):
    client = world.client("viewer")
    choose = reverse("compare_choose", args=[riverside.map.pk])
    assert client.get(choose).url == address(riverside, 1, "draft")
    assert client.get(choose, {"before": "draft", "after": "1"}).url == address(riverside, "draft", 1)
    assert client.get(choose, {"before": "7", "after": "1"}).status_code == 404


def test_guests_of_an_open_map_never_compare_the_draft(world, riverside):
    with scopes_disabled():
        open_map(actor=riverside.actor("owner"), map_=riverside.map, up_to=1)
    guest = world.client("guest")
    assert guest.get(address(riverside, 1, 1)).status_code == 200
    assert guest.get(address(riverside, 1, "draft")).status_code in (302, 404)
    choose = guest.get(reverse("compare_choose", args=[riverside.map.pk]))
    assert choose.url == reverse("versions", args=[riverside.map.pk])
