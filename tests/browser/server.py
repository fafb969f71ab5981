"""Daylight as people start it, in a process and a data folder of its own, with the rows that a test asks for.

``python -m tests.browser.server make SEED FACTS`` makes the rows once and writes what they are to a file;
``… serve FACTS`` serves a copy of that folder, prints one line of JSON with what the seed made, and the
server's own words after it. It ends when its standard input is closed, so that it never outlives the tests.
"""

import json
import os
import socket
import sys
import threading
from pathlib import Path

import django


def make(seed: str, facts: Path) -> None:
    """Make the rows and say what they are."""
    django.setup()
    # Django must be ready before anything that has models.
    from django.core.management import call_command  # noqa: PLC0415

    from tests.browser import seeds  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    facts.write_text(json.dumps(getattr(seeds, seed)()), encoding="utf-8")


def serve(facts: Path) -> None:
    """Say what the rows are, and serve them."""
    django.setup()
    from config.server import serve as serve_at  # noqa: PLC0415 - as above

    told = json.loads(facts.read_text(encoding="utf-8"))
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    told["url"] = f"http://127.0.0.1:{listener.getsockname()[1]}"
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    serve_at(listener, open_browser=False)


def _end_with_the_tests() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], Path(sys.argv[3]))
    else:
        serve(Path(sys.argv[2]))
