"""Real servers under people who come, go, are cut off, read slowly, ask too much or may not any more.

On SQLite it is `bin/run`'s one process, on PostgreSQL gunicorn and two live processes that are notified.
"""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from bench.live import percentiles
from bench.live_clients import Listener, events_of, head_of, request
from bench.live_servers import embedded, production
from live import places
from tests.live.here import PEOPLE, Facts, Here
from tests.results import keep_result

CUTS = 100
pytestmark = [pytest.mark.services, pytest.mark.xdist_group("live servers")]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Here]:
    if not Path("/proc/self/fd").exists():
        pytest.skip("NOT TESTED HERE: processes are looked at in /proc")
    folder = str(tmp_path_factory.mktemp("live"))
    with django_db_blocker.unblock():
        is_one = connection.vendor == "sqlite"
    with (embedded if is_one else production)(folder) as servers:
        yield Here(servers)


@pytest.fixture
def full(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--long"))


def listening(listeners: list[Listener]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(one.run()) for one in listeners]


async def ready(listeners: list[Listener]) -> None:
    await asyncio.wait_for(asyncio.gather(*(one.is_ready.wait() for one in listeners)), 60)


async def heard_by_all(listeners: list[Listener], edits: set[str], within: float = 30) -> None:
    deadline = time.monotonic() + within
    while any(edits - one.edits.keys() for one in listeners):
        assert time.monotonic() < deadline, [len(edits - one.edits.keys()) for one in listeners]
        await asyncio.sleep(0.05)


def end(tasks: list[asyncio.Task[None]], listeners: list[Listener]) -> None:
    for task in tasks:
        task.cancel()
    for one in listeners:
        one.cut()


def test_streams_that_are_cut_a_hundred_times_lose_nothing_and_hear_nothing_twice(here: Here) -> None:
    async def act() -> Facts:
        listeners, editor = [here.listener(number) for number in range(10)], here.editor()
        tasks = listening(listeners)
        await ready(listeners)
        cuts = 0
        while cuts < CUTS:
            await editor.edit()
            cuts += here.dice.choice(listeners).cut()
            await asyncio.sleep(here.dice.uniform(0, 0.05))
        await heard_by_all(listeners, set(editor.sent))
        end(tasks, listeners)
        return {
            "cuts": cuts,
            "edits": len(editor.sent),
            "heard": sum(len(one.edits) for one in listeners),
            "lost": sum(one.lost for one in listeners),
            "twice": sum(one.twice for one in listeners),
        }

    found = here.run(act)
    keep_result(f"live-cuts-{here.shape}", found)
    assert found["heard"] == 10 * found["edits"] >= 10 * CUTS
    assert (found["lost"], found["twice"]) == (0, 0)


def test_a_server_that_is_restarted_under_fifty_has_all_of_them_back(here: Here) -> None:
    async def act() -> Facts:
        listeners, editor = [here.listener(number) for number in range(50)], here.editor()
        tasks = listening(listeners)
        await ready(listeners)
        await editor.edit()
        name = here.servers.streaming[0]
        stopped = await asyncio.to_thread(here.servers.restart, name)
        await asyncio.to_thread(here.servers.wait, *here.servers.streams, here.servers.pages)
        back = time.perf_counter()
        editor = here.editor()
        while not editor.sent:
            await editor.edit()
            await asyncio.sleep(0.2)
        await heard_by_all(listeners, set(editor.sent))
        took = time.perf_counter() - back
        end(tasks, listeners)
        statuses = [status for one in listeners for status in one.statuses]
        return {
            "stopped_seconds": round(stopped, 2),
            "all_back_seconds": round(took, 2),
            "server_errors": sum(status >= 500 for status in statuses),
            "came_back": sum(len(one.statuses) > 1 for one in listeners),
            "lost": sum(one.lost for one in listeners),
            "twice": sum(one.twice for one in listeners),
        }

    found = here.run(act)
    keep_result(f"live-restart-{here.shape}", found)
    assert found["stopped_seconds"] < 5
    assert found["server_errors"] == 0
    assert found["came_back"] >= 50 // len(here.servers.streams)
    assert (found["lost"], found["twice"]) == (0, 0)


def test_one_address_cannot_take_the_places_of_others(here: Here, full: bool) -> None:
    """Each person has eight streams at most, and an address 250: others find a place."""
    asked = 1000 if full else places.OF_ADDRESS + 50
    port = here.servers.streams[0]

    async def act() -> Facts:
        await here.warm()
        before, sockets = here.memory(), here.connections()
        # Seven each: a person could have eight.
        statuses = [await here.opened(port, number // 7 % PEOPLE, "127.0.0.3") for number in range(asked)]
        elsewhere = await here.opened(port, PEOPLE - 2, "127.0.0.4")
        listener, editor = here.listener(PEOPLE - 2, local="127.0.0.5", port=port), here.editor()
        tasks = listening([listener])
        await ready([listener])
        for _number in range(10):
            await editor.edit()
        await heard_by_all([listener], set(editor.sent))
        late = [listener.edits[pk] - sent for pk, (sent, _told) in editor.sent.items()]
        most = here.memory()
        end(tasks, [listener])
        here.hang_up()
        await given_back(here, sockets)
        return {
            "asked": asked,
            "let_in": statuses.count(200),
            "refused": statuses.count(429),
            "elsewhere": elsewhere,
            "again": await here.opened(port, 1, "127.0.0.3"),
            "memory_mb": round(most - before, 1),
            "others_ms": percentiles(late),
        }

    found = here.run(act)
    keep_result(f"live-one-address-{here.shape}", found)
    assert found["let_in"] == min(places.OF_ADDRESS, 7 * PEOPLE)
    assert found["let_in"] + found["refused"] == asked
    assert (found["elsewhere"], found["again"]) == (200, 200)
    assert found["memory_mb"] < 60


def test_streams_that_are_opened_and_abandoned_leave_nothing_behind(here: Here) -> None:
    async def act() -> Facts:
        await here.warm()
        before, sockets = here.memory(), here.connections()
        for number in range(500):
            port = here.servers.streams[number % len(here.servers.streams)]
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            path = f"/live/?m={here.map['id']}~{here.map['seq']}"
            writer.write(request("GET", path, here.headers(number % PEOPLE)))
            await asyncio.sleep(here.dice.uniform(0, 0.01))
            writer.transport.abort()
        await given_back(here, sockets)
        port = here.servers.streams[0]
        statuses = [await here.opened(port, 5, "127.0.0.1") for _number in range(places.OF_PERSON)]
        return {
            "abandoned": 500,
            "memory_mb": round(here.memory() - before, 1),
            "places_left": statuses.count(200),
        }

    found = here.run(act)
    keep_result(f"live-abandoned-{here.shape}", found)
    assert found["places_left"] == places.OF_PERSON
    assert found["memory_mb"] < 40


def test_slow_readers_cost_nobody_else_anything(here: Here, full: bool) -> None:
    """They take nothing of what is sent: the stream of somebody who does is as quick as ever."""

    async def act() -> Facts:
        await here.warm()
        before = here.memory()
        port = here.servers.streams[0]
        sleepers = [await here.opened(port, number, "127.0.0.1") for number in range(40)]
        listener, editor = here.listener(50), here.editor()
        tasks = listening([listener])
        await ready([listener])
        for _number in range(1000 if full else 100):
            await editor.edit()
        await heard_by_all([listener], set(editor.sent))
        late = [listener.edits[pk] - sent for pk, (sent, _told) in editor.sent.items()]
        most = here.memory()
        end(tasks, [listener])
        return {
            "slow": len(sleepers),
            "edits": len(editor.sent),
            "memory_mb": round(most - before, 1),
            "others_ms": percentiles(late),
        }

    found = here.run(act)
    keep_result(f"live-slow-{here.shape}", found)
    assert found["memory_mb"] < 40
    assert found["others_ms"]["p50"] < 1000


def test_somebody_who_is_switched_off_hears_nothing_after_a_minute(here: Here) -> None:
    """Whose account is switched off is told so, and asks no more."""

    async def act() -> Facts:
        port = here.servers.streams[-1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        writer.write(request("GET", f"/live/?m={here.map['id']}~{here.map['seq']}", here.headers(PEOPLE - 1)))
        status, _headers = await head_of(reader)
        assert status == 200
        person = here.world["people"][PEOPLE - 1]
        switch_off = f"User.objects.filter(pk='{person}').update(is_active=False)"
        await asyncio.to_thread(here.servers.shell, f"from organisations.models import User; {switch_off}")
        began, names = time.perf_counter(), []
        async with asyncio.timeout(60):
            async for name, _data in events_of(reader):
                names.append(name)
        writer.close()
        assert names[-1] == "over"
        return {"seconds": round(time.perf_counter() - began, 1)}

    found = here.run(act)
    keep_result(f"live-switched-off-{here.shape}", found)
    assert found["seconds"] <= 60


async def given_back(here: Here, sockets: int) -> None:
    """Wait until the servers hold no more connections than before."""
    deadline = time.monotonic() + 20
    while here.connections() > sockets + 4:
        assert time.monotonic() < deadline, here.connections() - sockets
        await asyncio.sleep(0.1)


def test_the_timings_of_a_stream_keep_what_is_promised() -> None:
    from live import hub  # noqa: PLC0415

    assert hub.LOOK_EVERY + hub.SURE_FOR <= 60
    assert hub.PING + hub.LOOK_EVERY / hub.TICKS < 40  # what a page waits for before it thinks itself alone
    assert settings.LIVE_NUDGES
