"""Versions are listed newest first, whatever their ids happen to be."""

import uuid

from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.selectors.maps import versions_of
from tests.factories.dataflows import VersionFactory
from tests.people import Tenant, World


def test_the_newest_version_is_first(riverside: Tenant, world: World):
    with scopes_disabled():
        # Ids that would be in another order by themselves.
        for number, first in ((2, "f"), (3, "0"), (4, "8")):
            pk = uuid.UUID(first + str(uuid.uuid4())[1:])
            VersionFactory(id=pk, map=riverside.map, number=number, published_by=riverside.people["owner"])
        listed = versions_of(riverside.actor("viewer"), riverside.map)
        assert [one.number for one in listed] == [4, 3, 2, 1]
    path = reverse("compare_choose", args=[riverside.map.pk])
    to = reverse("compare", args=[riverside.map.pk, "4", "draft"])
    assert world.client("facilitator").get(path).url == to
