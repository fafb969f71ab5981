"""The web process killed while it writes: whatever it acknowledged is there once, and its job is done."""

import itertools
import random
import threading
import time
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection

from dataflows.services.drawing import DRAW_MAP
from jobs import services
from jobs.models import Job, JobState
from tests.factories.dataflows import MapFactory
from tests.faults.conftest import SHORT
from tests.faults.fleets import limits
from tests.faults.phases import LINGER, Board, Phase
from tests.faults.processes import eventually
from tests.faults.results import Facts, spread
from tests.faults.webs import PRODUCTION, Browser, EmbeddedWeb, Gunicorn, Web, signed_in
from tests.faults.writers import Writer, counts_of, endless_writes, flows_acts_and_jobs

pytestmark = pytest.mark.django_db(transaction=True)
MAPS = 3
INSIDE = (Phase.INSIDE, Phase.COMMITTING)
# None: at any moment. The others are waited for.
AIMS = (
    Phase.COMMITTING,
    Phase.COMMITTED,
    None,
    Phase.RUNG,
    Phase.INSIDE,
    Phase.COMMITTED,
    Phase.ANSWERING,
    None,
)
MAIN_EVERY = 7
RECOVERED_WITHIN = 30


class Trial:
    """Writes, kills and where they fell."""

    def __init__(self, web: Web, board: Board, writer: Writer, session: str, dice: random.Random) -> None:
        self.web, self.board, self.writer, self.dice = web, board, writer, dice
        self.session = session
        self.fell: Counter[Phase] = Counter()
        self.above = 0
        self.recoveries: list[float] = []
        self.retries = 0

    def round(self, aim: Phase | None, *, main: bool, most_waits: int) -> None:
        """Let writes go on, kill at the moment that is aimed at, and have the server come back.

        Then wait for the drawing that nobody was rung for, unless that has been seen often enough.
        """
        over, before = threading.Event(), len(self.writer.acknowledged)
        browser = Browser(self.web, self.session)
        thread = threading.Thread(target=self.writer.write_until, args=(over, browser), daemon=True)
        thread.start()
        try:
            self._wait(lambda: len(self.writer.acknowledged) > before, "a write was acknowledged")
            self._take_aim(aim)
            killed, fell = time.time(), self._kill(main=main)
        finally:
            over.set()
            thread.join(60)
        self._check_writer()
        self.web.come_back()
        self.board.clear()
        if fell == Phase.COMMITTED and len(self.recoveries) < most_waits:
            self._wait_for_drawings()
            self.recoveries.append(last_drawing() - killed)

    def _take_aim(self, aim: Phase | None) -> None:
        if aim is None:
            time.sleep(self.dice.uniform(0, 0.2))
            return
        self._wait(lambda: self.board.read()[1] == aim, aim.words)
        time.sleep(self.dice.uniform(0, LINGER * 0.6) if aim != Phase.INSIDE else 0)

    def _kill(self, *, main: bool) -> Phase:
        """Kill and return where that fell: what stands above the process that serves is in no phase."""
        serving, _phase = self.board.read()
        victim = self.web.kill(serving, main=main)
        wrote_last, phase = self.board.read()
        fell = phase if wrote_last == victim else Phase.IDLE
        if main and wrote_last != victim:
            self.above += 1
        else:
            self.fell[fell] += 1
        return fell

    def _wait(self, happened, what: str) -> None:
        def checked() -> bool:
            self._check_writer()
            return bool(happened())

        eventually(what, checked, within=30, every=0.001)

    def _check_writer(self) -> None:
        if self.writer.failure:
            raise self.writer.failure

    def facts(self) -> Facts:
        fell = {phase.words: count for phase, count in sorted(self.fell.items())}
        return {
            "kills": sum(fell.values()) + self.above,
            "fell": fell,
            "of_the_process_above": self.above,
            **counts_of(self.writer.acknowledged),
            "repeated": self.writer.repeated,
            "drawings": Job.objects.filter(kind=DRAW_MAP).count(),
            "unrung_drawn_after_seconds": spread(self.recoveries, digits=2),
            "retries_pressed": self.retries,
        }

    def fell_where_it_matters(self) -> bool:
        """Say whether some kill fell inside a transaction, and some between commit and ring."""
        inside = sum(self.fell[phase] for phase in INSIDE)
        return inside > 0 and self.fell[Phase.COMMITTED] > 0 and bool(self.recoveries)

    def finish(self) -> None:
        """Repeat what is open, and wait for every job."""
        self.writer.repeat(Browser(self.web, self.session))
        self._wait_for_drawings()

    def _wait_for_drawings(self) -> None:
        eventually("every drawing is done", self._all_drawn, within=180)

    def _all_drawn(self) -> bool:
        """Say whether no job is left; one that has been killed three times is tried again, as people do."""
        for job in Job.objects.filter(state=JobState.FAILED):
            self.retries += services.retry(job=job)
        return not Job.objects.exclude(state__in=[JobState.DONE, JobState.SUPERSEDED]).exists()


def last_drawing() -> float:
    """Return when the last drawing was done: the one that nobody had been rung for, or one after it."""
    done = Job.objects.filter(kind=DRAW_MAP, state=JobState.DONE).latest("finished_at")
    return float(done.finished_at.timestamp())


@pytest.fixture
def web(start_run, open_broker, tmp_path, full) -> Web:
    """The web process of this database's shape, started."""
    Board.make(tmp_path / "phases")
    variables = limits({} if full else SHORT) | {"FAULTS_PHASES": str(tmp_path / "phases")}
    started: Web
    if connection.vendor == "sqlite":
        call_command("createcachetable", "cache", verbosity=0)
        started = EmbeddedWeb(start_run(variables))
    else:
        broker = open_broker("redis")
        production = PRODUCTION | {"CACHE_URL": broker.url} | broker.variables
        started = Gunicorn(start_run(variables | production), broker)
    started.start()
    return started


@pytest.mark.services
def test_the_web_process_killed_while_it_writes(world, web, full, dice, keep, tmp_path):
    kills = 200 if full else 8
    maps = [MapFactory(programme=world.riverside.programme) for _map in range(MAPS)]
    writer = Writer(endless_writes(world.riverside, maps))
    session = signed_in(world.client("facilitator"))
    trial = Trial(web, Board(str(tmp_path / "phases")), writer, session, dice)
    for number in itertools.count():
        # A few more when chance has it that none fell where it matters most.
        if number >= kills and (trial.fell_where_it_matters() or number >= kills + 10):
            break
        main = number % MAIN_EVERY == MAIN_EVERY - 1
        trial.round(AIMS[number % len(AIMS)], main=main, most_waits=6 if full else 1)
    trial.finish()

    facts = trial.facts()
    keep("web-killed", facts)
    assert facts["kills"] >= kills
    assert facts["once"] == facts["writes"] >= kills
    assert trial.fell_where_it_matters()
    assert max(trial.recoveries) <= RECOVERED_WITHIN
    for flows, acts, drawings in flows_acts_and_jobs(maps):
        assert flows == acts == drawings
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
