"""`bin/run`: web, live streams and background work in one process, for one machine and its demo.

This module only looks whether Daylight can start at all; `config.server` does the rest. Apart from
Django's `setup` it is standard library, because the settings can be read only after these checks.
"""

import argparse
import errno
import fcntl
import importlib
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import django
from django.db import DatabaseError

ROOT = Path(__file__).resolve().parent.parent
# The demo never touches a database or a broker that the shell happens to name.
SERVICES = {"DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "EMAIL_URL"}
OWN = {"DAYLIGHT_DATA", "DAYLIGHT_ENGINE", "DAYLIGHT_LOG_LEVEL"}


class RefusalError(Exception):
    """Why Daylight cannot start, in one sentence."""


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Start Daylight on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free port (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine alone")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser.parse_args(arguments)


def listen(host: str, port: int) -> socket.socket:
    """Take the port now: a taken one is then the first thing said, not the last."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise RefusalError(f"{host!r} is not an address.") from None
    if not address.is_loopback:
        raise RefusalError(
            f"the demo signs people in without a password, so it listens on this machine only, not on {host}."
        )
    if not 0 <= port <= 65535:
        raise RefusalError(f"{port} is not a port: choose one between 1024 and 65535.")
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise RefusalError(f"port {port} is taken: choose another with --port.") from None
        raise RefusalError(f"port {port} cannot be used: {error.strerror}.") from None
    return listener


def hold(folder: Path) -> IO[str]:
    """Take the data folder for this process alone; the lock ends with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Append: whoever holds the lock has written its number in it.
        lock = (folder / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise RefusalError(f"the data folder {folder} cannot be written to: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise RefusalError(f"it is running on {folder} already (process {holder}).") from None
    except OSError as error:
        raise RefusalError(f"the data folder {folder} cannot be written to: {error.strerror}.") from None
    return lock


def start(options: argparse.Namespace) -> None:
    """Check, set up Django and serve until a signal ends it."""
    folder = Path(os.environ.get("DAYLIGHT_DATA") or ROOT / "data").resolve()
    for name in [name for name in os.environ if name in SERVICES or name.startswith("DAYLIGHT_")]:
        if name not in OWN:
            del os.environ[name]
    os.environ.update(
        DAYLIGHT_DATA=str(folder),
        DAYLIGHT_MODE="embedded",
        DAYLIGHT_DEMO="1",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    with listen(options.host, options.port) as listener, hold(folder):
        host, port = listener.getsockname()[:2]
        os.environ["DAYLIGHT_URL"] = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        try:
            django.setup()
            # Only now: it imports models.
            server = importlib.import_module("config.server")
            server.serve(listener, open_browser=not options.no_browser)
        except DatabaseError as error:
            raise RefusalError(f"the database in {folder} cannot be used: {error}.") from error
        except OSError as error:
            raise RefusalError(f"{error.filename or folder}: {error.strerror}.") from error


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: sys.exit(0))
    try:
        start(options)
    except RefusalError as refusal:
        print(f"Daylight cannot start: {refusal}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
