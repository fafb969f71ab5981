"""The test run itself: nothing leaves this machine, and what could not be tested is said aloud."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OutsideNetworkError

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "redis://127.0.0.1:9/0"


def test_traffic_beyond_this_machine_is_refused():
    with socket.socket() as outward, pytest.raises(OutsideNetworkError):
        outward.connect(("192.0.2.1", 80))
    with socket.socket() as outward, pytest.raises(OutsideNetworkError):
        outward.connect_ex(("daylight.example", 80))


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def run_without_redis(**variables: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DAYLIGHT_", "PYTEST_"))
    }
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-m",
            "services",
            "tests/runtime/test_background.py",
        ],
        cwd=ROOT,
        env=kept | {"REDIS_URL": NOWHERE} | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_service_that_is_missing_is_said_aloud():
    done = run_without_redis()
    assert done.returncode == 0
    assert f"NOT TESTED HERE: 1 tests, because no Redis at {NOWHERE}." in done.stdout


def test_a_service_that_is_required_and_missing_is_a_failure():
    done = run_without_redis(DAYLIGHT_REQUIRE_SERVICES="1")
    assert done.returncode == 1
    assert "DAYLIGHT_REQUIRE_SERVICES=1, but no Redis" in done.stdout
