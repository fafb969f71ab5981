"""A map read as picture, table and sentences; and pages whose queries do not grow with what they show."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.graph.model import Flow, FlowGraph
from dataflows.models import Picture
from dataflows.render.errors import UnsafeDrawing
from dataflows.selectors.documents import draft_document
from dataflows.services import drawing
from dataflows.services.drawing import ensure_picture
from dataflows.views.cards import stats
from tests.factories import dataflows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(riverside):
    """Riverside with the picture of its draft."""
    with scopes_disabled():
        ensure_picture(map_=riverside.map, document=draft_document(riverside.map))
    return riverside


@pytest.mark.parametrize("view", ["picture", "table", "sentences", "grid", "nonsense"])
def test_every_view_holds_every_flow(world, drawn, view):
    page = world.client("viewer").get(reverse("map", args=[drawn.map.pk]), {"view": view})
    assert page.status_code == 200
    with scopes_disabled():
        flows = list(drawn.map.flows.all())
    assert flows
    for flow in flows:
        assert f"f/{flow.pk}/" in page.content.decode()


def test_an_element_is_a_page_or_a_fragment(world, drawn):
    url = reverse("flow", args=[drawn.map.pk, drawn.flow.pk])
    client = world.client("viewer")
    page, fragment = (
        client.get(url).content.decode(),
        client.get(url, headers={"HX-Request": "true"}).content.decode(),
    )
    assert "<html" in page
    assert "<html" not in fragment
    assert f'data-element="{drawn.flow.pk}"' in fragment


def test_an_element_that_is_not_there_is_not_found(world, drawn):
    client = world.client("viewer")
    assert client.get(reverse("flow", args=[drawn.map.pk, uuid.uuid4()])).status_code == 404


def test_a_picture_that_fails_leaves_the_words(world, riverside, monkeypatch):
    def fails(*_what, **_more):
        raise UnsafeDrawing

    monkeypatch.setattr(drawing, "draw", fails)
    with scopes_disabled():
        Picture.objects.all().delete()
        ensure_picture(map_=riverside.map, document=draft_document(riverside.map))
    page = world.client("facilitator").get(reverse("map", args=[riverside.map.pk])).content.decode()
    assert "a safety check failed" in page
    assert "?view=sentences" in page
    assert "<svg" not in page.split('id="picture"')[1].split("</div>")[0]


def test_a_picture_that_was_not_drawn_as_usual_says_so(world, riverside, monkeypatch):
    url = reverse("map", args=[riverside.map.pk])
    for engine, is_said in (("python", True), ("", False)):
        monkeypatch.setenv("DAYLIGHT_ENGINE", engine)
        with scopes_disabled():
            Picture.objects.all().delete()
            ensure_picture(map_=riverside.map, document=draft_document(riverside.map))
        page = world.client("facilitator").get(url).content.decode()
        assert ("drawn without a drawing engine" in page) == is_said


def test_guests_of_an_open_map_are_taken_to_its_version(world, riverside):
    with scopes_disabled():
        riverside.map.open_number, riverside.programme.has_open_maps = 1, True
        riverside.map.save()
        riverside.programme.save()
    answer = world.client("guest").get(reverse("map", args=[riverside.map.pk]))
    assert answer.headers["Location"] == reverse("version", args=[riverside.map.pk, riverside.version.number])


@pytest.mark.parametrize("view", ["table", "sentences"])
def test_words_find_flows_whatever_their_accents_and_case(world, drawn, view):
    with scopes_disabled():
        target = drawn.flow.target
        target.name = "Cyngor Môn"
        target.save()
    url = reverse("map", args=[drawn.map.pk])
    found = world.client("viewer").get(url, {"view": view, "find": "  MON cyngor "})
    assert str(drawn.flow.pk) in found.content.decode()
    assert "MON cyngor" in found.content.decode()
    nothing = world.client("viewer").get(url, {"view": view, "find": "nobody at all"}).content.decode()
    assert str(drawn.flow.pk) not in nothing
    assert "No flow found" in nothing


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["before"], ("", "")),
        (["not_told"] * 11 + ["", "not_known"], (
            "For eleven flows nobody tells the person", "for two it is not known whether the person is told",
        )),
        ([""], ("", "For one flow it is not known whether the person is told")),
        (["not_told"] * 21, ("For 21 flows nobody tells the person", "")),
    ],
)  # fmt: skip
def test_what_stands_out_is_said_in_words(told, said):
    flows = tuple(Flow(id=str(n), source="a", target="b", person_told=code) for n, code in enumerate(told))
    line = stats(FlowGraph(flows=flows))
    assert (line["nobody"], line["unknown"]) == said


def test_those_who_may_not_edit_are_led_to_the_latest_version(world, riverside):
    draft = reverse("map", args=[riverside.map.pk])
    latest = reverse("version", args=[riverside.map.pk, riverside.version.number])
    for role, address in (("viewer", latest), ("partner", latest), ("facilitator", draft)):
        assert f'<a href="{address}">' in world.client(role).get(reverse("home")).content.decode(), role


def test_a_drafts_element_is_commented_on_in_the_latest_version(world, drawn):
    with scopes_disabled():
        later = rows.FlowFactory(map=drawn.map)
    client = world.client("partner")
    form = f"{reverse('comment_add', args=[drawn.map.pk, drawn.version.number])}?about="
    pages = {flow: client.get(reverse("flow", args=[drawn.map.pk, flow.pk])) for flow in (drawn.flow, later)}
    assert f"{form}{drawn.flow.pk}" in pages[drawn.flow].content.decode()
    assert form not in pages[later].content.decode()
    assert "This is the draft" in pages[later].content.decode()


def test_what_nobody_recorded_stands_last_by_name_and_what_the_person_hears_never(world, drawn):
    page = world.client("viewer").get(reverse("flow", args=[drawn.map.pk, drawn.flow.pk]))
    missing = [fact.field for fact in page.context["missing"]]
    assert missing
    assert not {"person_told", "person_choice"} & set(missing)
    text = page.content.decode().split("dl-missing__list")[1]
    assert all(str(fact.label) in html.unescape(text) for fact in page.context["missing"])


def more_of_everything(tenant):
    """Three times what the programme holds: maps, flows, versions, comments with replies."""
    for number in (2, 3):
        rows.MapFactory(programme=tenant.programme)
        flow = rows.FlowFactory(map=tenant.map)
        rows.FlowDataTypeFactory(flow=flow)
        version = rows.VersionFactory(map=tenant.map, number=number)
        comment = rows.CommentFactory(version=version, author=tenant.people["partner"], element_id=flow.pk)
        rows.CommentFactory(version=version, author=tenant.people["viewer"], parent=comment, kind="")


@pytest.mark.parametrize(
    "page",
    ["home", "programme", "map?table", "map?sentences", "versions", "comments", "import", "export"],
)
def test_queries_do_not_grow_with_rows(world, riverside, page, django_assert_max_num_queries):
    name, _query, view = page.partition("?")
    args = {"home": [], "programme": [riverside.programme.slug]}.get(name, [riverside.map.pk])
    client, url = world.client("facilitator"), reverse(name, args=args)
    with django_assert_max_num_queries(30) as few:
        assert client.get(url, {"view": view}).status_code == 200
    with scopes_disabled():
        more_of_everything(riverside)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(url, {"view": view}).status_code == 200


def test_shared_computers_keep_nothing_of_a_members_pages(world, riverside):
    url = reverse("map", args=[riverside.map.pk])
    assert world.client("viewer").get(url)["Cache-Control"] == "private, no-store"
    assert world.client("viewer").get(reverse("api_maps"))["Cache-Control"] == "private, no-cache"
    assert not world.client("guest").get(reverse("home")).has_header("Cache-Control")
