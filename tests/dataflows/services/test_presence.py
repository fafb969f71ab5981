"""Who is on a map: arriving, staying, selecting, leaving; and what is told to those who follow it."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.utils import timezone

from dataflows.models import Change, DraftLayout, Flow, Map, Presence, Proposal
from dataflows.selectors import live
from dataflows.selectors.live import here_on, talk_on, told_of
from dataflows.services import presence
from dataflows.services.capturing import capture
from dataflows.services.comments import add_comment
from dataflows.services.draft_layouts import note_drawn
from dataflows.services.presence import be_here, leave, select
from dataflows.services.presenting import blank_screen, focus_on
from dataflows.services.undo import undo
from organisations.errors import NotVisible
from tests.factories.dataflows import (
    CommentFactory,
    DraftLayoutFactory,
    MapFactory,
    ModerationFactory,
    OutcomeFactory,
    ProposalFactory,
)
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def map_(riverside):
    return MapFactory(programme=riverside.programme)


@pytest.fixture
def nudges(monkeypatch, django_capture_on_commit_callbacks):
    """What is told to whoever serves streams, once it is committed."""
    told = []
    monkeypatch.setattr("live.nudges._carrier", told.append)

    def after(act):
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return told

    return after


def draw(riverside, map_, line="A > B: notes by phone"):
    return capture(actor=riverside.actor("facilitator"), map_=map_, edit=uuid4(), line=line)


def past(map_, person):
    Presence.objects.filter(map=map_, person=person).update(until=timezone.now() - timedelta(seconds=1))


# --- being here ------------------------------------------------------------------------------------


def test_each_who_comes_has_a_colour_of_their_own_and_initials(map_):
    people = [UserFactory(name=f"Ann {letter}ee") for letter in "BCDEFGHIJ"]
    for person in people:
        be_here(map_.pk, [person.pk])
    told = here_on(map_.pk)
    assert sorted({one["colour"] for one in told}) == list(range(presence.COLOURS))
    assert {one["initials"] for one in told} == {f"A{letter}" for letter in "BCDEFGHIJ"}


def test_a_colour_that_is_free_again_is_given_again_and_nobody_else_changes(map_):
    first, second, third = UserFactory(), UserFactory(), UserFactory()
    be_here(map_.pk, [first.pk, second.pk])
    past(map_, first)
    be_here(map_.pk, [third.pk])
    assert {one["id"]: one["colour"] for one in here_on(map_.pk)} == {str(third.pk): 0, str(second.pk): 1}


def test_who_left_is_here_for_a_moment_in_case_they_come_back(map_):
    person = UserFactory()
    be_here(map_.pk, [person.pk])
    select(map_=map_, person=person.pk, element=None)
    leave(map_.pk, person.pk)
    assert here_on(map_.pk)
    left = Presence.objects.get(map=map_).until - timezone.now()
    assert timedelta(0) < left <= presence.LINGERS
    be_here(map_.pk, [person.pk])
    assert Presence.objects.get(map=map_).until > timezone.now() + presence.STAYS / 2
    past(map_, person.pk)
    assert here_on(map_.pk) == []


def test_what_was_on_its_way_keeps_nobody_here_who_has_left(map_):
    person = UserFactory()
    be_here(map_.pk, [person.pk])
    leave(map_.pk, person.pk)
    until = Presence.objects.get(map=map_).until
    select(map_=map_, person=person.pk, element=None)
    assert Presence.objects.get(map=map_).until == until
    past(map_, person.pk)
    select(map_=map_, person=person.pk, element=None)
    assert here_on(map_.pk), "without a stream, whoever selects is here"


def test_staying_writes_seldom(map_, django_assert_num_queries):
    person = UserFactory()
    be_here(map_.pk, [person.pk])
    until = Presence.objects.get(map=map_).until
    be_here(map_.pk, [person.pk])
    assert Presence.objects.get(map=map_).until == until


def test_rows_of_those_who_are_long_gone_are_deleted(map_):
    old, new = UserFactory(), UserFactory()
    be_here(map_.pk, [old.pk])
    Presence.objects.update(until=timezone.now() - presence.FORGOTTEN - timedelta(minutes=1))
    be_here(map_.pk, [new.pk])
    assert list(Presence.objects.filter(map=map_).values_list("person", flat=True)) == [new.pk]


def test_what_somebody_selects_is_shown_and_nothing_that_is_not_there(riverside, map_):
    person = riverside.people["viewer"]
    draw(riverside, map_)
    flow = Flow.objects.get(map=map_)
    select(map_=map_, person=person.pk, element=flow.pk)
    assert here_on(map_.pk)[0]["element"] == str(flow.pk)
    with pytest.raises(NotVisible):
        select(map_=map_, person=person.pk, element=uuid4())
    select(map_=map_, person=person.pk, element=None)
    assert here_on(map_.pk)[0]["element"] == ""


# --- who is nudged ---------------------------------------------------------------------------------


def test_whatever_happens_on_a_map_nudges_its_room(riverside, map_, nudges):
    actor = riverside.actor("facilitator")
    assert f"{map_.pk} changes" in nudges(lambda: draw(riverside, map_))
    assert f"{map_.pk} changes" in nudges(lambda: undo(actor=actor, map_=map_, edit=uuid4()))
    assert nudges(lambda: focus_on(map_=map_, element=None)) == [f"{map_.pk} now"]
    assert f"{map_.pk} now" in nudges(lambda: blank_screen(actor=actor, map_=map_, is_blank=True))
    assert f"{map_.pk} here" in nudges(lambda: be_here(map_.pk, [UserFactory().pk]))
    DraftLayoutFactory(map=map_, view="whole")
    assert nudges(lambda: note_drawn(map_=map_, view="whole")) == [f"{map_.pk} pictures"]


def test_whatever_is_said_nudges_too(riverside, nudges):
    actor, version = riverside.actor("partner"), riverside.version
    before = talk_on(riverside.map.pk)
    said = {"kind": "missing", "text": "There is more."}
    assert nudges(lambda: add_comment(actor=actor, version=version, **said)) == [f"{riverside.map.pk} talk"]
    assert talk_on(riverside.map.pk) != before


def test_the_text_of_what_is_said_changes_with_all_that_is_said(riverside, django_assert_num_queries):
    comment = CommentFactory(map=riverside.map, version=riverside.version)
    texts = [talk_on(riverside.map.pk)]
    for made in (OutcomeFactory, ModerationFactory, ProposalFactory):
        made(map=riverside.map, comment=comment)
        texts.append(talk_on(riverside.map.pk))
    Proposal.objects.filter(map=riverside.map).update(state=Proposal.State.SET_ASIDE)
    texts.append(talk_on(riverside.map.pk))
    assert len(set(texts)) == len(texts)
    with django_assert_num_queries(1):
        assert talk_on(riverside.map.pk) == texts[-1]


def test_a_nudge_that_cannot_be_carried_fails_no_save(
    riverside, map_, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(_text):
        raise OSError("no way")

    monkeypatch.setattr("live.nudges._carrier", broken)
    with django_capture_on_commit_callbacks(execute=True):
        draw(riverside, map_)
    assert Flow.objects.filter(map=map_).exists()


# --- what is told ----------------------------------------------------------------------------------


def test_acts_are_told_whole_and_without_gaps(riverside, map_):
    for number in range(5):
        draw(riverside, map_, f"A{number} > B: notes")
    told = told_of(map_.pk, since=0, states=())
    assert told.is_all
    assert [act.first for act in told.acts] == [1, *[act.last + 1 for act in told.acts[:-1]]]
    assert told.acts[-1].last == told.seq == Change.objects.filter(map=map_).count()
    assert told.acts[0].facts["count"] == told.acts[0].last
    assert told_of(map_.pk, since=told.seq, states=()).acts == ()


def test_a_long_log_comes_in_pages_that_join(riverside, map_, monkeypatch):
    monkeypatch.setattr(live, "AT_ONCE", 4)
    for number in range(6):
        draw(riverside, map_, f"A{number} > B{number}: notes")
    since, heard, pages = 0, [], 0
    while True:
        told = told_of(map_.pk, since=since, states=())
        heard += [(act.first, act.last) for act in told.acts]
        since, pages = told.seq, pages + 1
        if told.is_all:
            break
    assert pages > 3
    assert heard[0][0] == 1
    assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(heard))
    assert heard[-1][1] == Change.objects.filter(map=map_).count()


def test_of_many_changes_some_are_told_and_all_are_counted(riverside, map_, monkeypatch):
    monkeypatch.setattr(live, "TOLD", 2)
    draw(riverside, map_)
    [act] = told_of(map_.pk, since=0, states=()).acts
    assert (len(act.facts["changes"]), act.facts["count"]) == (2, act.last)


def test_reading_costs_no_more_for_many_acts(riverside, map_, django_assert_num_queries):
    for number in range(8):
        draw(riverside, map_, f"A{number} > B{number}: notes")
    with django_assert_num_queries(4):
        told_of(map_.pk, since=0, states=())
    with django_assert_num_queries(1):
        told_of(map_.pk, since=None, states=())


def test_a_picture_is_told_by_the_number_it_was_drawn_at(riverside, map_):
    DraftLayoutFactory(map=map_, view="whole")
    draw(riverside, map_)
    map_.refresh_from_db()
    note_drawn(map_=map_, view="whole")
    first = told_of(map_.pk, since=None, states={"pictures"}).states["pictures"]
    assert first == {"whole": [map_.seq, 1]}
    older = Map(pk=map_.pk, programme=map_.programme, seq=1)
    # A worker that was slow tells of an older number: the newer one stands, and one more was drawn.
    note_drawn(map_=older, view="whole")
    assert DraftLayout.objects.get(map=map_).drawn == map_.seq
    assert DraftLayout.objects.get(map=map_).drawings == 2


def test_an_act_says_whose_it_is(riverside, map_):
    draw(riverside, map_)
    [act] = told_of(map_.pk, since=0, states=()).acts
    assert act.facts["by"] == str(riverside.people["facilitator"].pk)
