"""What is done once a period: two beats begin it once, every period, and nothing else stops for it."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs import registry, schedules
from jobs.models import Job, ScheduledRun
from jobs.schedules import begin_due, daily, forget_begun, register_schedule, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    monkeypatch.setattr(schedules, "_schedules", {})
    monkeypatch.setattr(registry, "_handlers", {"tick": lambda _attempt: None})
    forget_begun()
    yield
    forget_begun()


def test_two_beats_begin_each_period_once_and_none_is_passed_over():
    register_schedule("every day", kind="tick", period_of=daily(7))
    start = datetime(2026, 11, 27, 12, tzinfo=UTC)
    for minutes in range(0, 3 * 24 * 60, 5):
        for _beat in range(2):
            # Two processes: neither knows what the other has begun.
            begin_due(now=start + timedelta(minutes=minutes), remember=False)
    periods = list(ScheduledRun.objects.values_list("period", flat=True))
    assert periods == ["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"]
    assert Job.objects.filter(kind="tick").count() == len(periods)


def test_a_process_that_knows_asks_the_database_once(django_assert_num_queries):
    register_schedule("every day", kind="tick", period_of=daily(7))
    assert begin_due() == 1
    with django_assert_num_queries(0):
        assert begin_due() == 0


def test_one_that_cannot_be_begun_stops_no_other(caplog):
    register_schedule("of no kind", kind="nobody", period_of=daily(7))
    register_schedule("every day", kind="tick", period_of=daily(7))
    assert begin_due() == 1
    assert "of no kind cannot be begun" in caplog.text
    assert not ScheduledRun.objects.filter(schedule="of no kind").exists()


def test_weeks_begin_on_their_day_also_around_new_year():
    period = weekly(0, 7)
    first = datetime(2026, 12, 28, 7, tzinfo=UTC)
    same = {period(first + timedelta(hours=hours)) for hours in range(7 * 24)}
    assert same == {"week of 2026-12-28"}
    assert period(first - timedelta(minutes=1)) == "week of 2026-12-21"
    assert period(first + timedelta(days=7)) == "week of 2027-01-04"
