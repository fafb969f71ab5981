"""The pages that change a draft, without scripts: forms, what stands in their way, undo, history."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from dataflows.models import Flow, Map, Node
from dataflows.services import edit_kinds as kinds
from dataflows.services.editing import edit_map
from tests.factories.dataflows import MapFactory
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(riverside: Tenant):
    with scope(programme=[riverside.programme]):
        yield riverside


@pytest.fixture
def map_(here: Tenant) -> Map:
    return MapFactory(programme=here.programme)


@pytest.fixture
def flow(here: Tenant, map_: Map) -> UUID:
    pk = uuid4()
    facts = {"data_types": "name; case notes", "channel": "post"}
    change(here, map_, kinds.Connect(id=pk, source="Shelter", target="MCC", facts=facts))
    return pk


def change(here: Tenant, map_: Map, *edits: kinds.TypedEdit, by: str = "owner") -> None:
    edit_map(actor=here.actor(by), map_=map_, edit=uuid4(), edits=edits)


@pytest.fixture
def staff(world: World) -> Client:
    return world.client("council_staff")


def form_of(page: Any) -> dict[str, str]:
    """Return the fields of a page's form as a browser would send them."""
    form = page.context["form"]
    return {
        field.html_name: "" if field.value() is None else str(field.value())
        for field in form
        if field.html_name != "chosen"
    }


def at(name: str, map_: Map, *more: Any) -> str:
    return reverse(name, args=[map_.pk, *more])


def at_flow(pk: UUID) -> Flow:
    return Flow.objects.select_related("source", "target").get(pk=pk)


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_a_flow_is_added_from_two_places_and_undo_is_offered(staff, map_, flow):
    node = at_flow(flow).source
    page = staff.get(at("flow_new", map_), {"from": node.pk})
    fields = form_of(page)
    assert fields["source"] == "Shelter"
    answer = staff.post(
        at("flow_new", map_), fields | {"target": "GP", "data_types": "risk level", "purpose": "To help"}
    )
    made = Flow.objects.get(map=map_, target__name="GP")
    assert urlsplit(answer["Location"]).path == at("flow", map_, made.pk)
    shown = staff.get(answer["Location"])
    assert "Done: added Shelter → GP: risk level." in text(shown)
    done = parse_qs(urlsplit(answer["Location"]).query)["done"][0]
    staff.post(at("undo", map_), {"which": done, "edit": str(uuid4())})
    assert not Flow.objects.filter(pk=made.pk).exists()
    again = staff.post(at("flow_new", map_), fields | {"target": "GP"})
    assert (again.status_code, "sent under the id" in text(again)) == (400, True)


