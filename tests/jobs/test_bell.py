"""The bell: never slow, never in the way, and heard in the end."""

import threading
import time

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from jobs import bell, services
from jobs.models import Job


@pytest.fixture
def broker(monkeypatch):
    """A broker that can be away; `heard` counts the messages it took."""

    class Broker:
        away = False
        slow = 0.0
        heard = 0
        asked = 0
        told = threading.Event()

        def send_task(self, name, **options):
            self.asked += 1
            time.sleep(self.slow)
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


def test_a_forked_worker_gets_a_bell_of_its_own():
    before = bell._bell
    bell._new_bell()
    assert bell._bell is not before
