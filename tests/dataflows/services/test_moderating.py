"""Moderation leaves a trace and deletes nothing; what was added again takes its comments back."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Comment
from dataflows.selectors.comment_places import CommentPlaces
from dataflows.selectors.documents import draft_document
from dataflows.services.comments import add_comment
from dataflows.services.edit_kinds import Connect, Remove, Restore
from dataflows.services.editing import edit_map
from dataflows.services.moderating import attach_again, moderate
from organisations.errors import BadInput, Conflict, NotAllowed
from tests.people import Tenant


@pytest.fixture
def comment(riverside: Tenant) -> Comment:
    with scopes_disabled():
        return add_comment(
            actor=riverside.actor("partner"),
            version=riverside.version,
            kind="not_right",
            text="Ask for the man with the dog.",
            element_id=riverside.flow.pk,
        )


def read(world, role: str, riverside: Tenant) -> str:
    page = world.client(role).get(reverse("comments", args=[riverside.map.pk]))
    return html.unescape(page.content.decode())


def test_hidden_words_are_read_by_those_who_answer_and_the_reason_by_everybody(world, riverside, comment):
    with scopes_disabled():
        moderate(
            actor=riverside.actor("facilitator"), comment=comment, hides=True, reason="It points at somebody."
        )
    for role in ("viewer", "partner"):
        page = read(world, role, riverside)
        assert "man with the dog" not in page
        assert "It points at somebody." in page
    assert "man with the dog" in read(world, "facilitator", riverside)
    # Nor by another way in.
    reply = world.client("partner").get(reverse("comment_reply", args=[riverside.map.pk, comment.pk]))
    assert "man with the dog" not in reply.content.decode()
    element = reverse("version_flow", args=[riverside.map.pk, 1, riverside.flow.pk])
    assert "man with the dog" not in world.client("partner").get(element).content.decode()
    programs = world.client("token").get(reverse("api_comments", args=[riverside.map.pk]))
    assert "man with the dog" not in programs.content.decode()
    with scopes_disabled():
        moderate(actor=riverside.actor("owner"), comment=comment, hides=False, reason="It does not.")
        assert [one.hides for one in comment.moderations.all()] == [True, False]
    assert "man with the dog" in read(world, "viewer", riverside)


def test_what_is_hidden_is_hidden_once_with_a_reason_and_by_those_who_may(riverside, comment):
    with scopes_disabled():
        facilitator = riverside.actor("facilitator")
        for reason in ("", "x" * 401, "a\x00b"):
            with pytest.raises(BadInput):
                moderate(actor=facilitator, comment=comment, hides=True, reason=reason)
        with pytest.raises(NotAllowed):
            moderate(actor=riverside.actor("partner"), comment=comment, hides=True, reason="No.")
        with pytest.raises(Conflict):
            moderate(actor=facilitator, comment=comment, hides=False, reason="No.")
        moderate(actor=facilitator, comment=comment, hides=True, reason="Yes.")
        with pytest.raises(Conflict):
            moderate(actor=facilitator, comment=comment, hides=True, reason="Yes.")


def test_pressed_twice_what_was_hidden_stays_hidden(world, riverside, comment):
    client, path = (
        world.client("facilitator"),
        reverse("comment_moderate", args=[riverside.map.pk, comment.pk]),
    )
    form = client.get(path).context["form"]
    asked = {"reason": "It points at somebody.", "hides": form["hides"].value()}
    for _time in range(2):
        client.post(path, asked)
    with scopes_disabled():
        assert [one.hides for one in comment.moderations.all()] == [True]


def place(riverside: Tenant, comment: Comment):
    riverside.map.refresh_from_db()
    places = CommentPlaces(riverside.map, draft_document(riverside.map).graph, riverside.map.seq)
    return places.of(comment)


def test_what_was_removed_and_added_again_takes_its_comments_back(riverside, comment):
    with scopes_disabled():
        owner, flow, added = riverside.actor("owner"), riverside.flow, uuid.uuid4()
        with pytest.raises(Conflict, match="still on the map"):
            attach_again(actor=owner, comment=comment, element=flow.pk)

        def do(*edits):
            edit_map(actor=owner, map_=riverside.map, edit=uuid.uuid4(), edits=edits, sure=True)

        do(Remove(element=flow.pk))
        do(Connect(id=added, source=str(flow.source_id), target=str(flow.target_id)))
        assert place(riverside, comment).is_unplaced
        for nothing in (uuid.uuid4(), flow.source_id):
            with pytest.raises(BadInput):
                attach_again(actor=owner, comment=comment, element=nothing)
        attach_again(actor=owner, comment=comment, element=added)
        placed = place(riverside, comment)
        assert (placed.state, [pin.id for pin in placed.pins]) == ("again", [str(added)])
        # Once the old one is back, it has its comments.
        do(Restore(element=flow.pk))
        placed = place(riverside, comment)
        assert (placed.state, [pin.id for pin in placed.pins]) == ("here", [str(flow.pk)])
