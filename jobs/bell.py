"""The doorbell: a thread that tells the workers something waits, so that no save waits for the broker."""

import logging
import os
import threading
import time
from collections.abc import Callable

from celery import current_app
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)

# A ring that nobody has heard for this long is stale: the sweeper will have rung again.
EXPIRES = 60
# For RabbitMQ, which says that it has the message.
CONFIRM_WITHIN = 3.0
PAUSES = (0.5, 1.0, 2.0, 5.0)


class Bell:
    """Rings in its own daemon thread; rings that come close together are one ring.

    One ring is enough for any number of jobs, because every `drain` that finds more work rings on.
    While the broker is away the thread keeps trying, with pauses; callers never notice.
    """

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        self._wanted.set()
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="daylight-bell", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        failures = 0
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._send():
                if failures:
                    logger.warning("The broker answers again: the workers have been told.")
                failures = 0
                continue
            if not failures:
                logger.warning("The broker does not answer; jobs are kept in the database until it does.")
            self._wanted.set()
            time.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    def _send(self) -> bool:
        try:
            # By name: what the task does lies above this module. `retry=False`: retrying is done here.
            current_app.send_task(
                "jobs.drain",
                expires=EXPIRES,
                ignore_result=True,
                retry=False,
                confirm_timeout=CONFIRM_WITHIN,
            )
        except (KombuError, OSError):
            return False
        except Exception:  # the thread's boundary: a bell that is broken once must not be silent for ever
            logger.exception("Ringing failed in a way that was not foreseen; trying again.")
            return False
        return True


_bell = Bell()
_elsewhere: Callable[[], None] | None = None


def ring() -> None:
    """Tell the workers that something waits; returns at once, whatever the state of the broker."""
    (_elsewhere or _bell.ring)()


def ring_with(elsewhere: Callable[[], None] | None) -> None:
    """Ring by this function from now on: in a process that has no broker of its own to ring through."""
    global _elsewhere
    _elsewhere = elsewhere


def _new_bell() -> None:
    global _bell
    _bell = Bell()


# A thread does not survive a fork, and its event may have been set by the parent.
os.register_at_fork(after_in_child=_new_bell)
