"""One stream: how far its listener has read each room, and what goes out next.

Nothing is queued for a listener. A stream takes what it has not sent yet from the rooms, when it can send:
whoever reads slowly costs no memory, and misses nothing.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from live.framing import cursor_of, event
from live.room import Frame, Room


@dataclass(frozen=True)
class Wish:
    """One room of a stream, and from which number on. Somebody ``quiet`` is not shown to others."""

    room: UUID
    since: int
    quiet: bool = False


@dataclass(frozen=True)
class Listening:
    """Who asked for a stream, and was let in."""

    person: UUID
    session: str
    address: str
    wishes: Sequence[Wish]
    pk: UUID = field(default_factory=uuid4)


class Stream:
    """Belongs to the event loop's thread."""

    def __init__(self, listening: Listening, rooms: Sequence[Room]) -> None:
        self.listening = listening
        self._rooms = rooms
        self._cursors = [wish.since for wish in listening.wishes]
        self._turns = [0] * len(rooms)
        # What a reading that began before this stream did may not know yet.
        self._from = [room.begun + 1 for room in rooms]
        self._woken = asyncio.Event()
        self._ending: bytes | None = None
        self._is_greeted = False
        self._is_ping_due = False
        # When the last bytes began to go out, and whether they have all been taken.
        self.sent_at = time.monotonic()
        self.is_sending = False
        for room in rooms:
            room.hearers.add(self)
            room.poke("")

    def wake(self) -> None:
        self._woken.set()

    def ping(self) -> None:
        """Let the listener know that the connection lives."""
        self._is_ping_due = True
        self._woken.set()

    def end(self, last: bytes = b"") -> None:
        """Let the stream end once it has sent this."""
        self._ending = last if self._ending is None else self._ending
        self._woken.set()

    def leave(self) -> None:
        """Listen to nothing any more."""
        for room in self._rooms:
            room.hearers.discard(self)

    async def next(self) -> bytes | None:
        """Return what is to be sent, as soon as there is something; ``None`` ends the stream."""
        while self._ending is None:
            # Before looking: whatever comes from here on wakes us again.
            self._woken.clear()
            part = await self._take()
            if not part and self._is_ping_due:
                part = event("ping", {})
            self._is_ping_due = False
            if part:
                return part
            await self._woken.wait()
        last, self._ending = self._ending, b""
        return last or None

    async def _take(self) -> bytes:
        if len(self._rooms) > 1 or not self._is_greeted:
            return await self._read()
        # Most who listen to a room stand at the same place in it: what comes next is put together once.
        [room], [cursor], [turn] = self._rooms, self._cursors, self._turns
        known = room.put_together.get((cursor, turn))
        if known is None:
            part = await self._read()
            known = part, self._cursors[0], self._turns[0]
            room.put_together[cursor, turn] = known
        part, self._cursors[0], self._turns[0] = known
        return part

    async def _read(self) -> bytes:
        parts: list[bytes] = []
        for place, room in enumerate(self._rooms):
            if room.seq < 0:
                continue
            parts += await self._acts(place, room)
            states, self._turns[place] = room.states(self._turns[place])
            parts += states
        if not self._is_greeted and self._has_caught_up:
            self._is_greeted = True
            parts.append(event("hello", {}, cursor=self._cursor))
        return b"".join(parts)

    @property
    def _has_caught_up(self) -> bool:
        standing = zip(self._cursors, self._rooms, strict=True)
        return all(room.seq >= 0 and cursor >= room.seq for cursor, room in standing)

    async def _acts(self, place: int, room: Room) -> list[bytes]:
        cursor = self._cursors[place]
        if cursor > room.seq:
            if room.reads < self._from[place]:
                return []
            # Whoever knows more than the log has read it before somebody put back an older copy.
            self._cursors[place] = room.seq
            return [event("anew", {"room": str(room.pk)}, cursor=self._cursor)]
        frames = room.frames(cursor)
        if frames is None:
            frames, reached = await room.page(cursor)
            return self._sent(place, frames, reached)
        return self._sent(place, frames, room.seq)

    def _sent(self, place: int, frames: Sequence[Frame], reached: int) -> list[bytes]:
        parts = []
        for frame in frames:
            self._cursors[place] = frame.last
            parts.append(f"id: {self._cursor}\n".encode() + frame.body)
        self._cursors[place] = max(self._cursors[place], reached)
        return parts

    @property
    def _cursor(self) -> str:
        return cursor_of(self._cursors)
