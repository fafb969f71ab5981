"""Jobs done in processes of their own: what ends one of these ends neither the server nor the next job."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from config import hands as module
from config.hands import Hands
from jobs import bell, registry, services
from jobs.models import Job, JobState
from tests.runtime import kinds
from tests.runtime.processes import database_url, is_running, wait_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes that the test starts know its database and its kinds of jobs."""
    monkeypatch.setattr(registry, "_handlers", {handler.__name__: handler for handler in kinds.KINDS})
    monkeypatch.setattr(services, "PAUSES", (services.timedelta(0),))
    monkeypatch.setattr(bell, "ring", lambda: None)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.runtime.settings")
    monkeypatch.setenv("DATABASE_URL", database_url())


@pytest.fixture
def hands() -> Iterator[Hands]:
    pool = Hands(most=1)
    yield pool
    pool.stop()


def enqueue(kind: str, **payload: Any) -> Job:
    with transaction.atomic():
        return services.enqueue(kind=kind, payload=payload)


def do(hands: Hands, kind: str, **payload: Any) -> Job:
    job = enqueue(kind, **payload)
    assert services.run_one(perform=hands.perform) == job
    job.refresh_from_db()
    return job


def pid_of(job: Job) -> int:
    assert job.state == JobState.DONE, job.error
    assert job.result is not None
    return int(job.result["pid"])


def test_jobs_are_done_in_another_process_that_is_kept(hands: Hands):
    first, second = do(hands, "who"), do(hands, "who")
    assert pid_of(first) == pid_of(second) != os.getpid()


def test_a_process_that_aborts_costs_one_attempt_and_nothing_else(hands: Hands):
    before = do(hands, "who")
    began = time.monotonic()
    aborted = do(hands, "abort")
    assert time.monotonic() - began < 5, "noticed at once, not by the lease"
    assert (aborted.state, aborted.attempts) == (JobState.QUEUED, 1)
    assert aborted.error == "The process that did this was ended by signal 6 (SIGABRT)."
    Job.objects.filter(pk=aborted.pk).delete()
    assert pid_of(do(hands, "who")) != pid_of(before)


def test_three_aborts_are_a_failure(hands: Hands):
    job = do(hands, "abort")
    services.run_one(perform=hands.perform)
    services.run_one(perform=hands.perform)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "SIGABRT" in job.error
    assert services.run_one(perform=hands.perform) is None


def test_a_job_that_hangs_is_ended_with_all_it_has_started(hands: Hands, tmp_path: Path, settings):
    hands.warm()
    settings.CELERY_TASK_TIME_LIMIT = 2
    job = do(hands, "hang", say=str(tmp_path / "said"))
    assert job.error == "It was stopped because it took more than 2 seconds."
    pids = [int(pid) for pid in (tmp_path / "said").read_text().split()]
    assert len(pids) == 2
    wait_for(lambda: not any(is_running(pid) for pid in pids))


def test_a_greedy_job_fails_and_the_next_one_has_all_the_room(hands: Hands):
    before = do(hands, "who")
    greedy = do(hands, "greedy")
    assert greedy.error == "It needed more memory than a job may have."
    Job.objects.filter(pk=greedy.pk).delete()
    assert pid_of(do(hands, "who")) != pid_of(before)


def test_a_job_that_is_done_stays_done_when_its_process_ends_before_it_says_so(hands: Hands):
    job = do(hands, "die_when_done")
    assert (job.state, job.result, job.error, job.attempts) == (JobState.DONE, {"effect": 1}, "", 1)


def test_reading_and_printing_disturb_nobody(hands: Hands):
    chatty = do(hands, "chatty")
    assert (chatty.state, chatty.result) == (JobState.DONE, {"read": ""})


def test_a_job_that_stores_another_rings_where_the_workers_are(hands: Hands, monkeypatch):
    rings: list[int] = []
    monkeypatch.setattr(bell, "ring", lambda: rings.append(1))
    assert do(hands, "follow").state == JobState.DONE
    assert rings
    assert Job.objects.get(kind="who").state == JobState.QUEUED


def test_a_claim_that_was_lost_is_left_to_whoever_has_it(hands: Hands):
    enqueue("who")
    job = services.claim()
    assert job is not None
    Job.objects.update(owner="somebody else")
    hands.perform(job=job)
    found = Job.objects.get()
    assert (found.state, found.owner, found.result) == (JobState.RUNNING, "somebody else", None)


