"""Kinds of jobs to test with, and a bell that only counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from jobs import bell, registry, services
from jobs.models import Job
from jobs.registry import Handler


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Handler]:
    """The registry, emptied for one test: `handlers["kind"] = function`."""
    known: dict[str, Handler] = {}
    monkeypatch.setattr(registry, "_handlers", known)
    known["noop"] = lambda attempt: None
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
