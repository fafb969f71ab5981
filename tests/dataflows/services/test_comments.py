"""Comments: where they hang, what they keep, what is refused."""

import uuid

import pytest

from dataflows.models import Comment
from dataflows.selectors.documents import version_document
from dataflows.selectors.sentences import sentence_of
from dataflows.services.comments import add_comment, reply
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible


def test_a_comment_keeps_the_sentence_that_was_read(riverside, partner):
    comment = add_comment(
        actor=partner,
        version=riverside.version,
        kind="depends",
        text="  Only on Mondays. ",
        element_id=riverside.flow.pk,
        field="person_told",
    )
    graph = version_document(riverside.version).graph
    assert comment.sentence == sentence_of(graph, riverside.flow.pk) != ""
    assert (comment.text, comment.element_kind, comment.field) == ("Only on Mondays.", "flow", "person_told")
    assert comment.author == riverside.people["partner"]
    assert comment.organisation_id == partner.organisations[riverside.programme.pk]


def test_a_comment_may_be_about_the_version_as_a_whole(riverside, partner):
    comment = add_comment(actor=partner, version=riverside.version, kind="missing", text="The GP.")
    assert (comment.element_id, comment.sentence) == (None, "")


def test_the_same_form_sent_twice_is_stored_once(riverside, partner):
    sent = {"version": riverside.version, "kind": "missing", "text": "The GP.", "request_id": uuid.uuid4()}
    first = add_comment(actor=partner, **sent)
    assert add_comment(actor=partner, **{**sent, "text": "The GP!"}) == first
    assert Comment.objects.filter(request_id=sent["request_id"]).get().text == "The GP."


def test_the_same_reply_sent_twice_is_stored_once(riverside, partner):
    sent = {"comment": riverside.comment, "text": "Thank you.", "request_id": uuid.uuid4()}
    assert reply(actor=partner, **sent) == reply(actor=partner, **sent)


def test_somebody_elses_request_id_is_refused_and_shows_nothing(riverside, partner, owner):
    sent = {"version": riverside.version, "kind": "missing", "text": "The GP.", "request_id": uuid.uuid4()}
    add_comment(actor=partner, **sent)
    with pytest.raises(Conflict, match="sent already"):
        add_comment(actor=owner, **{**sent, "text": "Mine."})


def test_an_answer_to_a_reply_joins_the_thread(riverside, partner):
    first = reply(actor=partner, comment=riverside.comment, text="Thank you.")
    second = reply(actor=partner, comment=first, text="And you.")
    assert first.parent == second.parent == riverside.comment
    assert (second.element_id, second.sentence) == (
        riverside.comment.element_id,
        riverside.comment.sentence,
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "  "}, "Write what"),
        ({"text": "x" * 4001}, "4000"),
        ({"text": "a\x00b"}, r"U\+0000"),
        ({"kind": "rude"}, "what kind"),
        ({"kind": ""}, "what kind"),
        ({"field": "x" * 41}, "not a fact"),
        ({"field": "a\x00b"}, "not a fact"),
        ({"element_id": uuid.uuid4()}, "not on this version"),
    ],
)
def test_what_cannot_be_kept_is_refused(riverside, partner, wrong, sentence):
    before = Comment.objects.count()
    with pytest.raises(BadInput, match=sentence):
        add_comment(
            actor=partner, **{"version": riverside.version, "kind": "depends", "text": "Sometimes.", **wrong}
        )
    assert Comment.objects.count() == before


def test_4000_characters_fit(riverside, partner):
    text = "é" * 4000
    assert add_comment(actor=partner, version=riverside.version, kind="depends", text=text).text == text


@pytest.mark.parametrize("text", ["", "a\x00b", "x" * 4001])
def test_a_reply_that_cannot_be_kept_is_refused(riverside, partner, text):
    with pytest.raises(BadInput):
        reply(actor=partner, comment=riverside.comment, text=text)


def test_viewers_read_and_strangers_find_nothing(world, riverside):
    sent = {"version": riverside.version, "kind": "depends", "text": "Sometimes."}
    with pytest.raises(NotAllowed):
        add_comment(actor=riverside.actor("viewer"), **sent)
    with pytest.raises(NotVisible):
        add_comment(actor=world.otherplace.actor("owner"), **sent)
