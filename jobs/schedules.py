"""What is done once a period, whatever the number of beats: a row with UNIQUE(schedule, period) decides.

Whoever sweeps asks what is due. The row and the job are stored in one transaction, so that of two who ask at
the same moment one stores both and the other nothing.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.models import ScheduledRun
from jobs.registry import UnknownKindError
from jobs.services import enqueue

logger = logging.getLogger(__name__)

PeriodOf = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A kind of job that is done once in each period; ``period_of`` names the one that a local time is in."""

    name: str
    kind: str
    period_of: PeriodOf


_schedules: dict[str, Schedule] = {}
# What this process knows to be begun: most sweeps need not ask the database.
_begun: dict[str, str] = {}


def register_schedule(name: str, *, kind: str, period_of: PeriodOf) -> None:
    """Let a job of ``kind`` be done once in each period. Its payload is ``{"period": …}``."""
    _schedules[name] = Schedule(name, kind, period_of)


def begin_due(*, now: datetime | None = None, remember: bool = True) -> int:
    """Begin every schedule whose period has not been begun; return how many were.

    ``remember`` may be taken away by whoever plays several processes in one.
    """
    local, begun = timezone.localtime(now), 0
    for one in list(_schedules.values()):
        period = one.period_of(local)
        if remember and _begun.get(one.name) == period:
            continue
        try:
            with transaction.atomic():
                ScheduledRun.objects.create(schedule=one.name, period=period)
                enqueue(kind=one.kind, payload={"period": period, "at": local.isoformat()})
                begun += 1
        except IntegrityError:
            logger.debug("%s has been begun for %s by another process.", one.name, period)
        except UnknownKindError:
            # Whoever sweeps has more to do than this.
            logger.exception("%s cannot be begun.", one.name)
            continue
        _begun[one.name] = period
    return begun


def forget_begun() -> None:
    """Ask the database again. For tests, where it is emptied under the process."""
    _begun.clear()


def daily(hour: int) -> PeriodOf:
    """Return periods that begin each day at an hour of local time.

    Examples
    --------
    >>> daily(7)(datetime(2026, 3, 1, 6, 59)), daily(7)(datetime(2026, 3, 1, 7, 0))
    ('2026-02-28', '2026-03-01')
    """
    return lambda local: _day_from(local, hour)


def weekly(weekday: int, hour: int) -> PeriodOf:
    """Return periods that begin each week on a day (Monday is 0) at an hour of local time.

    Examples
    --------
    >>> weekly(0, 7)(datetime(2026, 11, 30, 6, 59)), weekly(0, 7)(datetime(2026, 11, 30, 7, 0))
    ('week of 2026-11-23', 'week of 2026-11-30')
    """

    def of(local: datetime) -> str:
        day = datetime.fromisoformat(_day_from(local, hour)).toordinal()
        return f"week of {datetime.fromordinal(day - (day - 1 - weekday) % 7).date().isoformat()}"

    return of


def _day_from(local: datetime, hour: int) -> str:
    day = local.date().toordinal() - (local.hour < hour)
    return datetime.fromordinal(day).date().isoformat()
