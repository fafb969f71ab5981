"""The API: pages, problems, tags, and what it says of a map."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from dataflows.formats.document import sha256, to_dict
from dataflows.selectors.documents import draft_document
from dataflows.selectors.sentences import all_sentences
from dataflows.services.elements import start_edit
from dataflows.services.facts import set_fact
from dataflows.services.maps import close_map, open_map
from organisations.models import Organisation
from tests.factories.dataflows import CommentFactory, DataTypeFactory, FlowFactory, VersionFactory
from tests.people import SYSTEM, Tenant, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(world: World) -> Client:
    return world.client("viewer")


def get(client: Client, name: str, *arguments: object, **query: object) -> dict:
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def every_page(client: Client, name: str, *arguments: object, **query: object) -> list[dict]:
    """Follow `next` to the end."""
    page = get(client, name, *arguments, **query)
    rows = page["results"]
    while page["next"]:
        response = client.get(page["next"])
        assert response.status_code == 200, response.content
        page = response.json()
        rows += page["results"]
    return rows


# --- what it says --------------------------------------------------------------------------------


def test_a_person_finds_their_programme_and_what_is_in_it(riverside: Tenant, viewer: Client):
    (programme,) = get(viewer, "api_programmes")["results"]
    assert programme["name"] == "Riverside"
    assert get(viewer, "api_programme", riverside.programme.pk) == programme
    (map_,) = get(viewer, "api_maps")["results"]
    assert (map_["id"], map_["flow_count"], map_["latest_version"]) == (str(riverside.map.pk), 3, 1)
    assert get(viewer, "api_map", riverside.map.pk) == map_
    organisation = get(viewer, "api_organisation", riverside.organisation.pk)
    assert len(organisation["themes"]) == 1
    assert organisation["aliases"][0].startswith("Riverside alias")
    assert organisation in every_page(viewer, "api_organisations")
    data_type = get(viewer, "api_data_type", riverside.data_type.pk)
    assert data_type["sensitivity"] == "special_category"


def test_nodes_and_flows_are_the_items_of_the_map_document(riverside: Tenant, viewer: Client):
    with scope(programme=[riverside.programme]):
        document = draft_document(riverside.map)
        sentences = all_sentences(document.graph)
    for name, key in (("api_nodes", "nodes"), ("api_flows", "flows")):
        rows = get(viewer, name, riverside.map.pk)["results"]
        assert [row.pop("sentence") for row in rows] == [sentences[row["id"]] for row in rows]
        if key == "flows":
            assert [row.pop("number") for row in rows] == [1, 2, 3]
        assert rows == json.loads(json.dumps(to_dict(document)[key]))


def test_a_version_comes_with_the_document_that_its_hash_names(riverside: Tenant, viewer: Client):
    version = get(viewer, "api_version", riverside.map.pk, 1)
    text = json.dumps(version["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(text) == version["sha256"] == riverside.version.sha256
    (listed,) = get(viewer, "api_versions", riverside.map.pk)["results"]
    assert listed == {key: value for key, value in version.items() if key != "document"}


def test_comments_come_as_threads(riverside: Tenant, viewer: Client):
    threads = get(viewer, "api_comments", riverside.map.pk)["results"]
    thread = next(one for one in threads if one["id"] == str(riverside.comment.pk))
    assert (thread["version"], thread["element_id"]) == (1, str(riverside.flow.pk))
    assert thread["author"] == "Riverside facilitator"
    (reply,) = thread["replies"]
    assert reply["author"] == "Riverside council_staff"
    assert thread["outcome"]["kind"] == "varies"
    # Who wrote over a link has no name here, and what is hidden no words.
    by_link = next(one for one in threads if one["id"] == str(riverside.review_comment.pk))
    assert (by_link["author"], by_link["outcome"]) == ("Riverside role", None)
    (hidden,) = (one for one in threads if one["hidden"])
    assert (hidden["text"], hidden["hidden"]) == ("", "Riverside reason to hide")


def test_a_rendering_says_how_it_was_drawn_and_leads_to_the_drawing(riverside: Tenant, viewer: Client):
    draft = get(viewer, "api_draft_rendering", riverside.map.pk)
    assert (draft["version"], draft["engine"], draft["failure"]) == (None, "dot", "")
    (version,) = get(viewer, "api_renderings", riverside.map.pk)["results"]
    assert (version["version"], version["key"]) == (1, draft["key"])
    for rendering in (draft, version):
        picture = viewer.get(rendering["svg"])
        assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert b"Riverside picture" in picture.content
        assert picture["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_what_has_not_been_drawn_has_no_picture(riverside: Tenant, viewer: Client):
    FlowFactory(map=riverside.map)
    assert get(viewer, "api_draft_rendering", riverside.map.pk)["svg"] is None
    response = viewer.get(reverse("api_draft_picture", args=[riverside.map.pk]))
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


# --- pages of a list -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 200])
def test_every_row_comes_once_whatever_the_page_size(riverside: Tenant, viewer: Client, size: int):
    for number in range(2, 6):
        CommentFactory(version=VersionFactory(map=riverside.map, number=number))
    for _flow in range(4):
        FlowFactory(map=riverside.map)
    at = riverside.map.pk
    for name, arguments in (
        ("api_organisations", ()),
        ("api_data_types", ()),
        ("api_versions", (at,)),
        ("api_comments", (at,)),
        ("api_nodes", (at,)),
        ("api_flows", (at,)),
        ("api_renderings", (at,)),
    ):
        rows = every_page(viewer, name, *arguments, page_size=size)
        whole = get(viewer, name, *arguments, page_size=200)
        assert rows == whole["results"], name
        assert (whole["next"], whole["previous"]) == (None, None)
        assert len(rows) > 3 or name == "api_data_types", name


def test_a_page_leads_back(riverside: Tenant, viewer: Client):
    for _flow in range(3):
        FlowFactory(map=riverside.map)
    first = get(viewer, "api_flows", riverside.map.pk, page_size=2)
    second = viewer.get(first["next"]).json()
    third = viewer.get(second["next"]).json()
    assert viewer.get(third["previous"]).json()["results"] == second["results"]
    assert viewer.get(second["previous"]).json()["results"] == first["results"]


def test_rows_added_meanwhile_neither_repeat_nor_hide_others(riverside: Tenant, viewer: Client):
    for _row in range(5):
        DataTypeFactory(programme=riverside.programme)
    first = get(viewer, "api_data_types", page_size=3)
    with scope(programme=[riverside.programme]):
        rest = {row["id"] for row in every_page(viewer, "api_data_types")} - {
            row["id"] for row in first["results"]
        }
    DataTypeFactory(programme=riverside.programme)
    page, seen = first, []
    while page["next"]:
        page = viewer.get(page["next"]).json()
        seen += [row["id"] for row in page["results"]]
    assert len(seen) == len(set(seen))
    assert rest <= set(seen)


def test_a_list_that_changed_under_its_reader_says_so(riverside: Tenant, viewer: Client):
    for _flow in range(3):
        FlowFactory(map=riverside.map)
    page = get(viewer, "api_flows", riverside.map.pk, page_size=1)
    with scope(programme=[riverside.programme]):
        riverside.flow.delete()
    response = viewer.get(page["next"])
    assert response.status_code == 409
    assert "has changed" in response.json()["detail"]


def test_a_page_holds_200_at_most(riverside: Tenant, viewer: Client):
    with scope(programme=[riverside.programme]):
        Organisation.objects.bulk_create(
            Organisation(programme=riverside.programme, name=f"O {n}", normalised_name=f"o {n}")
            for n in range(250)
        )
    assert len(get(viewer, "api_organisations", page_size=1000)["results"]) == 200
    assert len(get(viewer, "api_organisations")["results"]) == 50


def test_lists_can_be_narrowed_to_a_programme(world: World, viewer: Client):
    for name in ("api_maps", "api_organisations", "api_data_types"):
        everything = get(viewer, name)["results"]
        assert get(viewer, name, programme=world.riverside.programme.pk)["results"] == everything
        assert get(viewer, name, programme=world.otherplace.programme.pk)["results"] == []
        assert get(viewer, name, programme=uuid.uuid4())["results"] == []


# --- tags ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["api_map", "api_nodes", "api_flows", "api_version", "api_draft_picture"])
def test_an_answer_that_has_not_changed_is_304(riverside: Tenant, viewer: Client, name: str):
    path = reverse(name, args=[riverside.map.pk, *([1] if name == "api_version" else [])])
    first = viewer.get(path)
    tag = first["ETag"]
    assert tag.startswith('"')  # strong
    again = viewer.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert viewer.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    assert viewer.head(path)["ETag"] == tag


def test_the_tag_changes_with_the_draft_and_with_the_register(riverside: Tenant, viewer: Client):
    path = reverse("api_nodes", args=[riverside.map.pk])
    flows = reverse("api_flows", args=[riverside.map.pk])
    tags = {viewer.get(path)["ETag"]}
    flow_tags = {viewer.get(flows)["ETag"]}
    with scope(programme=[riverside.programme]):
        Organisation.objects.filter(pk=riverside.organisation.pk).update(short_name="Renamed")
        edit = start_edit(actor=SYSTEM, map_=riverside.map)
        set_fact(edit=edit, flow=riverside.flow, fact="channel", value="by hand")
        edit.write()
    tags.add(viewer.get(path)["ETag"])
    flow_tags.add(viewer.get(flows)["ETag"])
    assert len(tags) == len(flow_tags) == 2


def test_answers_are_each_persons_own(viewer: Client):
    response = viewer.get(reverse("api_maps"))
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


# --- problems ------------------------------------------------------------------------------------


def problem(response) -> dict:
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == response.status_code
    assert body["detail"]
    return body


def test_guests_are_told_to_sign_in_and_learn_nothing(riverside: Tenant):
    guest = Client()
    bodies = []
    for map_id in (riverside.map.pk, uuid.uuid4()):
        for name in ("api_map", "api_nodes", "api_comments", "api_versions", "api_renderings"):
            response = guest.get(reverse(name, args=[map_id]))
            assert response.status_code == 401
            assert response["WWW-Authenticate"].startswith("Bearer")
            bodies.append(problem(response))
    assert all(body == bodies[0] for body in bodies)


def test_strangers_are_told_the_same_as_if_there_were_nothing(world: World):
    stranger = world.client("stranger")
    answers = [
        problem(stranger.get(reverse("api_nodes", args=[map_id])))
        for map_id in (world.riverside.map.pk, uuid.uuid4())
    ]
    assert {answer["status"] for answer in answers} == {404}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("maps/?programme=x", 400),
        ("maps/?cursor=x", 400),
        ("maps/?cursor=cD1hYmM%3D", 400),  # p=abc: a cursor by its form, but of no list of ours
        ("maps/?a=%00", 400),
        ("maps/?%00=a", 400),
        ("maps/?programme=%00", 400),
        ("organisations/?page_size=%00", 400),
        ("maps/?format=xml", 404),
        ("nothing/", 404),
        ("maps/not-an-id/", 404),
        ("maps/%00/", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem_in_one_sentence(viewer: Client, path: str, status: int):
    response = viewer.get(reverse("api") + path)
    assert response.status_code == status
    body = problem(response)
    assert "\n" not in body["detail"]
    assert "Traceback" not in body["detail"]


@pytest.mark.parametrize("size", ["0", "-1", "x", "1e3", "\x00", "²", "99999999999999999999"])
def test_page_sizes_that_make_no_sense(riverside: Tenant, viewer: Client, size: str):
    response = viewer.get(reverse("api_flows", args=[riverside.map.pk]), {"page_size": size})
    assert response.status_code == (200 if size.isascii() and size.isdigit() and int(size) else 400)


@pytest.mark.parametrize("accept", ["application/xml", "text/html"])
def test_other_formats_are_refused_as_a_problem(viewer: Client, accept: str):
    response = viewer.get(reverse("api_maps"), headers={"Accept": accept})
    assert response.status_code == 406
    problem(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(riverside: Tenant, viewer: Client, method: str):
    response = getattr(viewer, method)(reverse("api_map", args=[riverside.map.pk]))
    assert response.status_code == 405
    problem(response)


def test_an_address_without_its_slash_leads_to_the_one_with_it(viewer: Client):
    response = viewer.get(reverse("api_maps").rstrip("/"))
    assert (response.status_code, response["Location"]) == (301, reverse("api_maps"))


# --- open maps -----------------------------------------------------------------------------------


def test_guests_read_the_versions_of_an_open_map_but_not_its_draft(riverside: Tenant):
    with scope(programme=[riverside.programme]):
        open_map(actor=SYSTEM, map_=riverside.map, up_to=1)
    guest, at = Client(), riverside.map.pk
    assert get(guest, "api_versions", at)["results"][0]["number"] == 1
    assert get(guest, "api_version", at, 1)["document"]["map"]["id"] == str(at)
    assert guest.get(reverse("api_version_picture", args=[at, 1])).status_code == 200
    for name in ("api_map", "api_nodes", "api_flows", "api_comments", "api_renderings", "api_draft_picture"):
        assert guest.get(reverse(name, args=[at])).status_code == 401, name
    with scope(programme=[riverside.programme]):
        close_map(actor=SYSTEM, map_=riverside.map)
    assert guest.get(reverse("api_versions", args=[at])).status_code == 401
