"""A job from save to result: by the embedded worker's thread, and by a worker process behind Redis."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction

from config.background import WORKERS, Background
from config.celery import app
from jobs import bell, registry, services, tasks
from jobs.models import Job, JobState
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


# --- Redis ---------------------------------------------------------------------------------------


@pytest.fixture
def broker_url(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Redis, with a prefix of this test's own that is wiped afterwards; the app rings there."""
    prefix = f"daylight-test-{uuid.uuid4().hex}-"
    ringing = Celery("ringing", broker=redis_url, set_as_current=False)
    ringing.conf.broker_transport_options = {"global_keyprefix": prefix}
    monkeypatch.setattr(bell, "current_app", ringing)
    monkeypatch.setattr(bell, "_bell", bell.Bell())
    monkeypatch.setenv("DAYLIGHT_TEST_PREFIX", prefix)
    yield redis_url
    ringing.close()
    with redis.Redis.from_url(redis_url) as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


@pytest.fixture
def worker(broker_url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The production worker's command on this test's database."""
    script = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config.celery import app
app.conf.broker_transport_options = {{"global_keyprefix": os.environ["DAYLIGHT_TEST_PREFIX"]}}
import django
django.setup()
from jobs import registry
registry.register("noop", lambda attempt: registry.Outcome({{"pid": os.getpid()}}))
app.worker_main(["worker", "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=WARNING"])
"""
    variables = os.environ | {
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": broker_url,
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


@pytest.mark.services
def test_a_worker_behind_redis_does_a_job(handlers, worker: subprocess.Popen[bytes]):
    wait_until_done(enqueue(), within=30)  # while the worker starts
    second = enqueue()
    assert wait_until_done(second, within=5) < 1
    assert second.result is not None
    assert second.result["pid"] != os.getpid()


def test_the_celery_app_is_the_current_one_in_every_thread():
    seen: list[str | None] = []
    thread = threading.Thread(target=lambda: seen.append(current_app.main))
    thread.start()
    thread.join()
    assert seen == [app.main] == ["daylight"]
    assert app.conf.broker_url == settings.CELERY_BROKER_URL
    assert app.conf.task_reject_on_worker_lost is False
    assert app.conf.task_acks_late is True
