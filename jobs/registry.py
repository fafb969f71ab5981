"""Which function does which kind of job; upper apps register theirs in `AppConfig.ready()`."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

# A handler may run more than once (a worker can die after the work and before the note of it),
# so its effect must be the same however often it runs.
Handler = Callable[[uuid.UUID, Mapping[str, Any]], Mapping[str, Any] | None]

_handlers: dict[str, Handler] = {}


class UnknownKindError(LookupError):
    """No app has registered a handler for this kind of job."""


def register(kind: str, handler: Handler) -> None:
    """Let `handler(job_id, payload)` do every job of this kind; registering another one is a mistake."""
    if _handlers.setdefault(kind, handler) is not handler:
        raise ValueError(f"Two handlers for jobs of kind {kind!r}.")


def handler_for(kind: str) -> Handler:
    """Return the handler of this kind, or raise `UnknownKindError`."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKindError(f"Nothing here knows how to do jobs of kind {kind!r}.") from None
