"""Starting maps, and opening them to everybody."""

import pytest
from django.db import transaction
from django.urls import reverse
from django_scopes import scope

from dataflows.models import Flow, JourneyStage, Map
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.maps import close_map, create_map, open_map
from dataflows.services.versions import publish
from organisations.errors import BadInput, NotAllowed, NotVisible
from organisations.models import Programme
from tests.factories.dataflows import MapFactory, VersionFactory
from tests.factories.organisations import ProgrammeFactory
from tests.people import SYSTEM


def test_a_map_starts_empty_and_closed_in_its_area(riverside, owner):
    map_ = create_map(
        actor=owner, programme=riverside.programme, name="  New   map ", area=riverside.map.area.name
    )
    assert (map_.name, map_.seq, map_.is_open) == ("New map", 0, False)
    assert map_.area == riverside.map.area


@pytest.mark.django_db
def test_the_first_map_of_a_programme_brings_its_journey():
    programme = ProgrammeFactory()
    with scope(programme=[programme]):
        create_map(actor=SYSTEM, programme=programme, name="One")
        stages = list(JourneyStage.objects.values_list("name", flat=True))
        create_map(actor=SYSTEM, programme=programme, name="Two")
        assert list(JourneyStage.objects.values_list("name", flat=True)) == stages
    assert len(stages) > 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"area": "a\x00b"},
        {"description": "a\x00b"},
    ],
)
def test_what_cannot_be_kept_is_refused(riverside, owner, wrong):
    before = Map.objects.count()
    with pytest.raises(BadInput):
        create_map(actor=owner, programme=riverside.programme, **{"name": "New", **wrong})
    assert Map.objects.count() == before


def test_a_name_is_used_once_in_a_programme(riverside, owner):
    with pytest.raises(BadInput, match="already a map"):
        create_map(actor=owner, programme=riverside.programme, name=riverside.map.name)


def test_a_programme_is_open_for_as_long_as_one_of_its_maps_is(riverside, owner):
    other = VersionFactory(map=MapFactory(programme=riverside.programme)).map
    for map_ in (riverside.map, other):
        open_map(actor=owner, map_=map_, up_to=1)
    close_map(actor=owner, map_=riverside.map)
    assert Programme.objects.get(pk=riverside.programme.pk).has_open_maps
    close_map(actor=owner, map_=other)
    assert not Programme.objects.get(pk=riverside.programme.pk).has_open_maps


def test_only_what_is_published_can_be_opened(riverside, owner):
    with pytest.raises(BadInput, match="no such version"):
        open_map(actor=owner, map_=riverside.map, up_to=2)
    empty = MapFactory(programme=riverside.programme)
    with pytest.raises(BadInput, match="no such version"):
        open_map(actor=owner, map_=empty, up_to=1)


def test_a_version_published_later_stays_closed_until_somebody_opens_it(world, riverside, owner):
    open_map(actor=owner, map_=riverside.map, up_to=1)
    with transaction.atomic():
        change = start_edit(actor=owner, map_=riverside.map)
        flow = Flow.objects.filter(map=riverside.map).first()
        set_fact(edit=change, flow=flow, fact="channel", value="by hand")
        change.write()
    publish(actor=riverside.actor("facilitator"), map_=riverside.map, note="Refuge at 1 High Street")
    guest = world.client("guest")
    assert guest.get(reverse("version", args=[riverside.map.pk, 1])).status_code == 200
    assert guest.get(reverse("version", args=[riverside.map.pk, 2])).status_code == 302
    assert "Refuge" not in guest.get(reverse("versions", args=[riverside.map.pk])).content.decode()
    assert "newer version" not in guest.get(reverse("version", args=[riverside.map.pk, 1])).content.decode()
    open_map(actor=owner, map_=riverside.map, up_to=2)
    assert guest.get(reverse("version", args=[riverside.map.pk, 2])).status_code == 200


def test_who_starts_and_who_opens(world, riverside, partner):
    with pytest.raises(NotAllowed):
        create_map(actor=partner, programme=riverside.programme, name="New")
    with pytest.raises(NotAllowed):
        open_map(actor=riverside.actor("facilitator"), map_=riverside.map, up_to=1)
    stranger = world.otherplace.actor("owner")
    with pytest.raises(NotVisible):
        create_map(actor=stranger, programme=riverside.programme, name="New")
    with pytest.raises(NotVisible):
        open_map(actor=stranger, map_=riverside.map, up_to=1)
