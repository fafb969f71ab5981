"""The capture bar's pages and parts, the projector's page, interviews and the wall."""

import io
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from PIL import Image

from dataflows.models import Flow, Interview, InterviewLine, Node, OnScreen, WallNote, WallPhoto
from tests.factories.dataflows import MapFactory
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def here(riverside: Tenant):
    with scope(programme=[riverside.programme]):
        yield riverside


@pytest.fixture
def map_(here):
    return MapFactory(programme=here.programme)


@pytest.fixture
def mapper(world: World) -> Client:
    return world.client("facilitator")


def at(name, map_, *more):
    return reverse(name, args=[map_.pk, *more])


def typed(client, map_, line, part=True, **more):
    body = {"edit": str(uuid4()), "line": line, **more}
    return client.post(at("capture", map_), body, headers=PART if part else {})


# --- the bar ---------------------------------------------------------------------------------------------


def test_a_line_is_read_back_with_what_is_missing(mapper, map_):
    answer = typed(mapper, map_, "Shelter > Council: name by phone")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Shelter sends name to Council on the phone." in page
    flow = Flow.objects.get(map=map_)
    assert f'data-flows="{flow.pk}"' in page
    assert "What for?" in page
    assert "How?" not in page
    assert "New, as drafts: Council, Shelter" in page or "New, as drafts: Shelter, Council" in page


def test_without_scripts_it_leads_to_a_page_that_says_the_same(mapper, map_):
    answer = typed(mapper, map_, "Shelter > Council: name", part=False)
    page = mapper.get(answer.url).content.decode()
    assert "Shelter sends name to Council." in page
    assert f'name="last" value="{Flow.objects.get(map=map_).pk}"' in page


@pytest.mark.parametrize("part", [True, False])
def test_a_line_that_says_nothing_is_handed_back_with_one_sentence(mapper, map_, part):
    answer = typed(mapper, map_, 'hello "there" & so on', part=part)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "who sends what to whom" in page
    assert part or 'value="hello &quot;there&quot; &amp; so on"' in page
    assert not Flow.objects.filter(map=map_).exists()


def test_the_same_line_sent_twice_is_one_flow(mapper, map_):
    edit = str(uuid4())
    for _time in range(2):
        assert typed(mapper, map_, "Shelter > Council: name", edit=edit).status_code == 200
    assert Flow.objects.filter(map=map_).count() == 1


def test_what_looks_like_somebody_can_be_taken_out_or_kept(mapper, map_):
    line = "GP > Shelter: letter about Jane Smith"
    answer = typed(mapper, map_, line)
    assert answer.status_code == 400
    assert ": keep it" in answer.content.decode()
    assert typed(mapper, map_, line, without="1").status_code == 200
    assert [one.name for one in Flow.objects.get(map=map_).data_types.all()] == ["Letter about"]
    assert typed(mapper, map_, line, sure="1").status_code == 200
    assert Flow.objects.filter(map=map_).count() == 2


def test_what_is_missing_is_answered_and_said_anew(mapper, map_):
    typed(mapper, map_, "Shelter > Council: name")
    flow = Flow.objects.get(map=map_)
    body = {"edit": uuid4(), "flows": str(flow.pk), "fact": "channel", "value": "Post", "seen": ""}
    page = mapper.post(at("capture_fact", map_), body, headers=PART).content.decode()
    assert "by post" in page
    for wrong in ({"fact": "lawful_basis"}, {"flows": ""}, {"value": ""}, {"edit": "x"}):
        answer = mapper.post(at("capture_fact", map_), body | {"edit": uuid4()} | wrong, headers=PART)
        assert answer.status_code == 400, wrong


def test_somebody_elses_answer_is_not_written_over(mapper, world, map_):
    typed(mapper, map_, "Shelter > Council: name")
    map_.refresh_from_db()
    flow, seen = Flow.objects.get(map=map_), map_.seq
    body = {"flows": str(flow.pk), "fact": "channel", "seen": seen}
    first = world.client("council_staff").post(
        at("capture_fact", map_), body | {"edit": uuid4(), "value": "Post"}, headers=PART
    )
    second = mapper.post(at("capture_fact", map_), body | {"edit": uuid4(), "value": "Fax"}, headers=PART)
    assert (first.status_code, second.status_code) == (200, 409)
    flow.refresh_from_db()
    assert flow.channel == "Post"


