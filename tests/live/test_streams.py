"""A stream of a room: gapless and without doubles whenever it is cut, however slowly it is read."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.room import KEPT, Room
from live.stream import Listening, Stream, Wish
from tests.live.sources import ListSource

ROOMS = (UUID(int=1), UUID(int=2))


async def run(act: Callable[[], Any]) -> Any:
    """As the hub's threads do, but never at once: others have their turn in between."""
    await asyncio.sleep(0)
    return act()


class House:
    """Rooms that are lists, and whoever listens to them."""

    def __init__(self, *sources: ListSource, tail: float = 0.005) -> None:
        self.sources = sources
        pairs = zip(ROOMS, sources, strict=False)
        self.rooms = [Room(pk, source, run, lambda: tail) for pk, source in pairs]

    def stream(self, *since: int) -> Stream:
        wishes = [Wish(room.pk, number) for room, number in zip(self.rooms, since, strict=True)]
        return Stream(Listening(uuid4(), "", "10.0.0.1", wishes), self.rooms)

    def close(self) -> None:
        for room in self.rooms:
            room.close()


def events(part: bytes) -> list[tuple[str, str, Any]]:
    """Return name, id and data of each event."""
    found = []
    for each in filter(None, part.decode().split("\n\n")):
        lines = dict(line.split(": ", 1) for line in each.splitlines())
        found.append((lines["event"], lines.get("id", ""), json.loads(lines["data"])))
    return found


def in_a_loop(act: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(act(), 20)

    asyncio.run(bounded())


async def read_until(stream: Stream, name: str) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    while not any(each[0] == name for each in found):
        found += events(await stream.next() or b"")
    return found


def numbers(found: list[tuple[str, str, Any]], room: UUID = ROOMS[0]) -> list[tuple[int, int]]:
    return [
        (data["first"], data["seq"])
        for name, _id, data in found
        if name == "changes" and data["room"] == str(room)
    ]


def test_a_new_listener_hears_what_it_missed_how_things_stand_and_a_greeting():
    async def act() -> None:
        source = ListSource()
        for _number in range(10):
            source.add(random.Random(1))
        house = House(source)
        first = source.acts[3].last
        found = await read_until(house.stream(first), "hello")
        assert numbers(found) == [(each.first, each.last) for each in source.acts[4:]]
        assert "now" in [each[0] for each in found]
        assert found[-1][0] == "hello"
        assert found[-1][1] == str(source.seq)
        house.close()

    in_a_loop(act)


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_cut_a_hundred_times_at_random_it_is_gapless_and_without_doubles(seed: int, at_once: int) -> None:
    async def act() -> None:
        dice = random.Random(seed)
        source, other = ListSource(at_once=at_once), ListSource()
        house = House(source, other, tail=0.001)
        heard: list[tuple[int, int]] = []
        cursor, cuts = [0, 0], 0
        while cuts < 100 or cursor[0] < source.seq:
            stream = house.stream(*cursor)
            if cuts < 100:
                for _number in range(dice.randint(0, 3)):
                    source.add(dice)
                other.add(dice)
                source.told["now"] += 1
                house.rooms[0].poke("changes")
            # What arrives before the line is cut: whole events, and the id of the last one counts.
            for _number in range(dice.randint(1, 3)):
                part = await stream.next()
                for name, pk, data in events(part or b""):
                    if name == "changes" and data["room"] == str(ROOMS[0]):
                        heard.append((data["first"], data["seq"]))
                    if pk:
                        cursor = [int(word) for word in pk.split(".")]
                if dice.random() < 0.5:
                    break
                source.told["now"] += 1
                house.rooms[0].poke("now")
            stream.leave()
            cuts += 1
        assert heard == [(each.first, each.last) for each in source.acts]
        house.close()

    in_a_loop(act)


def test_whoever_is_further_behind_than_is_kept_reads_the_log():
    async def act() -> None:
        source = ListSource(at_once=100)
        house = House(source)
        early = house.stream(0)
        await read_until(early, "hello")
        for _number in range(KEPT + 200):
            source.add(random.Random(2))
        house.rooms[0].poke("changes")
        # It reads nothing for a while: the room goes on without it, and keeps only the newest.
        while house.rooms[0].seq < source.seq:
            await asyncio.sleep(0.001)
        found: list[tuple[int, int]] = []
        while not found or found[-1][1] < source.seq:
            found += numbers(events(await early.next() or b""))
        assert found == [(each.first, each.last) for each in source.acts]
        assert len(house.rooms[0]._frames) == KEPT
        house.close()

    in_a_loop(act)


def test_listeners_at_the_same_place_are_read_for_once():
    async def act() -> None:
        source = ListSource()
        house = House(source, tail=60)
        streams = [house.stream(0) for _number in range(50)]
        for stream in streams:
            await read_until(stream, "hello")
        before = source.reads
        source.add(random.Random(3))
        house.rooms[0].poke("changes")
        parts = {await stream.next() for stream in streams}
        assert len(parts) == 1
        assert source.reads == before + 1
        house.close()

    in_a_loop(act)


def test_a_database_that_is_away_for_a_moment_loses_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("live.room.REST", 0.01)

    async def act() -> None:
        source = ListSource(fails=3)
        source.add(random.Random(4))
        house = House(source)
        found = await read_until(house.stream(0), "hello")
        assert numbers(found) == [(each.first, each.last) for each in source.acts]
        house.close()

    in_a_loop(act)


def test_an_older_copy_of_the_database_is_told_as_a_new_beginning():
    async def act() -> None:
        source = ListSource()
        source.add(random.Random(5))
        house = House(source)
        found = await read_until(house.stream(source.seq + 50), "anew")
        assert any(name == "anew" for name, _id, _data in found)
        house.close()

    in_a_loop(act)


def test_a_page_that_knows_more_than_the_last_reading_waits_for_the_next():
    """A page made after an edit may ask before the room has read that edit: no new beginning."""

    async def act() -> None:
        source = ListSource()
        house = House(source, tail=60)
        await read_until(house.stream(0), "hello")
        source.add(random.Random(6))
        # Nobody nudged; the room still stands at the old number when the page comes with the new one.
        late = house.stream(source.seq)
        found = await read_until(late, "hello")
        while house.rooms[0].seq < source.seq:
            await asyncio.sleep(0.001)
        assert not any(name == "anew" for name, _id, _data in found)
        assert late._cursors == [source.seq]
        house.close()

    in_a_loop(act)


def test_a_stream_ends_with_what_it_is_told_and_pings_when_asked():
    async def act() -> None:
        house = House(ListSource(), tail=60)
        stream = house.stream(0)
        await read_until(stream, "hello")
        stream.ping()
        assert events(await stream.next() or b"")[0][0] == "ping"
        stream.end(b"retry: 5\n\n")
        assert await stream.next() == b"retry: 5\n\n"
        assert await stream.next() is None
        house.close()

    in_a_loop(act)
