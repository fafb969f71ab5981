"""Reminders of review dates: two beats and two workers over simulated days, each reminder once."""

import html
import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Agreement, Flow, Map, Reminder
from dataflows.selectors.due import all_due
from jobs import schedules
from jobs.models import Job, JobState, ScheduledRun
from jobs.services import run_one
from organisations.models import User
from tests.people import make_world
from tests.results import keep_result

DAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _everywhere():
    schedules.forget_begun()
    with scopes_disabled():
        yield
    schedules.forget_begun()


def give_dates(here) -> None:
    """One thing of each kind due within the day that is played, and one that is not due for long."""
    Flow.objects.filter(map=here.map).update(review_date=None)
    Flow.objects.filter(pk=here.flow.pk).update(review_date=DAY + timedelta(days=1))
    Map.objects.filter(pk=here.map.pk).update(review_date=DAY - timedelta(days=29))
    Agreement.objects.filter(programme=here.programme).update(review_date=None)
    Agreement.objects.filter(pk=here.agreement.pk).update(review_date=DAY + timedelta(days=90))


def beat(at: datetime) -> None:
    schedules.begin_due(now=at, remember=False)


def in_threads(acts) -> None:
    """Do acts at the same moment where the database can take it, else one after the other."""
    if connection.vendor == "sqlite":
        for act in acts:
            act()
        return
    threads = [threading.Thread(target=_and_close, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _and_close(act) -> None:
    try:
        with scopes_disabled():
            act()
    finally:
        connection.close()


def work() -> None:
    while run_one():
        pass


@pytest.mark.django_db(transaction=True)
def test_two_beats_and_two_workers_over_a_day_remind_of_each_thing_once():
    world = make_world()
    for here in (world.riverside, world.otherplace):
        give_dates(here)
    Reminder.objects.all().delete()
    start = timezone.make_aware(datetime.combine(DAY, datetime.min.time()))
    for minutes in range(0, 24 * 60 + 1, 30):
        at = start + timedelta(minutes=minutes)
        in_threads([lambda at=at: beat(at)] * 2)
        in_threads([work] * 2)
    given = Counter(Reminder.objects.values_list("kind", "element_id", "stage"))
    assert set(given.values()) == {1}
    by_kind = Counter(kind for kind, _id, _stage in given)
    # Each programme's flow is soon due, and its map overdue since less than thirty days, then for thirty.
    assert by_kind == {"flow": 2, "map": 2}
    keepers = User.objects.filter(memberships__role__in=["owner", "council_staff", "facilitator"]).count()
    reminders = [one for one in mail.outbox if "look at again" in one.subject]
    told = Counter(one.to[0] for one in reminders)
    assert len(told) == keepers
    assert set(told.values()) == {1}
    assert not Job.objects.filter(state=JobState.FAILED).exists()
    runs = ScheduledRun.objects.filter(schedule="reviews").count()
    keep_result(
        f"reminders-{connection.vendor}",
        {
            "beats": 2,
            "workers": 2,
            "hours": 24,
            "runs": runs,
            "reminders": len(given),
            "messages": len(reminders),
        },
    )


@pytest.mark.django_db(transaction=True)
def test_over_ninety_days_each_stage_comes_once_and_a_new_date_begins_anew():
    here = make_world().riverside
    give_dates(here)
    Reminder.objects.all().delete()
    start = timezone.make_aware(datetime.combine(DAY, datetime.min.time())) + timedelta(hours=9)
    for day in range(95):
        # On some days no worker ran: what was missed comes with the next.
        if day % 7 != 3:
            beat(start + timedelta(days=day))
            work()
    stages = (
        Reminder.objects.filter(element_id=here.map.pk).order_by("given_at").values_list("stage", flat=True)
    )
    assert list(stages) == ["due", "overdue-1", "overdue-2", "overdue-3", "overdue-4"]
    flow = (
        Reminder.objects.filter(element_id=here.flow.pk).order_by("given_at").values_list("stage", flat=True)
    )
    assert list(flow) == ["soon", "due", "overdue-1", "overdue-2", "overdue-3"]
    agreement = Reminder.objects.filter(element_id=here.agreement.pk).values_list("stage", flat=True)
    assert list(agreement) == ["soon", "due"]
    Map.objects.filter(pk=here.map.pk).update(review_date=DAY + timedelta(days=100))
    beat(start + timedelta(days=96))
    work()
    assert Reminder.objects.filter(element_id=here.map.pk, stage="soon").count() == 1


@pytest.mark.django_db
def test_what_is_due_is_listed_in_words_the_oldest_first(django_assert_num_queries):
    world = make_world()
    here = world.riverside
    today = timezone.localdate()
    Flow.objects.filter(map=here.map).update(review_date=None)
    Flow.objects.filter(pk=here.flow.pk).update(review_date=today + timedelta(days=12))
    Map.objects.filter(pk=here.map.pk).update(review_date=today - timedelta(days=3))
    Agreement.objects.filter(programme=here.programme).update(review_date=today + timedelta(days=31))
    with django_assert_num_queries(3):
        due = all_due(here.programme, today=today)
    assert [(one.kind, one.when) for one in due] == [("map", "3 days overdue"), ("flow", "in 12 days")]
    client = world.client("viewer")
    page = html.unescape(client.get(reverse("due", args=[here.programme.slug])).content.decode())
    assert "2 things within 30 days or overdue." in page
    assert "1 is overdue." in page
    assert "2 flows have no review date." in page
    only = client.get(reverse("due", args=[here.programme.slug]) + "?kind=flow").content.decode()
    assert "in 12 days" in only
    assert "3 days overdue" not in only


@pytest.mark.django_db
def test_a_maps_review_date_is_kept_cleared_and_refused():
    world = make_world()
    here, client = world.riverside, world.client("facilitator")
    path, page = reverse("map_review_date", args=[here.map.pk]), reverse("versions", args=[here.map.pk])
    day = timezone.localdate() + timedelta(days=100)
    client.post(path, {"review_date": day.isoformat()})
    assert Map.objects.get(pk=here.map.pk).review_date == day
    for bad, said in (
        ("soon", "not a date"),
        ("1999-01-01", "from today on"),
        ("2999-01-01", "from today on"),
    ):
        client.post(path, {"review_date": bad})
        assert said in client.get(page).content.decode()
        assert Map.objects.get(pk=here.map.pk).review_date == day
    client.post(path, {"review_date": ""})
    assert Map.objects.get(pk=here.map.pk).review_date is None
