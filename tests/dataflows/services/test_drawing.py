"""Pictures: kept by content, tried again when the engine was at fault, drawn in the reader's language."""

import pytest
from django.utils import translation

from dataflows.models import Picture
from dataflows.render.engine import OURSELVES, engines
from dataflows.render.errors import UnsafeDrawing
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services import drawing
from dataflows.services.drawing import draw_map, picture_state, request_drawing
from dataflows.services.versions import fingerprint
from jobs.models import Job
from jobs.registry import Attempt

REAL_PICTURE = drawing.ensure_picture


@pytest.fixture(autouse=True)
def _nothing_drawn(riverside, monkeypatch) -> None:
    Picture.objects.all().delete()
    monkeypatch.setattr(drawing, "ensure_picture", REAL_PICTURE)


def fails(monkeypatch, error: type[Exception]) -> None:
    def draw(*_what: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(drawing, "draw", draw)


def attempt() -> Attempt:
    """The try at the one job that waits."""
    job = Job.objects.get()
    return Attempt(job_id=job.pk, number=1, payload=job.payload, progress=lambda done, of: None)


def look(riverside) -> drawing.PictureState:
    return picture_state(
        map_=riverside.map, document=version_document(riverside.version), version=riverside.version
    )


def test_looking_again_and_again_asks_once(riverside):
    for _look in range(5):
        assert look(riverside).is_being_drawn
    assert Job.objects.count() == 1


def test_what_failed_is_said_and_not_tried_again_by_itself(riverside, monkeypatch):
    fails(monkeypatch, UnsafeDrawing)
    REAL_PICTURE(map_=riverside.map, document=version_document(riverside.version))
    assert look(riverside).failure == UnsafeDrawing.sentence
    assert not Job.objects.exists()


def test_a_version_is_drawn_again_when_asked(world, riverside, monkeypatch):
    fails(monkeypatch, UnsafeDrawing)
    REAL_PICTURE(map_=riverside.map, document=version_document(riverside.version))
    address = f"/m/{riverside.map.pk}/v/1/"
    facilitator = world.client("facilitator")
    assert f'action="{address}picture/retry/"' in facilitator.get(address).content.decode()
    assert facilitator.post(f"{address}picture/retry/")["Location"] == address
    monkeypatch.undo()
    draw_map(attempt())
    assert look(riverside).svg


def test_a_picture_drawn_without_an_engine_stays_until_somebody_asks(world, riverside, monkeypatch):
    address = f"/m/{riverside.map.pk}/"
    document = draft_document(riverside.map)
    monkeypatch.setenv("DAYLIGHT_ENGINE", "python")
    before = REAL_PICTURE(map_=riverside.map, document=document)
    monkeypatch.setenv("DAYLIGHT_ENGINE", "")
    assert REAL_PICTURE(map_=riverside.map, document=document) == before

    for actor, may in (("facilitator", True), ("viewer", False)):
        page = world.client(actor).get(address).content.decode()
        assert "without a drawing engine" in page
        assert (f'action="{address}picture/retry/"' in page) == may
    world.client("facilitator").post(f"{address}picture/retry/")
    draw_map(attempt())
    picture = Picture.objects.get()
    assert (picture.engine == "python") == (next(engines()) == OURSELVES)
    if picture.engine != "python":
        assert "picture/retry/" not in world.client("facilitator").get(address).content.decode()


def test_what_is_there_by_now_is_not_even_read_again(riverside, monkeypatch, django_assert_max_num_queries):
    assert look(riverside).is_being_drawn
    picture = REAL_PICTURE(map_=riverside.map, document=version_document(riverside.version))
    fails(monkeypatch, UnsafeDrawing)
    asked = attempt()
    with django_assert_max_num_queries(3):
        outcome = draw_map(asked)
    assert outcome.result == {"picture": picture.pk, "rung": picture.rung, "failure": ""}


def test_the_job_draws_in_the_language_of_whoever_asked(riverside, monkeypatch):
    with translation.override("cy"):
        request_drawing(map_=riverside.map)
    spoken = []

    def draw(*_what: object, **_more: object) -> None:
        spoken.append(translation.get_language())
        raise UnsafeDrawing

    monkeypatch.setattr(drawing, "draw", draw)
    draw_map(attempt())
    assert spoken == ["cy"]


def test_readers_of_two_languages_do_not_replace_each_others_jobs(riverside):
    for language in ("en-gb", "cy"):
        with translation.override(language):
            request_drawing(map_=riverside.map)
    assert Job.objects.filter(state="queued").count() == 2


def test_publishing_without_a_picture_is_said(world, riverside, monkeypatch):
    fails(monkeypatch, UnsafeDrawing)
    map_ = riverside.map
    type(map_).objects.filter(pk=map_.pk).update(description="A new one")
    map_.refresh_from_db()
    answer = world.client("facilitator").post(
        f"/m/{map_.pk}/publish/", {"seen": fingerprint(draft_document(map_)), "note": ""}, follow=True
    )
    assert "could not be drawn, so where everything stands is not kept" in answer.content.decode()
    assert draft_document(map_).map.id == str(map_.pk)
