"""The one-process server: prepares the database, serves, says when it answers, and stops quickly."""

import http.client
import os
import signal
import socket
import sys
import threading
import time
import webbrowser

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.background import Background
from config.serving import Server, prepare_listener
from live import nudges
from live.hub import hub
from organisations.models import Programme
from organisations.selectors import demo_people

ANSWER_WITHIN = 60.0


def serve(listener: socket.socket, *, open_browser: bool) -> None:
    """Serve on `listener` until SIGINT or SIGTERM, then end the process."""
    prepare()
    background = Background()
    background.start()
    # Pages, jobs and streams are one process here: nobody need be told over anything.
    nudges.carry_with(hub.hear)
    hub.is_nudged = True
    prepare_listener(listener)
    server = Server()
    refused = threading.Event()

    def welcome() -> None:
        if not _welcome(listener, open_browser=open_browser):
            refused.set()
            server.should_exit = True

    threading.Thread(target=welcome, name="daylight-welcome", daemon=True).start()
    # The server has handlers of its own, and raises the signal once more when it has ended.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    server.run(sockets=[listener])
    background.stop(within=1)
    _say("Daylight has stopped.")
    # A job that is under way would hold up a tidy exit for as long as it takes; its lease gives it back.
    os._exit(1 if refused.is_set() else 0)


def prepare() -> None:
    """Migrate when there is something to migrate, and load the sample programme the first time."""
    # WhiteNoise serves straight from the sources here, yet warns when the collected folder is not there.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    if not Programme.objects.exists():
        _say("Loading the sample programme …")
        call_command("load_sample", verbosity=0)
    connection.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _welcome(listener: socket.socket, *, open_browser: bool) -> bool:
    """Say that Daylight is ready once its first page really answers; False when it does not."""
    host, port = listener.getsockname()[:2]
    status = _first_answer(host, port)
    if status is None or status >= 500:
        sys.stderr.write(f"Daylight cannot start: its first page answers {status or 'nothing'}.\n")
        return False
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    _say(f"Daylight is ready: {address}")
    people = demo_people()
    connection.close()
    if people:
        _say("Sign in with one click, no password, as:")
    for person in people:
        _say(f"  {person.name:<20} {person.role_label}, {person.programme_name}")
    _say("Ctrl-C stops it.")
    if open_browser:
        _open(address)
    return True


def _first_answer(host: str, port: int) -> int | None:
    deadline = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < deadline:
        page = http.client.HTTPConnection(host, port, timeout=ANSWER_WITHIN)
        try:
            page.request("GET", "/")
            return page.getresponse().status
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            page.close()
    return None


def _open(address: str) -> None:
    """Open the page, unless that would mean a text browser in this very terminal, or none at all."""
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    try:
        webbrowser.open(address)
    except webbrowser.Error:
        return
