"""Kinds of jobs to test with, and a bell that only counts."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction

from jobs import bell, registry, services
from jobs.models import Job

Handler = Callable[[uuid.UUID, Mapping[str, Any]], Mapping[str, Any] | None]


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Handler]:
    """The registry, emptied for one test: `handlers["kind"] = function`."""
    known: dict[str, Handler] = {}
    monkeypatch.setattr(registry, "_handlers", known)
    known["noop"] = lambda job_id, payload: None
    return known


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every ring of the bell, which reaches nobody."""
    heard: list[int] = []
    monkeypatch.setattr(bell, "ring", lambda: heard.append(1))
    return heard


@pytest.fixture
def enqueue(handlers: dict[str, Handler]) -> Callable[..., Job]:
    def _enqueue(kind: str = "noop", **options: Any) -> Job:
        with transaction.atomic():
            return services.enqueue(kind=kind, payload=options.pop("payload", {}), **options)

    return _enqueue
