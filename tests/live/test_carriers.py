"""Nudges on their way from the process that changed something to the one that has the streams."""

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from config.hand import Voice
from config.hands import Hand
from live import nudges
from live.carriers import RedisCarrier, carrier_of, notify
from live.ears import Ear
from tests.conftest import REDIS_URL

TEXT = f"{uuid4()} changes"


class Heard:
    """A hub that keeps what it hears."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_nudged = False
        self.looks = 0

    def hear(self, text: str) -> None:
        self.texts.append(text)

    def look_everywhere(self) -> None:
        self.looks += 1


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def ears() -> Iterator[list[Ear]]:
    started: list[Ear] = []
    yield started
    for ear in started:
        ear.stop()


def eventually(true: Callable[[], Any], within: float = 15) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def listen(ears: list[Ear], heard: Heard, way: str) -> None:
    ear = Ear(heard, way)  # type: ignore[arg-type]
    ears.append(ear)
    ear.start()
    eventually(lambda: heard.is_nudged)


@pytest.mark.django_db(transaction=True)
def test_a_notification_of_postgresql_is_heard(heard: Heard, ears: list[Ear]):
    if connection.vendor != "postgresql":
        assert carrier_of("database") is None
        Ear(heard, "database").start()  # type: ignore[arg-type]
        assert not heard.is_nudged
        return
    assert carrier_of("database") is notify
    listen(ears, heard, "database")
    assert heard.looks == 1
    notify(TEXT)
    eventually(lambda: TEXT in heard.texts)
    # Whoever listened is gone: it listens again, and looks what it may have missed.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query ILIKE %s AND pid <> pg_backend_pid()",
            ["LISTEN %"],
        )
    eventually(lambda: heard.looks == 2)
    notify(f"{TEXT} again")
    eventually(lambda: f"{TEXT} again" in heard.texts)


@pytest.mark.services
def test_a_nudge_over_redis_is_heard(heard: Heard, ears: list[Ear]):
    listen(ears, heard, REDIS_URL)
    carrier = RedisCarrier(REDIS_URL)
    eventually(lambda: carrier.carry(TEXT) or TEXT in heard.texts)


def test_a_redis_that_is_away_holds_up_nobody():
    carrier = RedisCarrier("redis://127.0.0.1:1/0")
    began = time.monotonic()
    for _number in range(20):
        carrier.carry(TEXT)
    assert time.monotonic() - began < 0.5


def test_a_process_that_does_jobs_tells_the_server_over_its_pipe(monkeypatch: pytest.MonkeyPatch):
    replies = io.BytesIO()
    Voice(replies).nudge(TEXT)
    Voice(replies).say(over="1", tired=False)
    told: list[str] = []
    monkeypatch.setattr(nudges, "_carrier", told.append)
    lines = iter(replies.getvalue().splitlines())
    hand = Hand.__new__(Hand)
    monkeypatch.setattr(Hand, "_line", lambda _self, _deadline, _within: next(lines))
    assert hand._hear("over", "tired", within=1) == {"over": "1", "tired": False}
    assert told == [TEXT]
    assert json.loads(replies.getvalue().splitlines()[0]) == {"nudge": TEXT}


def test_what_is_no_nudge_is_passed_over():
    assert nudges.read("nonsense") is None
    assert nudges.read("") is None
    room = uuid4()
    assert nudges.read(f"{room} here") == (room, "here")


def test_threads_that_carry_end_with_the_process():
    RedisCarrier("redis://127.0.0.1:1/0").carry(TEXT)
    assert all(each.daemon for each in threading.enumerate() if each.name == "daylight-nudges")
