"""How nudges reach a process with streams: it listens to PostgreSQL or Redis, for as long as it runs."""

import logging
import select
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import redis
from django.db import Error, connection

from live.carriers import CHANNEL
from live.hub import Hub

logger = logging.getLogger(__name__)

# How long to wait before listening again, in seconds; and how often to see whether the other side is there.
PAUSE: Final = 1.0
LOOK_EVERY: Final = 10.0


class Ear:
    """A daemon thread that passes on what it hears. While it cannot, the hub looks by itself, more often."""

    def __init__(self, hub: Hub, way: str) -> None:
        self._hub = hub
        self._way = way
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="daylight-ear", daemon=True)

    def start(self) -> None:
        """Begin to listen, unless nudges come the way of a database that has none."""
        if self._way != "database" or connection.vendor == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        """Listen no more; waits for that, but not for somebody who does not answer."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(3 * PAUSE)

    def _run(self) -> None:
        listen: Callable[[], None] = self._to_postgres if self._way == "database" else self._to_redis
        is_told = False
        while not self._over.is_set():
            try:
                listen()
            except (Error, redis.RedisError, OSError) as error:
                if not is_told:
                    logger.warning("No nudges can be heard (%s); looking instead.", type(error).__name__)
                is_told = True
            else:
                is_told = False
            finally:
                self._hub.is_nudged = False
                connection.close()
            self._over.wait(PAUSE)

    def _to_postgres(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        # psycopg2's own connection: what is notified stands there, and it can be waited for.
        raw: Any = connection.connection
        self._hears()
        looks = time.monotonic() + LOOK_EVERY
        while not self._over.is_set():
            ready, _writable, _failed = select.select([raw], [], [], PAUSE)
            if not ready and time.monotonic() > looks:
                looks = time.monotonic() + LOOK_EVERY
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
            # The driver's own errors, for once not Django's.
            with connection.wrap_database_errors:
                raw.poll()
            while raw.notifies:
                self._hub.hear(raw.notifies.pop(0).payload)

    def _to_redis(self) -> None:
        client = redis.Redis.from_url(
            self._way, health_check_interval=int(LOOK_EVERY), socket_connect_timeout=PAUSE
        )
        with client, client.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
            heard.subscribe(CHANNEL)
            self._hears()
            while not self._over.is_set():
                message = heard.get_message(timeout=PAUSE)
                if message is not None:
                    self._hub.hear(message["data"].decode("ascii", "replace"))

    def _hears(self) -> None:
        self._hub.is_nudged = True
        # What was said while nobody listened.
        self._hub.look_everywhere()
