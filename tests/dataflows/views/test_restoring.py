"""An old version becomes the draft after somebody has looked at what that does, in one step with one undo."""

import html
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Act, Flow, Map, PracticeClaim
from dataflows.selectors.documents import version_document
from dataflows.services.edit_kinds import AddNode, Connect, Merge, Remove, Rename, SetFact
from dataflows.services.editing import edit_map
from dataflows.services.maps import create_map
from dataflows.services.restoring import restore_version
from dataflows.services.undo import redo, undo
from dataflows.services.versions import publish
from organisations.errors import Conflict, NotAllowed, NotVisible
from organisations.permissions import Actor
from tests.factories.dataflows import PracticeClaimFactory
from tests.people import Tenant, World


@dataclass
class Changed:
    """A published map that has been changed since: a fact, a name, a flow gone and one added."""

    tenant: Tenant
    map: Map
    flow: UUID

    def actor(self, role: str) -> Actor:
        return self.tenant.actor(role)


@pytest.fixture
def changed(riverside: Tenant) -> Changed:
    with scopes_disabled():
        owner, flow, other = riverside.actor("owner"), uuid4(), uuid4()
        map_ = create_map(actor=owner, programme=riverside.programme, name="Riverside west")

        def do(*edits) -> None:
            edit_map(actor=owner, map_=map_, edit=uuid4(), edits=edits, sure=True)
            map_.refresh_from_db()

        do(Connect(id=flow, source="Shelter", target="Council", facts={"channel": "by post"}))
        publish(actor=owner, map_=map_)
        do(SetFact(element=flow, fact="channel", value="by hand"))
        do(Connect(id=other, source="Shelter", target="GP", facts={"data_types": ["name"]}))
        publish(actor=owner, map_=map_)
        do(SetFact(element=flow, fact="channel", value="by pigeon"))
        do(Rename(element=Flow.objects.get(pk=flow).source_id, name="Refuge and Rights"))
        do(Remove(element=other), Connect(id=uuid4(), source="GP", target="Police"))
    return Changed(riverside, map_, flow)


def channel(changed: Changed) -> str:
    with scopes_disabled():
        return Flow.objects.get(pk=changed.flow).channel


def flows(changed: Changed) -> set[UUID]:
    with scopes_disabled():
        return set(Flow.objects.filter(map=changed.map).values_list("pk", flat=True))


def test_from_the_versions_one_looks_restores_and_takes_it_back(changed: Changed, world: World):
    client, before = world.client("facilitator"), flows(changed)
    versions = client.get(reverse("versions", args=[changed.map.pk])).content.decode()
    look = reverse("compare", args=[changed.map.pk, "draft", "2"])
    assert look in versions
    page = client.get(look)
    assert "Use version 2 as the draft" in page.content.decode()
    form = page.context["restores"]
    asked = {name: str(form[name].value()) for name in ("edit", "seen")}
    path = reverse("version_restore", args=[changed.map.pk, 2])
    done = client.post(path, asked)
    assert done.url.startswith(reverse("map", args=[changed.map.pk]))
    said = html.unescape(client.get(done.url).content.decode())
    assert "The draft says what version 2 says." in said
    assert channel(changed) == "by hand"
    # What the register calls things stays.
    with scopes_disabled():
        assert Flow.objects.get(pk=changed.flow).source.name == "Refuge and Rights"
    # Sent twice, it is one step; and one undo takes it back.
    client.post(path, asked)
    with scopes_disabled():
        assert Act.objects.filter(map=changed.map, edit=asked["edit"]).count() == 1
        undo(actor=changed.actor("facilitator"), map_=changed.map, edit=uuid4())
    assert flows(changed) == before
    assert channel(changed) == "by pigeon"


def test_without_having_looked_one_is_sent_to_look(changed: Changed, world: World):
    client, path = world.client("facilitator"), reverse("version_restore", args=[changed.map.pk, 2])
    look = reverse("compare", args=[changed.map.pk, "draft", "2"])
    for asked in ({}, {"edit": "x", "seen": "1"}, {"edit": str(uuid4()), "seen": "1"}):
        assert client.post(path, asked).url == look
    assert "Somebody has changed the draft" in html.unescape(client.get(look).content.decode())
    assert channel(changed) == "by pigeon"


def test_who_may_not_change_the_map_restores_nothing(changed: Changed, world: World):
    with scopes_disabled():
        version = changed.map.versions.get(number=2)
        given = {"version": version, "edit": uuid4(), "seen": changed.map.seq}
        with pytest.raises(NotAllowed):
            restore_version(actor=changed.actor("partner"), **given)
        with pytest.raises(NotVisible):
            restore_version(actor=world.otherplace.actor("owner"), **given)
        newest = publish(actor=changed.actor("owner"), map_=changed.map)
        with pytest.raises(Conflict, match="already"):
            restore_version(actor=changed.actor("owner"), **(given | {"version": newest}))
    page = world.client("partner").get(reverse("compare", args=[changed.map.pk, "draft", "2"]))
    assert "as the draft" not in page.content.decode()


def test_accounts_that_were_moved_to_a_newer_flow_come_back_and_go_again(changed: Changed):
    with scopes_disabled():
        owner, newer = changed.actor("owner"), uuid4()
        claim = PracticeClaimFactory(flow=Flow.objects.get(pk=changed.flow))

        def do(*edits) -> None:
            edit_map(actor=owner, map_=changed.map, edit=uuid4(), edits=edits, sure=True)
            changed.map.refresh_from_db()

        def told_of() -> UUID:
            return PracticeClaim.objects.get(pk=claim.pk).flow_id

        do(Connect(id=newer, source="Refuge and Rights", target="Council"))
        do(Merge(element=newer, others=(changed.flow,)))
        assert told_of() == newer
        version = changed.map.versions.get(number=2)
        restore_version(actor=owner, version=version, edit=uuid4(), seen=changed.map.seq)
        assert told_of() == changed.flow
        undo(actor=owner, map_=changed.map, edit=uuid4())
        assert told_of() == newer
        # Also when the newer flow has gone with them.
        changed.map.refresh_from_db()
        do(Remove(element=newer))
        restore_version(actor=owner, version=version, edit=uuid4(), seen=changed.map.seq)
        assert told_of() == changed.flow


def test_who_was_taken_off_and_added_anew_since_is_the_one_of_the_version_again(changed: Changed):
    with scopes_disabled():
        owner, version = changed.actor("owner"), changed.map.versions.get(number=2)

        def do(*edits) -> None:
            edit_map(actor=owner, map_=changed.map, edit=uuid4(), edits=edits, sure=True)
            changed.map.refresh_from_db()

        def refuge() -> UUID:
            return changed.map.nodes.get(name="Refuge and Rights").pk

        was = refuge()
        do(AddNode(id=uuid4(), kind="storage", name="Case book", within="Refuge and Rights"))
        do(Remove(element=was))
        do(Connect(id=uuid4(), source="Refuge and Rights", target="Police"))
        do(AddNode(id=uuid4(), kind="storage", name="Case book", within="Refuge and Rights"))
        anew, drawn = refuge(), flows(changed)
        assert anew != was
        restore_version(actor=owner, version=version, edit=uuid4(), seen=changed.map.seq)
        assert set(map(str, flows(changed))) == set(version_document(version).graph.flows_by_id)
        assert refuge() == was
        undo(actor=owner, map_=changed.map, edit=uuid4())
        assert flows(changed) == drawn
        assert refuge() == anew
        redo(actor=owner, map_=changed.map, edit=uuid4())
        assert refuge() == was
