"""How nudges leave a process: as a PostgreSQL notification, or over Redis."""

import logging
import os
import queue
import threading
import time
from typing import Final

import redis
from django.db import connection

from live.nudges import Carrier

logger = logging.getLogger(__name__)

CHANNEL: Final = "daylight_live"
# A Redis that does not answer is left alone for this many seconds; streams look by themselves meanwhile.
REST: Final = 5.0
WITHIN: Final = 1.0
# More than these are waiting only while Redis is slow, and one nudge more or less changes nothing then.
MOST_WAITING: Final = 10_000


def carrier_of(way: str) -> Carrier | None:
    """Return what carries nudges this way: the ``database``, where that can, or a Redis at this address."""
    if way == "database":
        return notify if connection.vendor == "postgresql" else None
    return RedisCarrier(way).carry


def notify(text: str) -> None:
    """Notify over this thread's own connection. Called when the change is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])


class RedisCarrier:
    """Publishes in a thread of its own: no save waits for Redis."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._thread: threading.Thread | None = None
        self._begin()
        # A thread does not survive a fork.
        os.register_at_fork(after_in_child=self._begin)

    def carry(self, text: str) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="daylight-nudges", daemon=True)
                self._thread.start()
        if self._waiting.qsize() < MOST_WAITING:
            self._waiting.put(text)

    def _begin(self) -> None:
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread = None

    def _run(self) -> None:
        client = redis.Redis.from_url(self._url, socket_timeout=WITHIN, socket_connect_timeout=WITHIN)
        is_away = False
        while True:
            text = self._waiting.get()
            try:
                client.publish(CHANNEL, text)
            except (redis.RedisError, OSError):
                if not is_away:
                    logger.warning("Redis takes no nudges; streams look by themselves until it does.")
                is_away = True
                time.sleep(REST)
            else:
                is_away = False
