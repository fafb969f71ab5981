"""Named reads ask a fixed number of questions, however much there is to read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from dataflows.models.register_kinds import KINDS
from dataflows.selectors.comments import comments_of
from dataflows.selectors.documents import draft_document
from dataflows.selectors.history import acts_of as acts_of_map
from dataflows.selectors.history import steps_of, told
from dataflows.selectors.listings import maps_visible_to
from dataflows.selectors.maps import versions_of
from dataflows.selectors.register import register_rows_visible_to, values_of
from dataflows.selectors.register_history import acts_of, edits_of
from tests.factories.dataflows import (
    AccessRowFactory,
    ActFactory,
    AgreementFactory,
    ChangeFactory,
    CommentFactory,
    DataTypeFactory,
    FlowDataTypeFactory,
    FlowFactory,
    JourneyStageFactory,
    NodeFactory,
    RegisterChangeFactory,
    VersionFactory,
)
from tests.factories.organisations import OrganisationAliasFactory, OrganisationFactory
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db


def grow(tenant: Tenant, number: int) -> None:
    """One more of everything."""
    programme = tenant.programme
    organisation = OrganisationFactory(programme=programme, parent=tenant.organisation)
    organisation.areas.add(tenant.map.area)
    OrganisationAliasFactory(programme=programme, organisation=organisation)
    node = NodeFactory(map=tenant.map, organisation=organisation)
    kept_in = NodeFactory(map=tenant.map, in_storage=True, parent=node, storage__organisation=organisation)
    AccessRowFactory(programme=programme, storage=kept_in.storage)
    flow = FlowFactory(
        map=tenant.map,
        source=kept_in,
        agreement=AgreementFactory(programme=programme),
        journey_stage=JourneyStageFactory(programme=programme),
    )
    FlowDataTypeFactory(flow=flow, data_type=DataTypeFactory(programme=programme))
    change = RegisterChangeFactory(programme=programme, element_id=organisation.pk)
    RegisterChangeFactory(programme=programme, element_id=organisation.pk, undoes=change.edit)
    made = ChangeFactory(map=tenant.map, element_id=flow.pk, before=str(node.pk), after=str(kept_in.pk))
    ActFactory(map=tenant.map, edit=made.edit)
    ActFactory(map=tenant.map, undoes=made.edit, kind="undo")
    version = VersionFactory(map=tenant.map, number=number)
    CommentFactory(parent=CommentFactory(version=version), version=version, kind="")


READS = {
    "draft_document": lambda actor, here: draft_document(here.map),
    "comments_of": lambda actor, here: [list(one.replies.all()) for one in comments_of(actor, here.map)],
    "versions_of": lambda actor, here: list(versions_of(actor, here.map)),
    "maps_visible_to": lambda actor, here: list(maps_visible_to(actor)),
    "acts of a map": lambda actor, here: told(here.map, acts_of_map(actor, here.map)),
    "steps of a person": lambda actor, here: told(here.map, steps_of(actor, here.map).undo),
    "acts_of": lambda actor, here: acts_of(here.programme, list(edits_of(actor, here.programme))),
    **{
        f"register_rows_visible_to {kind.code}": lambda actor, here, kind=kind: [
            values_of(kind, row) for row in register_rows_visible_to(actor, kind)
        ]
        for kind in KINDS.values()
    },
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_asks_as_often_for_many_rows_as_for_few(riverside: Tenant, read):
    actor = riverside.actor("viewer")
    with scope(programme=[riverside.programme]):
        grow(riverside, 2)
        with CaptureQueriesContext(connection) as few:
            read(actor, riverside)
        for number in range(3, 6):
            grow(riverside, number)
        with CaptureQueriesContext(connection) as many:
            read(actor, riverside)
    assert len(many) == len(few) <= 12


NAMES = ["programmes", "organisations", "data_types", "maps", "nodes", "flows", "comments", "versions"]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_of_the_api_asks_as_often_for_many_rows_as_for_few(world: World, name: str):
    client: Client = world.client("viewer")
    here = world.riverside
    of_map = name in {"nodes", "flows", "comments", "versions"}
    path = reverse(f"api_{name}", args=[here.map.pk] if of_map else [])
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(2, 5):
        grow(here, number)
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few) <= 20
