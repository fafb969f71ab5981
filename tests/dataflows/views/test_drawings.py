"""Drawings and second imports on the page: pages chosen, differences ticked, a receipt with links."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled

from dataflows.models import Flow, ImportReceipt, Map
from dataflows.services.exporting import EXPORTS
from tests.factories import dataflows as rows

pytestmark = pytest.mark.django_db

TWO_PAGES = b"digraph One { a -> b [label=Name]; c } digraph Two { d -> e }"
ROWS = b"ref,from organisation,to organisation,data types,channel\nA1,Shelter,GP,Name,post\n"


@pytest.fixture
def empty_map(riverside) -> Map:
    with scopes_disabled():
        return rows.MapFactory(programme=riverside.programme)


@pytest.fixture
def client(world):
    return world.client("facilitator")


def send(client, map_, data: bytes, name: str, **more):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("import", args=[map_.pk]), {"file": file, **more})


def page_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_drawing_goes_straight_to_its_preview(client, empty_map):
    preview = send(client, empty_map, TWO_PAGES, "drawing.txt").headers["Location"]
    page = page_of(client, preview)
    assert page.count('name="sheet"') == 2
    assert page.count('name="leave_out"') == 2
    chosen = client.post(preview, {"choose": "1", "sheet": ["Two"]}).headers["Location"]
    assert page_of(client, chosen).count('name="leave_out"') == 1
    receipt = page_of(client, client.post(preview).headers["Location"])
    with scopes_disabled():
        flow = Flow.objects.get(map=empty_map)
    assert reverse("flow", args=[empty_map.pk, flow.pk]) in receipt
    assert "d → e" in receipt


def test_no_page_chosen_is_said_in_one_sentence(client, empty_map):
    preview = send(client, empty_map, TWO_PAGES, "drawing.gv").headers["Location"]
    for nothing in ([], ["\x00"]):
        page = client.post(preview, {"choose": "1", "sheet": nothing}, follow=True).content.decode()
        assert "Choose at least one sheet or page of the file." in page
        assert page.count('name="leave_out"') == 2
    client.post(preview, {"choose": "1", "sheet": ["Nine"]})
    page = client.get(preview, follow=True).content.decode()
    assert "Choose at least one sheet or page of the file." in page
    assert page.count('name="leave_out"') == 2  # and the whole file is looked at again


def test_a_difference_is_ticked_to_take_the_files(client, empty_map):
    first = send(client, empty_map, ROWS, "flows.csv").headers["Location"]
    client.post(first.replace("/columns/", "/"))
    with scopes_disabled():
        Flow.objects.filter(map=empty_map).update(channel="by hand")
    for ticked, stays in (({}, "by hand"), ({"take": ["2:channel", "2:nonsense", "x"]}, "e-mail")):
        columns = send(client, empty_map, ROWS.replace(b"post", b"e-mail"), "flows.csv").headers["Location"]
        preview = columns.replace("/columns/", "/")
        page = page_of(client, preview)
        assert 'value="2:channel"' in page
        assert "Channel: here “by hand”" in page
        receipt = page_of(client, client.post(preview, ticked).headers["Location"])
        with scopes_disabled():
            assert Flow.objects.get(map=empty_map).channel == stays
        assert ("Told differently" in receipt) is (not ticked)


def test_a_source_has_the_name_that_people_give_it(client, empty_map):
    send(client, empty_map, TWO_PAGES, "drawing.gv", label="The wall of notes")
    with scopes_disabled():
        assert ImportReceipt.objects.get(map=empty_map).label == "The wall of notes"


def test_a_receipt_lists_what_is_gone_since_and_says_that_it_was_undone(client, empty_map):
    preview = send(client, empty_map, TWO_PAGES, "drawing.gv").headers["Location"]
    receipt = client.post(preview).headers["Location"]
    with scopes_disabled():
        Flow.objects.filter(map=empty_map).first().delete()
    assert "Removed since" in page_of(client, receipt)


def test_an_undone_import_says_so_and_offers_no_undo(client, empty_map):
    preview = send(client, empty_map, TWO_PAGES, "drawing.gv").headers["Location"]
    receipt = client.post(preview).headers["Location"]
    client.post(f"{receipt}undo/")
    page = page_of(client, receipt)
    assert "undone " in page
    assert "Undo this import" not in page


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"digraph { a -> ", "ends where"),
        (b'{"summary": {}, "details": {}}', "no Threat Dragon model"),
        (b"digraph { }", "empty"),
    ],
)
def test_a_bad_drawing_gets_one_sentence(client, empty_map, data, word):
    response = send(client, empty_map, data, "drawing.gv")
    assert response.status_code == 400
    assert word in response.content.decode()
    with scopes_disabled():
        assert not ImportReceipt.objects.filter(map=empty_map).exists()


def test_every_way_out_is_offered_in_one_of_the_groups(client, empty_map):
    page = page_of(client, reverse("export", args=[empty_map.pk]))
    for name in EXPORTS.keys() - {"pdf"}:
        assert page.count(reverse("draft_file", args=[empty_map.pk, name])) == 1
    # A PDF has a page of its own, for the size of paper has to be chosen.
    assert page.count(reverse("draft_paper", args=[empty_map.pk])) == 1


def test_a_machine_that_cannot_print_offers_what_it_can(client, empty_map, monkeypatch):
    monkeypatch.setattr("dataflows.views.exporting.can_print", lambda: False)
    page = page_of(client, reverse("export", args=[empty_map.pk]))
    assert reverse("draft_file", args=[empty_map.pk, "svg"]) in page
    assert reverse("draft_file", args=[empty_map.pk, "png"]) not in page
    assert "This machine cannot make PDF files" in page_of(
        client, reverse("draft_paper", args=[empty_map.pk])
    )


@pytest.mark.paper
def test_letters_that_paper_has_not_are_said_before_anybody_prints(client, empty_map):
    paper = reverse("draft_paper", args=[empty_map.pk])
    assert "empty boxes" not in page_of(client, paper)
    preview = send(client, empty_map, 'digraph { "新宿" -> "Tŷ Gobaith" }'.encode(), "a.gv").headers[
        "Location"
    ]
    client.post(preview)
    page = page_of(client, paper)
    assert "has no letters for 新 宿: they come out as empty boxes" in page