def test_a_name_nearly_alike_is_asked_about_and_made_one(mapper, map_, here):
    typed(mapper, map_, "Riverside Housing Trust > Council: name")
    page = typed(mapper, map_, "Riverside Housng Trust > Council: letter").content.decode()
    assert "Riverside Housng Trust is the same as Riverside Housing Trust" in page
    new, old = (Node.objects.get(map=map_, name=f"Riverside {name} Trust") for name in ("Housng", "Housing"))
    body = {"edit": uuid4(), "element": new.pk, "other": old.pk, "flows": ""}
    assert mapper.post(at("capture_same", map_), body, headers=PART).status_code == 200
    assert not Node.objects.filter(pk=new.pk).exists()
    assert mapper.post(at("capture_same", map_), body | {"other": "x"}, headers=PART).status_code == 400


def test_names_to_offer_come_as_json(mapper, map_):
    typed(mapper, map_, "Shelter > Council: name")
    words = json.loads(mapper.get(at("capture_words", map_)).content)
    assert ["Shelter", "map"] in words["places"]
    assert any(where == "library" for _name, where, *_also in words["places"])
    assert ["Name", "map"] in words["data"]


def test_the_map_gives_its_parts_to_a_page_that_has_the_rest(mapper, map_):
    typed(mapper, map_, "Shelter > Council: name")
    page = mapper.get(at("map", map_), headers=PART)
    assert "data-parts" in page.content.decode()
    assert "<html" not in page.content.decode()
    assert "HX-Request" in page["Vary"]


# --- the screen ------------------------------------------------------------------------------------------


def test_the_screen_says_what_the_mapper_is_at(mapper, world, map_):
    typed(mapper, map_, "Shelter > Council: name")
    viewer = world.client("viewer")
    assert "Shelter sends name to Council." in viewer.get(at("screen", map_)).content.decode()
    now = viewer.get(at("screen_now", map_))
    told = json.loads(now.content)
    assert told["sentence"].startswith("Shelter sends name to Council.")
    assert viewer.get(at("screen_now", map_), headers={"If-None-Match": now["ETag"]}).status_code == 304
    mapper.post(at("screen_show", map_), {"blank": "yes"}, headers=PART)
    told = json.loads(viewer.get(at("screen_now", map_), headers={"If-None-Match": now["ETag"]}).content)
    assert (told["is_blank"], told["sentence"]) == (True, "")
    shelter = Node.objects.get(map=map_, name="Shelter")
    mapper.post(at("screen_show", map_), {"element": shelter.pk}, headers=PART)
    mapper.post(at("screen_show", map_), {"blank": "no"}, headers=PART)
    assert json.loads(viewer.get(at("screen_now", map_)).content)["element"] == str(shelter.pk)
    assert mapper.post(at("screen_show", map_), {"element": uuid4()}, headers=PART).status_code == 404


def test_what_the_screen_showed_may_be_gone(mapper, map_):
    typed(mapper, map_, "Shelter > Council: name")
    OnScreen.objects.filter(map=map_).update(element=uuid4())
    assert json.loads(mapper.get(at("screen_now", map_)).content)["sentence"] == ""
    assert mapper.get(at("screen", map_)).status_code == 200


def test_looking_again_costs_little(mapper, map_, django_assert_max_num_queries):
    typed(mapper, map_, "Shelter > Council: name")
    tag = mapper.get(at("screen_now", map_))["ETag"]
    with django_assert_max_num_queries(8):
        mapper.get(at("screen_now", map_), headers={"If-None-Match": tag})


# --- interviews ------------------------------------------------------------------------------------------


