"""The servers to measure: `bin/run`'s one process, or the production shape's on PostgreSQL and Redis."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "daylight.example"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in megabytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return round(int(found.group(1)) / 1024, 1) if found else 0.0


@dataclass
class Servers:
    """Running processes: where pages and streams are served, and how to ask about them."""

    environment: dict[str, str]
    pages: int = 0
    streams: list[int] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    secure: bool = False
    host: str = "127.0.0.1"

    def start(self, name: str, *command: str) -> None:
        self.commands[name] = command
        with (Path(self.environment["DAYLIGHT_DATA"]) / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def restart(self, name: str) -> float:
        """Stop a process as whoever runs it does, and start it again; return how long it took to stop."""
        began = time.perf_counter()
        self.running[name].terminate()
        self.running[name].wait(30)
        took = time.perf_counter() - began
        self.start(name, *self.commands[name])
        return took

    def shell(self, code: str) -> None:
        """Run a piece of Python in the servers' own environment."""
        words = [sys.executable, "manage.py", "shell", "-c", code]
        subprocess.run(words, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    @property
    def streaming(self) -> list[str]:
        """Return the names of the processes that serve streams."""
        return [name for name in self.running if name == "server" or name.startswith("live")]

    def world(self, *, rooms: int, people: int, flows: int) -> dict[str, Any]:
        """Make what is to be followed, and return it."""
        sizes = {"rooms": rooms, "people": people, "flows": flows}
        words = [f"--{name}={size}" for name, size in sizes.items()]
        said = subprocess.run(
            [sys.executable, "-m", "bench.live_world", *words],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        made: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
        return made

    def wait(self, *ports: int, within: float = 90) -> None:
        deadline = time.monotonic() + within
        for port in ports:
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                if time.monotonic() > deadline:
                    raise SystemExit(f"nothing answers at port {port}")
                time.sleep(0.1)

    def memory(self) -> dict[str, float]:
        running = {name: process for name, process in self.running.items() if process.poll() is None}
        return {name: memory_of(process.pid) for name, process in running.items()}

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


@contextlib.contextmanager
def embedded(folder: str) -> Iterator[Servers]:
    """Run Daylight as `bin/run` does."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own = {"DAYLIGHT_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    servers = Servers({**kept, **own})
    servers.pages = free_port()
    servers.streams = [servers.pages]
    servers.host = f"127.0.0.1:{servers.pages}"
    try:
        servers.start("server", *embedded_command(servers.pages))
        log = Path(folder) / "server.log"
        deadline = time.monotonic() + 90
        while "is ready" not in log.read_text():
            if time.monotonic() > deadline:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        yield servers
    finally:
        servers.stop()


def embedded_command(port: int) -> list[str]:
    return [sys.executable, "-m", "config.embedded", f"--port={port}", "--no-browser"]


def live_command(port: int) -> list[str]:
    return [sys.executable, "-m", "config.live", f"--port={port}"]


@contextlib.contextmanager
def production(folder: str, *, live: int = 2) -> Iterator[Servers]:
    """Run the services of the compose file on a scratch database of PostgreSQL, and Redis."""
    import psycopg2  # type: ignore[import-untyped]  # noqa: PLC0415 - only here

    # Tests name a database here that only they make: the server's own is always there.
    named = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    admin_url = urlunsplit(urlsplit(named)._replace(path="/postgres"))
    name = f"daylight_live_{uuid.uuid4().hex[:10]}"
    admin = psycopg2.connect(admin_url)
    admin.autocommit = True
    kept = {word: os.environ[word] for word in ("PATH", "HOME") if word in os.environ}
    servers = Servers(
        {
            **kept,
            "DAYLIGHT_DATA": folder,
            "DAYLIGHT_STATIC": f"{folder}/static",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "DAYLIGHT_MODE": "production",
            "DAYLIGHT_SECRET_KEY": uuid.uuid4().hex * 2,
            "DAYLIGHT_HOSTS": HOST,
            "DATABASE_URL": urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}")),
            "CELERY_BROKER_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
            "EMAIL_URL": "consolemail://",
        },
        secure=True,
        host=HOST,
    )
    with contextlib.closing(admin), admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            _start_all(servers, live)
            yield servers
        finally:
            servers.stop()
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _start_all(servers: Servers, live: int) -> None:
    python = [sys.executable]
    Path(servers.environment["DAYLIGHT_STATIC"]).mkdir(parents=True, exist_ok=True)
    for words in (["collectstatic", "--noinput", "--verbosity=0"], ["migrate", "--noinput", "--verbosity=0"]):
        subprocess.run([*python, "manage.py", *words], cwd=ROOT, env=servers.environment, check=True)
    servers.pages = free_port()
    servers.start(
        "web", *python, "-m", "gunicorn", "config.wsgi:application", f"--bind=127.0.0.1:{servers.pages}",
        "--worker-class=gthread", "--workers=2", "--threads=8", "--keep-alive=60",
    )  # fmt: skip
    servers.start("worker", *python, "-m", "celery", "--app=config", "worker", "--concurrency=2",
                  "--without-gossip", "--without-mingle", "--loglevel=WARNING")  # fmt: skip
    schedule = f"--schedule={servers.environment['DAYLIGHT_DATA']}/beat"
    servers.start("beat", *python, "-m", "celery", "--app=config", "beat", schedule, "--pidfile=")
    servers.streams = [free_port() for _ in range(live)]
    for number, port in enumerate(servers.streams):
        servers.start(f"live-{number}", *live_command(port))
    servers.wait(servers.pages, *servers.streams)
