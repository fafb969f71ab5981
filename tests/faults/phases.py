"""Where in a write a server process is, kept in a file that outlives it: it says where a kill fell.

Only requests that write are watched, and only in the thread that serves them. In each phase the process
lingers for a moment, so that a kill can be aimed at it.
"""

import itertools
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jobs import bell

LINGER = 0.04
LAYOUT = struct.Struct("=II")


class Phase(IntEnum):
    IDLE = 0
    ASKED = 1
    INSIDE = 2
    COMMITTING = 3
    COMMITTED = 4
    RUNG = 5
    ANSWERING = 6

    @property
    def words(self) -> str:
        return {
            Phase.IDLE: "idle",
            Phase.ASKED: "in the request, before the transaction",
            Phase.INSIDE: "inside the transaction",
            Phase.COMMITTING: "inside the transaction, all written",
            Phase.COMMITTED: "between commit and ring",
            Phase.RUNG: "after the ring, before the response",
            Phase.ANSWERING: "after the commit, nothing to ring, before the response",
        }[self]


class Board:
    """The file: who is where."""

    def __init__(self, path: str) -> None:
        with Path(path).open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), LAYOUT.size)

    @staticmethod
    def make(path: Path) -> None:
        path.write_bytes(bytes(LAYOUT.size))

    def write(self, phase: Phase) -> None:
        LAYOUT.pack_into(self._map, 0, os.getpid(), phase)

    def read(self) -> tuple[int, Phase]:
        """Return the process that wrote last, and its phase."""
        pid, phase = LAYOUT.unpack_from(self._map)
        return pid, Phase(phase)

    def clear(self) -> None:
        LAYOUT.pack_into(self._map, 0, 0, Phase.IDLE)


class Watch(threading.local):
    """What this thread is doing."""

    writes = False


_watch = Watch()
_board: Board | None = None
_requests = itertools.count(1)
_latest = 0


def _enter(phase: Phase) -> None:
    if _watch.writes and _board is not None:
        _board.write(phase)
        time.sleep(LINGER if phase > Phase.INSIDE else 0)


class PhasesMiddleware:
    """Watch the requests that write, until their answer has been sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        global _latest
        if request.method != "POST":
            return self.get_response(request)
        _watch.writes = True
        _latest = number = next(_requests)
        _enter(Phase.ASKED)
        try:
            response = self.get_response(request)
        finally:
            _watch.writes = False
        response._resource_closers.append(partial(_sent, number))  # type: ignore[attr-defined]
        return response


def _sent(number: int) -> None:
    """Note that the answer is out, unless the next request is being served already, here or elsewhere."""
    if _board is not None and number == _latest and _board.read()[0] == os.getpid():
        _board.write(Phase.IDLE)


def watch(path: str) -> None:
    """Note begin, commit and ring of this process in the file."""
    global _board
    _board = Board(path)
    enter, commit, ring = Atomic.__enter__, BaseDatabaseWrapper.commit, bell.ring

    def noted_enter(self: Any) -> None:
        enter(self)
        _enter(Phase.INSIDE)

    def noted_commit(self: Any) -> None:
        _enter(Phase.COMMITTING)
        commit(self)
        rings = any(hook is bell.ring for _ids, hook, _robust in self.run_on_commit)
        _enter(Phase.COMMITTED if rings else Phase.ANSWERING)

    def noted_ring() -> None:
        ring()
        _enter(Phase.RUNG)

    Atomic.__enter__, BaseDatabaseWrapper.commit = noted_enter, noted_commit  # type: ignore[method-assign]
    bell.ring = noted_ring
