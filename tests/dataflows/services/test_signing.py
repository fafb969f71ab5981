"""Sign-offs: a member's, for the own organisation, pinned to a version, stale when what it covers changes."""

import html
import uuid
from dataclasses import replace

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.selectors.signing import sign_offs_of
from dataflows.services.edit_kinds import Connect, SetFact
from dataflows.services.editing import edit_map
from dataflows.services.signing import sign_off
from dataflows.services.versions import publish
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from organisations.models import Membership
from organisations.permissions import Actor
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _everywhere():
    with scopes_disabled():
        yield


@pytest.fixture
def speaker(riverside: Tenant) -> Actor:
    """The partner, who speaks for the organisation that sends the flow."""
    Membership.objects.filter(user=riverside.people["partner"]).update(
        organisation=riverside.organisation.parent
    )
    return riverside.actor("partner")


def change(riverside: Tenant, *edits) -> None:
    edit_map(actor=riverside.actor("owner"), map_=riverside.map, edit=uuid.uuid4(), edits=edits, sure=True)
    riverside.map.refresh_from_db()


def signed(riverside: Tenant, name: str):
    latest = riverside.map.versions.order_by("-number").first()
    rows = sign_offs_of(riverside.actor("viewer"), riverside.map, latest)
    return next(one for one in rows if one.organisation.name == name)


def test_it_stays_with_the_version_and_goes_stale_only_by_what_it_covers(riverside, speaker):
    row = sign_off(actor=speaker, version=riverside.version, note="  As we  do it. ")
    assert (row.organisation, row.note) == (riverside.organisation.parent, "As we do it.")
    name = row.organisation.name
    # A flow of others changes nothing of it.
    change(riverside, Connect(id=uuid.uuid4(), source="GP", target="Police", facts={"channel": "post"}))
    publish(actor=riverside.actor("owner"), map_=riverside.map)
    assert signed(riverside, name).is_signed
    assert not signed(riverside, name).is_stale
    # A team's flow does.
    change(riverside, SetFact(element=riverside.flow.pk, fact="channel", value="by hand"))
    publish(actor=riverside.actor("owner"), map_=riverside.map)
    stale = signed(riverside, name)
    assert stale.is_stale
    assert [line.state for line in stale.changes] == ["changed"]
    assert stale.row.version.number == 1


def test_it_is_for_the_own_organisation_and_the_newest_version(riverside, speaker, world):
    with pytest.raises(NotAllowed):
        sign_off(actor=riverside.actor("viewer"), version=riverside.version)
    with pytest.raises(NotVisible):
        sign_off(actor=world.otherplace.actor("owner"), version=riverside.version)
    with pytest.raises(BadInput, match="not on version"):
        sign_off(actor=riverside.actor("facilitator"), version=riverside.version)
    nobody = replace(speaker, organisations={riverside.programme.pk: None})
    with pytest.raises(BadInput, match="speak for no organisation"):
        sign_off(actor=nobody, version=riverside.version)
    with pytest.raises(BadInput, match="can hold"):
        sign_off(actor=speaker, version=riverside.version, note="x" * 401)
    change(riverside, SetFact(element=riverside.flow.pk, fact="channel", value="by hand"))
    publish(actor=riverside.actor("owner"), map_=riverside.map)
    with pytest.raises(Conflict, match="Version 2"):
        sign_off(actor=speaker, version=riverside.version)


def test_once_is_enough_and_it_can_be_taken_back(riverside, speaker):
    request_id = uuid.uuid4()
    rows = [sign_off(actor=speaker, version=riverside.version, request_id=request_id) for _ in range(2)]
    assert rows[0] == rows[1]
    with pytest.raises(Conflict, match="already"):
        sign_off(actor=speaker, version=riverside.version)
    sign_off(actor=speaker, version=riverside.version, signs=False)
    with pytest.raises(Conflict, match="no sign-off"):
        sign_off(actor=speaker, version=riverside.version, signs=False)
    assert not signed(riverside, rows[0].organisation.name).is_signed


def test_a_form_from_before_says_nothing_that_does_not_hold(riverside, speaker):
    request_id = uuid.uuid4()
    sign_off(actor=speaker, version=riverside.version, request_id=request_id)
    with pytest.raises(Conflict, match="already"):
        sign_off(actor=speaker, version=riverside.version, signs=False, request_id=request_id)
    sign_off(actor=speaker, version=riverside.version, signs=False)
    with pytest.raises(Conflict, match="already"):
        sign_off(actor=speaker, version=riverside.version, request_id=request_id)


def test_on_its_page_a_member_reads_signs_and_takes_back(riverside, speaker, world):
    client, path = world.client("partner"), reverse("sign_off", args=[riverside.map.pk])
    page = html.unescape(client.get(path).content.decode())
    # A parent whose team is on the map signs for it, and reads the team's flows first.
    assert f"Sign off version 1 for {riverside.organisation.parent.name}" in page
    assert "Tick this" in client.post(path, {"note": "Kept."}).content.decode()
    assert "Kept." in client.post(path, {"note": "Kept."}).content.decode()
    asked = {"sure": "on", "number": "1", "note": "As we do it.", "request_id": str(uuid.uuid4())}
    # Somebody publishes another version while they read: it is not signed unread.
    change(riverside, SetFact(element=riverside.flow.pk, fact="channel", value="by hand"))
    publish(actor=riverside.actor("owner"), map_=riverside.map)
    page = html.unescape(client.post(path, asked).content.decode())
    assert "Version 2 has been published since." in page
    assert "As we do it." in page
    assert 'name="number" value="2"' in page
    assert "checked" not in page
    assert client.post(path, {**asked, "number": "2", "request_id": str(uuid.uuid4())}).status_code == 302
    page = html.unescape(client.get(path).content.decode())
    assert "You have signed this version off." in page
    assert f"{riverside.people['partner'].name} for version 2" in page
    assert client.post(path, {"back": "yes"}).status_code == 302
    again = html.unescape(client.get(path).content.decode())
    assert "You have signed this version off." not in again
    viewer = world.client("viewer").get(path).content.decode()
    assert "<form" not in viewer.split("</header>")[-1].split("<footer")[0]
