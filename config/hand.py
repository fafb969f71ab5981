"""The process that does the jobs of the one-process shape: `config.hands` starts it.

They talk in lines of JSON. It gets `{"job": id, "owner": …, "attempt": n}`, answers `{"begun": id}` at once
and `{"over": id, "tired": bool}` in the end; between the two it may say `{"ring": true}` when the job has
stored another one, and `{"nudge": …}` for those who follow something live. It leads a process group of its
own and ends, with all of that group, when its standard input does: however the server ended, nothing is left
behind.
"""

import contextlib
import json
import os
import queue
import resource
import signal
import sys
import threading
from typing import IO, Any

import django
from django.conf import settings
from django.db import connections

from config.limits import MEMORY, keep_loaded, limit_memory, step_back

# The server ends a job that takes too long; should the server be gone and this process hang, the kernel does.
LAST_RESORT = 5


class Voice:
    """The way back to the server; several threads may speak."""

    def __init__(self, replies: IO[bytes]) -> None:
        self._replies = replies
        self._lock = threading.Lock()

    def say(self, **message: Any) -> None:
        # A server that has gone hears nothing, and this process is about to end.
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._replies.write(json.dumps(message).encode("ascii") + b"\n")
            self._replies.flush()

    def nudge(self, text: str) -> None:
        """Tell the server's streams that something is new."""
        self.say(nudge=text)

    def ring(self) -> None:
        """Ring the bell where the workers are."""
        self.say(ring=True)


def take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep standard input and output for orders and replies, out of the way of jobs that read or print."""
    orders, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return orders, replies


def listen(orders: IO[bytes], heard: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Pass on every order; when there can be no more, end this process and whatever it has started."""
    for line in orders:
        heard.put(json.loads(line))
    os.killpg(os.getpgrp(), signal.SIGKILL)


def do(order: dict[str, Any]) -> None:
    """Do one claimed job, unless somebody else has it by now."""
    from jobs import selectors, services  # noqa: PLC0415 - models, only after `django.setup()`

    signal.setitimer(signal.ITIMER_REAL, settings.CELERY_TASK_TIME_LIMIT + LAST_RESORT)
    try:
        job = selectors.claimed_job(order["job"], owner=order["owner"], attempt=order["attempt"])
        if job is not None:
            services.perform(job=job)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        connections.close_all()


def is_tired() -> bool:
    """Say whether this process has once been so large that the next job might lack the room it may have."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > MEMORY // 2


def main() -> None:
    # Ctrl-C goes to everything in the terminal; what it means is for the server to decide.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    orders, replies = take_pipes()
    heard: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(orders, heard), name="daylight-orders", daemon=True).start()
    limit_memory()
    step_back()
    django.setup()
    from jobs import bell  # noqa: PLC0415 - the Celery app comes first
    from live import nudges  # noqa: PLC0415

    voice = Voice(replies)
    bell.ring_with(voice.ring)
    nudges.carry_with(voice.nudge)
    keep_loaded()
    voice.say(ready=True)
    while True:
        order = heard.get()
        voice.say(begun=order["job"])
        do(order)
        voice.say(over=order["job"], tired=is_tired())


if __name__ == "__main__":
    main()
