"""`/healthz`, `/readyz` and `/status`."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from config import health
from jobs.models import Job

pytestmark = pytest.mark.django_db


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
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": []})
    assert not Job.objects.exists()


def test_a_job_nobody_does_makes_it_unready(client: Client):
    job = Job.objects.create(kind="noop", not_before=timezone.now() - timedelta(seconds=299))
    assert client.get("/readyz").status_code == 200
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(seconds=301))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "301 seconds" in answer.json()["reasons"][0]


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
    assert client.get("/readyz").status_code == 200, "it looks again until they are"


def test_only_reading_is_answered(client: Client):
    for path in ("/healthz", "/readyz", "/status"):
        assert client.post(path).status_code == 405


def test_status_facts_name_everything():
    facts = health.status_facts()
    assert set(facts) == {"version", "mode", "database", "engine", "oldest_job_seconds", "jobs"}
    assert facts["mode"] == "embedded"
    assert facts["database"] in {"sqlite", "postgresql"}


def test_status_is_not_for_guests(client: Client):
    answer = client.get("/status")
    assert answer.status_code == 302
    assert "login" in answer["Location"]
