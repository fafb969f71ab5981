"""Which function does which kind of job; upper apps register theirs in `AppConfig.ready()`."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a job: what its handler gets."""

    job_id: uuid.UUID
    number: int
    payload: Mapping[str, Any]
    progress: Callable[[int, int], None]
    """`progress(done, of)`: tell people how far it is. Cheap, and never fails."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: what the job row keeps, and what is to be stored with it."""

    result: Mapping[str, Any] | None = None
    store: Callable[[], None] | None = None
    """The job's effect on the database: run inside the very transaction that marks the job done, and not
    at all when another worker has the job by then. So it happens exactly once."""


class JobError(Exception):
    """Why an attempt failed, in one plain sentence that names nobody: it is kept, and people read it."""


# A handler may run more than once (a worker can die after the work and before the note of it), so what it
# does outside `Outcome.store` must be the same however often it runs.
Handler = Callable[[Attempt], Outcome | None]


_handlers: dict[str, Handler] = {}
_labels: dict[str, str] = {}


class UnknownKindError(LookupError):
    """No app has registered a handler for this kind of job."""


def register(kind: str, handler: Handler, *, label: str = "") -> None:
    """Let `handler(attempt)` do every job of this kind; registering another one is a mistake.

    `label` is what people call such a job: English, marked with `gettext_noop`, translated where it is shown.
    """
    if _handlers.setdefault(kind, handler) is not handler:
        raise ValueError(f"Two handlers for jobs of kind {kind!r}.")
    _labels[kind] = label or kind


def handler_for(kind: str) -> Handler:
    """Return the handler of this kind, or raise `UnknownKindError`."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKindError(f"Nothing here knows how to do jobs of kind {kind!r}.") from None


def label_for(kind: str) -> str:
    """Return what people call jobs of this kind, untranslated; of an unknown one, its name."""
    return _labels.get(kind, kind)
