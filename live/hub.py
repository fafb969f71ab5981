"""The streams of one process: admits them, keeps the rooms they listen to, looks whether they still may."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import Error, connection

from live import guard, nudges, rooms
from live.framing import event, retry
from live.places import Places
from live.room import Room
from live.stream import Listening, Stream

logger = logging.getLogger(__name__)

Value = TypeVar("Value")
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

PING: Final = 15.0
# Whoever does not take what was sent for this long has gone, or holds a place that others want.
TAKE_WITHIN: Final = 20.0
# Somebody who may not listen any more hears nothing after a minute at most; three looks fit into it.
LOOK_EVERY, TICKS = 15.0, 5
# Nobody whom we could not ask about for this long is sent anything more: they come back, and are asked anew.
SURE_FOR: Final = 40.0
LIFE: Final = 6 * 60 * 60.0
# How often a room is looked at without a nudge: rarely where nudges come, else as often as people notice.
TAIL_NUDGED, TAIL_ALONE = 2.0, 0.25
THREADS: Final = 2
# When a server stops, everybody comes back, but not all in the same moment.
BACK_IN: Final = (300, 2000)


class Hub:
    """One for each process. All but :meth:`hear` and :meth:`stop` belongs to the event loop's thread."""

    def __init__(self) -> None:
        self.places = Places()
        self.is_nudged = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rooms: dict[UUID, Room] = {}
        self._streams: dict[Stream, asyncio.Task[None]] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="daylight-live")
        self._looking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_over = False

    def hear(self, text: str) -> None:
        """Take a nudge, from any thread."""
        if self._loop is not None and not self._loop.is_closed() and self._rooms:
            self._loop.call_soon_threadsafe(self._heard, text)

    def look_everywhere(self) -> None:
        """Read every room, from any thread: nudges may have been missed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._poke_all)

    def stop(self) -> None:
        """Let every stream end at once, from any thread; each is told when to come back."""
        self._is_over = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_all)

    async def serve(
        self, listening: Listening, found: rooms.Found, send: Send, receive: Receive, start: dict[str, Any]
    ) -> None:
        """Send events until the listener goes, may not listen any more, or the server stops.

        ``start`` is the response's beginning.

        Raises
        ------
        NoPlaceError
            There are as many streams as there may be. Nothing has been sent.
        """
        self._begin()
        ids = [wish.room for wish in listening.wishes]
        with self.places.taken(person=listening.person, address=listening.address, rooms=ids):
            stream = Stream(listening, [self._room(pk, found[pk][0]) for pk in ids])
            leaving = asyncio.create_task(self._end_when_gone(stream, receive))
            arriving = self._later(self._arrive(listening, found))
            sending = asyncio.create_task(self._send_all(stream, send, start))
            self._streams[stream] = sending
            try:
                await asyncio.wait([sending])
                # Let go on purpose, it was cancelled; anything else is to be heard of.
                if not sending.cancelled():
                    sending.result()
            finally:
                sending.cancel()
                leaving.cancel()
                del self._streams[stream]
                stream.leave()
                self._close_empty_rooms(ids)
                self._later(self._leave(listening, found, after=arriving))

    async def _send_all(self, stream: Stream, send: Send, start: dict[str, Any]) -> None:
        ends = time.monotonic() + LIFE
        await send(start)
        if self._is_over:
            stream.end(_back())
        while (part := await stream.next()) is not None:
            stream.is_sending, stream.sent_at = True, time.monotonic()
            await send({"type": "http.response.body", "body": part, "more_body": True})
            stream.is_sending = False
            if stream.sent_at > ends:
                stream.end(_back())
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @staticmethod
    async def _end_when_gone(stream: Stream, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        stream.end()

    def _begin(self) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_again(), name="live guard")

    def _room(self, pk: UUID, source: rooms.Source) -> Room:
        if pk not in self._rooms:
            self._rooms[pk] = Room(
                pk, source, self._run, lambda: TAIL_NUDGED if self.is_nudged else TAIL_ALONE
            )
        return self._rooms[pk]

    def _close_empty_rooms(self, ids: Iterable[UUID]) -> None:
        for pk in ids:
            room = self._rooms.get(pk)
            if room is not None and not room.hearers:
                room.close()
                del self._rooms[pk]

    def _heard(self, text: str) -> None:
        heard = nudges.read(text)
        room = self._rooms.get(heard[0]) if heard else None
        if heard and room is not None:
            room.poke(heard[1])

    def _poke_all(self) -> None:
        for room in self._rooms.values():
            for what in (nudges.CHANGES, *room.source.states):
                room.poke(what)

    def _end_all(self) -> None:
        for stream in self._streams:
            stream.end(_back())

    def _tick(self) -> None:
        """Ping those who have heard nothing for a while; let go whoever takes nothing."""
        now = time.monotonic()
        for stream, sending in self._streams.items():
            if stream.is_sending and now - stream.sent_at > TAKE_WITHIN:
                sending.cancel()
            elif not stream.is_sending and now - stream.sent_at > PING:
                stream.ping()

    async def _look_again(self) -> None:
        """End the streams of those who may not listen any more; note who is here still."""
        sure_until = time.monotonic() + SURE_FOR
        while self._streams:
            for _tick in range(TICKS):
                await asyncio.sleep(LOOK_EVERY / TICKS)
                self._tick()
            streams = list(self._streams)
            try:
                gone = await self._run(partial(guard.not_any_more, [each.listening for each in streams]))
            except Exception as error:  # the task's boundary: without it those who may not go on listening
                foreseen = isinstance(error, Error)
                logger.warning("Cannot see who may still listen: %s", error, exc_info=not foreseen)
                if time.monotonic() > sure_until:
                    self._end_all()
                continue
            sure_until = time.monotonic() + SURE_FOR
            for stream in streams:
                if stream.listening.pk in gone:
                    stream.end(event("over", {}))

    async def _arrive(self, listening: Listening, found: rooms.Found) -> None:
        for wish in listening.wishes:
            if not wish.quiet:
                source, room = found[wish.room][0], wish.room
                await self._quietly(partial(source.arrive, room, [listening.person]))

    async def _leave(self, listening: Listening, found: rooms.Found, after: asyncio.Task[None]) -> None:
        await asyncio.wait([after])
        for wish in listening.wishes:
            if not wish.quiet and not self._is_here(listening.person, wish.room):
                source, room = found[wish.room][0], wish.room
                await self._quietly(partial(source.leave, room, listening.person))

    def _is_here(self, person: UUID, room: UUID) -> bool:
        return any(
            stream.listening.person == person and wish.room == room and not wish.quiet
            for stream in self._streams
            for wish in stream.listening.wishes
        )

    async def _quietly(self, act: Callable[[], None]) -> None:
        try:
            await self._run(act)
        except Exception as error:  # the task's boundary: who is here is no reason to end a stream
            logger.warning("Who is here could not be noted: %s", error, exc_info=not isinstance(error, Error))

    async def _run(self, act: Callable[[], Value]) -> Value:
        """Do what needs the database in a thread of ours."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _in_thread, act)

    def _later(self, act: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(act)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _back() -> bytes:
    return retry(random.randint(*BACK_IN))


def _in_thread(act: Callable[[], Value]) -> Value:
    """Do it over this thread's own connection, which stays open until something goes wrong with it."""
    try:
        return act()
    except Error:
        connection.close()
        raise


hub = Hub()
