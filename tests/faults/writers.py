"""Somebody who writes through the web and repeats what was not answered, and what became of it."""

import http.client
import itertools
import threading
from collections import Counter
from collections.abc import Iterator

from django_scopes import scopes_disabled

from dataflows import models
from dataflows.services.drawing import DRAW_MAP
from jobs.models import Job
from tests.faults.webs import Browser, Comment, Edit, Import

Write = Comment | Edit | Import


class Writer:
    """Somebody who goes on writing until the server has been killed, and repeats what was not answered."""

    def __init__(self, writes: Iterator[Write]) -> None:
        self._writes = writes
        self.acknowledged: list[Write] = []
        self.open: list[Write] = []
        self.repeated = 0
        self.failure: Exception | None = None

    def write_until(self, over: threading.Event, browser: Browser) -> None:
        try:
            while not over.is_set():
                self._one(browser)
        except (OSError, http.client.HTTPException):
            return  # the server is gone: what was open stays so
        except Exception as error:  # noqa: BLE001 - told to the test, which runs in another thread
            self.failure = error

    def repeat(self, browser: Browser) -> None:
        """Send once more what was not answered."""
        while self.open:
            self._one(browser)

    def _one(self, browser: Browser) -> None:
        if not self.open:
            self.open.append(next(self._writes))
        else:
            self.repeated += 1
        self.open[0].send(browser)
        self.acknowledged.append(self.open.pop())


def endless_writes(tenant, maps: list[models.Map]) -> Iterator[Write]:
    """Edits, imports and comments in turn, each with words of its own."""
    for number in itertools.count(1):
        map_ = maps[number % len(maps)]
        yield Edit(map_.pk, f"Team {number:05}", f"plan what edit {number:05} is for")
        yield Import(map_.pk, f"Service {number:05}", f"find out what number {number:05} is")
        yield Comment(tenant.map.pk, tenant.flow.pk, f"That is not right, number {number:05}.")


@scopes_disabled()
def counts_of(writes: list[Write]) -> dict[str, int]:
    """Say of how many writes there is nothing, one, or more than one."""
    texts = Counter(models.Comment.objects.values_list("text", flat=True))
    purposes = Counter(models.Flow.objects.values_list("purpose", flat=True))
    found = Counter((texts if isinstance(write, Comment) else purposes)[write.text] for write in writes)
    more = sum(count for times, count in found.items() if times > 1)
    return {"writes": len(writes), "missing": found[0], "once": found[1], "more_than_once": more}


@scopes_disabled()
def flows_acts_and_jobs(maps: list[models.Map]) -> list[tuple[int, int, int]]:
    """Return the flows, acts and drawings that were asked for, of each map: all three are one act."""
    return [
        (
            models.Flow.objects.filter(map=map_).count(),
            models.Act.objects.filter(map=map_).count(),
            Job.objects.filter(kind=DRAW_MAP, payload__map=str(map_.pk)).count(),
        )
        for map_ in maps
    ]
