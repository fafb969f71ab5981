"""You said, we did: each commenter gets one message with the next version, and no second one."""

import uuid

import pytest
from django.core import mail
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Comment, Digest, ReviewAddress
from dataflows.selectors.review_links import token_of
from dataflows.services.answering import answer, reopen
from dataflows.services.comments import add_comment
from dataflows.services.edit_kinds import SetFact
from dataflows.services.editing import edit_map
from dataflows.services.versions import publish
from jobs.models import Job, JobState
from jobs.services import perform, run_one
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


@pytest.fixture
def said(riverside: Tenant) -> Comment:
    return add_comment(
        actor=riverside.actor("partner"),
        version=riverside.version,
        kind="depends",
        text="Only on Mondays.",
        element_id=riverside.flow.pk,
    )


def publish_again(riverside: Tenant, channel: str):
    edits = [SetFact(element=riverside.flow.pk, fact="channel", value=channel)]
    edit_map(actor=riverside.actor("owner"), map_=riverside.map, edit=uuid.uuid4(), edits=edits, sure=True)
    return publish(actor=riverside.actor("facilitator"), map_=riverside.map)


def work() -> None:
    while run_one():
        pass


def to(person: str) -> list[mail.EmailMessage]:
    return [one for one in mail.outbox if person in one.to]


def test_each_commenter_is_told_once_what_became_of_it(riverside, said):
    partner = riverside.people["partner"].email
    answer(actor=riverside.actor("facilitator"), comment=said, kind="varies", text="We say so now.")
    version = publish_again(riverside, "by letter")
    work()
    (message,) = to(partner)
    for words in ("Only on Mondays.", "Recorded as varying. We say so now.", f"Version {version.number}"):
        assert words in message.body
    assert f"http://127.0.0.1:8000{reverse('comments', args=[riverside.map.pk])}" in message.body
    # Nothing new was answered: nobody is told again.
    publish_again(riverside, "by hand")
    work()
    assert len(to(partner)) == 1
    # Answered anew, they are.
    reopen(actor=riverside.actor("partner"), comment=said)
    answer(actor=riverside.actor("facilitator"), comment=said, kind="changed", text="Now it is on Mondays.")
    publish_again(riverside, "by pigeon")
    work()
    assert len(to(partner)) == 2
    assert "Now it is on Mondays." in to(partner)[1].body


def test_whoever_wrote_over_a_link_is_told_once_and_the_address_forgotten(riverside, said):
    email = ReviewAddress.objects.get(review=riverside.review).email
    answer(
        actor=riverside.actor("facilitator"), comment=riverside.review_comment, kind="changed", text="We did."
    )
    publish_again(riverside, "by letter")
    work()
    (message,) = to(email)
    assert "We did." in message.body
    page = reverse("review_sent", args=[token_of(riverside.review_link), riverside.review.pk])
    assert page in message.body
    assert not ReviewAddress.objects.filter(review=riverside.review).exists()
    publish_again(riverside, "by hand")
    work()
    assert len(to(email)) == 1
    # Who has said nothing that was answered hears nothing.
    assert not to(riverside.people["partner"].email)


def test_a_job_that_is_done_twice_sends_one_message(riverside, said):
    answer(actor=riverside.actor("facilitator"), comment=said, kind="varies", text="We say so now.")
    publish_again(riverside, "by letter")
    jobs = list(Job.objects.filter(kind="tell_commenter"))
    work()
    for job in jobs:
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, attempts=0)
    work()
    assert len(mail.outbox) == len({address for one in mail.outbox for address in one.to})
    assert Digest.objects.filter(reader=riverside.people["partner"]).count() == 1


def test_a_message_that_does_not_go_out_is_tried_again_and_not_marked(riverside, said, monkeypatch):
    answer(actor=riverside.actor("facilitator"), comment=said, kind="varies", text="We say so now.")
    publish_again(riverside, "by letter")
    with monkeypatch.context() as broken:
        broken.setattr("dataflows.services.mailing.send_mail", lambda *_what: 1 / 0)
        for job in Job.objects.filter(kind="tell_commenter"):
            Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1, owner="somebody")
            perform(job=Job.objects.get(pk=job.pk))
    assert mail.outbox == []
    assert not Digest.objects.filter(reader=riverside.people["partner"]).exists()
    Job.objects.filter(kind="tell_commenter").update(not_before="2026-01-01T00:00Z")
    work()
    assert len(to(riverside.people["partner"].email)) == 1


def test_whoever_has_left_the_programme_is_not_written_to(riverside, said):
    answer(actor=riverside.actor("facilitator"), comment=said, kind="varies", text="We say so now.")
    publish_again(riverside, "by letter")
    partner = riverside.people["partner"]
    partner.memberships.all().delete()
    work()
    assert not to(partner.email)
