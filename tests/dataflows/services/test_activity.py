"""What happened in a programme: told in sentences, by time, and by e-mail to those who asked."""

import html
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Comment
from dataflows.selectors.activity import AT_ONCE, activity_of
from dataflows.services.answering import answer
from dataflows.services.comments import add_comment
from dataflows.services.digesting import daily_digest, weekly_digest
from dataflows.services.edit_kinds import SetFact
from dataflows.services.editing import edit_map
from dataflows.services.versions import publish
from jobs.models import Job
from jobs.registry import Attempt
from jobs.services import run_one
from organisations.errors import BadInput, NotAllowed, NotVisible
from organisations.models import User
from organisations.permissions import GUEST
from organisations.services.people import choose_digest
from tests.factories.dataflows import CommentFactory
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


def make_news(riverside: Tenant) -> None:
    owner = riverside.actor("owner")
    for channel in ("by hand", "by post"):
        edits = [SetFact(element=riverside.flow.pk, fact="channel", value=channel)]
        edit_map(actor=owner, map_=riverside.map, edit=uuid.uuid4(), edits=edits, sure=True)
    publish(actor=owner, map_=riverside.map)
    said = add_comment(
        actor=riverside.actor("partner"), version=riverside.version, kind="missing", text="The GP."
    )
    answer(actor=owner, comment=said, kind="changed", text="Added.")


def texts(riverside: Tenant, **what) -> list[str]:
    return [one.text for one in activity_of(riverside.actor("viewer"), riverside.programme, **what)]


def test_it_is_told_newest_first_and_steps_of_a_day_are_one_line(riverside):
    make_news(riverside)
    said = texts(riverside)
    assert said[0] == "Riverside owner answered a comment: Changed the map"
    assert said[1].startswith("Riverside partner, ")
    assert said[1].endswith("commented: Something is missing")
    assert "Riverside owner published version 2" in said
    assert "Riverside owner changed the draft in 2 steps" in said
    times = [one.at for one in activity_of(riverside.actor("viewer"), riverside.programme)]
    assert times == sorted(times, reverse=True)
    assert texts(riverside, since=timezone.now()) == []
    assert len(texts(riverside, before=timezone.now())) == len(said)


def test_it_costs_the_same_for_much_and_comes_in_parts(riverside, world, django_assert_num_queries):
    with django_assert_num_queries(7):
        texts(riverside)
    for _ in range(AT_ONCE + 5):
        CommentFactory(version=riverside.version, author=riverside.people["partner"])
    with django_assert_num_queries(7):
        assert len(texts(riverside)) == AT_ONCE
    client, path = world.client("viewer"), reverse("activity", args=[riverside.programme.slug])
    page = client.get(path)
    older = page.context["older"]
    seen = Comment.objects.count()
    second = client.get(path, {"before": older})
    events = sum(len(each) for answered in (page, second) for _day, each in answered.context["days"])
    assert events > AT_ONCE
    assert seen > AT_ONCE
    # A time that is none is no time.
    assert client.get(path, {"before": "yesterday"}).status_code == 200


def test_strangers_learn_nothing(riverside, world):
    with pytest.raises(NotVisible):
        activity_of(world.otherplace.actor("owner"), riverside.programme)


def run(handler) -> None:
    payload = {"at": (timezone.now() + timedelta(minutes=1)).isoformat(), "period": "now"}
    outcome = handler(Attempt(uuid.uuid4(), 1, payload, lambda _done, _of: None))
    with transaction.atomic():
        outcome.store()
    while run_one():
        pass


def test_who_asked_is_told_once_a_period_and_nobody_without_news(riverside):
    make_news(riverside)
    Job.objects.all().delete()
    choose_digest(actor=riverside.actor("viewer"), digest="daily")
    choose_digest(actor=riverside.actor("partner"), digest="weekly")
    run(daily_digest)
    (message,) = mail.outbox
    assert message.to == [riverside.people["viewer"].email]
    assert "Riverside owner published version 2" in message.body
    assert "http://127.0.0.1:8000/account/me/" in message.body
    run(weekly_digest)
    assert mail.outbox[1].to == [riverside.people["partner"].email]
    # Whoever ends it, or has no news, gets none.
    choose_digest(actor=riverside.actor("viewer"), digest="")
    run(daily_digest)
    assert len(mail.outbox) == 2


def test_only_a_person_chooses_and_only_what_there_is(riverside, world):
    with pytest.raises(BadInput):
        choose_digest(actor=riverside.actor("viewer"), digest="hourly")
    with pytest.raises(NotAllowed):
        choose_digest(actor=GUEST, digest="daily")
    client = world.client("viewer")
    assert client.post(reverse("account"), {"digest": "weekly"}).status_code == 302
    assert User.objects.get(pk=riverside.people["viewer"].pk).digest == "weekly"
    page = html.unescape(client.get(reverse("account")).content.decode())
    assert "Tell me by e-mail what happened" in page


def test_at_the_edges_of_the_calendar_nothing_happened(riverside, world):
    client = world.client("viewer")
    path = reverse("activity", args=[riverside.programme.slug])
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "never"):
        assert client.get(path, {"before": moment}).status_code == 200
