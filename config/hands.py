"""The server's side of the processes that do its jobs: a few warm ones, watched, limited and replaced."""

import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import IO, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jobs import bell, services
from jobs.lease import Heartbeat
from jobs.models import Job
from live import nudges

logger = logging.getLogger(__name__)

START_WITHIN = 60.0
# A process that has ended is noticed by its pipe, at once; should something else hold that pipe, by this.
LOOK_EVERY = 0.5
# From the end of its pipe to its own end: on a busy machine, or with a core to write, not at once.
END_WITHIN = 10.0
MOST_JOBS = 200
UNREADABLE = gettext_noop("The process that did this said something that cannot be read.")


class HandError(Exception):
    """Why a job could not be done by the process that was to do it, in one sentence."""


class EndedError(HandError):
    """The process has ended."""


def _read(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise HandError(_(UNREADABLE))
    return message


class Hand:
    """One process, `config.hand`, and the pipes to and from it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "config.hand"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        self._orders = cast(IO[bytes], self._process.stdin)
        self._replies = cast(IO[bytes], self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._replies, select.POLLIN)
        self._heard = b""
        self._jobs = 0
        self.is_fit = True

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        self._hear("ready", within=START_WITHIN)

    def begin(self, job: Job) -> None:
        """Give the process a claimed job; returns when it has taken it up.

        Raises
        ------
        EndedError
            When the process has ended without that, and the job has come to no harm.
        HandError
            When it says nothing in time, or what nobody can read.
        """
        order = {"job": str(job.pk), "owner": job.owner, "attempt": job.attempts}
        try:
            self._orders.write(json.dumps(order).encode("ascii") + b"\n")
        except BrokenPipeError:
            raise EndedError(self._how_it_ended()) from None
        self._hear("begun", within=START_WITHIN)

    def finish(self) -> None:
        """Wait for the job that was begun; returns when the process has stored how that ended.

        Raises
        ------
        HandError
            When the process ended, did not come to an end in time, or said what nobody can read: then it
            is ended.
        """
        reply = self._hear("over", "tired", within=settings.CELERY_TASK_TIME_LIMIT)
        self._jobs += 1
        self.is_fit = self._jobs < MOST_JOBS and not reply["tired"]

    def kill(self) -> None:
        """End the process and its group now; whoever waits for it is told."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """End the process, or tidy up after one that has ended, when nobody waits for it."""
        self.kill()
        self._process.wait()
        self._orders.close()
        self._replies.close()

    def _hear(self, word: str, *more: str, within: float) -> dict[str, Any]:
        """Return the first message with `word` in it, and all of `more`; pass on rings and nudges."""
        deadline = time.monotonic() + within
        while True:
            message = _read(self._line(deadline, within))
            if "ring" in message:
                bell.ring()
            if "nudge" in message:
                nudges.carry(str(message["nudge"]))
            if message.keys() >= {word, *more}:
                return message
            if not message.keys() & {"ring", "nudge"}:
                raise HandError(_(UNREADABLE))

    def _line(self, deadline: float, within: float) -> bytes:
        while b"\n" not in self._heard:
            left = deadline - time.monotonic()
            if left <= 0:
                raise HandError(_("It was stopped because it took more than %d seconds.") % within)
            if self._poll.poll(min(left, LOOK_EVERY) * 1000):
                said = os.read(self._replies.fileno(), 65536)
                if not said:
                    raise EndedError(self._how_it_ended())
                self._heard += said
            elif not self.is_alive:
                raise EndedError(self._how_it_ended())
        line, _newline, self._heard = self._heard.partition(b"\n")
        return line

    def _how_it_ended(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_WITHIN)
        code = self._process.poll()
        if code is None or code >= 0:
            return _("The process that did this has ended (exit code %s).") % code
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = "?"
        return _("The process that did this was ended by signal %(number)d (%(name)s).") % {
            "number": -code,
            "name": name,
        }


class Hands:
    """At most so many processes, started when they are needed and kept for the next job."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._all: set[Hand] = set()
        self._idle: list[Hand] = []
        self._changed = threading.Condition()
        self._over = False

    def warm(self) -> None:
        """Start the first process before it is needed."""
        with contextlib.suppress(HandError, OSError):
            self._put_back(self._take())

    def perform(self, *, job: Job) -> None:
        """Have a claimed job done; when its process ends over it, store why the attempt failed.

        A job that was done just before its process ended stays done: the failure is fenced by the claim.
        """
        hand = None
        try:
            # Starting takes about a second; on a busy machine, longer than a lease.
            with Heartbeat(job):
                hand = self._begin(job)
            hand.finish()
        except (HandError, OSError) as error:
            if hand is not None:
                self._dismiss(hand)
            if self._over:
                services.give_back(job=job)
                return
            logger.warning("Job %s (%s), attempt %d: %s", job.pk, job.kind, job.attempts, error)
            services.fail(job=job, reason=str(error))
        else:
            self._put_back(hand)

    def stop(self) -> None:
        """End every process now, and start none any more."""
        with self._changed:
            self._over = True
            idle, self._idle = self._idle, []
            busy = self._all - set(idle)
            self._changed.notify_all()
        for hand in busy:
            hand.kill()
        for hand in idle:
            hand.end()

    def _begin(self, job: Job) -> Hand:
        """Return the process that has taken up the job.

        One that was killed counts as alive until the last of its threads is gone: that costs the job
        nothing, as often as there may be such processes.
        """
        tries = self._most + 1
        while True:
            tries -= 1
            hand = self._take()
            try:
                hand.begin(job)
            except (HandError, OSError) as error:
                self._dismiss(hand)
                if not (tries and isinstance(error, EndedError)):
                    raise
            else:
                return hand

    def _take(self) -> Hand:
        with self._changed:
            while True:
                if self._over:
                    raise HandError(_("Daylight is stopping."))
                while self._idle:
                    hand = self._idle.pop()
                    if hand.is_alive:
                        return hand
                    self._all.discard(hand)
                    hand.end()
                if len(self._all) < self._most:
                    break
                self._changed.wait()
            hand = Hand()
            self._all.add(hand)
        try:
            hand.wait_until_ready()
        except HandError:
            self._dismiss(hand)
            raise
        return hand

    def _put_back(self, hand: Hand) -> None:
        with self._changed:
            if hand.is_fit and not self._over:
                self._idle.append(hand)
                self._changed.notify()
                return
        self._dismiss(hand)

    def _dismiss(self, hand: Hand) -> None:
        hand.end()
        with self._changed:
            self._all.discard(hand)
            self._changed.notify()
