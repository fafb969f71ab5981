"""The production shape: what docker-compose.yml promises about every service."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "live", "worker", "beat")


def test_the_services_are_these():
    assert set(SERVICES) == {*OURS, "db", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_our_processes_hold_no_privilege(name: str):
    service = SERVICES[name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(mount.startswith("/tmp") for mount in service["tmpfs"])
    assert service["environment"]["DAYLIGHT_MODE"] == "production"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_has_a_limit_of_memory(name: str):
    assert SERVICES[name]["mem_limit"]


@pytest.mark.parametrize("name", ["web", "live", "worker", "db", "redis"])
def test_what_can_be_asked_is_asked_for_its_health(name: str):
    assert SERVICES[name]["healthcheck"]["test"]


def test_nothing_is_reachable_but_through_the_host():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert sorted(published) == ["127.0.0.1:8000:8000", "127.0.0.1:8001:8000"]


def test_everything_waits_for_the_migration_and_only_that_for_the_database():
    for name in ("web", "live", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "no"


def test_rings_survive_a_restart_and_none_is_thrown_out():
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("DAYLIGHT_SECRET_KEY", "POSTGRES_PASSWORD", "DAYLIGHT_HOSTS", "EMAIL_URL"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text
