"""The bell: never slow, never in the way, and heard in the end."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError

from jobs import bell, services
from jobs.models import Job


@pytest.fixture
def broker(monkeypatch):
    """A broker that can be away; `heard` counts the messages it took."""

    class Broker:
        away = False
        odd = False
        slow = 0.0
        heard = 0
        asked = 0
        told = threading.Event()

        def send_task(self, name, **options):
            self.asked += 1
            time.sleep(self.slow)
            if self.odd:
                raise RuntimeError("nobody foresaw this")
            if self.away:
                raise OperationalError("connection refused")
            assert (name, options["expires"]) == ("jobs.drain", 60)
            self.heard += 1
            self.told.set()

    fake = Broker()
    fake.told = threading.Event()
    monkeypatch.setattr(bell, "current_app", fake)
    monkeypatch.setattr(bell, "PAUSES", (0.02,))
    monkeypatch.setattr(bell, "_bell", bell.Bell())
    return fake


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_ring_is_heard(broker):
    bell.ring()
    assert broker.told.wait(5)


def test_rings_close_together_are_few_messages(broker):
    broker.slow = 0.05
    for _ring in range(500):
        bell.ring()
    assert broker.told.wait(5)
    time.sleep(0.2)
    assert 1 <= broker.heard <= 3


@pytest.mark.django_db(transaction=True)
def test_saves_are_quick_and_safe_while_the_broker_is_away_and_it_hears_later(broker, handlers):
    broker.away, broker.slow = True, 0.5
    started = time.monotonic()
    for _save in range(20):
        with transaction.atomic():
            services.enqueue(kind="noop", payload={})
    took = time.monotonic() - started

    assert Job.objects.count() == 20
    assert took < 2, "twenty saves must not wait for twenty connection attempts of half a second"
    broker.slow, broker.away = 0.0, False
    assert broker.told.wait(5), "once the broker is back it is told without another save"


def test_a_failure_nobody_foresaw_does_not_silence_it_for_ever(broker, caplog):
    broker.odd = True
    bell.ring()
    until(lambda: broker.asked >= 2)
    assert "not foreseen" in caplog.text
    broker.odd = False
    assert broker.told.wait(5)


@pytest.fixture(params=["redis", "amqp"])
def dead_broker(request, monkeypatch) -> Iterator[Callable[[int], bell.Bell]]:
    """A function that gives a bell whose broker is at a port where none answers."""
    apps = []

    def ringing_at(port: int) -> bell.Bell:
        app = Celery("ringing", broker=f"{request.param}://127.0.0.1:{port}//", set_as_current=False)
        app.conf.broker_connection_timeout = 0.3
        if request.param == "redis":
            app.conf.broker_transport_options = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}
        monkeypatch.setattr(bell, "current_app", app)
        apps.append(app)
        return bell.Bell()

    yield ringing_at
    for app in apps:
        app.close()


@pytest.mark.parametrize("accepts", [False, True], ids=["refuses", "accepts and never answers"])
def test_ringing_at_a_dead_broker_is_quick_and_piles_nothing_up(dead_broker, monkeypatch, caplog, accepts):
    tried: list[float] = []
    real = bell.Bell._send

    def timed(self: bell.Bell) -> bool:
        began = time.monotonic()
        try:
            return real(self)
        finally:
            tried.append(time.monotonic() - began)

    monkeypatch.setattr(bell.Bell, "_send", timed)
    monkeypatch.setattr(bell, "PAUSES", (0.05,))
    with socket.create_server(("127.0.0.1", 0)) as hole:
        port = hole.getsockname()[1]
        if not accepts:
            hole.close()
        ringing = dead_broker(port)
        ringing.ring()
        threads, slowest = threading.active_count(), 0.0
        while len(tried) < 4:
            began = time.monotonic()
            ringing.ring()
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.005)
        assert threading.active_count() <= threads
        monkeypatch.setattr(bell.Bell, "_send", lambda self: True)
    until(lambda: "The broker answers again" in caplog.text)
    assert slowest < 0.2
    assert max(tried) < 5, "a try ends by itself, whatever the broker does"


def test_a_forked_worker_gets_a_bell_of_its_own():
    before = bell._bell
    bell._new_bell()
    assert bell._bell is not before
