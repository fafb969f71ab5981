"""What an import left loose is finished by somebody, once, and undone like any import."""

import pytest
from django.urls import reverse

from dataflows.models import Flow
from dataflows.services.importing import SourceFile, import_flows
from dataflows.services.loose_ends import finish_loose_end, loose_ends_of
from dataflows.services.undoing import undo_import
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from organisations.models import Organisation
from tests.factories.dataflows import MapFactory

ROWS = (
    b"ref,from organisation,to organisation,data types,channel,lawful basis,person told\n"
    b"A1,Shelter,GP,Name,post,Consent,Before\n"
    b"A2,Shelter,,Housing need; Name,e-mail,Public task,Not told\n"
    b"A3,,GP,Diagnosis,phone,,\n"
)


@pytest.fixture
def receipt(riverside, staff):
    map_ = MapFactory(programme=riverside.programme)
    return import_flows(actor=staff, map_=map_, file=SourceFile(name="flows.csv", data=ROWS))


def test_every_loose_end_is_kept_with_all_it_said(receipt):
    ends = loose_ends_of(receipt)
    assert len(ends) == len(receipt.content["unattached"]) == 2
    assert [(one.row.ref, one.lacks_sender, one.lacks_receiver) for one in ends] == [
        ("A2", False, True),
        ("A3", True, False),
    ]
    assert ends[0].row.data_types == ("Housing need", "Name")
    assert ends[0].row.sender.lawful_basis == "public_task"


def test_the_flow_joins_the_map_with_all_its_facts(receipt, staff):
    done = finish_loose_end(actor=staff, receipt=receipt, number=0, receiver="  New   Hub ")
    flow = Flow.objects.get(map=receipt.map, ref="A2")
    assert (flow.source.name, flow.target.name, flow.channel) == ("Shelter", "New Hub", "e-mail")
    assert (flow.sender_lawful_basis, flow.person_told) == ("public_task", "not_told")
    assert [one.name for one in flow.data_types.order_by("name")] == ["Housing need", "Name"]
    assert Organisation.objects.get(name="New Hub").draft
    assert done.content["kept"] == 1
    assert done.content["absent"] == [], "nothing is said of the rows that are not looked at"
    receipt.refresh_from_db()
    assert loose_ends_of(receipt)[0].finished == done.pk


def test_it_is_finished_once_and_again_after_undo(receipt, staff):
    done = finish_loose_end(actor=staff, receipt=receipt, number=0, receiver="GP")
    with pytest.raises(Conflict, match="finished this already"):
        finish_loose_end(actor=staff, receipt=receipt, number=0, receiver="Other")
    assert Flow.objects.filter(map=receipt.map, ref="A2").count() == 1
    undo_import(actor=staff, receipt=done)
    assert not Flow.objects.filter(map=receipt.map, ref="A2").exists()
    finish_loose_end(actor=staff, receipt=receipt, number=0, receiver="The person")
    assert Flow.objects.get(map=receipt.map, ref="A2").target.kind == "person"


def test_the_next_import_of_the_file_finds_it(receipt, staff):
    finish_loose_end(actor=staff, receipt=receipt, number=0, receiver="GP")
    again = import_flows(
        actor=staff,
        map_=receipt.map,
        file=SourceFile(name="flows.csv", data=ROWS.replace(b"A2,Shelter,,", b"A2,Shelter,GP,")),
    )
    assert (again.content["matched"], again.content["kept"]) == (2, 0)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b", "a\u202eb"])
def test_bad_input_gets_a_sentence_and_changes_nothing(receipt, staff, name):
    flows = Flow.objects.count()
    with pytest.raises(BadInput):
        finish_loose_end(actor=staff, receipt=receipt, number=0, receiver=name)
    assert Flow.objects.count() == flows
    receipt.refresh_from_db()
    assert loose_ends_of(receipt)[0].finished is None


@pytest.mark.parametrize("number", [2, -1, 999])
def test_there_is_no_other(receipt, staff, number):
    with pytest.raises(NotVisible):
        finish_loose_end(actor=staff, receipt=receipt, number=number, receiver="GP")


def test_only_those_who_change_maps_finish_them(receipt, partner, world):
    with pytest.raises(NotAllowed):
        finish_loose_end(actor=partner, receipt=receipt, number=0, receiver="GP")
    with pytest.raises(NotVisible):
        finish_loose_end(actor=world.otherplace.actor("owner"), receipt=receipt, number=0, receiver="GP")


def test_on_the_page_somebody_says_who_it_is(world, receipt):
    client = world.client("facilitator")
    page = client.get(reverse("receipt", args=[receipt.map_id, receipt.pk])).content.decode()
    address = reverse("loose_end", args=[receipt.map_id, receipt.pk, 1])
    assert address in page
    form = client.get(address).content.decode()
    assert "Who sends?" in form
    assert "Who receives?" not in form
    assert client.post(address, {"sender": ""}).status_code == 400
    done = client.post(address, {"sender": "Turning Tide"}, follow=True)
    assert "The flow is on the map" in done.content.decode()
    assert client.post(address, {"sender": "Another"}).status_code == 400
