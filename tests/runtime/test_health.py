"""`/healthz`, `/readyz` and `/status`."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, InterfaceError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from config import health
from jobs.models import Job
from organisations.models.append_only import install_triggers
from tests.append_only import drop_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    health.not_ready.forget()
    yield
    health.not_ready.forget()


def test_healthz_needs_no_database(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_probes_come_by_address_and_without_https(client: Client, settings):
    settings.ALLOWED_HOSTS = ["daylight.example"]
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_ready_leaves_nothing_behind(client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "reasons": [], "oldest_job_seconds": 0.0}
    assert not Job.objects.exists()


def test_a_job_nobody_does_makes_it_unready(client: Client):
    job = Job.objects.create(kind="noop", not_before=timezone.now() - timedelta(seconds=290))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert 290 <= answer.json()["oldest_job_seconds"] < 300
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(seconds=301))
    health.not_ready.forget()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "301 seconds" in answer.json()["reasons"][0]


def test_a_job_that_rests_between_two_attempts_keeps_nobody_unready(client: Client):
    """However old it is: what counts is since when it could have been started."""
    now = timezone.now()
    Job.objects.create(
        kind="noop",
        attempts=2,
        created_at=now - timedelta(hours=1),
        not_before=now + timedelta(seconds=8),
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["oldest_job_seconds"]) == (200, 0.0)


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_a_database_that_cannot_be_written_to(client: Client, monkeypatch, error):
    def refuse() -> None:
        raise error("attempt to write a readonly database")

    monkeypatch.setattr(health, "_write_and_forget", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["The database cannot be written to."])


def test_migrations_that_are_not_applied(client: Client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    health._require_migrated.cache_clear()
    assert client.get("/readyz").status_code == 503
    monkeypatch.undo()
    health.not_ready.forget()
    assert client.get("/readyz").status_code == 200, "it looks again until they are"


def test_whoever_asks_too_often_gets_the_last_answer(client: Client, monkeypatch):
    asked = []
    monkeypatch.setattr(health, "_write_and_forget", lambda: asked.append(1))
    for _time in range(20):
        assert client.get("/readyz").status_code == 200
    assert asked == [1]
    monkeypatch.setattr(health, "KEPT_FOR", 0)
    health.not_ready.forget()
    client.get("/readyz")
    client.get("/readyz")
    assert asked == [1, 1, 1]


class Slow:
    """A question that hangs until it is let go, from the second time on."""

    def __init__(self) -> None:
        self.hangs, self.goes = threading.Event(), threading.Event()
        self.asked = 0

    def __call__(self) -> health.Answer:
        self.asked += 1
        if self.asked > 1:
            self.hangs.set()
            assert self.goes.wait(20)
        return health.Answer([f"answer {self.asked}"])


def test_while_the_database_hangs_the_last_answer_holds_for_a_while_and_then_no_longer(monkeypatch):
    monkeypatch.setattr(health, "KEPT_FOR", 0.0)
    monkeypatch.setattr(health, "HOLDS_FOR", 1.0)
    slow = Slow()
    ask = health.KeptAnswer(slow)
    assert ask().reasons == ["answer 1"]
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(ask)
        try:
            assert slow.hangs.wait(5)
            assert ask().reasons == ["answer 1"]
            time.sleep(1.1)
            began = time.monotonic()
            assert ask().reasons == ["The database has not answered for 1 seconds."]
            assert time.monotonic() - began < 0.5, "whoever asks is not made to hang as well"
        finally:
            slow.goes.set()
        assert hanging.result(5).reasons == ["answer 2"]
    assert ask().reasons == ["answer 3"], "it asks again once the database answers"


def test_nobody_is_called_unready_because_nobody_had_asked_for_long(monkeypatch):
    monkeypatch.setattr(health, "KEPT_FOR", 0.0)
    monkeypatch.setattr(health, "HOLDS_FOR", 5.0)
    slow = Slow()
    ask = health.KeptAnswer(slow)
    ask()
    assert ask._kept is not None
    ask._kept = (ask._kept[0] - 60, ask._kept[1])
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask)
        assert slow.hangs.wait(5)
        second = pool.submit(ask)
        time.sleep(0.2)
        slow.goes.set()
        assert first.result(5).reasons == second.result(5).reasons == ["answer 2"]


def test_a_table_without_its_protection_makes_it_unready(client: Client):
    drop_triggers()
    try:
        answer = client.get("/readyz")
    finally:
        install_triggers()
    assert answer.status_code == 503
    assert any("dataflows_version" in reason for reason in answer.json()["reasons"])


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/css/map.css", "/nothing-here/"])
@pytest.mark.parametrize("https_only", [False, True], ids=["plain", "to HTTPS"])
def test_every_answer_has_the_security_headers(client: Client, settings, path, https_only):
    settings.SECURE_SSL_REDIRECT = https_only
    answer = client.get(path)
    answer.close()
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_only_reading_is_answered(client: Client):
    for path in ("/healthz", "/readyz", "/status"):
        assert client.post(path).status_code == 405