def test_processes_are_replaced_now_and_then(hands: Hands, monkeypatch):
    monkeypatch.setattr(module, "MOST_JOBS", 2)
    pids = [pid_of(do(hands, "who")) for _job in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_one_that_ended_while_it_had_nothing_to_do_costs_no_attempt(hands: Hands):
    pid = pid_of(do(hands, "who"))
    os.kill(pid, 9)
    wait_for(lambda: not is_running(pid))
    job = do(hands, "who")
    assert pid_of(job) != pid
    assert job.attempts == 1


def test_one_that_was_killed_and_still_counts_as_alive_costs_no_attempt(hands: Hands, monkeypatch):
    """The kernel tells nobody of its end until the last of its threads is gone."""
    pid = pid_of(do(hands, "who"))
    os.kill(pid, 9)
    wait_for(lambda: not is_running(pid))
    monkeypatch.setattr(module.Hand, "is_alive", True)
    job = do(hands, "who")
    assert pid_of(job) != pid
    assert job.attempts == 1


def test_those_that_end_again_and_again_before_they_begin_cost_an_attempt(hands: Hands, monkeypatch):
    tried: list[module.Hand] = []

    def kill_first(hand: module.Hand, job: Job) -> None:
        tried.append(hand)
        hand.kill()
        begin(hand, job)

    begin = module.Hand.begin
    monkeypatch.setattr(module.Hand, "begin", kill_first)
    job = do(hands, "who")
    assert (job.state, job.attempts, len(tried)) == (JobState.QUEUED, 1, 2)
    assert job.error == "The process that did this was ended by signal 9 (SIGKILL)."


@pytest.mark.parametrize(
    "said",
    [b"Segmentation fault", b"\xff", b"[1]", b'{"over": 1}'],
    ids=["words", "bytes", "a list", "half of it"],
)
def test_one_that_says_what_nobody_can_read_is_ended_and_makes_room(
    hands: Hands, monkeypatch, tmp_path, said
):
    hands.warm()
    with monkeypatch.context() as garbled:
        garbled.setattr(module.Hand, "_line", lambda self, deadline, within: said)
        job = do(hands, "hang", say=str(tmp_path / "said"))
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error == "The process that did this said something that cannot be read."
    Job.objects.filter(pk=job.pk).delete()
    assert pid_of(do(hands, "who")), "the only place is free again"


def test_one_that_cannot_start_is_a_reason(hands: Hands, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "no.such.settings")
    job = do(hands, "who")
    assert job.error == "The process that did this has ended (exit code 1)."


def test_stopping_gives_a_job_that_is_under_way_back_with_its_attempt(tmp_path: Path):
    hands = Hands(most=1)
    job = enqueue("hang", say=str(tmp_path / "said"))

    def work() -> None:
        services.run_one(perform=hands.perform)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    wait_for((tmp_path / "said").exists, within=20)
    hands.stop()
    worker.join(10)
    assert not worker.is_alive()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "")
    for pid in (tmp_path / "said").read_text().split():
        wait_for(lambda pid=int(pid): not is_running(pid))
    again = services.run_one(perform=hands.perform)
    assert again is not None
    assert again.state == JobState.QUEUED, "nobody does it any more"


def test_it_ends_with_the_server_even_in_the_middle_of_a_job(tmp_path: Path):
    """Its input ends when the server does, even by kill -9."""
    enqueue("hang", say=str(tmp_path / "said"))
    job = services.claim()
    assert job is not None
    hand = subprocess.Popen(
        [sys.executable, "-m", "config.hand"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with hand:
        assert hand.stdin is not None
        assert hand.stdout is not None
        assert json.loads(hand.stdout.readline()) == {"ready": True}
        order = {"job": str(job.pk), "owner": job.owner, "attempt": job.attempts}
        hand.stdin.write(json.dumps(order).encode() + b"\n")
        hand.stdin.flush()
        wait_for(lambda: (tmp_path / "said").exists() and (tmp_path / "said").read_text().endswith("\n"))
        hand.stdin.close()
        assert hand.wait(5) == -9
    for pid in (tmp_path / "said").read_text().split():
        wait_for(lambda pid=int(pid): not is_running(pid))
