"""One typed line as one act: drawn, noted, undone; more said of it; a new name that is another's."""

from uuid import uuid4

import pytest

from dataflows.models import Change, Flow, Node, OnScreen
from dataflows.selectors.capturing import Words
from dataflows.selectors.documents import carried_by
from dataflows.services.capturing import capture, same_as, say_more
from dataflows.services.personal import LooksPersonal
from dataflows.services.presenting import blank_screen, focus_on
from dataflows.services.undo import undo
from organisations.errors import BadInput, NotAllowed, NotVisible, SentOtherwise
from tests.factories.dataflows import MapFactory, NodeFactory
from tests.factories.organisations import OrganisationAliasFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(riverside):
    return riverside.actor("facilitator")


@pytest.fixture
def map_(riverside):
    return MapFactory(programme=riverside.programme)


def draw(actor, map_, line, **asked):
    return capture(actor=actor, map_=map_, edit=asked.pop("edit", uuid4()), line=line, **asked)


def only(map_):
    return Flow.objects.select_related("source", "target").get(map=map_)


def carried(flow):
    names = {one.pk: one.name for one in flow.data_types.all()}
    return [names[pk] for pk in carried_by([flow.pk])[flow.pk]]


def test_a_line_is_a_flow_with_what_it_says(actor, map_):
    done = draw(
        actor, map_, "Shelter > manchester council: case notes, name by email weekly so that it is joined up"
    )
    flow = only(map_)
    assert (flow.source.name, flow.target.name) == ("Shelter", "Manchester council")
    assert carried(flow) == ["Case notes", "Name"]
    assert (flow.channel, flow.frequency, flow.purpose) == ("E-mail", "Weekly", "so that it is joined up")
    assert (flow.evidence, flow.confidence) == ("workshop", "")
    assert list(done.done.flows) == [flow.pk]
    assert Node.objects.get(map=map_, name="Shelter").organisation.draft


def test_marks_and_what_is_not_understood(actor, map_):
    done = draw(actor, map_, "Shelter sends name to Council by phone, unless it rains *informal ?")
    flow = only(map_)
    assert flow.confidence == "not_sure"
    assert flow.notes == "Informal\nunless it rains"
    assert done.left == "unless it rains"


def test_a_chain_is_one_act_with_one_undo(actor, map_):
    draw(actor, map_, "Sam > Shelter > GM Think: assessment")
    assert Flow.objects.filter(map=map_).count() == 2
    undo(actor=actor, map_=map_, edit=uuid4())
    assert not Flow.objects.filter(map=map_).exists()


def test_sent_twice_it_is_drawn_once_though_its_names_are_known_by_then(actor, map_):
    edit = uuid4()
    line = "Shelter > Council: name and date, risk and need"
    one = draw(actor, map_, line, edit=edit)
    again = draw(actor, map_, line, edit=edit)
    assert (again.done.is_new, again.done.seq, list(again.done.flows)) == (
        False,
        one.done.seq,
        list(one.done.flows),
    )
    assert Flow.objects.filter(map=map_).count() == 1


def test_names_and_aliases_of_the_programme_are_meant(actor, map_, riverside):
    council = OrganisationFactory(
        programme=riverside.programme, name="Riverside City Council", short_name="RCC"
    )
    OrganisationAliasFactory(programme=riverside.programme, organisation=council, name="the town hall")
    draw(actor, map_, "rcc > the person: letter by post")
    draw(actor, map_, "town hall > Shelter: name")
    assert Node.objects.filter(map=map_, organisation=council).count() == 1
    assert Node.objects.get(map=map_, kind="person").name == "The person"


def test_a_storage_line_puts_it_into_its_organisation(actor, map_):
    draw(actor, map_, "= Liquidlogic in Riverside Homes")
    storage = Node.objects.select_related("parent").get(map=map_, kind="storage")
    assert (storage.name, storage.parent.name) == ("Liquidlogic", "Riverside Homes")
    draw(actor, map_, "GP > Riverside Homes: Liquidlogic: name")
    assert only(map_).target_id == storage.pk


def test_a_line_without_ends_says_more_of_the_last_flow(actor, map_):
    last = list(draw(actor, map_, "Shelter > Council: name").done.flows)
    draw(actor, map_, "by phone weekly", last=last)
    draw(actor, map_, ": date of birth", last=last)
    draw(actor, map_, "so that nobody is lost ?", last=last)
    flow = only(map_)
    assert (flow.channel, flow.frequency, flow.purpose) == ("Phone", "Weekly", "so that nobody is lost")
    assert carried(flow) == ["Name", "Date of birth"]
    assert flow.confidence == "not_sure"


@pytest.mark.parametrize("line", ["hello", "Shelter >", "= Liquidlogic", "by phone", "x" * 3000, ""])
def test_a_line_that_says_no_flow_changes_nothing(actor, map_, line):
    with pytest.raises(BadInput):
        draw(actor, map_, line)
    assert not Change.objects.filter(map=map_).exists()


def test_what_looks_like_somebodys_data_is_asked_about(actor, map_):
    with pytest.raises(LooksPersonal):
        draw(actor, map_, "GP > Shelter: Jane Smith 07700 900123")
    assert not Flow.objects.filter(map=map_).exists()
    assert draw(actor, map_, "GP > Shelter: Jane Smith 07700 900123", sure=True).done.is_new


