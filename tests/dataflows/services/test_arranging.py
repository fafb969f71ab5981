"""The picture of a draft holds still from one edit to the next; it is tidied, put back and nudged by hand."""

import math
import uuid
from itertools import pairwise

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.graph.views import WHOLE
from dataflows.models import DraftLayout, Map, Picture
from dataflows.render.layout import Layout
from dataflows.selectors.documents import draft_document
from dataflows.services import versions
from dataflows.services.arranging import nudge, put_back, tidy
from dataflows.services.drawing import ensure_picture
from dataflows.services.edit_kinds import Connect, Remove
from dataflows.services.editing import edit_map
from dataflows.services.maps import create_map
from dataflows.services.undo import undo
from dataflows.services.versions import publish
from organisations.errors import Conflict, NotAllowed, NotVisible
from tests.people import Tenant, World

PLACES = ("the person", "Shelter", "Council", "GP", "Police", "Housing team")


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


@pytest.fixture
def map_(riverside: Tenant) -> Map:
    made = create_map(actor=riverside.actor("owner"), programme=riverside.programme, name="Riverside west")
    for sender, receiver in pairwise(PLACES):
        connect(riverside, made, sender, receiver)
    return made


def connect(riverside: Tenant, map_: Map, sender: str, receiver: str) -> uuid.UUID:
    flow = uuid.uuid4()
    edits = [Connect(id=flow, source=sender, target=receiver, facts={"data_types": ["name"]})]
    edit_map(actor=riverside.actor("owner"), map_=map_, edit=uuid.uuid4(), edits=edits, sure=True)
    map_.refresh_from_db()
    return flow


def drawn(map_: Map) -> Picture:
    """As a worker draws the draft."""
    fresh = Map.objects.select_related("programme", "area").get(pk=map_.pk)
    return ensure_picture(map_=fresh, document=draft_document(fresh), draft=True)


def furthest(one: Picture, other: Picture) -> float:
    was, now = (Layout.from_json(each.layout) for each in (one, other))
    both = was.nodes.keys() & now.nodes.keys()
    assert both
    return max(math.dist(was.nodes[pk][:2], now.nodes[pk][:2]) for pk in both)


def row(map_: Map) -> DraftLayout:
    return DraftLayout.objects.get(map=map_, view=WHOLE.token)


def test_what_stood_stays_when_flows_come_and_go(riverside, map_):
    first = drawn(map_)
    for sender, receiver in (("Police", "GP"), ("Council", "Probation"), ("the person", "Probation")):
        flow = connect(riverside, map_, sender, receiver)
        following = drawn(map_)
        assert following.rung == "steady"
        assert furthest(first, following) < 60
    edit_map(
        actor=riverside.actor("owner"), map_=map_, edit=uuid.uuid4(), edits=[Remove(element=flow)], sure=True
    )
    assert furthest(following, drawn(map_)) < 20
    # What was drawn before is found again, and nothing stands elsewhere on it either.
    undo(actor=riverside.actor("owner"), map_=map_, edit=uuid.uuid4())
    assert drawn(map_).key == following.key


def test_a_draft_goes_on_from_where_its_version_stood(riverside, map_, monkeypatch):
    monkeypatch.setattr(versions, "ensure_picture", ensure_picture)
    version = publish(actor=riverside.actor("owner"), map_=map_)
    DraftLayout.objects.all().delete()
    connect(riverside, map_, "GP", "Pharmacy")
    after = drawn(map_)
    assert after.rung == "steady"
    was, now = Layout.from_json(version.layout), Layout.from_json(after.layout)
    assert all(math.dist(was.nodes[pk][:2], now.nodes[pk][:2]) < 60 for pk in was.nodes)


def test_tidied_it_is_laid_out_as_a_whole_and_put_back_it_stands_where_it_stood(riverside, map_):
    owner, here = riverside.actor("owner"), {"map_": map_, "view": WHOLE}
    with pytest.raises(Conflict, match="nothing to put back"):
        put_back(actor=owner, **here)
    connect(riverside, map_, "Police", "GP")
    steady = [drawn(map_), connect(riverside, map_, "Council", "Probation"), drawn(map_)][-1]
    tidy(actor=owner, **here)
    tidied = drawn(map_)
    assert tidied.rung != "steady"
    assert tidied.key != steady.key
    put_back(actor=owner, **here)
    back = drawn(map_)
    assert furthest(steady, back) < 1
    # Once more, and it is tidied again.
    put_back(actor=owner, **here)
    assert furthest(tidied, drawn(map_)) < 1


