"""Asking for news: who is let in, to what, and what a server answers that holds no streams."""

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from dataflows.models import Map, Presence
from dataflows.services.capturing import capture
from live.guard import not_any_more
from live.stream import Listening, Wish
from organisations.models import Membership
from organisations.selectors import actors_of_sessions
from tests.factories.dataflows import MapFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def map_(riverside) -> Map:
    return MapFactory(programme=riverside.programme)


@pytest.fixture
def client(riverside) -> Client:
    return signed_in(riverside.people["viewer"])


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@dataclass
class Drawn:
    edit: UUID
    seq: int


def draw(riverside, map_, line="Riverside A > Riverside B: Riverside notes by phone") -> Drawn:
    """Draw a flow, and return which number the map's log has by then."""
    done = Drawn(uuid4(), 0)
    capture(actor=riverside.actor("facilitator"), map_=map_, edit=done.edit, line=line)
    done.seq = Map.objects.get(pk=map_.pk).seq
    return done


def asked(map_, number=0, more=""):
    return f"m={map_.pk}~{number}{more}"


def events_of(answer) -> list[tuple[str, str, dict]]:
    found = []
    for each in filter(None, answer.content.decode().split("\n\n")):
        lines = dict(line.split(": ", 1) for line in each.splitlines())
        if "event" in lines:
            found.append((lines["event"], lines.get("id", ""), json.loads(lines["data"])))
    return found


def test_a_server_without_streams_tells_what_there_is_and_ends(client, riverside, map_):
    done = draw(riverside, map_)
    answer = client.get(f"/live/?{asked(map_)}")
    assert answer["Content-Type"].startswith("text/event-stream")
    assert (answer["Cache-Control"], answer["X-Accel-Buffering"]) == ("no-store", "no")
    assert answer.content.startswith(b"retry: 3000\n\n")
    found = events_of(answer)
    name, cursor, act = found[0]
    assert (name, cursor) == ("changes", str(done.seq))
    assert (act["first"], act["seq"], act["edit"]) == (1, done.seq, str(done.edit))
    assert act["name"] == riverside.people["facilitator"].name
    assert ["add", "flow"] in [change[:2] for change in act["changes"]]
    assert {each[0] for each in found[1:-1]} == {"here", "now", "pictures", "talk"}
    assert found[-1][:2] == ("hello", str(done.seq))


def test_it_goes_on_after_the_last_event_id(client, riverside, map_):
    first, second = draw(riverside, map_), draw(riverside, map_, "Riverside B > Riverside C: Riverside notes")
    answer = client.get(f"/live/?{asked(map_)}", headers={"Last-Event-ID": str(first.seq)})
    changes = [data for name, _id, data in events_of(answer) if name == "changes"]
    assert [(data["first"], data["seq"]) for data in changes] == [(first.seq + 1, second.seq)]


def test_several_rooms_have_a_cursor_each(client, riverside, map_):
    other = MapFactory(programme=riverside.programme)
    done = draw(riverside, map_)
    answer = client.get(f"/live/?{asked(map_)}&{asked(other)}")
    assert events_of(answer)[-1][1] == f"{done.seq}.{other.seq}"


def test_news_without_a_stream_has_a_tag(client, riverside, map_):
    done = draw(riverside, map_)
    answer = client.get(f"/since/?{asked(map_)}")
    told = answer.json()
    assert told["cursor"] == str(done.seq)
    assert told["events"][0]["name"] == "changes"
    again = client.get(f"/since/?{asked(map_)}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    draw(riverside, map_, "Riverside B > Riverside C: Riverside notes")
    assert client.get(f"/since/?{asked(map_)}", headers={"If-None-Match": answer["ETag"]}).status_code == 200


@pytest.mark.parametrize("where", ["/live/", "/since/"])
def test_others_are_told_in_one_sentence(riverside, map_, world, where):
    path = f"{where}?{asked(map_)}"
    assert Client().get(path).status_code == 401
    answer = signed_in(world.otherplace.people["owner"]).get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "There is nothing here that you can see."})
    assert signed_in(riverside.people["owner"]).get(f"{where}?m={uuid4()}~0").json() == answer.json()


