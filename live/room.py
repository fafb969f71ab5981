"""A room that somebody listens to: read once for everybody, whatever its number of listeners."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.db import Error

from live.framing import act_facts, compact, event, state_event
from live.nudges import CHANGES
from live.rooms import Act, Source, Told

logger = logging.getLogger(__name__)

# So many acts are kept for those who come a little late; whoever is further behind reads the log.
KEPT: Final = 500
# A database that does not answer is asked again after this many seconds.
REST: Final = 1.0


class Hearer(Protocol):
    """Whoever is to be told that there is something new."""

    def wake(self) -> None: ...


@dataclass(frozen=True)
class Frame:
    """One act as it goes out, without its id, which depends on whose stream it goes to."""

    first: int
    last: int
    body: bytes


Run = Callable[[Callable[[], Told]], Awaitable[Told]]


class Room:
    """What is known of a room in this process. Belongs to the event loop's thread.

    ``reads`` counts readings that have ended and ``begun`` those that have begun: whoever comes while one is
    under way waits for the next.
    """

    def __init__(self, pk: UUID, source: Source, run: Run, tail: Callable[[], float]) -> None:
        self.pk = pk
        self.source = source
        self.seq = -1
        self.reads = self.begun = 0
        self.hearers: set[Hearer] = set()
        self._run = run
        self._tail = tail
        self._frames: deque[Frame] = deque(maxlen=KEPT)
        self._states: dict[str, tuple[int, str, bytes]] = {}
        self._turn = 0
        # What comes after a number and a turn, and where that leads: for as long as nothing newer is known.
        self.put_together: dict[tuple[int, int], tuple[bytes, int, int]] = {}
        self._wanted = {CHANGES, *source.states}
        self._poked = asyncio.Event()
        self._task = asyncio.create_task(self._follow(), name=f"room {pk}")

    def poke(self, what: str) -> None:
        """Read the room soon: its log, and the state with this name."""
        self._wanted.add(what)
        self._poked.set()

    def close(self) -> None:
        self._task.cancel()

    def frames(self, cursor: int) -> list[Frame] | None:
        """Return what came after a number; ``None`` when not all of that is kept, or not cut there."""
        if cursor >= self.seq:
            return []
        later = [frame for frame in self._frames if frame.last > cursor]
        return later if later and later[0].first == cursor + 1 else None

    async def page(self, cursor: int) -> tuple[list[Frame], int]:
        """Return some of the acts after a number from the log, and the number that they reach."""
        told = await self._run(lambda: self.source.read(self.pk, since=cursor, states=()))
        return [self._frame(act) for act in told.acts], told.seq

    def states(self, turn: int) -> tuple[Iterator[bytes], int]:
        """Return the states that have changed since a turn, and the turn by now."""
        return (body for at, _text, body in self._states.values() if at > turn), self._turn

    async def _follow(self) -> None:
        while True:
            is_all = await self._look()
            if not is_all:
                continue
            try:
                async with asyncio.timeout(self._tail()):
                    await self._poked.wait()
            except TimeoutError:
                self._wanted |= self.source.states

    async def _look(self) -> bool:
        """Read what is new and tell it; False when there is more to be read at once."""
        wanted, self._wanted = self._wanted, set()
        self._poked.clear()
        self.begun += 1
        begun, since = self.begun, self.seq if self.seq >= 0 else None
        try:
            told = await self._run(
                lambda: self.source.read(self.pk, since=since, states=wanted & self.source.states)
            )
        except Error as error:
            logger.warning("Room %s cannot be read; trying again: %s", self.pk, type(error).__name__)
            return await self._rest(wanted)
        except Exception:  # the task's boundary: a room that is silent for ever is what nobody would notice
            logger.exception(
                "Room %s cannot be read, for a reason that was not foreseen; trying again.", self.pk
            )
            return await self._rest(wanted)
        self.reads = begun
        self._publish(told)
        return told.is_all

    async def _rest(self, wanted: set[str]) -> bool:
        self._wanted |= wanted
        await asyncio.sleep(REST)
        self._poked.set()
        return True

    def _publish(self, told: Told) -> None:
        is_first, before, turn = self.seq < 0, self.seq, self._turn
        # A database that was put back to an older copy: what is kept is of another past.
        if told.seq < self.seq:
            self._frames.clear()
        self.seq = told.seq
        self._frames.extend(self._frame(act) for act in told.acts)
        for name, state in told.states.items():
            text = compact(state)
            if self._states.get(name, (0, "", b""))[1] != text:
                self._turn = turn + 1
                self._states[name] = (turn + 1, text, state_event(self.pk, name, state))
        if is_first or self._turn > turn or self.seq != before:
            self.put_together.clear()
            for hearer in self.hearers:
                hearer.wake()

    def _frame(self, act: Act) -> Frame:
        return Frame(act.first, act.last, event(CHANGES, act_facts(self.pk, act)))
