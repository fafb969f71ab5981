"""How many streams there may be, and that none is held longer than it is used."""

from uuid import UUID, uuid4

import pytest

from live import places
from live.places import NoPlaceError, Places

ROOM = UUID(int=1)


def fill(here: Places, count: int, **facts):
    """Take places, which are left again when nobody holds on to what this returns."""
    held = []
    for _number in range(count):
        asked = {"person": uuid4(), "address": f"10.0.0.{len(held)}", "rooms": [ROOM], **facts}
        place = here.taken(**asked)
        place.__enter__()
        held.append(place)
    return held


def refused(here: Places, **facts) -> NoPlaceError:
    with pytest.raises(NoPlaceError) as found, here.taken(**facts):
        pass
    return found.value


def test_a_person_has_so_many_and_somebody_else_still_finds_one():
    here, person = Places(), uuid4()
    held = fill(here, places.OF_PERSON, person=person)
    assert refused(here, person=person, address="10.1.1.1", rooms=[ROOM]).is_own
    with here.taken(person=uuid4(), address="10.1.1.1", rooms=[ROOM]):
        assert here.count == len(held) + 1


def test_an_address_cannot_take_every_place():
    here = Places()
    held = fill(here, places.OF_ADDRESS, address="10.0.0.1")
    assert refused(here, person=uuid4(), address="10.0.0.1", rooms=[ROOM]).is_own
    with here.taken(person=uuid4(), address="10.0.0.2", rooms=[ROOM]):
        assert here.count == len(held) + 1


def test_a_full_room_is_nobodys_own_fault():
    here = Places()
    held = fill(here, places.OF_ROOM)
    assert not refused(here, person=uuid4(), address="10.9.9.9", rooms=[uuid4(), ROOM]).is_own
    assert here.count == len(held) == places.OF_ROOM


def test_a_full_process_says_so():
    here = Places()
    held = []
    for number in range(places.OF_PROCESS):
        held += fill(here, 1, address=f"10.0.{number // 250}.{number % 250}", rooms=[uuid4()])
    assert not refused(here, person=uuid4(), address="10.9.9.9", rooms=[uuid4()]).is_own
    assert here.count == len(held)


def test_whoever_leaves_gives_the_place_back_however_it_went():
    here = Places()
    for _number in range(500):
        with pytest.raises(ZeroDivisionError), here.taken(person=uuid4(), address="10.0.0.1", rooms=[ROOM]):
            raise ZeroDivisionError
    assert here.count == 0
    assert here._taken == {}