@pytest.mark.parametrize(
    "query",
    ["", "m=", "m=x~1", "m={map}", "m={map}~-1", "m={map}~1e9", "m={map}~1~loud", "m={map}~1~quiet~x",
     "m={map}~1&m={map}~2",
     "m={map}~99999999999999999999", "m=%00~1", "&".join(["m={map}~1"] * 9)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(client, map_, query):
    answer = client.get("/live/?" + query.format(map=map_.pk))
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_cursor_that_is_none_is_passed_over(client, riverside, map_):
    draw(riverside, map_)
    for words in ("x", "1.2", "-5", "9" * 30, "1\x85"):
        answer = client.get(f"/live/?{asked(map_)}", headers={"Last-Event-ID": words})
        assert answer.status_code == 200
        assert events_of(answer)[0][0] == "changes"


def test_whoever_knows_more_than_there_is_begins_anew(client, map_):
    names = [name for name, _id, _data in events_of(client.get(f"/live/?{asked(map_, 50)}"))]
    assert "anew" in names


def test_asking_is_being_here_unless_quietly(client, map_):
    client.get(f"/live/?{asked(map_, 0, '~quiet')}")
    assert not Presence.objects.filter(map=map_).exists()
    client.get(f"/live/?{asked(map_)}")
    assert Presence.objects.filter(map=map_).count() == 1


# --- whether they still may ------------------------------------------------------------------------


def listening(client, person, map_) -> Listening:
    return Listening(person.pk, client.session.session_key, "10.0.0.1", [Wish(map_.pk, 0)])


@pytest.fixture
def stays(client, riverside, map_) -> Listening:
    return listening(client, riverside.people["viewer"], map_)


@pytest.fixture
def other(riverside, map_) -> Listening:
    person = riverside.people["partner"]
    return listening(signed_in(person), person, map_)


def test_whoever_may_goes_on_and_is_here_still(stays, other, map_):
    assert not_any_more([stays, other]) == set()
    assert set(Presence.objects.filter(map=map_).values_list("person", flat=True)) == {
        stays.person,
        other.person,
    }


def test_whoever_signed_out_or_was_switched_off_hears_no_more(client, riverside, stays, other, map_):
    person = riverside.people["viewer"]
    person.is_active = False
    person.save()
    assert not_any_more([stays, other]) == {stays.pk}
    person.is_active = True
    person.save()
    client.logout()
    assert not_any_more([stays, other]) == {stays.pk}


def test_a_session_that_ended_or_another_password_ends_it(client, riverside, stays, other):
    Session.objects.filter(session_key=stays.session).update(expire_date=timezone.now())
    assert not_any_more([stays, other]) == {stays.pk}
    person = riverside.people["partner"]
    person.set_password("something quite different")
    person.save()
    assert not_any_more([other]) == {other.pk}


def test_a_role_that_is_taken_away_ends_it(riverside, stays, other):
    Membership.objects.filter(user=riverside.people["viewer"]).delete()
    assert not_any_more([stays, other]) == {stays.pk}


def test_a_room_that_is_gone_ends_it(stays, map_):
    Map.objects.filter(pk=map_.pk).delete()
    assert not_any_more([stays]) == {stays.pk}


def test_looking_costs_no_more_for_many(riverside, map_, django_assert_max_num_queries):
    people = [riverside.people[role] for role in ("viewer", "partner", "facilitator", "owner")]
    every = [listening(signed_in(person), person, map_) for person in people for _number in range(5)]
    not_any_more(every)
    with django_assert_max_num_queries(8):
        assert not_any_more(every) == set()


def test_sessions_that_are_none_have_nobody():
    assert actors_of_sessions({"", "nonsense", "x" * 40}) == {}
