"""What becomes of a comment when its element is changed, renamed, split, merged, removed and added again."""

import html
from uuid import uuid4

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Comment, Flow
from dataflows.services import edit_kinds as kinds
from dataflows.services.comments import add_comment
from dataflows.services.editing import edit_map
from dataflows.services.undo import undo
from dataflows.services.versions import publish

pytestmark = pytest.mark.django_db


class Told:
    """Riverside's map with a flow of two kinds of data in version 2, and a comment on it."""

    def __init__(self, world, riverside) -> None:
        self.world, self.riverside, self.map = world, riverside, riverside.map
        self.flow = uuid4()
        with scopes_disabled():
            self.edit(self.connect(self.flow))
            version = publish(actor=riverside.actor("facilitator"), map_=self.map)
            self.comment = self.say(version, self.flow, "Only on Mondays.")

    @staticmethod
    def connect(flow) -> kinds.Connect:
        facts = {"data_types": ["name", "case notes"], "frequency": "weekly"}
        return kinds.Connect(id=flow, source="Moorside Surgery", target="Lantern House", facts=facts)

    def say(self, version, element, text) -> Comment:
        return add_comment(
            actor=self.riverside.actor("partner"),
            version=version,
            kind="depends",
            text=text,
            element_id=element,
        )

    def edit(self, *edits) -> None:
        with scopes_disabled():
            edit_map(
                actor=self.riverside.actor("facilitator"), map_=self.map, edit=uuid4(), edits=list(edits)
            )

    def set(self, fact, value) -> None:
        self.edit(kinds.SetFact(element=self.flow, fact=fact, value=value))

    def publish(self) -> None:
        with scopes_disabled():
            self.map.refresh_from_db()
            publish(actor=self.riverside.actor("facilitator"), map_=self.map)

    def comments(self) -> str:
        """The page of all comments, as text."""
        return self.page(reverse("comments", args=[self.map.pk]))

    def page(self, url: str) -> str:
        return html.unescape(self.world.client("facilitator").get(url).content.decode())

    def thread_is_on(self, element) -> bool:
        return f'id="comment-{self.comment.pk}"' in self.page(reverse("flow", args=[self.map.pk, element]))


@pytest.fixture
def told(world, riverside) -> Told:
    return Told(world, riverside)


def test_unchanged_its_pin_and_nothing_more(told):
    told.edit(told.connect(uuid4()))
    told.publish()
    assert "Changed since this was said" not in told.comments()
    assert "Unplaced" not in told.comments()
    assert told.thread_is_on(told.flow)


def test_changed_its_pin_and_what_changed_since(told):
    told.set("frequency", "daily")
    assert "Changed since this was said" not in told.comments()  # nobody has published it
    assert "<ins>daily</ins>" in told.page(reverse("flow", args=[told.map.pk, told.flow]))
    told.publish()
    assert "Changed since this was said" in told.comments()
    assert "<ins>daily</ins>" in told.comments()
    assert told.comment.sentence in told.comments()


def test_renamed_its_old_name_in_brackets(told):
    with scopes_disabled():
        surgery = Flow.objects.get(pk=told.flow).source
        version = told.map.versions.order_by("number").last()
        told.say(version, surgery.pk, "It has moved.")
    told.edit(kinds.Rename(element=surgery.pk, name="Seaside Surgery"))
    told.publish()
    assert "(was Moorside Surgery)" in told.comments()


def test_split_a_pin_on_each_result(told):
    part = uuid4()
    told.edit(kinds.Split(element=told.flow, id=part, data_types=("name",)))
    told.publish()
    assert "has been split" in told.comments()
    assert told.thread_is_on(told.flow)
    assert told.thread_is_on(part)


def test_merged_its_pin_is_on_the_other(told):
    other = uuid4()
    told.edit(told.connect(other))
    told.edit(kinds.Merge(element=other, others=(told.flow,), seen=told.map.seq + 1_000))
    told.publish()
    assert "has become one with another" in told.comments()
    assert told.thread_is_on(other)
    assert "Unplaced" not in told.comments()


def test_a_merge_taken_back_leaves_its_pin_where_it_was_and_a_later_removal_counts(told):
    other = uuid4()
    told.edit(told.connect(other))
    told.edit(kinds.Merge(element=other, others=(told.flow,), seen=told.map.seq + 1_000))
    with scopes_disabled():
        undo(actor=told.riverside.actor("facilitator"), map_=told.map, edit=uuid4())
    assert told.thread_is_on(told.flow)
    assert not told.thread_is_on(other)
    told.edit(kinds.Remove(element=told.flow))
    assert not told.thread_is_on(other)
    told.publish()
    assert "Unplaced: 1 comment" in told.comments()


def test_a_split_taken_back_takes_what_was_said_of_the_part_home(told):
    part = uuid4()
    told.edit(kinds.Split(element=told.flow, id=part, data_types=("name",)))
    told.publish()
    with scopes_disabled():
        told.comment = told.say(told.map.versions.order_by("number").last(), part, "Of the part.")
        undo(actor=told.riverside.actor("facilitator"), map_=told.map, edit=uuid4())
    assert told.thread_is_on(told.flow)


def test_removed_it_is_unplaced_with_its_sentence_and_added_again_it_is_offered(told):
    told.edit(kinds.Remove(element=told.flow))
    told.publish()
    page = told.comments()
    assert "Unplaced: 1 comment on what is no longer there" in page
    assert told.comment.sentence in page
    assert "perhaps the same" not in page
    again = uuid4()
    told.edit(told.connect(again))
    told.publish()
    assert "perhaps the same" in told.comments()
    assert f"/f/{again}/" in told.comments()


def test_put_back_it_hangs_where_it_hung(told):
    told.edit(kinds.Remove(element=told.flow))
    told.publish()
    told.edit(kinds.Restore(element=told.flow))
    told.publish()
    assert "Unplaced" not in told.comments()
    assert told.thread_is_on(told.flow)
