"""A job from save to result: by the one-process shape, and by a worker behind Redis or RabbitMQ."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from kombu import Connection

from config import background as module
from config.background import WORKERS, Background
from config.celery import app
from config.limits import MEMORY
from jobs import bell, registry, services, tasks
from jobs.models import Job, JobState
from tests.conftest import RABBITMQ_URL, REDIS_URL
from tests.runtime.processes import children_of, database_url, wait_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.Handler]:
    known: dict[str, registry.Handler] = {
        "noop": lambda attempt: registry.Outcome({"by": threading.current_thread().name})
    }
    monkeypatch.setattr(registry, "_handlers", known)
    return known


def enqueue(kind: str = "noop") -> Job:
    with transaction.atomic():
        return services.enqueue(kind=kind, payload={})


def wait_until_done(job: Job, *, within: float) -> float:
    """Return how long the job took to be done; fail when it is not."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        job.refresh_from_db()
        if job.state == JobState.DONE:
            return time.monotonic() - began
        time.sleep(0.005)
    raise AssertionError(f"{job} is not done after {within} s: {job.error}")


class RightHere:
    """Does jobs in the worker's own thread, where the handlers of a test are."""

    def warm(self) -> None:
        """There is nothing to start."""

    def perform(self, *, job: Job) -> None:
        services.perform(job=job)

    def stop(self) -> None:
        """There is nothing to end."""


@pytest.fixture
def background() -> Iterator[Background]:
    threads = Background(RightHere())
    threads.start()
    yield threads
    threads.stop(within=10)


def test_the_embedded_worker_does_a_job_in_less_than_a_second(handlers, background: Background):
    names = {thread.name for thread in threading.enumerate()}
    assert {"daylight-worker", "daylight-sweeper"} <= names
    for _job in range(5):
        assert wait_until_done(enqueue(), within=5) < 1


def test_one_ring_is_enough_for_many_jobs(handlers, background: Background):
    with transaction.atomic():
        jobs = [services.enqueue(kind="noop", payload={}) for _job in range(20)]
    for job in jobs:
        wait_until_done(job, within=10)


def test_the_sweeper_finds_a_job_nobody_rang_for(handlers, monkeypatch, background: Background):
    with monkeypatch.context() as deaf:
        deaf.setattr(bell, "ring", lambda: None)
        job = enqueue()
    wait_until_done(job, within=10)


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_the_sweeper_goes_on_when_the_database_was_away(monkeypatch, error):
    swept = threading.Semaphore(0)

    def sweep() -> int:
        swept.release()
        raise error("the connection is closed")

    monkeypatch.setattr(module, "SWEEP_EVERY", timedelta(milliseconds=20))
    monkeypatch.setattr(services, "sweep", sweep)
    background = Background(RightHere())
    background.start()
    try:
        for _time in range(3):
            assert swept.acquire(timeout=5)
    finally:
        background.stop(within=10)


def test_jobs_are_done_in_other_processes_while_it_runs_and_by_none_afterwards(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url())
    before = children_of(os.getpid())
    background = Background()
    background.start()
    try:
        wait_until_done(enqueue("jobs.probe"), within=20)
        assert len(children_of(os.getpid()) - before) in {1, WORKERS}
    finally:
        background.stop(within=10)
    wait_for(lambda: children_of(os.getpid()) == before)
    assert tasks._perform is services.perform


# --- a worker process behind a broker ------------------------------------------------------------


@pytest.fixture(
    params=[
        pytest.param(REDIS_URL, marks=pytest.mark.services, id="Redis"),
        pytest.param(RABBITMQ_URL, marks=pytest.mark.rabbitmq, id="RabbitMQ"),
    ]
)
def broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """A broker's address, and a queue of this test's own where the app rings; wiped afterwards."""
    url, queue = request.param, f"daylight-test-{uuid.uuid4().hex}"
    ringing = Celery("ringing", broker=url, set_as_current=False)
    ringing.conf.update(settings_of_queue(url, queue))
    monkeypatch.setattr(bell, "current_app", ringing)
    monkeypatch.setattr(bell, "_bell", bell.Bell())
    yield url, queue
    ringing.close()
    wipe(url, queue)


def settings_of_queue(url: str, queue: str) -> dict[str, Any]:
    """Return what keeps a test out of the way of everybody else at this broker."""
    if url.startswith("redis"):
        return {"broker_transport_options": {"global_keyprefix": queue}}
    return {"task_default_queue": queue}


def wipe(url: str, queue: str) -> None:
    if url.startswith("redis"):
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter(f"{queue}*"):
                client.delete(key)
        return
    with Connection(url) as connection, connection.channel() as channel:
        channel.queue_delete(queue)
        channel.exchange_delete(queue)


@pytest.fixture
def worker(broker: tuple[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The production worker's command on this test's database."""
    script = f"""
import os, resource, sys
sys.path.insert(0, {str(ROOT)!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config.celery import app
from config.limits import MEMORY
app.conf.update({settings_of_queue(*broker)!r})
import django
django.setup()
from jobs import registry
def who(attempt):
    return registry.Outcome({{"pid": os.getpid(), "memory": resource.getrlimit(resource.RLIMIT_AS)[0]}})
registry.register("noop", who)
app.worker_main(["worker", "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=WARNING"])
"""
    variables = os.environ | {
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": broker[0],
        "DAYLIGHT_DATA": str(tmp_path),
        "DAYLIGHT_SECRET_KEY": "tests-only",
    }
    process = subprocess.Popen([sys.executable, "-c", script], env=variables, cwd=tmp_path)
    yield process
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    finally:
        process.kill()


def test_a_worker_behind_a_broker_does_a_job_within_its_memory(handlers, worker: subprocess.Popen[bytes]):
    wait_until_done(enqueue(), within=30)  # while the worker starts
    second = enqueue()
    assert wait_until_done(second, within=5) < 1
    assert second.result is not None
    assert second.result["pid"] not in {os.getpid(), worker.pid}
    assert second.result["memory"] == MEMORY


def test_the_celery_app_is_the_current_one_in_every_thread():
    seen: list[str | None] = []
    thread = threading.Thread(target=lambda: seen.append(current_app.main))
    thread.start()
    thread.join()
    assert seen == [app.main] == ["daylight"]
    assert app.conf.broker_url == settings.CELERY_BROKER_URL
    assert app.conf.task_reject_on_worker_lost is False
    assert app.conf.task_acks_late is True