def test_an_interview_is_held_merged_and_forgotten(mapper, map_):
    answer = mapper.post(at("interviews", map_), {"label": "Housing officer"})
    interview = Interview.objects.get(map=map_)
    assert answer.url == at("interview", map_, interview.pk)
    body = {"edit": str(uuid4()), "line": "Shelter > Council: name"}
    part = mapper.post(answer.url, body, headers=PART).content.decode()
    assert "Shelter sends name to Council." in part
    assert "data-replace" in part
    mapper.post(answer.url, {"edit": str(uuid4()), "line": "no flow at all"})
    assert "It is kept" in mapper.get(answer.url).content.decode()
    preview = mapper.post(at("interview_merge", map_, interview.pk), follow=True)
    assert "no flow at all" in preview.content.decode()
    assert not Flow.objects.filter(map=map_).exists()
    mapper.post(preview.redirect_chain[-1][0])
    assert Flow.objects.filter(map=map_).count() == 1
    line = InterviewLine.objects.filter(interview=interview).first()
    assert mapper.post(at("interview_line_forget", map_, interview.pk, line.pk)).status_code == 302
    mapper.post(at("interview_discard", map_, interview.pk))
    assert not Interview.objects.filter(map=map_).exists()
    assert Flow.objects.filter(map=map_).count() == 1


def test_a_name_of_a_person_in_an_interview_is_asked_about(mapper, map_):
    mapper.post(at("interviews", map_), {"label": "GP"})
    url = at("interview", map_, Interview.objects.get(map=map_).pk)
    body = {"edit": str(uuid4()), "line": "Jane Smith > Council: name"}
    assert mapper.post(url, body).status_code == 400
    assert mapper.post(url, body | {"sure": "1"}).status_code == 302
    assert mapper.post(at("interviews", map_), {"label": " "}).status_code == 400


# --- the wall --------------------------------------------------------------------------------------------


def a_photo(kind="JPEG"):
    file = io.BytesIO()
    Image.new("RGB", (400, 200), (9, 9, 9)).save(file, kind)
    return SimpleUploadedFile(f"wall.{kind.lower()}", file.getvalue())


def test_notes_are_marked_where_the_photo_is_pressed_and_ticked_off_by_the_next_line(mapper, map_):
    assert mapper.post(at("wall", map_), {"photo": a_photo()}).status_code == 302
    photo = WallPhoto.objects.get(map=map_)
    act = at("wall_act", map_, photo.pk)
    assert mapper.get(at("wall_image", map_, photo.pk))["Content-Type"] == "image/jpeg"
    mapper.post(act, {"at.x": "50", "at.y": "50", "shown_width": "200", "shown_height": "100"})
    mapper.post(act, {})
    first, second = WallNote.objects.filter(photo=photo)
    assert (first.x, first.y, second.x) == (0.25, 0.5, None)
    page = typed(mapper, map_, "Shelter > Council: name", note=str(first.pk)).content.decode()
    assert f'data-next="{second.pk}"' in page
    first.refresh_from_db()
    assert first.element == Flow.objects.get(map=map_).pk
    mapper.post(act, {"note": first.pk, "done": "no"})
    first.refresh_from_db()
    assert first.ticked_at is None
    mapper.post(act, {"note": first.pk, "forget": "1"})
    mapper.post(act, {"remove": "1"})
    assert not WallPhoto.objects.filter(map=map_).exists()


@pytest.mark.parametrize("at_x", ["nan", "inf", "-5", "999", "x", "1e400"])
def test_what_is_not_on_the_photo_marks_no_place(mapper, map_, at_x):
    mapper.post(at("wall", map_), {"photo": a_photo()})
    photo = WallPhoto.objects.get(map=map_)
    body = {"at.x": at_x, "at.y": "5", "shown_width": "200", "shown_height": "100"}
    assert mapper.post(at("wall_act", map_, photo.pk), body).status_code == 302
    assert not WallNote.objects.filter(photo=photo, x__isnull=False).exists()


def test_what_is_no_photo_is_refused_on_the_page(mapper, map_):
    for wrong in ({}, {"photo": SimpleUploadedFile("a.jpg", b"words")}, {"photo": a_photo("GIF")}):
        assert mapper.post(at("wall", map_), wrong).status_code == 400
    # A note that is not there any more does not keep anybody from drawing.
    assert typed(mapper, map_, "Shelter > Council: name", note=str(uuid4())).status_code == 200
    assert typed(mapper, map_, "Shelter > GP: name", note="x").status_code == 200
