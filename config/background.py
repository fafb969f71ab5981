"""Background work of the one-process shape: a real Celery worker and the sweeper, each in a thread."""

import logging
import threading
import time
from datetime import timedelta

from celery.worker import WorkController
from celery.worker import state as worker_state
from django.db import DatabaseError, connection

from config.celery import app
from jobs import services

logger = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(seconds=2)
WORKERS = 2


def _end_workers(exit_code: int | None) -> None:
    """Set what Celery's loop looks at between two messages: an exit code ends it, None lets it go on."""
    worker_state.should_stop = exit_code  # type: ignore[assignment]


class Background:
    """The two threads. Both are daemons: a drawing that is under way never keeps the process alive."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._ready = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start both threads and wait until the worker listens."""
        # A worker that was stopped before in this process has left its mark.
        _end_workers(None)
        for name, target in (("daylight-worker", self._work), ("daylight-sweeper", self._sweep)):
            thread = threading.Thread(target=target, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)
        self._ready.wait(10)

    def stop(self, *, within: float) -> None:
        """Ask both to end and wait at most `within` seconds; unfinished jobs are released by their lease."""
        self._over.set()
        _end_workers(0)
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        # Not `app.Worker`: that one takes over signals and standard output, which belong to the server here.
        worker = WorkController(
            app=app,
            hostname="embedded@daylight",
            pool="threads",
            concurrency=WORKERS,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            ready_callback=lambda _consumer: self._ready.set(),
        )
        worker.start()

    def _sweep(self) -> None:
        while not self._over.wait(SWEEP_EVERY.total_seconds()):
            try:
                services.sweep()
            except DatabaseError:
                logger.exception("The sweeper could not read the job table; trying again.")
            finally:
                connection.close()
