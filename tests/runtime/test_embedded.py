"""`bin/run` as a process: it answers, refuses in one sentence, and stops when told to."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.processes import children_of, is_running, wait_for

ROOT = Path(__file__).resolve().parents[2]
# What a shell may hold for another project, or for this one in production; a demo must not go there.
ELSEWHERE = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/elsewhere",
    "CELERY_BROKER_URL": "redis://127.0.0.1:9/0",
    "DAYLIGHT_MODE": "production",
    "DAYLIGHT_HOSTS": "daylight.example",
    "DJANGO_SETTINGS_MODULE": "elsewhere.settings",
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the server when it is expected to refuse; return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "config.embedded", "--no-browser", "--port", "0", *arguments],
        cwd=ROOT,
        env=os.environ | {"DAYLIGHT_DATA": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of a refusal, after checking that it is one."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Daylight cannot start: ")
    return lines[0]


class Running:
    """A server that has said it is ready."""

    def __init__(self, folder: Path, *, port: str = "0") -> None:
        self.errors = folder / "errors.txt"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.embedded", "--no-browser", "--port", port],
                cwd=ROOT,
                env=os.environ | {"DAYLIGHT_DATA": str(folder)} | ELSEWHERE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.said = ""
        for line in self.process.stdout or ():
            self.said += line
            if line.startswith("Ctrl-C"):
                break
        found = re.search(r"Daylight is ready: (http://127\.0\.0\.1:\d+/)$", self.said, re.MULTILINE)
        if not found:
            self.stop(signal.SIGKILL)
        assert found, self.said + self.errors.read_text()
        self.address = found.group(1)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return str(answer.read(), "utf-8")

    def stop(self, number: int) -> tuple[int, float]:
        """Send a signal; return the exit code and how long the end took."""
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            return self.process.wait(20), time.monotonic() - began
        finally:
            self.process.kill()
            if self.process.stdout is not None:
                self.process.stdout.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def used_folder(folder: Path) -> Path:
    """The folder after a server has run in it: tests of this file may be shared out over processes."""
    if not (folder / "daylight.sqlite3").exists():
        Running(folder).stop(signal.SIGINT)
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Running]:
    running = Running(folder)
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGKILL)


def test_it_answers_refuses_a_second_and_stops_at_ctrl_c(server: Running, folder: Path):
    assert server.get("healthz") == "ok\n"
    assert '"ready": true' in server.get("readyz")
    assert "Olu Adeyemi" in server.said
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(folder / "daylight.sqlite3")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    sentence = refusal(run(folder))
    assert "already" in sentence
    assert str(server.process.pid) in sentence

    wait_for(lambda: children_of(server.process.pid), within=30)
    hands = children_of(server.process.pid)
    code, took = server.stop(signal.SIGINT)
    assert (code, server.errors.read_text()) == (0, "")
    assert took < 5
    # The server does not wait for one that was killed while it was starting.
    wait_for(lambda: not any(is_running(hand) for hand in hands), within=2)


@pytest.mark.usefixtures("used_folder")
def test_it_starts_again_with_what_it_had_and_stops_at_sigterm(server: Running):
    assert "Loading" not in server.said
    assert "Preparing" not in server.said
    code, took = server.stop(signal.SIGTERM)
    assert code == 0
    assert took < 5


def test_after_kill_minus_nine_nothing_is_left_and_port_and_folder_are_free(server: Running, folder: Path):
    wait_for(lambda: children_of(server.process.pid), within=30)
    hands = children_of(server.process.pid)
    server.stop(signal.SIGKILL)
    wait_for(lambda: not any(is_running(hand) for hand in hands), within=5)

    port = server.address.rstrip("/").rpartition(":")[2]
    again = Running(folder, port=port)
    assert again.get("healthz") == "ok\n"
    again.stop(signal.SIGKILL)


def test_an_open_connection_does_not_hold_up_the_end(server: Running):
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as idle:
        idle.sendall(b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n")
        _code, took = server.stop(signal.SIGINT)
    assert took < 5


def test_a_taken_port(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port} is taken" in refusal(run(tmp_path, "--port", port))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_the_demo_stays_on_this_machine(host: str, tmp_path: Path):
    assert "this machine only" in refusal(run(tmp_path, "--host", host))


@pytest.mark.parametrize(("host", "port"), [("nowhere", "0"), ("127.0.0.1", "70000")])
def test_an_address_that_is_none(host: str, port: str, tmp_path: Path):
    assert "is not a" in refusal(run(tmp_path, "--host", host, "--port", port))


def test_a_data_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    assert "cannot be written to" in refusal(run(tmp_path / "file" / "data"))


def test_a_read_only_data_folder(tmp_path: Path):
    """Root may write anywhere, so this start gives that right up first."""
    script = """
import os, pathlib
from config.embedded import RefusalError, hold
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
try:
    hold(pathlib.Path(os.environ["FOLDER"]))
except RefusalError as refusal:
    print(refusal)
"""
    readonly = Path(tempfile.mkdtemp())  # `tmp_path` lies in a folder that others cannot even enter
    readonly.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=os.environ | {"FOLDER": str(readonly)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        readonly.rmdir()
    assert "cannot be written to: Permission denied" in done.stdout, done


def test_a_database_that_is_none(tmp_path: Path):
    (tmp_path / "daylight.sqlite3").write_text("this is not a database " * 100)
    assert "the database" in refusal(run(tmp_path))


def test_a_disk_that_fills_up(tmp_path: Path):
    """No file may grow beyond 20 kB here: SQLite meets that as it meets a full disk."""
    script = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.dont_write_bytecode = True
from config.embedded import main
sys.exit(main(["--no-browser", "--port", "0"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"DAYLIGHT_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Daylight cannot start: the database")
    assert len(done.stderr.splitlines()) == 1
