"""The broker away for a while: no save fails or waits for it, and every job is done once it is back."""

import json
import time
from dataclasses import dataclass

import pytest
from django.db.models import QuerySet

from jobs.models import Job, JobState
from tests.faults import kinds
from tests.faults.conftest import SHORT
from tests.faults.fleets import Workers, limits
from tests.faults.processes import Running, eventually
from tests.faults.proxy import Proxy
from tests.faults.results import spread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("effects")]
PER_SECOND = 20
# A save takes milliseconds; a connection that is tried in its way would take seconds.
MOST_ADDED = 0.25


@dataclass(frozen=True)
class Save:
    at: float
    took: float
    wrong: str


def saves_of(saver: Running) -> list[Save]:
    lines = saver.said().splitlines()
    return [Save(**json.loads(line)) for line in lines if line.startswith("{") and line.endswith("}")]


def wait(seconds: float, fleet: Workers) -> None:
    """Let time pass, and start again what ends meanwhile, as whatever watches over the services does."""
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        fleet.keep_up()
        time.sleep(0.1)


def of_saves() -> QuerySet[Job]:
    """The jobs of saves: the beat begins what is due once a day beside them."""
    return Job.objects.filter(kind=kinds.EFFECT)


def done() -> int:
    return of_saves().filter(state=JobState.DONE).count()


@pytest.mark.parametrize(
    ("name", "away"),
    [
        pytest.param("redis", "refuse", marks=pytest.mark.services),
        pytest.param("rabbitmq", "swallow", marks=pytest.mark.rabbitmq),
        pytest.param("redis", "swallow", marks=[pytest.mark.services, pytest.mark.long]),
        pytest.param("rabbitmq", "refuse", marks=[pytest.mark.rabbitmq, pytest.mark.long]),
    ],
)
def test_saves_while_the_broker_is_away(name, away, full, start_run, open_broker, keep):
    around, gone = (10, 60) if full else (1.5, 4)
    real = open_broker(name)
    with Proxy(*real.address) as proxy:
        broker = real.behind(proxy.port)
        run = start_run(broker.variables | limits({} if full else SHORT))
        fleet = Workers(run, broker)
        fleet.start()
        saver = run.python("saves", "tests.faults.saver", str(PER_SECOND))
        eventually("a job is done", done, within=30)
        time.sleep(around)

        left = time.time()
        getattr(proxy, away)()
        wait(gone, fleet)
        waiting = of_saves().exclude(state=JobState.DONE).count()
        proxy.come_back()
        back = time.time()

        time.sleep(around)
        saver.kill()
        saves = saves_of(saver)
        kept = [save for save in saves if not save.wrong]
        eventually("every job is done", lambda: fleet.keep_up() or done() >= len(kept), within=300)
        finished = [job.finished_at.timestamp() for job in of_saves() if job.finished_at]

    before = [save.took for save in saves if save.at < left]
    during = [save.took for save in saves if left <= save.at < back]
    facts = {
        "seconds_away": gone,
        "saves": len(saves),
        "failed_saves": len(saves) - len(kept),
        "waiting_when_it_came_back": waiting,
        "workers_that_ended_and_were_started_again": fleet.restarts,
        "save_seconds_before": spread(before),
        "save_seconds_meanwhile": spread(during),
        "all_done_after_seconds": round(max(finished) - back, 2),
    }
    keep(f"broker-gone-{name}-{away}", {**facts, "broker": real.version()})
    assert facts["failed_saves"] == 0
    assert len(during) >= gone * PER_SECOND * 0.8, "saves went on at their pace"
    assert waiting > 0, "the workers could not be told: the broker was away"
    assert facts["save_seconds_meanwhile"]["p95"] - facts["save_seconds_before"]["p95"] < MOST_ADDED
    check_effects(len(kept))


def check_effects(kept: int) -> None:
    """Every save has its job, and each job its effect, once; the last save may have been cut off unsaid."""
    saved = kinds.saved()
    assert saved == {str(pk) for pk in of_saves().values_list("pk", flat=True)}
    assert kept <= len(saved) <= kept + 1
    eventually("the last save's job is done", lambda: done() == len(saved), within=30)
    effects = kinds.effects()
    assert effects.keys() == saved
    assert set(map(len, effects.values())) == {1}
