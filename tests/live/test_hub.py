"""The hub: who takes nothing is let go, who may not listen is told, a server that stops sends all home."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from live import hub as module
from live.hub import Hub
from live.places import NoPlaceError
from live.stream import Listening, Wish
from tests.live.sources import ListSource

ROOM = UUID(int=1)
START = {"type": "http.response.start", "status": 200, "headers": []}


class Line:
    """A connection: what is sent, and when the other side hangs up."""

    def __init__(self, takes: int = 10_000) -> None:
        self.takes = takes
        self.sent: list[bytes] = []
        self.gone = asyncio.Event()
        self.is_over = False

    async def send(self, message: dict[str, Any]) -> None:
        if len(self.sent) >= self.takes:
            await asyncio.Event().wait()
        self.sent.append(message.get("body", b""))
        self.is_over = message["type"] == "http.response.body" and not message.get("more_body")

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}


def serve(hub: Hub, line: Line, source: ListSource, **facts: Any) -> asyncio.Task[None]:
    asked = Listening(facts.get("person", uuid4()), "", facts.get("address", "10.0.0.1"), [Wish(ROOM, 0)])
    return asyncio.create_task(hub.serve(asked, {ROOM: (source, None)}, line.send, line.receive, START))


def in_a_loop(act: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(act(), 20)

    asyncio.run(bounded())


async def until(true: Callable[[], Any]) -> None:
    while not true():
        await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(module.guard, "not_any_more", lambda _listeners: set())


def test_who_hangs_up_leaves_no_place_no_room_and_no_task():
    async def act() -> None:
        hub, line = Hub(), Line()
        task = serve(hub, line, ListSource())
        await until(lambda: any(b"hello" in part for part in line.sent))
        assert hub.places.count == 1
        line.gone.set()
        await task
        await until(lambda: not hub._tasks)
        assert (hub.places.count, hub._rooms, hub._streams) == (0, {}, {})

    in_a_loop(act)


def test_who_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "TAKE_WITHIN", 0.2)

    async def act() -> None:
        hub, line, other, source = Hub(), Line(takes=1), Line(), ListSource()
        stuck, well = serve(hub, line, source), serve(hub, other, source)
        await stuck
        assert hub.places.count == 1
        assert any(b"hello" in part for part in other.sent)
        other.gone.set()
        await well

    in_a_loop(act)


def test_who_hears_nothing_is_pinged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "PING", 0.1)

    async def act() -> None:
        hub, line = Hub(), Line()
        task = serve(hub, line, ListSource())
        await until(lambda: sum(b"event: ping" in part for part in line.sent) >= 2)
        line.gone.set()
        await task

    in_a_loop(act)


def test_who_may_not_listen_any_more_is_told_and_it_is_over(monkeypatch: pytest.MonkeyPatch):
    async def act() -> None:
        hub, line = Hub(), Line()
        task = serve(hub, line, ListSource())
        await until(lambda: hub._streams)
        gone = {stream.listening.pk for stream in hub._streams}
        monkeypatch.setattr(module.guard, "not_any_more", lambda _listeners: gone)
        await task
        assert b"event: over" in line.sent[-2]
        assert line.is_over

    in_a_loop(act)


def test_where_nobody_can_say_who_may_listen_everybody_comes_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "SURE_FOR", 0.2)

    def away(_listeners: object) -> set[UUID]:
        raise module.Error("away")

    monkeypatch.setattr(module.guard, "not_any_more", away)

    async def act() -> None:
        hub, line = Hub(), Line()
        await serve(hub, line, ListSource())
        assert line.sent[-2].startswith(b"retry: ")

    in_a_loop(act)


def test_a_server_that_stops_sends_everybody_home_at_once_and_lets_nobody_stay():
    async def act() -> None:
        hub, lines, source = Hub(), [Line() for _number in range(5)], ListSource()
        tasks = [serve(hub, line, source) for line in lines]
        await until(lambda: hub.places.count == 5)
        began = time.monotonic()
        hub.stop()
        await asyncio.gather(*tasks)
        assert time.monotonic() - began < 1
        assert all(line.is_over and any(part.startswith(b"retry: ") for part in line.sent) for line in lines)
        late = Line()
        await serve(hub, late, source)
        assert late.is_over

    in_a_loop(act)


def test_without_a_place_nothing_is_sent():
    async def act() -> None:
        hub, source, person = Hub(), ListSource(), uuid4()
        lines = [Line() for _number in range(9)]
        tasks = [serve(hub, line, source, person=person) for line in lines]
        with pytest.raises(NoPlaceError):
            await tasks[-1]
        assert lines[-1].sent == []
        for line in lines:
            line.gone.set()
        await asyncio.gather(*tasks[:-1])
        assert hub.places.count == 0

    in_a_loop(act)


def test_an_error_in_a_stream_is_heard_of_and_frees_its_place():
    async def act() -> None:
        hub, line = Hub(), Line()

        async def broken(_message: dict[str, Any]) -> None:
            raise ZeroDivisionError

        line.send = broken  # type: ignore[method-assign]
        with pytest.raises(ZeroDivisionError):
            await serve(hub, line, ListSource())
        assert hub.places.count == 0

    in_a_loop(act)


def test_nudges_from_other_threads_wake_the_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "TAIL_ALONE", 60.0)

    async def act() -> None:
        hub, line, source = Hub(), Line(), ListSource()
        hub.hear(f"{ROOM} changes")  # nobody listens yet: nothing to wake
        task = serve(hub, line, source)
        await until(lambda: any(b"hello" in part for part in line.sent))
        source.told["now"] = 1
        await asyncio.to_thread(hub.hear, f"{ROOM} now")
        await until(lambda: any(b'"now":1' in part for part in line.sent))
        hub.hear("nonsense")
        source.told["now"] = 2
        await asyncio.to_thread(hub.look_everywhere)
        await until(lambda: any(b'"now":2' in part for part in line.sent))
        line.gone.set()
        await task

    in_a_loop(act)
