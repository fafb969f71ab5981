"""Kinds of jobs for the processes that do them: each is awkward in a way of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import transaction

from jobs import services
from jobs.registry import Attempt, Outcome


def who(_attempt: Attempt) -> Outcome:
    return Outcome({"pid": os.getpid()})


def abort(_attempt: Attempt) -> None:
    os.abort()


def hang(attempt: Attempt) -> None:
    """Start something that would outlive this process, say what, and never come back."""
    other = subprocess.Popen(["sleep", "300"])
    Path(attempt.payload["say"]).write_text(f"{os.getpid()} {other.pid}\n")
    while True:
        time.sleep(1)


def greedy(_attempt: Attempt) -> None:
    held = []
    while True:
        held.append(bytearray(16 * 2**20))


def chatty(_attempt: Attempt) -> Outcome:
    """Read and print, as a careless library might."""
    sys.stdout.write('{"over": "nonsense"}')
    sys.stdout.flush()
    return Outcome({"read": sys.stdin.read()})


def follow(_attempt: Attempt) -> None:
    with transaction.atomic():
        services.enqueue(kind="who", payload={})


def die_when_done(_attempt: Attempt) -> Outcome:
    """Be killed after the job was marked done and before anybody has been told."""

    def store() -> None:
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))

    return Outcome({"effect": 1}, store)


KINDS = (who, abort, hang, greedy, chatty, follow, die_when_done)
