"""Editing through the API: batches, 409 with both values and names, undo, and many at the same moment."""

import json
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from dataflows.models import Act, Change, Flow, Map
from tests.people import Tenant, World, make_world

pytestmark = pytest.mark.django_db
# Riverside's log begins with a change of the flow's purpose that has a very high number.
ALL_SEEN = 10_000_000
NOBODY = "5f0f7e5e-0000-4000-8000-000000000000"


@pytest.fixture
def program(world: World) -> Client:
    """A program of council staff's, with a token."""
    return world.client("token")


def send(client: Client, name: str, map_: Map, body: object) -> Any:
    return client.post(reverse(name, args=[map_.pk]), json.dumps(body), content_type="application/json")


def edit(client: Client, map_: Map, *edits: dict[str, Any], seen: int = 0, **more: Any) -> Any:
    return send(client, "api_edits", map_, {"id": str(uuid4()), "seen": seen, "edits": list(edits), **more})


def test_a_batch_is_done_named_and_listed(program: Client, riverside: Tenant):
    new = str(uuid4())
    answer = edit(
        program,
        riverside.map,
        {"do": "connect", "id": new, "source": "Shelter", "target": "GP", "facts": {"channel": "post"}},
        {"do": "set", "element": new, "field": "target", "value": "Housing team"},
        {"do": "add", "kind": "meeting", "name": "MARAC"},
    )
    assert answer.status_code == 201, answer.content
    done = answer.json()
    assert (done["name"], done["removed"], new in done["elements"]) == ("added Shelter → GP", [], True)
    (first, *_rest) = program.get(reverse("api_edits", args=[riverside.map.pk])).json()["results"]
    assert (first["id"], first["by"], first["is_undone"]) == (done["id"], "Riverside council_staff", False)
    one = program.get(reverse("api_edit", args=[riverside.map.pk, done["id"]])).json()
    assert one == first
    flows = program.get(reverse("api_flows", args=[riverside.map.pk])).json()["results"]
    assert new in {flow["id"] for flow in flows}


def test_the_answer_to_a_clash_has_both_values_and_names(program: Client, world: World, riverside: Tenant):
    flow = str(riverside.flow.pk)
    other = world.client("owner")
    assert (
        edit(
            other, riverside.map, {"do": "set", "element": flow, "field": "channel", "value": "phone"}
        ).status_code
        == 201
    )
    answer = edit(program, riverside.map, {"do": "set", "element": flow, "field": "channel", "value": "post"})
    assert answer.status_code == 409
    problem = answer.json()
    (conflict,) = problem["conflicts"]
    assert (conflict["yours"], conflict["theirs"], conflict["by"]) == ("post", "phone", "Riverside owner")
    assert (conflict["edit"], conflict["element"], conflict["field"], problem["removed"]) == (
        0,
        flow,
        "channel",
        [],
    )
    again = edit(
        program,
        riverside.map,
        {"do": "set", "element": flow, "field": "channel", "value": "post"},
        seen=problem["seq"],
    )
    assert again.status_code == 201


def test_an_edit_against_a_removal_says_so_and_can_put_it_back(
    program: Client, world: World, riverside: Tenant
):
    flow = str(riverside.flow.pk)
    edit(world.client("owner"), riverside.map, {"do": "remove", "element": flow}, seen=ALL_SEEN)
    setting = {"do": "set", "element": flow, "field": "channel", "value": "post"}
    answer = edit(program, riverside.map, setting)
    assert answer.status_code == 409
    assert answer.json()["removed"][0]["by"] == "Riverside owner"
    assert edit(program, riverside.map, {"do": "restore", "element": flow}, setting).status_code == 201


def test_undo_and_redo_step_by_step(program: Client, riverside: Tenant):
    flow = str(riverside.flow.pk)
    for value in ("phone", "post"):
        edit(
            program,
            riverside.map,
            {"do": "set", "element": flow, "field": "channel", "value": value},
            seen=10,
        )
    names = [step["name"] for step in program.get(reverse("api_undo", args=[riverside.map.pk])).json()]
    assert [name.rsplit(" ", 1)[1] for name in names] == ["post", "phone"]
    assert send(program, "api_undo", riverside.map, {"id": str(uuid4())}).status_code == 201
    assert len(program.get(reverse("api_redo", args=[riverside.map.pk])).json()) == 1
    assert send(program, "api_redo", riverside.map, {"id": str(uuid4())}).status_code == 201
    nothing = send(program, "api_redo", riverside.map, {"id": str(uuid4())})
    assert (nothing.status_code, "nothing of yours" in nothing.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"do": "fly", "element": NOBODY},
        {"do": "set", "element": NOBODY, "field": "channel"},
        {"do": "set", "element": "x", "field": "channel", "value": ""},
        {"do": "remove", "element": NOBODY, "name": "x"},
        {"do": "connect", "source": "A"},
        {"do": "connect", "source": "A", "target": "B", "facts": {"nothing": "x"}},
        {"do": "connect", "source": "A", "target": "B", "facts": {"channel": {"a": 1}}},
        {"do": "set", "element": "FLOW", "field": "source", "value": 5},
        {"do": "set", "element": "FLOW", "field": "person_told", "value": "gestern"},
        {"do": "split", "element": "FLOW"},
        {"do": "merge", "element": "FLOW", "others": []},
        {"do": "add", "kind": "river", "name": "Irwell"},
        {"do": "add", "kind": "storage", "name": "Box"},
        {"do": "set", "element": "FLOW", "field": "notes", "value": "\ud800"},
    ],
)
def test_a_wrong_edit_is_refused_in_one_sentence_and_nothing_is_stored(
    program: Client, riverside: Tenant, wrong: Any
):
    told = {key: str(riverside.flow.pk) if value == "FLOW" else value for key, value in wrong.items()}
    answer = edit(program, riverside.map, {"do": "add", "kind": "meeting", "name": "MARAC"}, told)
    assert answer.status_code == 400, answer.content
    assert answer.json()["detail"]
    with scopes_disabled():
        assert Map.objects.get(pk=riverside.map.pk).seq == 0


