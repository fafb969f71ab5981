"""A copy for another area says the same with ids of its own, and is paired with its origin ever after."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.graph.comparing import CHANGED, SAME
from dataflows.models import Map, MapCopy
from dataflows.selectors.comparing import compare_strangers
from dataflows.selectors.copies import known_pairs
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services.copying import copy_map
from dataflows.services.edit_kinds import Connect, Remove, Rename, SetFact
from dataflows.services.editing import edit_map
from dataflows.services.maps import create_map
from dataflows.services.versions import publish
from organisations.errors import BadInput, NotAllowed, NotVisible
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


@pytest.fixture
def origin(riverside: Tenant) -> Map:
    """A map with an organisation whose name was changed after it was published."""
    owner = riverside.actor("owner")
    map_ = create_map(actor=owner, programme=riverside.programme, name="Riverside west", area="West")
    flows = [
        Connect(id=uuid.uuid4(), source=sender, target=receiver, facts={"data_types": [data]})
        for sender, receiver, data in (
            ("Shelter", "Council", "name"),
            ("Shelter", "Council", "risk"),
            ("the person", "Shelter", "name"),
        )
    ]
    edit_map(actor=owner, map_=map_, edit=uuid.uuid4(), edits=flows, sure=True)
    publish(actor=owner, map_=map_)
    return map_


def copy(riverside: Tenant, origin: Map, name: str = "Riverside east", **what) -> Map:
    given = {"actor": riverside.actor("facilitator"), "request_id": uuid.uuid4(), **what}
    return copy_map(version=origin.versions.get(number=1), name=name, **given)


def do(riverside: Tenant, map_: Map, *edits) -> None:
    map_.refresh_from_db()
    edit_map(actor=riverside.actor("owner"), map_=map_, edit=uuid.uuid4(), edits=edits, sure=True)


def compared(before: Map, after: Map):
    graphs = [draft_document(one).graph for one in (before, after)]
    return compare_strangers(*graphs, known_pairs(before, after))


def test_it_says_the_same_with_ids_of_its_own_and_the_registers_rows(riverside, origin):
    made = copy(riverside, origin, area="East")
    there, here = version_document(origin.versions.get(number=1)).graph, draft_document(made).graph
    assert not {*there.nodes_by_id, *there.flows_by_id} & {*here.nodes_by_id, *here.flows_by_id}
    assert [node.register_id for node in there.nodes] == [node.register_id for node in here.nodes]
    both = compared(origin, made)
    assert {one.state for one in (*both.nodes, *both.flows)} == {SAME}
    assert len(both.flows) == 3
    assert both.pairing.guessed == {}
    assert made.area.name == "East"


def test_however_the_two_are_changed_each_element_is_still_the_same(riverside, origin):
    made, twin = copy(riverside, origin), copy(riverside, origin, "Riverside north")
    graph = draft_document(made).graph
    flows = list(graph.flows_by_id)
    shelter = next(node.id for node in graph.nodes if node.name == "Shelter")
    # Two flows between the same two change places in what they carry, as no guess would see.
    do(
        riverside,
        made,
        SetFact(element=uuid.UUID(flows[0]), fact="data_types", value=["risk"]),
        SetFact(element=uuid.UUID(flows[1]), fact="data_types", value=["name"]),
        Rename(element=uuid.UUID(shelter), name="Refuge and Rights"),
    )
    for other in (origin, twin):
        for before, after in ((other, made), (made, other)):
            both = compared(before, after)
            assert [one.state for one in both.flows].count(CHANGED) == 2
            assert len(both.flows) == 3
    # What is gone from one of them is gone, and pairs with nothing.
    do(riverside, made, Remove(element=uuid.UUID(flows[2])))
    assert sorted(one.state for one in compared(origin, made).flows) == ["changed", "changed", "removed"]


def test_sent_twice_it_is_one_map_and_a_taken_name_makes_none(riverside, origin):
    request_id = uuid.uuid4()
    assert copy(riverside, origin, request_id=request_id) == copy(riverside, origin, request_id=request_id)
    maps = Map.objects.count()
    for name in ("Riverside east", "", "x" * 201):
        with pytest.raises(BadInput):
            copy(riverside, origin, name)
    assert Map.objects.count() == maps


def test_partners_and_strangers_copy_nothing(riverside, origin, world):
    with pytest.raises(NotAllowed):
        copy(riverside, origin, actor=riverside.actor("partner"))
    with pytest.raises(NotVisible):
        copy(riverside, origin, actor=world.otherplace.actor("owner"))


def test_on_pages_a_copy_says_where_it_came_from_and_its_origin_names_it(riverside, origin, world):
    client = world.client("facilitator")
    address = reverse("map_copy", args=[origin.pk])
    form = client.get(address).context["form"]
    data = {"name": "Riverside east", "area": "East", "request_id": str(form["request_id"].value())}
    made = Map.objects.get(pk=client.post(address, data).url.split("/")[2])
    assert MapCopy.objects.get(map=made).version.map == origin
    page = html.unescape(client.get(reverse("versions", args=[made.pk])).content.decode())
    assert "copied from version 1 of Riverside west" in page
    assert reverse("compare_map", args=[origin.pk, made.pk]) in page
    page = html.unescape(client.get(reverse("versions", args=[origin.pk])).content.decode())
    assert "Riverside east" in page
    again = client.post(address, {**data, "request_id": str(uuid.uuid4())})
    assert "already a map called" in html.unescape(again.content.decode())