def test_a_form_sent_twice_adds_once(staff, map_, flow):
    fields = form_of(staff.get(at("flow_new", map_))) | {"source": "GP", "target": "MCC"}
    first, second = (staff.post(at("flow_new", map_), fields) for _time in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Flow.objects.filter(map=map_, source__name="GP").count() == 1


def test_every_fact_of_a_flow_can_be_changed_and_only_what_changed_is_logged(staff, map_, flow):
    fields = form_of(staff.get(at("flow_edit", map_, flow)))
    assert (fields["source"], fields["data_types"], fields["channel"]) == (
        "Shelter",
        "name; case notes",
        "post",
    )
    before = Map.objects.get(pk=map_.pk).seq
    answer = staff.post(
        at("flow_edit", map_, flow),
        fields | {"channel": "e-mail", "person_told": "before", "review_date": "2027-03-31", "target": "GP"},
    )
    assert answer.status_code == 302
    changed = at_flow(flow)
    assert (changed.channel, changed.person_told, changed.target.name) == ("e-mail", "before", "GP")
    assert Map.objects.get(pk=map_.pk).seq == before + 5  # four facts, and a place that is new
    unchanged = staff.post(at("flow_edit", map_, flow), form_of(staff.get(at("flow_edit", map_, flow))))
    assert unchanged.status_code == 302
    assert Map.objects.get(pk=map_.pk).seq == before + 5


def test_a_bad_value_comes_back_with_all_that_was_typed(staff, map_, flow):
    fields = form_of(staff.get(at("flow_edit", map_, flow)))
    page = staff.post(at("flow_edit", map_, flow), fields | {"purpose": "kept", "review_date": "soon"})
    assert page.status_code == 400
    assert "has to be a date" in text(page)
    assert form_of(page)["purpose"] == "kept"
    fixed = staff.post(at("flow_edit", map_, flow), form_of(page) | {"review_date": "2027-01-01"})
    assert fixed.status_code == 302
    assert at_flow(flow).purpose == "kept"


def test_a_clash_shows_both_and_asks_which(staff, here, map_, flow):
    fields = form_of(staff.get(at("flow_edit", map_, flow))) | {"channel": "phone", "purpose": "help"}
    change(here, map_, kinds.SetFact(element=flow, fact="channel", value="e-mail"))
    page = staff.post(at("flow_edit", map_, flow), fields)
    assert page.status_code == 409
    said = text(page)
    for part in (
        "Riverside owner wrote this at",
        "<q>e-mail</q>",
        "<q>phone</q>",
        "Keep what Riverside owner wrote",
    ):
        assert part in said
    assert at_flow(flow).purpose == ""
    again = form_of(page)
    staff.post(at("flow_edit", map_, flow), again | {"take_channel": "theirs"})
    assert (at_flow(flow).channel, at_flow(flow).purpose) == ("e-mail", "help")
    fields = form_of(staff.get(at("flow_edit", map_, flow))) | {"channel": "fax"}
    change(here, map_, kinds.SetFact(element=flow, fact="channel", value="post"))
    page = staff.post(at("flow_edit", map_, flow), fields)
    staff.post(at("flow_edit", map_, flow), form_of(page) | {"take_channel": "mine"})
    assert at_flow(flow).channel == "fax"


def test_what_was_removed_meanwhile_can_be_put_back_with_ones_changes(staff, here, map_, flow):
    fields = form_of(staff.get(at("flow_edit", map_, flow))) | {"channel": "phone"}
    change(here, map_, kinds.Remove(element=flow))
    page = staff.post(at("flow_edit", map_, flow), fields)
    assert page.status_code == 409
    assert "Riverside owner has removed" in text(page)
    assert "Put it back with my changes" in text(page)
    assert staff.post(at("flow_edit", map_, flow), form_of(page) | {"restore": "1"}).status_code == 302
    assert at_flow(flow).channel == "phone"


def test_what_looks_like_somebodys_data_is_kept_or_taken_out_with_one_press(staff, map_, flow):
    fields = form_of(staff.get(at("flow_edit", map_, flow))) | {
        "notes": "Ask Jane Smith on 07700 900123 first"
    }
    page = staff.post(at("flow_edit", map_, flow), fields)
    assert page.status_code == 400
    assert "Jane Smith" in text(page)
    assert at_flow(flow).notes == ""
    staff.post(at("flow_edit", map_, flow), form_of(page) | {"without": "1"})
    assert "Jane" not in at_flow(flow).notes
    assert at_flow(flow).notes
    fields = form_of(staff.get(at("flow_edit", map_, flow))) | {"notes": "Jane Smith"}
    page = staff.post(at("flow_edit", map_, flow), fields)
    staff.post(at("flow_edit", map_, flow), form_of(page) | {"sure": "1"})
    assert at_flow(flow).notes == "Jane Smith"


def test_places_are_added_renamed_and_moved(staff, map_, flow):
    home = at_flow(flow).source
    fields = form_of(staff.get(at("node_new", map_), {"in": home.pk}))
    assert (fields["kind"], fields["within"]) == ("storage", "Shelter")
    staff.post(at("node_new", map_), fields | {"name": "Case system"})
    box = Node.objects.get(map=map_, kind="storage")
    assert box.parent == home
    staff.post(
        at("node_edit", map_, box.pk),
        form_of(staff.get(at("node_edit", map_, box.pk))) | {"parent": "MCC", "name": "Casebook"},
    )
    box.refresh_from_db()
    assert (box.parent.name, box.name, box.storage.organisation.name) == ("MCC", "Casebook", "MCC")
    page = staff.post(
        at("node_new", map_), form_of(staff.get(at("node_new", map_))) | {"kind": "storage", "name": "x"}
    )
    assert (page.status_code, "say in which" in text(page)) == (400, True)


def test_removing_never_asks_unless_somebody_has_worked_on_it(staff, here, map_, flow):
    seen = Map.objects.get(pk=map_.pk).seq
    change(here, map_, kinds.SetFact(element=flow, fact="channel", value="e-mail"))
    asked = staff.post(at("element_remove", map_, flow), {"seen": seen})
    assert asked.status_code == 409
    assert "Riverside owner changed “How it moves”" in text(asked)
    done = staff.post(
        at("element_remove", map_, flow), {"seen": asked.context["seq"], "edit": asked.context["edit"]}
    )
    assert "done=" in done["Location"]
    assert "removed Shelter → MCC: name, case notes" in text(staff.get(done["Location"]))
    history = staff.get(at("history", map_))
    assert "Put back Shelter → MCC: name, case notes" in text(history)
    staff.post(at("element_restore", map_, flow))
    assert at_flow(flow).channel == "e-mail"


def test_what_somebody_else_removed_with_all_that_hung_on_it_is_put_back_with_one_press(
    staff, here, map_, flow
):
    change(here, map_, kinds.AddNode(id=uuid4(), kind="storage", name="Case system", within="MCC"))
    change(here, map_, kinds.Connect(id=uuid4(), source="Shelter", target="Case system"))
    node = at_flow(flow).target_id
    change(here, map_, kinds.Remove(element=node))
    page = staff.get(at("history", map_))
    assert "Removed MCC and its 2 flows" in text(page)
    (act,) = [each for each in page.context["acts"] if each["gone"]]
    staff.post(at("element_restore", map_, act["gone"].element_id), {"act": act["act"].edit})
    assert Flow.objects.filter(map=map_).count() == 2
    assert Node.objects.filter(map=map_, kind="storage").exists()
    assert "Put back MCC and its 2 flows" in text(staff.get(at("history", map_)))


def test_undo_asks_on_a_page_of_its_own(staff, here, map_, flow):
    staff.post(
        at("flow_edit", map_, flow),
        form_of(staff.get(at("flow_edit", map_, flow))) | {"channel": "phone", "purpose": "x"},
    )
    change(here, map_, kinds.SetFact(element=flow, fact="channel", value="e-mail"))
    asked = staff.post(at("undo", map_))
    assert asked.status_code == 409
    assert "Riverside owner changed “How it moves” of" in text(asked)
    assert "It would become <q>post</q>" in text(asked)
    staff.post(at("undo", map_), {"over": "leave", "edit": str(asked.context["edit"])})
    assert (at_flow(flow).channel, at_flow(flow).purpose) == ("e-mail", "")
    staff.post(at("redo", map_))
    assert at_flow(flow).purpose == "x"


def test_merging_and_splitting_have_pages(staff, map_, flow, here):
    other = uuid4()
    change(here, map_, kinds.Connect(id=other, source="Shelter", target="MCC", facts={"data_types": "risk"}))
    page = staff.get(at("element_merge", map_, flow))
    staff.post(at("element_merge", map_, flow), form_of(page) | {"chosen": str(other)})
    assert not Flow.objects.filter(pk=other).exists()
    page = staff.get(at("flow_split", map_, flow))
    choices = page.context["form"].fields["chosen"].choices
    assert len(choices) == 3
    staff.post(at("flow_split", map_, flow), form_of(page) | {"chosen": choices[0][0]})
    assert Flow.objects.filter(map=map_).count() == 2
    node = at_flow(flow).target
    page = staff.get(at("node_split", map_, node.pk))
    staff.post(at("node_split", map_, node.pk), form_of(page) | {"name": "Housing team", "chosen": str(flow)})
    assert at_flow(flow).target.name == "Housing team"
    page = staff.get(at("element_merge", map_, node.pk))
    staff.post(at("element_merge", map_, node.pk), form_of(page) | {"chosen": str(at_flow(flow).target_id)})
    assert at_flow(flow).target_id == node.pk


def test_the_history_of_one_element_says_who_did_what(staff, here, map_, flow):
    change(here, map_, kinds.SetFact(element=flow, fact="channel", value="e-mail"))
    change(here, map_, kinds.Connect(id=uuid4(), source="GP", target="MCC"), by="facilitator")
    said = text(staff.get(at("history", map_), {"element": str(flow)}))
    assert "Changed “How it moves” of Shelter → MCC: post → e-mail" in said
    assert "Riverside owner" in said
    assert "Riverside facilitator" not in said
    page = text(staff.get(at("flow", map_, flow)))
    assert "Riverside owner changed “How it moves”" in page


def test_the_table_is_an_editor_for_who_may_edit_and_a_table_for_others(staff, world, here, map_, flow):
    editor = staff.get(at("map", map_), {"view": "table"}).content.decode()
    reader = world.client("partner").get(at("map", map_), {"view": "table"}).content.decode()
    assert "data-edit-table" in editor
    assert 'data-field="data_types" data-kind="names" data-value="name; case notes"' in editor
    assert "data-new" in editor
    assert "data-edit-table" not in reader
    row = staff.get(at("flow_row", map_, flow))
    assert row.content.decode().strip().startswith("<tr")
    assert reverse("api_edits", args=[map_.pk]) in editor


def test_a_partner_sees_no_buttons(world, map_, flow):
    partner = world.client("partner")
    for page in (at("map", map_), at("flow", map_, flow)):
        said = partner.get(page).content.decode()
        for word in ("data-connect", "element_remove", "/remove/", "/edit/", "data-step"):
            assert word not in said


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_who_looks_for_what_was_removed_reads_what_became_of_it(staff, world, here, map_, flow, headers):
    change(here, map_, kinds.Remove(element=flow))
    page = staff.get(at("flow", map_, flow), headers=headers)
    assert page.status_code == 404
    assert "Not there any more" in text(page)
    assert "removed Shelter → MCC: name, case notes, now." in text(page)
    assert f'href="{at("history", map_)}?element={flow}"' in text(page)
    assert page["Daylight-Part"] == "gone"
    # Whoever may not see the draft is told no more than of what never was.
    never, other = (world.client("stranger").get(at("flow", map_, pk)) for pk in (uuid4(), flow))
    assert never.status_code == other.status_code == 404
    assert "Shelter" not in text(other)


def test_an_element_says_that_its_last_change_was_undone(staff, map_, flow):
    fields = form_of(staff.get(at("flow_edit", map_, flow)))
    answer = staff.post(at("flow_edit", map_, flow), fields | {"channel": "phone"})
    done = parse_qs(urlsplit(answer["Location"]).query)["done"][0]
    staff.post(at("undo", map_), {"which": done, "edit": str(uuid4())})
    assert " undid: changed " in text(staff.get(at("flow", map_, flow)))
