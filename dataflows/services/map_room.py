"""A draft as a room that its members listen to."""

from collections.abc import Collection, Mapping
from uuid import UUID

from dataflows.selectors.live import STATES, rooms_of, told_of
from dataflows.services.presence import be_here, leave
from live.rooms import Told
from organisations.permissions import InProgramme, Permission


class MapRoom:
    """The source of every map's room: whoever may read the draft may listen."""

    permission = Permission.MAP_VIEW
    states = frozenset(STATES)

    def find(self, ids: Collection[UUID]) -> Mapping[UUID, InProgramme]:
        return rooms_of(ids)

    def read(self, room: UUID, *, since: int | None, states: Collection[str]) -> Told:
        return told_of(room, since=since, states=states)

    def arrive(self, room: UUID, people: Collection[UUID]) -> None:
        be_here(room, people)

    def leave(self, room: UUID, person: UUID) -> None:
        leave(room, person)


MAP_ROOM = MapRoom()
