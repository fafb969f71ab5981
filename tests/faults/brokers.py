"""Redis and RabbitMQ, each with a queue of one test's own that is taken away afterwards."""

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from celery import Celery
from kombu import Connection

from jobs import bell
from tests.conftest import NOT_TESTED, REDIS_URL

RABBITMQ_URL = os.environ.get("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
NAMES = ("redis", "rabbitmq")


@dataclass(frozen=True)
class Broker:
    """Where to ring, and in which queue."""

    name: str
    url: str
    queue: str

    @property
    def variables(self) -> dict[str, str]:
        return {"CELERY_BROKER_URL": self.url, "FAULTS_QUEUE": self.queue}

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or {"redis": 6379, "amqp": 5672}[parts.scheme])

    def behind(self, port: int) -> "Broker":
        """Return the same broker as seen through a port of this machine."""
        parts = urlsplit(self.url)
        signed_in, at, _host = parts.netloc.rpartition("@")
        return Broker(
            self.name, urlunsplit(parts._replace(netloc=f"{signed_in}{at}127.0.0.1:{port}")), self.queue
        )

    def version(self) -> str:
        if self.name == "redis":
            with redis.Redis.from_url(self.url) as client:
                return str(client.info("server")["redis_version"])
        with Connection(self.url) as connection:
            connection.connect()
            return str(connection.connection.server_properties["version"])


@contextmanager
def own_queue(name: str) -> Iterator[Broker]:
    """Return a broker with a queue of its own; skip loudly when it is not there."""
    url = {"redis": REDIS_URL, "rabbitmq": RABBITMQ_URL}[name]
    broker = Broker(name, url, f"faults-{uuid.uuid4().hex[:12]}")
    if name == "rabbitmq" and not _answers(broker.address):
        if "RABBITMQ_URL" in os.environ:
            pytest.fail("RABBITMQ_URL is set, but nobody answers there.", pytrace=False)
        pytest.skip(f"{NOT_TESTED}: no RabbitMQ")
    try:
        yield broker
    finally:
        _clean(broker)


@contextmanager
def ringing_at(broker: Broker, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the bell of this very process ring there."""
    app = Celery("ringing", broker=broker.url, set_as_current=False)
    app.conf.task_default_queue = broker.queue
    if broker.name == "redis":
        app.conf.broker_transport_options = {"global_keyprefix": f"{broker.queue}-"}
    with closing(app), patch.context() as patched:
        patched.setattr(bell, "current_app", app)
        patched.setattr(bell, "_bell", bell.Bell())
        yield


def _answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=2).close()
    except OSError:
        return False
    return True


def _clean(broker: Broker) -> None:
    if broker.name == "redis":
        with redis.Redis.from_url(broker.url) as client:
            for key in client.scan_iter(f"{broker.queue}*"):
                client.delete(key)
        return
    with Connection(broker.url) as connection, connection.channel() as channel:
        channel.queue_delete(broker.queue)
        channel.exchange_delete(broker.queue)
