"""Whose picture is drawn first, and which pictures are forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dataflows.graph.views import WHOLE, View
from dataflows.models import Picture
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.sentences import seen_as
from dataflows.services import drawing
from dataflows.services.drawing import picture_state, request_drawing
from jobs import services
from jobs.models import Job
from organisations.permissions import Actor
from tests.people import Tenant, World

REAL_PICTURE = drawing.ensure_picture
THEME = View("theme")
GUEST = Actor(kind="guest")


@pytest.fixture(autouse=True)
def _nothing_drawn(riverside: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    Picture.objects.all().delete()
    monkeypatch.setattr(drawing, "ensure_picture", REAL_PICTURE)


def look(riverside: Tenant, view: View, actor: Actor) -> drawing.PictureState:
    document = version_document(riverside.version)
    return picture_state(
        map_=riverside.map,
        document=document,
        version=riverside.version,
        seen=seen_as(document.graph, view),
        from_outside=riverside.programme.pk not in actor.programme_ids,
    )


def next_view() -> tuple[int | None, str]:
    job = services.claim()
    assert job is not None
    return job.payload["version"], job.payload["show"]


def test_guests_wait_for_members_and_for_edits(world: World, riverside: Tenant):
    look(riverside, View("organisation"), GUEST)
    look(riverside, View("leaving", str(riverside.storage.pk)), world.otherplace.actor("owner"))
    look(riverside, THEME, riverside.actor("viewer"))
    request_drawing(map_=riverside.map, view=WHOLE)
    order = [next_view() for _job in range(4)]
    assert order[:2] == [(1, "theme"), (None, "whole")]
    assert order[2:] == [(1, "organisation"), (1, f"leaving:{riverside.storage.pk}")]


def test_a_member_who_looks_where_a_guest_waits_takes_the_guest_along(riverside: Tenant):
    look(riverside, View("organisation"), GUEST)
    look(riverside, THEME, GUEST)
    look(riverside, THEME, riverside.actor("viewer"))
    look(riverside, THEME, GUEST)
    assert Job.objects.count() == 2
    assert [next_view() for _job in range(2)] == [(1, "theme"), (1, "organisation")]


def drawn(riverside: Tenant, *, days_ago: int) -> Picture:
    picture = REAL_PICTURE(map_=riverside.map, document=draft_document(riverside.map))
    Picture.objects.filter(pk=picture.pk).update(used_on=timezone.localdate() - timedelta(days=days_ago))
    return picture


def test_a_use_is_noted_once_a_day(riverside: Tenant, django_assert_num_queries):
    picture = drawn(riverside, days_ago=3)
    document = draft_document(riverside.map)
    seen = seen_as(document.graph, WHOLE)
    with django_assert_num_queries(3):
        assert picture_state(map_=riverside.map, document=document, seen=seen).svg
    with django_assert_num_queries(2):
        picture_state(map_=riverside.map, document=document, seen=seen)
    picture.refresh_from_db()
    assert picture.used_on == timezone.localdate()


@pytest.mark.parametrize(("days_ago", "is_kept"), [(30, True), (31, False)])
def test_what_nobody_has_used_for_long_is_forgotten_when_another_is_kept(
    riverside: Tenant, days_ago, is_kept
):
    old = drawn(riverside, days_ago=days_ago)
    document = draft_document(riverside.map)
    new = REAL_PICTURE(map_=riverside.map, document=document, seen=seen_as(document.graph, THEME))
    assert set(Picture.objects.all()) == ({old, new} if is_kept else {new})


def test_a_few_are_forgotten_at_a_time_the_longest_unused_first(riverside: Tenant):
    today = timezone.localdate()
    Picture.objects.bulk_create(
        Picture(programme=riverside.programme, key=str(day), used_on=today - timedelta(days=100 + day))
        for day in range(60)
    )
    assert drawing.forget_pictures(programme_id=riverside.programme.pk) == 50
    assert set(Picture.objects.values_list("key", flat=True)) == {str(day) for day in range(10)}


def test_the_page_says_who_asks(world: World, riverside: Tenant):
    riverside.map.open_number, riverside.programme.has_open_maps = 1, True
    riverside.map.save()
    riverside.programme.save()
    address = f"/m/{riverside.map.pk}/v/1/?show=theme"
    assert world.client("guest").get(address).status_code == 200
    assert Job.objects.get().priority == drawing.AFTER_MEMBERS
    assert world.client("viewer").get(address).status_code == 200
    assert Job.objects.get().priority == 0
