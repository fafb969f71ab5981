"""Server-sent events as bytes (https://html.spec.whatwg.org/multipage/server-sent-events.html), and cursors.

A cursor is how far somebody has read each of their rooms, in the order in which they named them: the event
id ``"412.17"`` is number 412 of the first and 17 of the second.
"""

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from live.rooms import Act

HIGHEST: Final = 2**62


def compact(data: Any) -> str:
    """Return JSON on one line, as short as it gets.

    >>> compact({"seq": 3, "by": "Jo"})
    '{"seq":3,"by":"Jo"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def event(name: str, data: Any, *, cursor: str = "") -> bytes:
    r"""Return one event.

    >>> event("now", {"turn": 1}, cursor="4.2")
    b'id: 4.2\nevent: now\ndata: {"turn":1}\n\n'
    """
    head = f"id: {cursor}\n" if cursor else ""
    return f"{head}event: {name}\ndata: {compact(data)}\n\n".encode()


def act_facts(room: UUID, act: Act) -> dict[str, Any]:
    """Return what is told of an act in a room."""
    return {"room": str(room), "first": act.first, "seq": act.last, **act.facts}


def state_event(room: UUID, name: str, value: Any) -> bytes:
    """Return the event that tells how something in a room stands now."""
    return event(name, {"room": str(room), name: value})


def retry(milliseconds: int) -> bytes:
    """Return the line that says how long to wait before coming back."""
    return f"retry: {milliseconds}\n\n".encode()


def cursor_of(numbers: Sequence[int]) -> str:
    """Return the cursor of these numbers.

    >>> cursor_of([412, 17])
    '412.17'
    """
    return ".".join(str(number) for number in numbers)


def numbers_of(cursor: str, count: int) -> list[int] | None:
    """Return the numbers of a cursor; ``None`` for what is none of ``count`` rooms.

    >>> numbers_of("412.17", 2)
    [412, 17]
    >>> numbers_of("412", 2), numbers_of("4.-1", 2), numbers_of("", 1)
    (None, None, None)
    """
    words = cursor.split(".")
    if len(words) != count or not all(word.isascii() and word.isdigit() and len(word) < 20 for word in words):
        return None
    return [min(int(word), HIGHEST) for word in words]
