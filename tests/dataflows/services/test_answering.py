"""Answering comments: an outcome and a sentence each, opened again in one click, counted on publishing."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Comment, Outcome
from dataflows.models.comments import ANSWERS
from dataflows.selectors.comments import answered_of
from dataflows.services.answering import LONGEST, answer, reopen
from dataflows.services.comments import add_comment, reply
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from tests.people import Tenant


@pytest.fixture
def comment(riverside, partner) -> Comment:
    return add_comment(
        actor=partner,
        version=riverside.version,
        kind="depends",
        text="Only on Mondays.",
        element_id=riverside.flow.pk,
    )


def facilitator_of(riverside: Tenant):
    return riverside.actor("facilitator")


@pytest.mark.parametrize("kind", [kind for kind, _label in ANSWERS])
def test_each_outcome_answers_and_the_last_one_holds(riverside, comment, kind):
    before = answered_of(riverside.map)
    answer(actor=facilitator_of(riverside), comment=comment, kind=kind, text="  We say\n so now. ")
    answer(actor=facilitator_of(riverside), comment=comment, kind="changed", text="Then we changed it.")
    comment = Comment.objects.get(pk=comment.pk)
    assert (comment.outcome.kind, comment.outcome.text) == ("changed", "Then we changed it.")
    assert comment.outcomes.first().text == "We say so now."
    assert answered_of(riverside.map).done == before.done + 1


def test_opened_again_it_is_not_answered_and_all_that_was_said_stays(riverside, partner, comment):
    with pytest.raises(Conflict, match="not answered yet"):
        reopen(actor=partner, comment=comment)
    answer(actor=facilitator_of(riverside), comment=comment, kind="changed", text="Changed.")
    reopen(actor=partner, comment=comment)
    assert comment.outcome is None
    assert [one.kind for one in comment.outcomes.all()] == ["changed", "reopened"]
    with pytest.raises(Conflict):
        reopen(actor=partner, comment=comment)


def test_the_same_form_sent_twice_answers_once(riverside, comment):
    sent = {
        "actor": facilitator_of(riverside),
        "comment": comment,
        "kind": "changed",
        "request_id": uuid.uuid4(),
    }
    first = answer(**sent, text="Changed.")
    assert answer(**sent, text="Changed again.") == first
    assert comment.outcomes.count() == 1
    with pytest.raises(Conflict, match="sent already"):
        answer(**{**sent, "comment": riverside.comment}, text="Changed.")


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1), "a\x00b"])
def test_a_sentence_that_cannot_be_kept_is_refused_in_one_sentence(riverside, comment, text):
    with pytest.raises(BadInput) as refused:
        answer(actor=facilitator_of(riverside), comment=comment, kind="changed", text=text)
    assert "\n" not in str(refused.value)
    assert not comment.outcomes.exists()


def test_only_those_who_keep_the_map_answer_and_nobody_answers_a_reply(world, riverside, partner, comment):
    for kind in ("", "reopened", "solved"):
        with pytest.raises(BadInput):
            answer(actor=facilitator_of(riverside), comment=comment, kind=kind, text="So.")
    with pytest.raises(NotAllowed):
        answer(actor=partner, comment=comment, kind="changed", text="So.")
    with pytest.raises(NotVisible):
        answer(actor=world.otherplace.actor("owner"), comment=comment, kind="changed", text="So.")
    said = reply(actor=partner, comment=comment, text="And on Tuesdays.")
    with pytest.raises(BadInput, match="reply"):
        answer(actor=facilitator_of(riverside), comment=said, kind="changed", text="So.")


def test_answered_on_a_page_opened_again_in_one_click_and_counted(world, riverside, comment):
    client = world.client("facilitator")
    address = reverse("comment_answer", args=[riverside.map.pk, comment.pk])
    page = html.unescape(client.get(address).content.decode())
    assert comment.sentence in page
    assert "Only on Mondays." in page
    # What was typed stays when something is missing.
    again = client.post(address, {"text": "It is by telephone now.", "request_id": str(uuid.uuid4())})
    assert "Choose what became of it." in again.content.decode()
    assert "It is by telephone now." in again.content.decode()
    answered = {"kind": "changed", "text": "It is by telephone now.", "request_id": str(uuid.uuid4())}
    assert client.post(address, answered).url.endswith(f"#comment-{comment.pk}")
    with scopes_disabled():
        counted = answered_of(riverside.map)
    count = f"{counted.done} of {counted.every}"
    comments = html.unescape(client.get(reverse("comments", args=[riverside.map.pk])).content.decode())
    assert "It is by telephone now." in comments
    assert f"{count} answered." in comments
    publish = client.get(reverse("publish", args=[riverside.map.pk])).content.decode()
    assert f"<strong>{count}</strong> comments are answered." in publish
    partner = world.client("partner")
    partner.post(reverse("comment_reopen", args=[riverside.map.pk, comment.pk]))
    assert f"<strong>{counted.done - 1} of {counted.every}</strong>" in (
        client.get(reverse("publish", args=[riverside.map.pk])).content.decode()
    )
    assert f"{counted.open + 1} comments are not yet answered" in (
        partner.get(reverse("versions", args=[riverside.map.pk])).content.decode()
    )
    assert Outcome.objects.filter(comment=comment).count() == 2