def test_what_is_missing_is_answered(actor, map_):
    [flow] = draw(actor, map_, "Shelter > Council: name").done.flows
    for fact, value in (("channel", "Post"), ("person_told", "before"), ("target", "Council: Archive")):
        say_more(actor=actor, map_=map_, edit=uuid4(), flows=[flow], fact=fact, value=value, seen=None)
    told = only(map_)
    assert (told.channel, told.person_told, told.target.kind) == ("Post", "before", "storage")
    with pytest.raises(BadInput):
        say_more(
            actor=actor, map_=map_, edit=uuid4(), flows=[flow], fact="lawful_basis", value="x", seen=None
        )


def test_a_new_name_is_the_same_as_one_of_the_register_from_then_on(actor, map_, riverside):
    council = OrganisationFactory(programme=riverside.programme, name="Riverside City Council")
    draw(actor, map_, "Riversid City Council > Shelter: name")
    draft = Node.objects.select_related("organisation").get(map=map_, name="Riversid City Council")
    words = Words(map_)
    alike = words.alike(next(node for node in words.nodes if node.pk == draft.pk))
    assert [one.name for one in alike][:1] == ["Riverside City Council"]
    same_as(actor=actor, map_=map_, edit=uuid4(), element=draft.pk, other=alike[0].id)
    assert only(map_).source.organisation_id == council.pk
    # What was said once need not be said again.
    draw(actor, map_, "riversid city council > Shelter: letter")
    assert {flow.source.organisation_id for flow in Flow.objects.filter(map=map_)} == {council.pk}
    undo(actor=actor, map_=map_, edit=uuid4())
    undo(actor=actor, map_=map_, edit=uuid4())
    assert only(map_).source_id == draft.pk


def test_what_is_offered_comes_from_the_map_then_the_programme_then_the_library(actor, map_, riverside):
    OrganisationFactory(programme=riverside.programme, name="Riverside Polis", short_name="cops")
    draw(actor, map_, "Police station > Shelter: police records")
    places = {one.name: one for one in Words(map_).offers()["places"]}
    assert (places["Police station"].where, places["Riverside Polis"].where, places["Police"].where) == (
        "map",
        "programme",
        "library",
    )
    assert list(places["Riverside Polis"].also) == ["cops"]
    data = {one.name: one.where for one in Words(map_).offers()["data"]}
    assert data["Police records"] == "map"


def test_strangers_and_viewers_draw_nothing(world, map_):
    for who, error in (
        (world.otherplace.actor("owner"), NotVisible),
        (world.riverside.actor("viewer"), NotAllowed),
    ):
        with pytest.raises(error):
            draw(who, map_, "Shelter > Council: name")
        with pytest.raises(error):
            blank_screen(actor=who, map_=map_, is_blank=True)


def test_nobody_is_made_the_same_as_somebody_elsewhere(world, actor, map_):
    draw(actor, map_, "Shelter > Council: name")
    elsewhere = OrganisationFactory(programme=world.otherplace.programme)
    other_map = NodeFactory(map=world.otherplace.map)
    element = Node.objects.get(map=map_, name="Shelter").pk
    for other in (elsewhere.pk, other_map.pk, uuid4()):
        with pytest.raises(NotVisible):
            same_as(actor=actor, map_=map_, edit=uuid4(), element=element, other=other)


def test_the_screen_follows_what_is_drawn_and_goes_blank(actor, map_):
    [flow] = draw(actor, map_, "Shelter > Council: name").done.flows
    row = OnScreen.objects.get(map=map_)
    assert (row.element, row.is_blank, row.turn) == (flow, False, 1)
    assert blank_screen(actor=actor, map_=map_, is_blank=True).turn == 2
    focus_on(map_=map_, element=None)
    row.refresh_from_db()
    assert (row.element, row.is_blank, row.turn) == (None, True, 3)
    with pytest.raises(NotVisible):
        focus_on(map_=map_, element=uuid4())


def test_another_line_under_the_same_id_is_refused(actor, map_):
    edit = uuid4()
    draw(actor, map_, "Shelter > Council: name", edit=edit)
    with pytest.raises(SentOtherwise):
        draw(actor, map_, "Shelter > Police: letter", edit=edit)
    assert only(map_).target.name == "Council"


def test_what_was_made_one_or_taken_back_is_suggested_no_more(actor, map_, riverside):
    OrganisationFactory(programme=riverside.programme, name="Riverside Probation")
    draw(actor, map_, "Riversde Probation > Shelter: risk")
    draft = Node.objects.get(map=map_, name="Riversde Probation")
    other = _alike(map_, draft)[0]
    same_as(actor=actor, map_=map_, edit=uuid4(), element=draft.pk, other=other.id)
    assert _alike(map_, Node.objects.get(map=map_, name="Riverside Probation")) == []
    draw(actor, map_, "Shleter Homes > Council: x")
    undo(actor=actor, map_=map_, edit=uuid4())
    assert "Shleter Homes" not in {one.name for one in Words(map_).offers()["places"]}
    draw(actor, map_, "Shelter Homes > Council: x")
    assert "Shleter Homes" not in {
        one.name for one in _alike(map_, Node.objects.get(map=map_, name="Shelter Homes"))
    }


def _alike(map_, node):
    words = Words(map_)
    return words.alike(next(one for one in words.nodes if one.pk == node.pk))
