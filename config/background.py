"""Background work of the one-process shape: a Celery worker and the sweeper, with jobs done in processes."""

import logging
import threading
import time
from datetime import timedelta
from typing import Protocol

from celery.worker import WorkController
from celery.worker import state as worker_state
from django.db import Error, connection

from config.celery import app
from config.hands import Hands
from jobs import schedules, services, tasks
from jobs.models import Job

logger = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(seconds=2)
WORKERS = 2
# The first page should not have to share the machine with a second process that is starting.
WARM_AFTER = timedelta(seconds=1)


class Performer(Protocol):
    """Who does the jobs that the worker's thread claims."""

    def warm(self) -> None: ...
    def perform(self, *, job: Job) -> None: ...
    def stop(self) -> None: ...


def _end_workers(exit_code: int | None) -> None:
    """Set what Celery's loop looks at between two messages: an exit code ends it, None lets it go on."""
    worker_state.should_stop = exit_code  # type: ignore[assignment]


class Background:
    """The two threads, both daemons, and the processes that do what the worker's thread has claimed."""

    def __init__(self, performer: Performer | None = None) -> None:
        self._performer = performer or Hands(most=WORKERS)
        self._warming = threading.Timer(WARM_AFTER.total_seconds(), self._performer.warm)
        self._warming.daemon = True
        self._over = threading.Event()
        self._ready = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start both threads and wait until the worker listens."""
        # A worker that was stopped before in this process has left its mark.
        _end_workers(None)
        tasks.perform_with(self._performer.perform)
        for name, target in (("daylight-worker", self._work), ("daylight-sweeper", self._sweep)):
            thread = threading.Thread(target=target, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)
        self._ready.wait(10)
        self._warming.start()

    def stop(self, *, within: float) -> None:
        """End the processes, ask both threads to end and wait at most `within` seconds.

        A job that is under way waits again at once, or, when even that takes too long, once its lease ends.
        """
        self._over.set()
        self._warming.cancel()
        _end_workers(0)
        self._performer.stop()
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        tasks.perform_with(services.perform)

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
                schedules.begin_due()
                services.sweep()
            except Error:
                logger.exception("The sweeper could not read the job table; trying again.")
            finally:
                connection.close()
