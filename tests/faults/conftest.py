"""What fault tests share: sizes, processes that are all ended, a table of effects, figures at the end."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jobs import bell, registry
from tests.conftest import NOT_TESTED
from tests.faults import kinds, results
from tests.faults.brokers import Broker, own_queue, ringing_at
from tests.faults.processes import Run
from tests.runtime.processes import database_url

FIGURES = "faults"
StartRun = Callable[[Mapping[str, str]], Run]
Keep = Callable[[str, results.Facts], None]
# What a sampled test waits for is the same as in real life, only sooner.
SHORT = {"lease": 2.0, "pause": 0.2, "sweep": 0.5}


@pytest.fixture
def full(pytestconfig: pytest.Config) -> bool:
    """Whether the full sizes are asked for."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture
def dice() -> random.Random:
    """The same throws each time, so that a run can be repeated as far as processes can."""
    return random.Random(20)


@pytest.fixture
def start_run(tmp_path: Path, transactional_db: None) -> Iterator[StartRun]:
    """Return a function that gives a `Run` on this test's database; all that it starts is ended."""
    if not Path("/proc/self/environ").exists():
        pytest.skip(f"{NOT_TESTED}: processes are found in /proc")
    runs: list[Run] = []

    def start(variables: Mapping[str, str]) -> Run:
        where = {"DATABASE_URL": database_url(), "FAULTS_DATABASE": database_url()}
        runs.append(Run(tmp_path, {**where, **variables}))
        return runs[-1]

    yield start
    for run in runs:
        print(run.words())  # noqa: T201 - shown by pytest when the test has failed
        run.end()


@pytest.fixture
def effects(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table of effects, and this process's leave to enqueue the jobs that make them."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers) | kinds.KINDS)
    kinds.make_tables()
    yield
    kinds.drop_tables()


@pytest.fixture
def sqlite_alone() -> None:
    """For the embedded shape, which is SQLite's."""
    if connection.vendor != "sqlite":
        pytest.skip("the embedded shape runs on SQLite")


@pytest.fixture
def ring_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to the server's own sweeper to find what is enqueued here: its broker is its own memory."""
    monkeypatch.setattr(bell, "ring", lambda: None)


@pytest.fixture
def open_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Broker]]:
    """Return a function that gives a broker by name, in which this process rings too."""
    with ExitStack() as stack:

        def open_one(name: str) -> Broker:
            broker = stack.enter_context(own_queue(name))
            stack.enter_context(ringing_at(broker, monkeypatch))
            return broker

        yield open_one


@pytest.fixture
def keep(record_property: Callable[[str, object], None]) -> Keep:
    """Return a function that prints and keeps what a scenario counted."""

    def _keep(scenario: str, facts: results.Facts) -> None:
        record_property(FIGURES, results.keep(scenario, facts))

    return _keep


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == FIGURES and report.when == "call":
                    terminalreporter.write_line(value)
