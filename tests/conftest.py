"""What every test shares: no traffic beyond this machine, sampled or full sizes, and loud skips."""

import ipaddress
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.db import connection

from dataflows.render.press import can_print
from tests.append_only import _flush_between_tests  # noqa: F401 - fixtures for every test
from tests.people import riverside, world  # noqa: F401

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
RABBITMQ_URL = os.environ.get("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
NOT_TESTED = "NOT TESTED HERE"

hypothesis.settings.register_profile("sampled", max_examples=30, deadline=None, print_blob=True)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the full sizes, not samples")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "sampled")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    full_size = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=full_size)
    items[:] = [item for item in items if item not in full_size]


# --- what a test needs and this machine may lack -------------------------------------------------


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def answers(url: str, usual_port: int) -> bool:
    """Say whether something listens where this address points."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port or usual_port), timeout=2).close()
    except OSError:
        return False
    return True


NEEDS: dict[str, tuple[str, str, Callable[[], object]]] = {
    "browser": ("DAYLIGHT_REQUIRE_BROWSER", "no Chromium on this machine", find_chromium),
    "services": (
        "DAYLIGHT_REQUIRE_SERVICES",
        f"no Redis at {REDIS_URL}",
        partial(answers, REDIS_URL, 6379),
    ),
    "paper": ("DAYLIGHT_REQUIRE_PAPER", "no Typst on this machine", can_print),
    "office": ("DAYLIGHT_REQUIRE_OFFICE", "no LibreOffice on this machine", partial(shutil.which, "soffice")),
    "rabbitmq": (
        "DAYLIGHT_REQUIRE_SERVICES",
        "no RabbitMQ at RABBITMQ_URL",
        partial(answers, RABBITMQ_URL, 5672),
    ),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (variable, reason, present) in NEEDS.items():
        if item.get_closest_marker(marker) and not present():
            if os.environ.get(variable) == "1":
                pytest.fail(f"{variable}=1, but {reason}.", pytrace=False)
            pytest.skip(f"{NOT_TESTED}: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for _marker, (_variable, reason, _present) in NEEDS.items():
        if count := sum(f"{NOT_TESTED}: {reason}" in text for text in skipped):
            terminalreporter.write_line(
                f"{NOT_TESTED}: {count} tests, because {reason}.", yellow=True, bold=True
            )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path, for tests marked `browser`."""
    path = find_chromium()
    assert path, "mark this test with @pytest.mark.browser"
    return path


# --- nothing leaves this machine -----------------------------------------------------------------


class OutsideNetworkError(RuntimeError):
    """A test tried to reach something beyond this machine."""


def _stays_here(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_outside_network() -> Iterator[None]:
    originals = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if not _stays_here(address):
                raise OutsideNetworkError(f"A test tried to connect to {address!r}.")
            return original(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name, original in originals.items():
            patch.setattr(socket.socket, name, guarded(original))
        yield


@pytest.fixture
def at_once() -> Callable[[int, Callable[[int], Any]], list[Any]]:
    """Run something in several threads that start together, each with a connection of its own."""

    def run_all(count: int, act: Callable[[int], Any]) -> list[Any]:
        gate = threading.Barrier(count)

        def run(number: int) -> Any:
            try:
                gate.wait(10)
                return act(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(run, range(count)))

    return run_all
