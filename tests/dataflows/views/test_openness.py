"""Opening a map says what may be unsafe in every version that opens with it."""

import html
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.services.edit_kinds import Connect, SetFact
from dataflows.services.editing import edit_map
from dataflows.services.maps import create_map, open_map
from dataflows.services.versions import publish
from organisations.models import AuditEntry
from tests.people import Tenant, World


@pytest.fixture
def corrected(riverside: Tenant):
    """A map whose first version tells an address, which the second does not."""
    with scopes_disabled():
        owner, flow = riverside.actor("owner"), uuid.uuid4()
        map_ = create_map(actor=owner, programme=riverside.programme, name="Riverside west")
        for edit in (
            Connect(id=flow, source="Shelter", target="Council", facts={"notes": "Sent to 12 Mill Lane"}),
            SetFact(element=flow, fact="notes", value="Sent to the refuge"),
        ):
            edit_map(actor=owner, map_=map_, edit=uuid.uuid4(), edits=[edit], sure=True)
            publish(actor=owner, map_=map_, note="After Operation Limelight")
    return map_


def test_what_an_earlier_version_tells_is_pointed_out_too(riverside: Tenant, world: World, corrected):
    client, path = world.client("council_staff"), reverse("open", args=[corrected.pk])
    page = html.unescape(client.get(path).content.decode())
    assert "“refuge”" in page
    assert "Version 1 would be open too, and has besides:" in page
    assert "“12 Mill Lane”" in page
    assert "the notes of its versions would be open too, and say: “Operation Limelight”" in page
    with scopes_disabled():
        open_map(actor=riverside.actor("owner"), map_=corrected, up_to=1)
    # What is open already is not asked about again.
    assert "12 Mill Lane" not in html.unescape(client.get(path).content.decode())
    with scopes_disabled():
        kept = AuditEntry.objects.filter(action="map.open", object_id=str(corrected.pk)).latest("pk")
    assert kept.detail == {"up_to": 1, "pointed_out": {"address": 1}}
