"""Nudges: "look at this room". They carry no news, so one that is lost only makes the news late.

Whoever changes something calls :func:`nudge` in the transaction of the change. How a nudge reaches the
processes with streams is the wiring's to say (:func:`carry_with`); until it has, nobody is told.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

CHANGES = "changes"
"""The room's log has grown. Any other word is the name of a state."""

Carrier = Callable[[str], None]

_carrier: Carrier | None = None


def nudge(room: UUID, what: str) -> None:
    """Tell whoever serves streams, once the change is committed, that a room has something new.

    Never fails a save: what goes wrong is logged, and streams look by themselves every now and then.
    """

    def tell() -> None:
        carry(f"{room} {what}")

    # A function with a name: Django says which one went wrong.
    transaction.on_commit(tell, robust=True)


def carry(text: str) -> None:
    """Pass on a nudge that another process has written."""
    if _carrier is not None:
        _carrier(text)


def carry_with(carrier: Carrier | None) -> None:
    """Carry nudges this way from now on."""
    global _carrier
    _carrier = carrier


def read(text: str) -> tuple[UUID, str] | None:
    """Return a nudge's room and what is new there; ``None`` for what is no nudge."""
    room, _space, what = text.partition(" ")
    try:
        return UUID(room), what
    except ValueError:
        return None
