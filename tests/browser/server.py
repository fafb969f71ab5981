"""Daylight as people start it, in a process and a data folder of its own, with the rows that a test asks for.

``python -m tests.browser.server SEED`` prints one line of JSON with what the seed made, and the server's own
words after it. It ends when its standard input is closed, so that it never outlives the tests.
"""

import json
import os
import socket
import sys
import threading

import django


def main(seed: str) -> None:
    """Make the rows, say what they are, serve."""
    django.setup()
    # Django must be ready before anything that has models.
    from django.core.management import call_command  # noqa: PLC0415

    from config.server import serve  # noqa: PLC0415
    from tests.browser import seeds  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    facts = getattr(seeds, seed)()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    facts["url"] = f"http://127.0.0.1:{listener.getsockname()[1]}"
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    serve(listener, open_browser=False)


def _end_with_the_tests() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
