"""The shapes in which Daylight does its background work, each as its own command starts it."""

import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import yaml

from tests.faults.brokers import Broker
from tests.faults.processes import (
    ROOT,
    Run,
    Running,
    eventually,
    kill_and_wait,
)

WORKERS = 2
BUSY_WITHIN = 2.0
# Returns the processes that say they are doing a job.
Busy = Callable[[], set[int]]
READY = re.compile(r"^Daylight is ready: http://127\.0\.0\.1:(\d+)/$", re.MULTILINE)


@dataclass(frozen=True)
class Killing:
    """One kill: what sort, who died or has lost its parent, when."""

    sort: str
    pids: list[int]
    at: float = field(default_factory=time.time)


class Fleet(Protocol):
    """What does the jobs, and can be hurt."""

    def start(self) -> None: ...

    def doing(self) -> list[int]:
        """Return the processes that do jobs."""

    def kill(self, sort: str, dice: random.Random, busy: Busy) -> Killing:
        """Kill one, rather a busy one; what does not come back by itself is started again."""


@cache
def command_of(service: str) -> list[str]:
    """Return what the compose file starts a service with."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return [str(word) for word in services[service]["command"]]


def command_here(service: str, run: Run) -> list[str]:
    """Return the same with this run's own place for scratch files."""
    return [word.replace("=/tmp", f"={run.folder}") for word in command_of(service)]


def limits(values: dict[str, float]) -> dict[str, str]:
    return {"FAULTS_LIMITS": json.dumps(values)}


class Workers:
    """Two worker processes, with two children each, and beat, behind a broker."""

    def __init__(self, run: Run, broker: Broker) -> None:
        self.run, self.broker = run, broker
        self.mains: list[Running] = []
        self.restarts = 0

    def start(self) -> None:
        for number in range(WORKERS):
            self.mains.append(self.start_worker(number))
        self.beat = self.start_beat()
        eventually("the workers have started", lambda: len(self.doing()) >= 2 * WORKERS, within=60)

    def start_worker(self, number: int) -> Running:
        name = f"worker-{number}"
        return self.run.start(name, *command_of("worker"), f"--hostname={self.broker.queue}-{number}@here")

    def start_beat(self) -> Running:
        return self.run.start("beat", *command_here("beat", self.run))

    def keep_up(self) -> None:
        """Start again what has ended, as the compose file's `restart: unless-stopped` does."""
        for number, main in enumerate(self.mains):
            if not main.is_alive:
                self.restarts += 1
                self.mains[number] = self.start_worker(number)
        if not self.beat.is_alive:
            self.restarts += 1
            self.beat = self.start_beat()

    def doing(self) -> list[int]:
        return [child for main in self.mains for child in main.children()]

    def kill(self, sort: str, dice: random.Random, busy: Busy) -> Killing:
        number = dice.randrange(len(self.mains))
        if sort == "child":
            return Killing(sort, _kill_one(self.doing(), dice, busy))
        main = self.mains[number]
        pids = [main.pid, *main.children()]
        if sort == "main":
            main.kill()
        else:
            main.kill_group()
        killing = Killing(sort, pids)
        self.mains[number] = self.start_worker(number)
        return killing


class Embedded:
    """One process that serves and works, as `bin/run` starts it; its children do the jobs."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        self.server = self.run.python(
            f"server-{self.starts}", "tests.faults.embedded", "--port", "0", "--no-browser"
        )
        self.port = int(eventually("the server is ready", self._port, within=60))

    def _port(self) -> str:
        assert self.server.is_alive, self.server.said()
        found = READY.search(self.server.said())
        return found.group(1) if found else ""

    def doing(self) -> list[int]:
        return self.server.children()

    def kill(self, sort: str, dice: random.Random, busy: Busy) -> Killing:
        eventually("the server has children", self.doing, within=20)
        return Killing(sort, _kill_one(self.doing(), dice, busy))


def _kill_one(pids: list[int], dice: random.Random, busy: Busy) -> list[int]:
    """Kill one of the processes, a busy one when there is one before long."""
    soon = time.monotonic() + BUSY_WITHIN
    while not (at_work := sorted(busy().intersection(pids))) and time.monotonic() < soon:
        time.sleep(0.001)
    chosen = dice.choice(at_work or pids)
    return [chosen] if kill_and_wait(chosen) else []
