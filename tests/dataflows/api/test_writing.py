"""Changing the register through the API: of what was seen, once, with a sentence for all else."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from dataflows.models import AccessRow, DataType, RegisterChange, Storage
from organisations.models import DoneRequest, Organisation
from tests.factories.dataflows import AgreementFactory, DataTypeFactory, StorageFactory
from tests.people import Tenant, World, make_world

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def program(world: World) -> Client:
    """A program of council staff's, with a token."""
    return world.client("token")


@pytest.fixture
def here(riverside: Tenant):
    with scope(programme=[riverside.programme]):
        yield riverside


def send(client: Client, method: str, path: str, body: object = None, **headers: str):
    return client.generic(
        method, path, json.dumps(body) if body is not None else "", content_type=JSON, headers=headers
    )


def item(name: str, row: object) -> str:
    return reverse(name, args=[row])


KINDS = {
    "organisation": ("api_organisations", {"kind": "vcse", "aliases": ["ANO"], "public_body": None}),
    "data_type": ("api_data_types", {"sensitivity": "personal", "could_hurt": True}),
    "storage": ("api_storages", {"kind": "paper", "readers": [{"role": "Night staff"}]}),
    "agreement": ("api_agreements", {"kind": "dsa", "review_date": "2027-03-01"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_added_read_changed_and_removed(program: Client, here: Tenant, kind: str):
    addresses, facts = KINDS[kind]
    body = {"programme": str(here.programme.pk), "name": "A new one", **facts}
    if kind == "storage":
        body["organisation"] = str(here.organisation.pk)
    if kind == "organisation":
        body |= {"areas": [here.map.area.name], "themes": [here.organisation.themes.get().code]}
    made = send(program, "POST", reverse(addresses), body)
    assert made.status_code == 201, made.content
    row = program.get(made["Location"])
    assert row.json() == made.json()
    assert row["ETag"] == made["ETag"]
    for name, value in facts.items():
        if name != "readers":
            assert row.json()[name] == value
    # What it gives can be sent back.
    sent = {name: value for name, value in row.json().items() if name not in ("id", "programme")}
    again = send(program, "PATCH", made["Location"], {**sent, "notes": "Seen"}, **{"If-Match": row["ETag"]})
    assert again.status_code == 200, again.content
    assert again.json() == {**row.json(), "notes": "Seen"}
    stale = send(program, "PATCH", made["Location"], {"notes": "x"}, **{"If-Match": row["ETag"]})
    assert stale.status_code == 412
    assert "changed since you read it" in stale.json()["detail"]
    gone = send(program, "DELETE", made["Location"], **{"If-Match": again["ETag"]})
    assert gone.status_code == 204
    assert program.get(made["Location"]).status_code == 404
    assert [one.action for one in RegisterChange.objects.filter(element_id=row.json()["id"])] == [
        "add", "set", "remove",
    ]  # fmt: skip
    assert {one.actor_kind for one in RegisterChange.objects.filter(element_id=row.json()["id"])} == {"token"}


def test_a_change_has_to_say_what_it_was_made_from(program: Client, here: Tenant):
    path = item("api_data_type", here.data_type.pk)
    for method, body in (("PATCH", {"notes": "x"}), ("DELETE", None)):
        answer = send(program, method, path, body)
        assert answer.status_code == 428
        assert "If-Match" in answer.json()["detail"]
    tag = program.get(path)["ETag"]
    for pattern in ('"other", {}', "W/{}", "*"):
        given = pattern.format(tag)
        answer = send(program, "PATCH", path, {"notes": given}, **{"If-Match": given})
        assert answer.status_code == 200, given
        tag = answer["ETag"]


def test_what_hangs_on_the_row_counts_as_a_change_of_it(program: Client, here: Tenant):
    storage = StorageFactory(programme=here.programme)
    path = item("api_storage", storage.pk)
    tag = program.get(path)["ETag"]
    AccessRow.objects.create(programme=here.programme, storage=storage, role="Somebody")
    assert send(program, "PATCH", path, {"notes": "x"}, **{"If-Match": tag}).status_code == 412


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "Send an object"),
        ("text", "Send an object"),
        ({"colour": "red"}, "no field “colour”"),
        ({"id": str(uuid4()), "\ud800": 1}, "no field"),
        ({"name": ""}, "may not be blank"),
        ({"name": None}, "may not be null"),
        ({"name": "x" * 201}, "200 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed"),
        ({"name": "a\ud800b"}, "Surrogate characters are not allowed"),
        ({"name": {"a": 1}}, "Not a valid string"),
        ({"name": 5}, "Not a valid string"),
        ({"sensitivity": "\ud800"}, "is not a valid choice"),
        ({"could_hurt": "perhaps"}, "Must be a valid boolean"),
        ({"programme": "7"}, "Must be a valid UUID"),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(program, here, body, sentence):
    path = item("api_data_type", here.data_type.pk)
    before = program.get(path)
    answer = send(program, "PATCH", path, body, **{"If-Match": "*"})
    assert answer.status_code == 400, answer.content
    assert sentence in answer.json()["detail"]
    assert answer["Content-Type"] == "application/problem+json"
    assert program.get(path).content == before.content


def test_a_reader_may_be_sent_without_saying_which_organisation(program: Client, here: Tenant):
    path = item("api_storage", here.storage.storage_id)
    readers = [{"role": "Night staff"}, {"organisation": str(here.organisation.pk)}, {}]
    answer = send(program, "PATCH", path, {"readers": readers}, **{"If-Match": "*"})
    assert answer.status_code == 200, answer.content
    assert [(one["organisation"], one["role"]) for one in answer.json()["readers"]] == [
        (None, "Night staff"),
        (str(here.organisation.pk), ""),
    ]


def test_what_is_not_json_is_refused(program: Client, here: Tenant):
    path = item("api_data_type", here.data_type.pk)
    for body, kind, status in ((b"{", JSON, 400), (b"\xff", JSON, 400), (b"a=b", "text/plain", 415)):
        answer = program.generic("PATCH", path, body, content_type=kind, headers={"If-Match": "*"})
        assert answer.status_code == status


def test_a_name_that_stands_twice_is_refused(program: Client, here: Tenant):
    path = item("api_data_type", here.data_type.pk)
    body = '{"notes": "one", "notes": "two"}'
    answer = program.generic("PATCH", path, body, content_type=JSON, headers={"If-Match": "*"})
    assert answer.status_code == 400
    assert "stands twice" in answer.json()["detail"]


def test_an_id_is_this_rows_or_refused(program: Client, here: Tenant):
    path = item("api_data_type", here.data_type.pk)
    own = {"id": str(here.data_type.pk), "notes": "x"}
    assert send(program, "PATCH", path, own, **{"If-Match": "*"}).status_code == 200
    other = send(program, "PATCH", path, {"id": str(uuid4())}, **{"If-Match": "*"})
    assert (other.status_code, "not this row" in other.json()["detail"]) == (400, True)
    new = {"programme": str(here.programme.pk), "name": "New", "id": str(uuid4())}
    assert "leave it out" in send(program, "POST", reverse("api_data_types"), new).json()["detail"]


@pytest.mark.parametrize(
    ("sent", "kept"), [("Same\x1b[31m", "Same[31m"), ("\ufeffName", "Name"), ("\u2060\u200b", None)]
)
def test_what_cannot_be_seen_is_no_name(program: Client, here: Tenant, sent: str, kept: str | None):
    body = {"programme": str(here.programme.pk), "name": sent}
    answer = send(program, "POST", reverse("api_data_types"), body)
    if kept is None:
        assert answer.status_code == 400
        assert "cannot be left empty" in answer.json()["detail"]
    else:
        assert answer.json()["name"] == kept


def test_of_readers_there_are_a_hundred_at_most(program: Client, here: Tenant):
    path = item("api_storage", here.storage.storage_id)
    answer = send(program, "PATCH", path, {"readers": [{"role": "x"}] * 101}, **{"If-Match": "*"})
    assert answer.status_code == 400
    assert "at most 100" in answer.json()["detail"]


def test_what_is_nested_without_end_is_refused_in_a_sentence(program: Client, here: Tenant):
    answer = program.post(reverse("api_data_types"), "[" * 100_000, content_type=JSON)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "This JSON is nested too deep."


def test_rows_of_other_programmes_are_not_there(program: Client, world: World, here: Tenant):
    theirs = world.otherplace
    assert (
        send(
            program, "PATCH", item("api_data_type", theirs.data_type.pk), {"notes": "x"}, **{"If-Match": "*"}
        ).status_code
        == 404
    )
    body = {"programme": str(theirs.programme.pk), "name": "In"}
    assert send(program, "POST", reverse("api_data_types"), body).status_code == 404
    path = item("api_data_type", here.data_type.pk)
    moved = send(program, "PATCH", path, {"programme": str(theirs.programme.pk)}, **{"If-Match": "*"})
    assert moved.status_code == 404
    for fact, value in (("parent", str(theirs.organisation.pk)), ("areas", [theirs.map.area.name])):
        body = {"programme": str(here.programme.pk), "name": "In", fact: value}
        assert send(program, "POST", reverse("api_organisations"), body).status_code == 400


def test_what_something_holds_stays(program: Client, here: Tenant):
    answer = send(program, "DELETE", item("api_agreement", here.agreement.pk), **{"If-Match": "*"})
    assert answer.status_code == 409
    assert "1 flow" in answer.json()["detail"]


def test_a_name_that_is_taken_is_said(program: Client, here: Tenant):
    body = {"programme": str(here.programme.pk), "name": here.data_type.name.upper()}
    answer = send(program, "POST", reverse("api_data_types"), body)
    assert answer.status_code == 400
    assert "already" in answer.json()["detail"]


# --- once -----------------------------------------------------------------------------------------


def test_the_same_request_under_one_key_is_done_once(program: Client, here: Tenant):
    body = {"programme": str(here.programme.pk), "name": "Once"}
    first, again = (
        send(program, "POST", reverse("api_data_types"), body, **{"Idempotency-Key": "k-1"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert DataType.objects.filter(name="Once").count() == 1
    other = send(program, "POST", reverse("api_data_types"), body, **{"Idempotency-Key": "k-2"})
    assert other.status_code == 400


def test_something_else_under_the_same_key_is_refused(program: Client, here: Tenant):
    body = {"programme": str(here.programme.pk), "name": "Once"}
    send(program, "POST", reverse("api_data_types"), body, **{"Idempotency-Key": "k"})
    for path, other in (
        (reverse("api_data_types"), {**body, "name": "Twice"}),
        (reverse("api_agreements"), body),
    ):
        answer = send(program, "POST", path, other, **{"Idempotency-Key": "k"})
        assert answer.status_code == 422
        assert "Something else was sent" in answer.json()["detail"]


def test_a_key_is_one_persons_own(program: Client, world: World, here: Tenant):
    body = {"programme": str(here.programme.pk), "name": "Mine"}
    send(program, "POST", reverse("api_data_types"), body, **{"Idempotency-Key": "k"})
    owner = world.client("owner")
    answer = send(
        owner, "POST", reverse("api_data_types"), {**body, "name": "Theirs"}, **{"Idempotency-Key": "k"}
    )
    assert answer.status_code == 201


def test_a_request_that_failed_leaves_its_key_free(program: Client, here: Tenant):
    body = {"programme": str(here.programme.pk), "name": here.data_type.name}
    assert (
        send(program, "POST", reverse("api_data_types"), body, **{"Idempotency-Key": "k"}).status_code == 400
    )
    assert not DoneRequest.objects.exists()
    answer = send(
        program, "POST", reverse("api_data_types"), {**body, "name": "New"}, **{"Idempotency-Key": "k"}
    )
    assert answer.status_code == 201


def test_a_removal_sent_twice_is_answered_twice(program: Client, here: Tenant):
    path = item("api_agreement", AgreementFactory(programme=here.programme).pk)
    headers = {"If-Match": program.get(path)["ETag"], "Idempotency-Key": "k"}
    assert [send(program, "DELETE", path, **headers).status_code for _ in range(2)] == [204, 204]


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(program: Client, here: Tenant, key: str):
    body = {"programme": str(here.programme.pk), "name": "New"}
    answer = send(program, "POST", reverse("api_data_types"), body, **{"Idempotency-Key": key})
    assert answer.status_code == 400
    assert not DataType.objects.filter(name="New").exists()


@pytest.mark.django_db(transaction=True)
def test_three_at_once_have_one_effect(at_once):
    world = make_world()
    here = world.riverside
    headers = {**world.headers("token"), "Idempotency-Key": "k"}
    body = json.dumps({"programme": str(here.programme.pk), "name": "Once"})

    def post(_number: int) -> int:
        client = Client(raise_request_exception=False)
        return client.post(reverse("api_data_types"), body, content_type=JSON, headers=headers).status_code

    statuses = at_once(3, post)
    connection.close()
    with scope(programme=[here.programme]):
        assert DataType.objects.filter(name="Once").count() == 1
    assert statuses == [201, 201, 201]


@pytest.mark.django_db(transaction=True)
def test_of_writes_from_one_state_one_is_taken(at_once):
    world = make_world()
    here = world.riverside
    path, headers = item("api_data_type", here.data_type.pk), world.headers("token")
    tag = Client(headers=headers).get(path)["ETag"]

    def patch(number: int) -> int:
        client = Client(raise_request_exception=False)
        return client.patch(
            path,
            json.dumps({"category": f"Number {number}"}),
            content_type=JSON,
            headers={**headers, "If-Match": tag},
        ).status_code

    assert sorted(at_once(6, patch)) == [200, 412, 412, 412, 412, 412]


# --- a session's writes ---------------------------------------------------------------------------


def test_a_browsers_session_needs_a_csrf_token(world: World, here: Tenant):
    client = world.client("council_staff", enforce_csrf_checks=True)
    body = {"programme": str(here.programme.pk), "name": "New"}
    assert send(client, "POST", reverse("api_data_types"), body).status_code == 403
    token = client.get(reverse("register_new", args=[here.programme.slug, "data-types"])).cookies["csrftoken"]
    assert (
        send(client, "POST", reverse("api_data_types"), body, **{"X-CSRFToken": token.value}).status_code
        == 201
    )


def test_many_rows_can_be_read_page_by_page(program: Client, here: Tenant):
    for _ in range(3):
        DataTypeFactory(programme=here.programme)
    page = program.get(reverse("api_data_types"), {"page_size": 2}).json()
    assert len(page["results"]) == 2
    assert page["next"]
    assert Organisation.objects.exists()
    assert Storage.objects.exists()
