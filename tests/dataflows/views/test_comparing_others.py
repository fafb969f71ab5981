"""A map beside another map or a file: what is different, what was guessed, and nothing kept."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.formats.document import write
from dataflows.models import ImportReceipt, Map, Picture
from dataflows.selectors.documents import draft_document
from tests.factories.dataflows import MapFactory, NodeFactory

pytestmark = pytest.mark.django_db
LIST = b"from,to,data types\nThe person,Moorside Surgery,Letters\n"


def with_file(world, riverside, data: bytes, role: str = "facilitator", name: str = "list.csv"):
    client = world.client(role)
    address = reverse("compare_with", args=[riverside.map.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, data)} if data is not None else {})


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def test_a_file_of_this_very_map_says_the_same(world, riverside):
    with scopes_disabled():
        own = write(draft_document(riverside.map))
    page = text_of(with_file(world, riverside, own, name="map.json"))
    assert "Nothing is different." in page


def test_a_file_is_compared_and_nothing_of_it_is_kept(world, riverside):
    with scopes_disabled():
        before = [model.objects.count() for model in (Picture, ImportReceipt, Map)]
    page = text_of(with_file(world, riverside, LIST))
    assert "1 flow added" in page
    assert "Moorside Surgery" in page
    assert "Not compared, since one of the two says nothing of it anywhere" in page
    # What is only in the file has no page of its own: its link leads to its line.
    assert 'href="#change-' in page
    with scopes_disabled():
        assert [model.objects.count() for model in (Picture, ImportReceipt, Map)] == before


UNREADABLE = [None, b"", b"\x00\x01", b"one,two\n1,2\n", b"PK\x03\x04", b"x" * (5 * 2**20 + 1)]


@pytest.mark.parametrize("data", UNREADABLE, ids=["none", "empty", "nul", "no-flows", "half-a-zip", "large"])
def test_a_file_that_cannot_be_compared_is_one_sentence(world, riverside, data):
    page = text_of(with_file(world, riverside, data))
    assert "There is a problem" in page
    assert "compared with" not in page


def test_another_map_of_the_programme_is_found_by_the_register(world, riverside):
    with scopes_disabled():
        other = MapFactory(programme=riverside.programme, name="Riverside second")
        known = {"kind": "organisation", "organisation": riverside.organisation}
        NodeFactory(map=other, **known, name="Called otherwise")
    client = world.client("viewer")
    choose = client.get(reverse("compare_with", args=[riverside.map.pk]))
    assert "Riverside second" in text_of(choose)
    there = client.get(reverse("compare_with", args=[riverside.map.pk]), {"map": str(other.pk)})
    assert there.url == reverse("compare_map", args=[riverside.map.pk, other.pk])
    page = text_of(client.get(there.url))
    assert f"{riverside.map.name} compared with Riverside second" in page
    assert "Riverside second" in page
    assert "flow removed" in page or "flows removed" in page


def test_a_map_of_another_programme_is_not_there(world, riverside):
    client = world.client("owner")
    other = world.otherplace.map.pk
    assert client.get(reverse("compare_map", args=[riverside.map.pk, other])).status_code == 404
    page = client.get(reverse("compare_with", args=[riverside.map.pk]), {"map": str(other)})
    assert page.status_code == 200