def test_a_picture_that_was_asked_for_before_it_was_tidied_is_not_kept_as_where_things_stand(riverside, map_):
    drawn(map_)
    stale = row(map_)
    tidy(actor=riverside.actor("owner"), map_=map_, view=WHOLE)
    from dataflows.services.draft_layouts import keep_layout  # noqa: PLC0415 - as a worker that comes late

    keep_layout(stale, "stale")
    assert row(map_).layout == ""


def test_nudged_it_stays_above_its_neighbour_also_when_tidied(riverside, map_):
    owner = riverside.actor("owner")
    layout = Layout.from_json(drawn(map_).layout)
    columns: dict[float, list[str]] = {}
    for pk, (left, _top, _width, _height) in sorted(layout.nodes.items(), key=lambda one: one[1][1]):
        columns.setdefault(left, []).append(pk)
    upper, lower = next(each for each in columns.values() if len(each) > 1)[:2]
    nudge(actor=owner, map_=map_, view=WHOLE, element=uuid.UUID(lower), up=True)
    after = Layout.from_json(drawn(map_).layout)
    assert after.nodes[lower][1] < after.nodes[upper][1]
    assert row(map_).hints == [[lower, upper]]
    with pytest.raises(Conflict, match="end of its column"):
        nudge(actor=owner, map_=map_, view=WHOLE, element=uuid.UUID(lower), up=True)
    tidy(actor=owner, map_=map_, view=WHOLE)
    tidied = Layout.from_json(drawn(map_).layout)
    if tidied.nodes[lower][0] == tidied.nodes[upper][0]:
        assert tidied.nodes[lower][1] < tidied.nodes[upper][1]
    # The other way round it is one hint, not two that contradict each other.
    put_back(actor=owner, map_=map_, view=WHOLE)
    drawn(map_)
    nudge(actor=owner, map_=map_, view=WHOLE, element=uuid.UUID(lower), up=False)
    assert row(map_).hints == [[upper, lower]]


def test_who_may_not_change_the_map_moves_nothing(riverside, world: World, map_):
    drawn(map_)
    element = map_.nodes.first().pk
    for act in (
        lambda actor: tidy(actor=actor, map_=map_, view=WHOLE),
        lambda actor: put_back(actor=actor, map_=map_, view=WHOLE),
        lambda actor: nudge(actor=actor, map_=map_, view=WHOLE, element=element, up=True),
    ):
        with pytest.raises(NotAllowed):
            act(riverside.actor("partner"))
        with pytest.raises(NotVisible):
            act(world.otherplace.actor("owner"))
    assert row(map_).anew == 0
    with pytest.raises(NotVisible):
        nudge(actor=riverside.actor("owner"), map_=map_, view=WHOLE, element=uuid.uuid4(), up=True)


def test_on_the_page_one_tidies_and_puts_back_and_is_told(riverside, world: World, map_):
    drawn(map_)
    client, page = world.client("facilitator"), reverse("map", args=[map_.pk])
    assert "picture/tidy/" in client.get(page).content.decode()
    assert "picture/put-back/" not in client.get(page).content.decode()
    assert "picture/tidy/" not in world.client("viewer").get(page).content.decode()
    assert client.post(reverse("tidy", args=[map_.pk])).url == page
    drawn(map_)
    said = client.get(page).content.decode()
    assert "The picture is tidied." in said
    assert "picture/put-back/" in said
    client.post(reverse("put_back", args=[map_.pk]))
    assert "back where it stood" in client.get(page).content.decode()
    nudged = reverse("nudge", args=[map_.pk, map_.nodes.first().pk])
    for to in ("up", "down", "sideways"):
        assert client.post(nudged, {"to": to}).url == page
