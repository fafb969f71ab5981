"""`/healthz`, `/readyz` and `/status`."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError
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


def test_a_database_that_cannot_be_written_to(client: Client, monkeypatch):
    def refuse() -> None:
        raise DatabaseError("attempt to write a readonly database")

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