def test_a_batch_has_to_say_what_it_was_made_from(program: Client, riverside: Tenant):
    asked = [{"do": "add", "kind": "meeting", "name": "MARAC"}]
    for body in (
        {"id": str(uuid4()), "edits": asked},
        {"seen": 0, "edits": asked},
        {"id": str(uuid4()), "seen": 0, "edits": []},
    ):
        assert send(program, "api_edits", riverside.map, body).status_code == 400


# --- At the same moment ---


@pytest.fixture
def crowd(transactional_db, at_once):
    """A world that others see too, and somebody's way to ask from many threads."""
    return make_world(), at_once


@pytest.mark.django_db(transaction=True)
def test_fifty_write_one_fact_from_one_base_and_one_is_kept(crowd):
    world, at_once = crowd
    here = world.riverside
    flow = str(here.flow.pk)

    def write(number: int) -> tuple[int, Any]:
        client = world.client("council_staff" if number % 2 else "owner")
        answer = edit(
            client, here.map, {"do": "set", "element": flow, "field": "channel", "value": f"way {number}"}
        )
        return answer.status_code, answer.json()

    answers = at_once(50, write)
    assert Counter(status for status, _told in answers) == {201: 1, 409: 49}
    with scope(programme=[here.programme]):
        kept = Flow.objects.get(pk=flow).channel
        assert Change.objects.filter(map=here.map, field="channel").count() == 1
    for number, (status, told) in enumerate(answers):
        if status == 409:
            (conflict,) = told["conflicts"]
            assert (conflict["theirs"], conflict["yours"]) == (kept, f"way {number}")
            assert conflict["by"].startswith("Riverside")


@pytest.mark.django_db(transaction=True)
def test_different_facts_at_the_same_moment_are_all_kept(crowd):
    world, at_once = crowd
    here = world.riverside
    facts = ("channel", "trigger", "frequency", "ref", "if_not_shared", "necessity", "safeguard", "notes")

    def write(number: int) -> int:
        change = {"do": "set", "element": str(here.flow.pk), "field": facts[number], "value": f"new {number}"}
        return edit(world.client("owner"), here.map, change).status_code

    assert at_once(len(facts), write) == [201] * len(facts)
    with scope(programme=[here.programme]):
        flow = Flow.objects.get(pk=here.flow.pk)
    assert [getattr(flow, fact) for fact in facts] == [f"new {number}" for number in range(len(facts))]


@pytest.mark.django_db(transaction=True)
def test_each_request_sent_three_times_at_the_same_moment_has_one_effect(crowd):
    world, at_once = crowd
    here = world.riverside
    flow, made, extra = str(here.flow.pk), str(uuid4()), str(uuid4())
    with scope(programme=[here.programme]):
        data_type = str(here.data_type.pk)
        other = str(here.person.pk)
    edit(
        world.client("owner"),
        here.map,
        {"do": "set", "element": flow, "field": "data_types", "value": [data_type, "more"]},
        seen=10,
    )
    asks: list[tuple[str, dict[str, Any]]] = [
        ("api_edits", {"edits": [{"do": "connect", "id": made, "source": other, "target": "New one"}]}),
        ("api_edits", {"edits": [{"do": "set", "element": flow, "field": "channel", "value": "phone"}]}),
        ("api_edits", {"edits": [{"do": "add", "kind": "meeting", "name": "MARAC"}]}),
        ("api_edits", {"edits": [{"do": "split", "element": flow, "id": extra, "data_types": ["more"]}]}),
        ("api_edits", {"edits": [{"do": "remove", "element": made}]}),
        ("api_edits", {"edits": [{"do": "restore", "element": made}]}),
        ("api_undo", {}),
        ("api_redo", {}),
    ]
    for name, body in asks:
        ask = {"id": str(uuid4()), **body, **({"seen": 1_000} if name == "api_edits" else {})}
        before = _acts(here)
        answers = at_once(
            3,
            lambda _number, ask=ask, name=name: send(world.client("owner"), name, here.map, ask).status_code,
        )
        assert sorted(answers) == [200, 200, 201], (name, body, answers)
        assert _acts(here) == before + 1


def _acts(here: Tenant) -> int:
    with scope(programme=[here.programme]):
        return Act.objects.filter(map=here.map).count()
