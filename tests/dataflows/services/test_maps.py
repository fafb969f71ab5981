"""Starting maps, and opening them to everybody."""

import pytest
from django_scopes import scope

from dataflows.models import JourneyStage, Map
from dataflows.services.maps import create_map, open_map
from organisations.errors import BadInput, NotAllowed, NotVisible
from organisations.models import Programme
from tests.factories.dataflows import MapFactory
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
    other = MapFactory(programme=riverside.programme)
    for map_ in (riverside.map, other):
        open_map(actor=owner, map_=map_, is_open=True)
    open_map(actor=owner, map_=riverside.map, is_open=False)
    assert Programme.objects.get(pk=riverside.programme.pk).is_open
    open_map(actor=owner, map_=other, is_open=False)
    assert not Programme.objects.get(pk=riverside.programme.pk).is_open


def test_who_starts_and_who_opens(world, riverside, partner):
    with pytest.raises(NotAllowed):
        create_map(actor=partner, programme=riverside.programme, name="New")
    with pytest.raises(NotAllowed):
        open_map(actor=riverside.actor("facilitator"), map_=riverside.map, is_open=True)
    stranger = world.otherplace.actor("owner")
    with pytest.raises(NotVisible):
        create_map(actor=stranger, programme=riverside.programme, name="New")
    with pytest.raises(NotVisible):
        open_map(actor=stranger, map_=riverside.map, is_open=True)
