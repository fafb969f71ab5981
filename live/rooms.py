"""What can be listened to. A room is a row with an id (a map, say); the app that owns it says what it tells.

An upper app registers its source in ``AppConfig.ready()``; nothing here knows what a map is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from organisations.permissions import InProgramme, Permission


@dataclass(frozen=True)
class Act:
    """Something that was done in a room, with the numbers ``first`` to ``last`` of its log, both included."""

    first: int
    last: int
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What a source has read: acts after a number, oldest first, and how things stand by now.

    ``seq`` is the last number that was read; with ``is_all`` there was nothing after it.
    """

    seq: int
    acts: Sequence[Act] = ()
    states: Mapping[str, Any] = field(default_factory=dict)
    is_all: bool = True


class Source(Protocol):
    """How a kind of room is read. Everything is synchronous and called in a thread, outside any scope."""

    @property
    def permission(self) -> Permission:
        """What whoever listens must hold on the room, all the time."""

    @property
    def states(self) -> frozenset[str]:
        """The names of what has no number: of each, only how it stands now is told."""

    def find(self, ids: Collection[UUID]) -> Mapping[UUID, InProgramme]:
        """Return those of these rooms that are there and open. One query."""

    def read(self, room: UUID, *, since: int | None, states: Collection[str]) -> Told:
        """Return the acts after ``since`` (none of them for ``None``) and these states."""

    def arrive(self, room: UUID, people: Collection[UUID]) -> None:
        """Note that these people are here, or are here still."""

    def leave(self, room: UUID, person: UUID) -> None:
        """Note that a person's last stream has ended; whoever comes back at once has not left."""


Found = Mapping[UUID, tuple[Source, InProgramme]]
"""Rooms by their id, each with its source."""

_sources: list[Source] = []


def register(source: Source) -> None:
    """Let a source's rooms be listened to."""
    if source not in _sources:
        _sources.append(source)


def find(ids: Collection[UUID]) -> Found:
    """Return the rooms with these ids that there are, each with its source. One query for each source."""
    return {pk: (source, room) for source in _sources for pk, room in source.find(ids).items()}
