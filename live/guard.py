"""Whether those who listen still may: signed in, active, let in by their role, in a room that is there."""

from collections.abc import Sequence
from uuid import UUID

from live.rooms import find
from live.stream import Listening
from organisations.selectors import actors_of_sessions


def not_any_more(listeners: Sequence[Listening]) -> set[UUID]:
    """Return the streams that must end, and note of everybody else that they are here still.

    Three queries and two for each kind of room, however many listen; one more for each room to note.
    """
    actors = actors_of_sessions({one.session for one in listeners})
    found = find({wish.room for one in listeners for wish in one.wishes})
    gone: set[UUID] = set()
    here: dict[UUID, set[UUID]] = {}
    for one in listeners:
        actor = actors.get(one.session)
        is_let = actor is not None and actor.id == str(one.person)
        for wish in one.wishes:
            at = found.get(wish.room)
            if not (is_let and actor and at and actor.may(at[0].permission, at[1])):
                gone.add(one.pk)
            elif not wish.quiet:
                here.setdefault(wish.room, set()).add(one.person)
    for room, people in here.items():
        found[room][0].arrive(room, sorted(people))
    return gone
