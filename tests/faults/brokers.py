"""Redis and RabbitMQ, each with a queue of one test's own that is taken away afterwards."""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from celery import Celery
from kombu import Connection

from jobs import bell
from tests.conftest import RABBITMQ_URL, REDIS_URL
from tests.runtime.test_background import settings_of_queue, wipe

URLS = {"redis": REDIS_URL, "rabbitmq": RABBITMQ_URL}
USUAL_PORTS = {"redis": 6379, "amqp": 5672}


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
        return str(parts.hostname), int(parts.port or USUAL_PORTS[parts.scheme])

    def behind(self, port: int) -> "Broker":
        """Return the same broker as seen through a port of this machine."""
        parts = urlsplit(self.url)
        signed_in, at, _host = parts.netloc.rpartition("@")
        return replace(self, url=urlunsplit(parts._replace(netloc=f"{signed_in}{at}127.0.0.1:{port}")))

    def version(self) -> str:
        if self.name == "redis":
            with redis.Redis.from_url(self.url) as client:
                return f"Redis {client.info('server')['redis_version']}"
        with Connection(self.url) as connection:
            connection.connect()
            return f"RabbitMQ {connection.connection.server_properties['version']}"


@contextmanager
def own_queue(name: str) -> Iterator[Broker]:
    """Return a broker with a queue of its own, and take that away."""
    broker = Broker(name, URLS[name], f"faults-{uuid.uuid4().hex[:12]}")
    try:
        yield broker
    finally:
        wipe(broker.url, broker.queue)


@contextmanager
def ringing_at(broker: Broker, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the bell of this very process ring there."""
    app = Celery("ringing", broker=broker.url, set_as_current=False)
    app.conf.update(settings_of_queue(broker.url, broker.queue))
    with closing(app), patch.context() as patched:
        patched.setattr(bell, "current_app", app)
        patched.setattr(bell, "_bell", bell.Bell())
        yield


def at_brokers(*, sampled: tuple[str, ...] = ("redis", "rabbitmq")) -> pytest.MarkDecorator:
    """Run a test at both brokers; at those that are not `sampled`, only in full."""
    services = {"redis": pytest.mark.services, "rabbitmq": pytest.mark.rabbitmq}
    marks = {name: [services[name], *([] if name in sampled else [pytest.mark.long])] for name in URLS}
    return pytest.mark.parametrize("name", [pytest.param(name, marks=marks[name]) for name in URLS])
