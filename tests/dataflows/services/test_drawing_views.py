"""Pictures of views: each under its own content, drawn by the job that carries the view."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from dataflows.graph.views import LARGE, WHOLE, View
from dataflows.models import Picture
from dataflows.render.draw import draw
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.sentences import seen_as, shown_sentences
from dataflows.services import drawing
from dataflows.services.drawing import draw_map, picture_state, request_drawing
from jobs.models import Job, JobState
from jobs.registry import Attempt
from jobs.services import run_one
from tests.factories import dataflows as rows

REAL_PICTURE = drawing.ensure_picture


@pytest.fixture(autouse=True)
def _nothing_drawn(riverside, monkeypatch) -> None:
    Picture.objects.all().delete()
    monkeypatch.setattr(drawing, "ensure_picture", REAL_PICTURE)


def look(riverside, view: View | None = None, *, draft: bool = False) -> drawing.PictureState:
    """Look at the version or the draft, in a view."""
    document = draft_document(riverside.map) if draft else version_document(riverside.version)
    seen = seen_as(document.graph, view) if view else None
    return picture_state(
        map_=riverside.map, document=document, version=None if draft else riverside.version, seen=seen
    )


def views(riverside) -> list[View]:
    node = str(riverside.storage.pk)
    return [
        WHOLE,
        View("theme"),
        View("organisation"),
        View("around", node),
        View("around", node, 2),
        View("leaving", str(riverside.person.pk)),
    ]


def test_each_view_is_asked_for_and_drawn_by_itself(riverside):
    for view in views(riverside):
        assert look(riverside, view).is_being_drawn
    assert Job.objects.filter(state=JobState.QUEUED).count() == len(views(riverside))
    while run_one():
        pass
    graph = version_document(riverside.version).graph
    for view in views(riverside):
        state = look(riverside, view)
        assert state.svg, view
        drawn = seen_as(graph, view).graph
        for element in (*drawn.nodes, *drawn.flows):
            assert f'id="{element.id}"' in state.svg
    assert not Job.objects.filter(state=JobState.QUEUED).exists()


def test_views_of_equal_content_share_a_picture(riverside):
    look(riverside, View("theme"))
    look(riverside, View("theme"), draft=True)
    while run_one():
        pass
    assert Picture.objects.count() == 1


def test_a_flow_that_goes_before_changes_the_numbers_on_a_view_and_so_its_picture(riverside):
    person = str(riverside.person.pk)
    look(riverside, View("around", person), draft=True)
    while run_one():
        pass
    before = look(riverside, View("around", person), draft=True).svg
    assert ">2<" in before
    riverside.flow.delete()
    look(riverside, View("around", person), draft=True)
    while run_one():
        pass
    after = look(riverside, View("around", person), draft=True).svg
    assert after
    assert after != before
    assert ">1<" in after


def test_an_edit_asks_for_the_view_that_the_map_opens_with_and_a_look_joins_it(riverside):
    request_drawing(map_=riverside.map)
    assert Job.objects.get().payload["show"] == "whole"
    assert look(riverside, draft=True).is_being_drawn
    assert Job.objects.count() == 1


def test_a_large_map_opens_grouped_and_is_asked_for_so(riverside):
    node = rows.NodeFactory(map=riverside.map)
    rows.FlowFactory.create_batch(LARGE, map=riverside.map, source=node, target=riverside.storage)
    request_drawing(map_=riverside.map)
    assert Job.objects.get().payload["show"] == "organisation"
    assert look(riverside, draft=True).is_being_drawn
    run_one()
    assert f"{LARGE} flows" in look(riverside, draft=True).svg


def test_a_picture_that_waits_says_since_when_and_how_far_it_is(riverside):
    look(riverside)
    state = look(riverside)
    assert timezone.now() - state.asked_at < timedelta(minutes=1)
    assert state.progress_of is None
    assert state.look_again_after == 700
    Job.objects.update(
        state=JobState.RUNNING,
        progress_done=2,
        progress_of=3,
        created_at=timezone.now() - timedelta(minutes=1),
    )
    state = look(riverside)
    assert (state.progress_done, state.progress_of) == (2, 3)
    assert state.look_again_after == 3000
    assert Job.objects.count() == 1


def test_the_job_tells_how_far_it_is(riverside):
    look(riverside, View("theme"))
    told = []
    job = Job.objects.get()
    draw_map(Attempt(job_id=job.pk, number=1, payload=job.payload, progress=lambda *step: told.append(step)))
    assert told == [(1, 3), (2, 3)]


def fail_for_good(monkeypatch) -> None:
    """Let the drawing crash as often as it is tried."""

    def crash(*_what: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(drawing, "draw", crash)
    while Job.objects.filter(state=JobState.QUEUED).update(not_before=timezone.now()):
        run_one()
    monkeypatch.setattr(drawing, "draw", draw)


def test_what_keeps_failing_is_said_and_not_asked_for_again(riverside, monkeypatch):
    look(riverside)
    fail_for_good(monkeypatch)
    assert Job.objects.get().state == JobState.FAILED
    for _look in range(3):
        state = look(riverside)
        assert "tried 3 times" in state.failure
        assert "ZeroDivisionError" not in state.failure
    assert Job.objects.count() == 1


def test_a_map_that_has_changed_since_is_tried_afresh(riverside, monkeypatch):
    look(riverside, draft=True)
    fail_for_good(monkeypatch)
    assert look(riverside, draft=True).failure
    rows.NodeFactory(map=riverside.map)
    assert look(riverside, draft=True).is_being_drawn
    run_one()
    assert look(riverside, draft=True).svg


def test_whoever_may_can_have_it_tried_once_more(world, riverside, monkeypatch):
    look(riverside, View("theme"))
    fail_for_good(monkeypatch)
    address = f"/m/{riverside.map.pk}/v/1/"
    page = world.client("facilitator").get(address, {"show": "theme"}).content.decode()
    assert "tried 3 times" in page
    assert f'action="{address}picture/retry/"' in page
    assert "picture/retry/" not in world.client("viewer").get(address, {"show": "theme"}).content.decode()
    with transaction.atomic():
        answer = world.client("facilitator").post(f"{address}picture/retry/", {"show": "theme"})
    assert answer["Location"] == f"{address}?show=theme"
    run_one()
    assert look(riverside, View("theme")).svg


def test_a_view_of_what_has_gone_is_no_error(riverside):
    request_drawing(map_=riverside.map, view=View("around", str(riverside.version.pk)))
    assert run_one().state == JobState.DONE
    assert not Picture.objects.exists()


def test_every_drawn_element_has_a_sentence(riverside):
    graph = draft_document(riverside.map).graph
    for view in views(riverside):
        seen = seen_as(graph, view)
        said = shown_sentences(graph, seen)
        assert all(said[element.id] for element in (*seen.graph.nodes, *seen.graph.flows))
