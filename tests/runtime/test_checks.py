"""Contradictory settings are said by `manage.py check`."""

import pytest

from config import checks


def ids(messages) -> list[str]:
    return [message.id for message in messages]


@pytest.fixture
def production(settings, monkeypatch):
    settings.EMBEDDED = False
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["daylight.example"]
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def test_a_sound_production_is_not_complained_about(production):
    assert ids(checks.production_is_production() + checks.mail_reaches_people()) == []


def test_production_on_sqlite(production, monkeypatch):
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert ids(checks.production_is_production()) == ["daylight.E001"]


def test_production_with_debug_or_any_name(production):
    production.DEBUG = True
    production.ALLOWED_HOSTS = ["*"]
    assert ids(checks.production_is_production()) == ["daylight.E002", "daylight.E003"]


@pytest.mark.parametrize(
    ("name", "wrong"), [("", []), ("dot", []), ("python", []), ("Dot", ["daylight.E005"])]
)
def test_an_engine_that_nobody_has(name, wrong, monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", name)
    assert ids(checks.engine_is_known()) == wrong


def test_production_without_mail(production):
    production.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert ids(checks.mail_reaches_people()) == ["daylight.W001"]


def test_mail_that_leads_nowhere(production):
    production.SITE_URL = "https://*"
    assert ids(checks.mail_leads_somewhere()) == ["daylight.W002"]
    production.SITE_URL = "https://daylight.example"
    assert ids(checks.mail_leads_somewhere()) == []


@pytest.mark.parametrize(
    ("hosts", "wrong"),
    [
        (["127.0.0.1", "localhost", "[::1]"], []),
        (["localhost", "daylight.example"], ["daylight.E004"]),
        (["*"], ["daylight.E004"]),
        (["192.168.1.7"], ["daylight.E004"]),
    ],
)
def test_a_demo_on_a_public_name(settings, hosts, wrong):
    settings.ALLOWED_HOSTS = hosts
    settings.DEMO = False
    assert ids(checks.demo_stays_at_home()) == []
    settings.DEMO = True
    assert ids(checks.demo_stays_at_home()) == wrong
