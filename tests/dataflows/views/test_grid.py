"""The grid on its page: every flow linked from its cell, sums in words and figures, found flows alone."""

import re

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Flow

pytestmark = pytest.mark.django_db


def test_every_flow_is_linked_from_its_cell(world, riverside):
    address = reverse("map", args=[riverside.map.pk])
    page = world.client("partner").get(f"{address}?view=grid").content.decode()
    with scopes_disabled():
        flows = [str(pk) for pk in Flow.objects.filter(map=riverside.map).values_list("pk", flat=True)]
    table = page[page.index("<table") : page.index("</table>")]
    assert sorted(re.findall(r'class="dl-grid__flow" href="[^"]*/f/([^/]+)/', table)) == sorted(flows)
    assert f"<strong>{len(flows)}</strong>" in table
    assert 'aria-current="page">Grid' in page


def test_the_grid_of_what_was_found(world, riverside):
    address = reverse("map", args=[riverside.map.pk])
    page = world.client("partner").get(f"{address}?view=grid&find=nothing+like+it").content.decode()
    assert "No flow found" in page
    assert "<table" not in page
    assert 'name="view" value="grid"' in page
