"""Editing a draft: what each kind of edit does, what it refuses, and what it asks."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from dataflows.models import Act, Change, DataType, Flow, Lineage, Map, Node, PracticeClaim, Storage
from dataflows.selectors.history import steps_of, told
from dataflows.services import edit_kinds as kinds
from dataflows.services.clashes import EditClash
from dataflows.services.editing import Done, edit_map
from dataflows.services.undo import Over, UndoAsks, redo, undo
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible, SentOtherwise
from organisations.models import Organisation
from organisations.permissions import Actor
from tests.dataflows.services.replay import replayed, rows_of
from tests.factories.dataflows import MapFactory, PracticeClaimFactory
from tests.people import Tenant

pytestmark = pytest.mark.django_db
NOBODY = "5f0f7e5e-0000-4000-8000-000000000000"


@pytest.fixture
def map_(riverside: Tenant) -> Map:
    return MapFactory(programme=riverside.programme)


@pytest.fixture
def do(map_: Map, owner: Actor):
    """Edit the map as its owner, or as somebody else."""

    def act(*edits: kinds.TypedEdit, by: Actor | None = None, **more: Any) -> Done:
        return edit_map(actor=by or owner, map_=map_, edit=uuid4(), edits=edits, **more)

    return act


@pytest.fixture
def flow(do) -> UUID:
    """Shelter → MCC: name, case notes, by post."""
    pk = uuid4()
    facts = {"data_types": "name; case notes", "channel": "post"}
    do(kinds.Connect(id=pk, source="Shelter", target="MCC", facts=facts))
    return pk


def at(pk: UUID) -> Flow:
    return Flow.objects.select_related("source", "target", "journey_stage", "agreement").get(pk=pk)


def carried(pk: UUID) -> list[str]:
    return [one.data_type.name for one in Flow.objects.get(pk=pk).carried.select_related("data_type")]


def names(map_: Map) -> set[str]:
    return set(Node.objects.filter(map=map_).values_list("name", flat=True))


def seq(map_: Map) -> int:
    return Map.objects.get(pk=map_.pk).seq


# --- Connecting and naming ends ---


def test_a_flow_is_drawn_from_names_and_what_nobody_knew_is_a_draft(map_, flow):
    made = at(flow)
    assert (made.source.name, made.target.name, made.channel) == ("Shelter", "MCC", "post")
    assert carried(flow) == ["name", "case notes"]
    assert Organisation.objects.get(name="Shelter", programme=map_.programme).draft


def test_ends_are_found_by_id_alias_storage_and_the_words_for_the_person(map_, do, flow, riverside):
    organisation = riverside.organisation
    home = uuid4()
    do(kinds.AddNode(id=home, kind="organisation", name=organisation.name))
    box = uuid4()
    do(kinds.AddNode(id=box, kind="storage", name="Case system", within=str(home)))
    for said, found in (
        (str(home), home),
        (organisation.aliases.first().name, home),
        (f"{organisation.name}: Case system", box),
        (f"Case system ({organisation.name})", box),
        ("case  SYSTEM", box),
    ):
        do(kinds.ReEnd(element=flow, end="target", to=said))
        assert at(flow).target_id == found, said
    do(kinds.ReEnd(element=flow, end="source", to="The Person"))
    assert at(flow).source.kind == "person"


@pytest.mark.parametrize("said", ["", "  ", "\u200b", "x" * 201, "a\x00b", NOBODY])
def test_an_end_that_nobody_can_mean_is_refused(map_, do, said):
    with pytest.raises(BadInput):
        do(kinds.Connect(id=uuid4(), source=said, target="MCC"))
    assert (Flow.objects.filter(map=map_).count(), seq(map_)) == (0, 0)


def test_two_storages_of_one_name_are_told_apart_by_their_organisations(map_, do, flow):
    for home in ("Shelter", "MCC"):
        do(kinds.AddNode(id=uuid4(), kind="storage", name="Shared drive", within=home))
    with pytest.raises(BadInput, match="Several things"):
        do(kinds.ReEnd(element=flow, end="target", to="Shared drive"))
    do(kinds.ReEnd(element=flow, end="target", to="MCC: Shared drive"))
    assert at(flow).target.parent.name == "MCC"


def test_a_storage_is_named_with_its_organisation_and_joins_the_map(map_, do, flow):
    do(kinds.ReEnd(element=flow, end="target", to="MCC: Housing register"))
    node = at(flow).target
    assert (node.kind, node.name, node.parent.name) == ("storage", "Housing register", "MCC")
    assert Storage.objects.get(programme=map_.programme, name="Housing register").organisation.name == "MCC"
    do(kinds.ReEnd(element=flow, end="target", to="Nobody knows: this"))
    assert at(flow).target.kind == "organisation"


def test_an_id_that_something_has_or_had_is_not_given_again(world, map_, do, flow):
    node = at(flow).source_id
    do(kinds.Remove(element=flow))
    elsewhere = world.otherplace.flow.pk
    for taken in (flow, node, elsewhere, world.otherplace.person.pk):
        for edit in (
            kinds.Connect(id=taken, source="Shelter", target="GP"),
            kinds.AddNode(id=taken, kind="meeting", name="MARAC"),
        ):
            if taken == elsewhere and isinstance(edit, kinds.AddNode):
                continue  # out of sight, and in another table
            if taken == world.otherplace.person.pk and isinstance(edit, kinds.Connect):
                continue
            with pytest.raises(BadInput):
                do(edit)
    assert "MARAC" not in names(map_)


def test_a_batch_is_done_whole_or_not_at_all(map_, do, flow):
    before = seq(map_)
    with pytest.raises(BadInput, match="Impact assessment"):
        do(
            kinds.SetFact(element=flow, fact="channel", value="e-mail"),
            kinds.Connect(id=uuid4(), source="GP", target="MCC"),
            kinds.SetFact(element=flow, fact="dpia_reference", value="x" * 201),
        )
    assert (at(flow).channel, seq(map_), "GP" in names(map_)) == ("post", before, False)


# --- Facts ---


@pytest.mark.parametrize(
    ("fact", "typed", "kept"),
    [
        ("channel", "  by   hand ", "by hand"),
        ("purpose", "In order to plan support.", "plan support"),
        ("person_told", "Before", "before"),
        ("person_told", "before", "before"),
        ("person_told", "", ""),
        ("evidence", "", "assumed"),
        ("sender_lawful_basis", "public_task", "public_task"),
        ("notes", "one\r\ntwo ", "one\ntwo"),
        ("ref", "NM-31", "NM-31"),
    ],
)
def test_a_fact_is_kept_as_documents_keep_it(do, flow, fact, typed, kept):
    do(kinds.SetFact(element=flow, fact=fact, value=typed))
    assert getattr(at(flow), fact) == kept


def test_facts_that_point_at_rows_are_found_by_name_or_id(do, flow, riverside):
    do(
        kinds.SetFact(element=flow, fact="agreement", value=riverside.agreement.name.upper()),
        kinds.SetFact(element=flow, fact="review_date", value="31 March 2027"),
        kinds.SetFact(element=flow, fact="data_types", value=[str(riverside.data_type.pk), "Something new"]),
    )
    assert at(flow).agreement == riverside.agreement
    assert at(flow).review_date.isoformat() == "2027-03-31"
    assert carried(flow) == [riverside.data_type.name, "Something new"]
    do(
        kinds.SetFact(element=flow, fact="agreement", value=""),
        kinds.SetFact(element=flow, fact="review_date", value=None),
    )
    assert (at(flow).agreement, at(flow).review_date) == (None, None)


@pytest.mark.parametrize(
    ("fact", "typed", "said"),
    [
        ("person_told", "yesterday", "not one of the words"),
        ("person_told", "befor", "Did you mean"),
        ("review_date", "soon", "has to be a date"),
        ("journey_stage", "Never", "not one of the words"),
        ("channel", "x" * 201, "at most 200"),
        ("channel", 5, "has to be a text"),
        ("channel", "a\x00b", "cannot be kept"),
        ("data_types", ["\u200b"], "show something"),
        ("data_types", 5, "list of names"),
        ("data_types", "; ".join(f"thing {n}" for n in range(300)), "at most"),
        ("position", "1", "no such fact"),
        ("id", "1", "no such fact"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_in_one_sentence(map_, do, flow, fact, typed, said):
    before = seq(map_)
    with pytest.raises(BadInput, match=said):
        do(kinds.SetFact(element=flow, fact=fact, value=typed))
    assert seq(map_) == before


# --- Who else was there ---


def test_different_facts_are_both_kept_and_the_same_fact_is_asked_about(map_, do, flow, owner, staff):
    seen = seq(map_)
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail", seen=seen), by=staff)
    do(kinds.SetFact(element=flow, fact="purpose", value="help", seen=seen))
    with pytest.raises(EditClash, match="meanwhile") as refused:
        do(kinds.SetFact(element=flow, fact="channel", value="phone", seen=seen))
    (clash,) = refused.value.clashes
    assert (clash.yours, clash.theirs, clash.by, clash.label) == (
        "phone",
        "e-mail",
        staff.name,
        "How it moves",
    )
    assert (at(flow).channel, at(flow).purpose) == ("e-mail", "help")
    do(kinds.SetFact(element=flow, fact="channel", value="phone", seen=refused.value.seq))
    assert at(flow).channel == "phone"


def test_wanting_the_same_or_what_was_taken_back_is_no_clash(map_, do, flow, staff):
    seen = seq(map_)
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail"), by=staff)
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail", seen=seen))
    undo(actor=staff, map_=map_, edit=uuid4())
    do(kinds.SetFact(element=flow, fact="channel", value="phone", seen=seen))
    assert at(flow).channel == "phone"


def test_an_edit_of_what_was_removed_asks_and_can_bring_it_back(map_, do, flow, staff):
    seen = seq(map_)
    do(kinds.Remove(element=flow), by=staff)
    edit = kinds.SetFact(element=flow, fact="channel", value="e-mail", seen=seen)
    with pytest.raises(EditClash, match="removed") as refused:
        do(edit)
    (clash,) = refused.value.clashes
    assert clash.is_gone
    assert (clash.by, clash.name) == (staff.name, "Shelter → MCC: name, case notes")
    do(kinds.Restore(element=flow), edit)
    assert (at(flow).channel, carried(flow)) == ("e-mail", ["name", "case notes"])


def test_removing_what_somebody_else_changed_since_asks(map_, do, flow, staff):
    seen = seq(map_)
    do(kinds.SetFact(element=flow, fact="purpose", value="help"))
    do(kinds.Remove(element=flow, seen=seen))  # one's own changes are no surprise
    do(kinds.Restore(element=flow))
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail"), by=staff)
    with pytest.raises(EditClash):
        do(kinds.Remove(element=flow, seen=seen))
    do(kinds.Remove(element=flow, seen=seq(map_)))
    assert not Flow.objects.filter(pk=flow).exists()


def test_what_never_was_on_this_map_is_not_visible(do, riverside, flow):
    with pytest.raises(NotVisible):
        do(kinds.SetFact(element=riverside.flow.pk, fact="channel", value="x"))
    with pytest.raises(NotVisible):
        do(kinds.Restore(element=riverside.flow.pk))


def test_the_same_edit_sent_again_has_one_effect_and_another_under_its_id_is_refused(
    map_, owner, staff, flow
):
    edit, ask = uuid4(), [kinds.Connect(id=uuid4(), source="GP", target="MCC")]
    first = edit_map(actor=owner, map_=map_, edit=edit, edits=ask)
    again = edit_map(actor=owner, map_=map_, edit=edit, edits=ask)
    assert (first.is_new, again.is_new, again.seq, set(again.changed)) == (
        True,
        False,
        first.seq,
        set(first.changed),
    )
    other = [kinds.Connect(id=uuid4(), source="GP", target="MCC")]
    with pytest.raises(SentOtherwise):
        edit_map(actor=owner, map_=map_, edit=edit, edits=other)
    with pytest.raises(SentOtherwise):
        edit_map(actor=staff, map_=map_, edit=edit, edits=ask)
    assert Flow.objects.filter(map=map_).count() == 2


def test_an_edit_that_changes_nothing_is_remembered_all_the_same(map_, owner, staff, flow, do):
    edit, ask = uuid4(), [kinds.SetFact(element=flow, fact="channel", value="post")]
    edit_map(actor=owner, map_=map_, edit=edit, edits=ask)
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail"), by=staff)
    assert not edit_map(actor=owner, map_=map_, edit=edit, edits=ask).is_new
    assert at(flow).channel == "e-mail"


def test_only_who_may_edit_can(map_, partner, flow, do):
    with pytest.raises(NotAllowed):
        do(kinds.Remove(element=flow), by=partner)


# --- Removing and putting back ---


def test_a_node_goes_with_its_storages_and_flows_and_comes_back_in_its_place(map_, do, flow, owner):
    home = at(flow).target_id
    do(kinds.AddNode(id=uuid4(), kind="storage", name="Case system", within="MCC"))
    do(kinds.Connect(id=uuid4(), source="Shelter", target="Case system"))
    do(kinds.Connect(id=uuid4(), source="Shelter", target="GP"))
    before = list(Flow.objects.filter(map=map_).values_list("pk", "position"))
    do(kinds.Remove(element=home))
    assert names(map_) == {"Shelter", "GP"}
    assert Flow.objects.filter(map=map_).count() == 1
    do(kinds.Connect(id=uuid4(), source="GP", target="Shelter"))
    (last,) = told(map_, Act.objects.filter(map=map_).order_by("-pk")[1:2])
    assert last.name == "removed MCC and its 2 flows"
    step = steps_of(owner, map_).undo[-2].edit
    undo(actor=owner, map_=map_, edit=uuid4(), undoes=step)
    assert set(before) <= set(Flow.objects.filter(map=map_).values_list("pk", "position"))
    assert Node.objects.filter(map=map_).values("position").distinct().count() == len(names(map_))


def test_putting_a_flow_back_brings_the_ends_it_needs_and_what_was_said_of_it(map_, do, flow, owner):
    claim = PracticeClaimFactory(flow=at(flow), text="Usually by post")
    end = at(flow).source_id
    do(kinds.Remove(element=flow))
    assert not PracticeClaim.objects.filter(pk=claim.pk).exists()
    do(kinds.Remove(element=end))
    do(kinds.Restore(element=flow))
    assert at(flow).source_id == end
    assert PracticeClaim.objects.get(flow=flow).text == "Usually by post"


def test_what_an_organisation_on_the_map_again_would_double_is_not_put_back(map_, do, flow):
    end = at(flow).source_id
    do(kinds.Remove(element=end))
    do(kinds.Connect(id=uuid4(), source="Shelter", target="GP"))
    with pytest.raises(Conflict, match="on the map again"):
        do(kinds.Restore(element=end))
    with pytest.raises(Conflict, match="on the map already"):
        do(kinds.Restore(element=at_target(map_)))


def at_target(map_: Map) -> UUID:
    return Node.objects.get(map=map_, name="GP").pk


# --- Merging, splitting, moving ---


def test_two_flows_become_one_and_nothing_that_they_said_is_lost(map_, do, flow, owner):
    other = uuid4()
    facts = {"data_types": "risk level; name", "channel": "phone", "purpose": "help", "notes": "Said in May"}
    do(kinds.Connect(id=other, source="Shelter", target="MCC", facts=facts))
    claim = PracticeClaimFactory(flow=at(other))
    do(kinds.Merge(element=flow, others=(other,)))
    one = at(flow)
    assert (one.channel, one.purpose) == ("post", "help")
    assert carried(flow) == ["name", "case notes", "risk level"]
    assert one.notes == "Said in May\nHow it moves: phone"
    assert PracticeClaim.objects.get(pk=claim.pk).flow_id == flow
    kept = Lineage.objects.get(map=map_)
    assert (kept.kind, kept.origin, kept.result) == ("merged", other, flow)
    undo(actor=owner, map_=map_, edit=uuid4())
    assert (at(other).channel, carried(flow), at(flow).notes) == ("phone", ["name", "case notes"], "")
    assert PracticeClaim.objects.get(pk=claim.pk).flow_id == other


def test_three_flows_made_one_at_once_are_three_again_and_one_again(map_, do, flow, owner):
    others = (uuid4(), uuid4())
    for number, other in enumerate(others):
        facts = {"data_types": f"thing {number}; name"}
        do(kinds.Connect(id=other, source="Shelter", target="MCC", facts=facts))
    do(kinds.Merge(element=flow, others=others))
    for _time in range(2):
        undo(actor=owner, map_=map_, edit=uuid4())
        assert (carried(flow), carried(others[1])) == (["name", "case notes"], ["thing 1", "name"])
        redo(actor=owner, map_=map_, edit=uuid4())
        assert carried(flow) == ["name", "case notes", "thing 0", "thing 1"]
    changes = Change.objects.filter(map=map_).order_by("seq")
    assert replayed(changes) == rows_of(map_)


def test_flows_with_other_ends_are_not_merged(do, flow):
    other = uuid4()
    do(kinds.Connect(id=other, source="GP", target="MCC"))
    with pytest.raises(BadInput, match="same ends"):
        do(kinds.Merge(element=flow, others=(other,)))


def test_two_organisations_become_one_with_their_storages_and_flows(map_, do, flow, owner):
    for home in ("MCC", "Manchester Council"):
        do(kinds.AddNode(id=uuid4(), kind="storage", name="Shared drive", within=home))
    do(kinds.AddNode(id=uuid4(), kind="storage", name="Paper", within="Manchester Council"))
    do(kinds.Connect(id=uuid4(), source="GP", target="Manchester Council: Shared drive"))
    stays, goes = (Node.objects.get(map=map_, name=name) for name in ("MCC", "Manchester Council"))
    before = names(map_)
    do(kinds.Merge(element=stays.pk, others=(goes.pk,)))
    assert names(map_) == {"Shelter", "MCC", "GP", "Shared drive", "Paper"}
    assert Node.objects.get(map=map_, name="Paper").parent == stays
    assert Flow.objects.get(map=map_, source__name="GP").target.parent == stays
    assert Storage.objects.get(name="Paper", programme=map_.programme).organisation == stays.organisation
    undo(actor=owner, map_=map_, edit=uuid4())
    assert names(map_) == before
    assert Node.objects.get(map=map_, name="Paper").parent_id == goes.pk


def test_a_flow_is_split_by_what_it_carries(map_, do, flow):
    new = uuid4()
    do(kinds.Split(element=flow, id=new, data_types=("case notes",)))
    assert (carried(flow), carried(new), at(new).channel) == (["name"], ["case notes"], "post")
    assert Lineage.objects.get(map=map_).result == new
    for nothing in ((), ("name",), ("name", "other")):
        with pytest.raises(BadInput, match="Choose what goes"):
            do(kinds.Split(element=flow, id=uuid4(), data_types=nothing))


def test_a_node_is_split_by_its_flows(map_, do, flow):
    node, new = at(flow).target_id, uuid4()
    do(kinds.SplitNode(element=node, id=new, name="Housing team", flows=(flow,)))
    assert at(flow).target_id == new
    assert Lineage.objects.get(map=map_).origin == node
    with pytest.raises(BadInput, match="among its own"):
        do(kinds.SplitNode(element=node, id=uuid4(), name="Another", flows=(flow,)))


def test_a_storage_moves_and_the_register_with_it_unless_another_map_shows_it(map_, do, flow, owner):
    box = uuid4()
    do(kinds.AddNode(id=box, kind="storage", name="Case system", within="MCC"))
    row = Node.objects.get(pk=box).storage
    do(kinds.MoveStorage(element=box, to="Shelter"))
    assert Storage.objects.get(pk=row.pk).organisation.name == "Shelter"
    other = MapFactory(programme=map_.programme)
    home = uuid4()
    edit_map(
        actor=owner,
        map_=other,
        edit=uuid4(),
        edits=[
            kinds.AddNode(id=home, kind="organisation", name="Shelter"),
            kinds.AddNode(id=uuid4(), kind="storage", name="Case system", within="Shelter"),
        ],
    )
    do(kinds.MoveStorage(element=box, to="MCC"))
    assert Storage.objects.get(pk=row.pk).organisation.name == "Shelter"
    assert Node.objects.get(pk=box).storage.organisation.name == "MCC"
    with pytest.raises(BadInput, match="in an organisation"):
        do(kinds.MoveStorage(element=at(flow).source_id, to="MCC"))


def test_a_rename_is_the_registers_so_on_every_map_and_undo_takes_it_back(map_, do, flow, owner):
    other = MapFactory(programme=map_.programme)
    edit_map(
        actor=owner,
        map_=other,
        edit=uuid4(),
        edits=[kinds.AddNode(id=uuid4(), kind="organisation", name="Shelter")],
    )
    do(kinds.Rename(element=at(flow).source_id, name="Shelter Manchester"))
    assert names(other) == {"Shelter Manchester"}
    assert Organisation.objects.get(programme=map_.programme, name="Shelter Manchester")
    assert steps_of(owner, other).undo[-1].kind == Act.Kind.EDIT  # what follows is nobody's step there
    undo(actor=owner, map_=map_, edit=uuid4())
    assert names(other) == {"Shelter"}
    with pytest.raises(BadInput, match="called"):
        do(kinds.Rename(element=at(flow).source_id, name="MCC"))


# --- Undo and redo ---


def test_a_hundred_and_twenty_steps_are_undone_and_done_again(map_, do, flow, owner):
    for number in range(120):
        do(kinds.SetFact(element=flow, fact="channel", value=f"way {number}"))
    for number in reversed(range(119)):
        undo(actor=owner, map_=map_, edit=uuid4())
        assert at(flow).channel == f"way {number}"
    for number in range(1, 120):
        redo(actor=owner, map_=map_, edit=uuid4())
        assert at(flow).channel == f"way {number}"
    with pytest.raises(Conflict, match="nothing of yours to do again"):
        redo(actor=owner, map_=map_, edit=uuid4())


def test_steps_are_each_persons_own_and_named(map_, do, flow, owner, staff):
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail"), by=staff)
    do(kinds.SetFact(element=flow, fact="person_told", value="before"))
    mine, theirs = (steps_of(actor, map_).undo for actor in (owner, staff))
    assert [act.name for act in told(map_, mine)] == [
        "added Shelter → MCC: name, case notes",
        "changed “When the person is told” of Shelter → MCC: Not recorded yet → Before",
    ]
    assert [act.name for act in told(map_, theirs)] == [
        "changed “How it moves” of Shelter → MCC: post → e-mail"
    ]
    undo(actor=owner, map_=map_, edit=uuid4())
    assert (at(flow).channel, at(flow).person_told) == ("e-mail", "")
    with pytest.raises(Conflict, match="not yours"):
        undo(actor=owner, map_=map_, edit=uuid4(), undoes=theirs[0].edit)


def test_undo_asks_before_it_overwrites_somebody_elses_edit(map_, do, flow, owner, staff):
    do(
        kinds.SetFact(element=flow, fact="channel", value="e-mail"),
        kinds.SetFact(element=flow, fact="purpose", value="help"),
    )
    do(kinds.SetFact(element=flow, fact="channel", value="phone"), by=staff)
    with pytest.raises(UndoAsks) as asks:
        undo(actor=owner, map_=map_, edit=uuid4())
    (clash,) = asks.value.clashes
    assert (clash.by, clash.theirs, clash.yours) == (staff.name, "phone", "post")
    undo(actor=owner, map_=map_, edit=uuid4(), over=Over.LEAVE)
    assert (at(flow).channel, at(flow).purpose) == ("phone", "")
    redo(actor=owner, map_=map_, edit=uuid4())
    with pytest.raises(UndoAsks):
        undo(actor=owner, map_=map_, edit=uuid4(), undoes=steps_of(owner, map_).undo[-2].edit)
    undo(
        actor=owner, map_=map_, edit=uuid4(), undoes=steps_of(owner, map_).undo[-2].edit, over=Over.OVERWRITE
    )
    assert not Flow.objects.filter(pk=flow).exists()


def test_undo_of_what_others_hang_on_asks(map_, do, flow, owner, staff):
    do(kinds.Connect(id=uuid4(), source="MCC", target="GP"), by=staff)
    with pytest.raises(UndoAsks):
        undo(actor=owner, map_=map_, edit=uuid4())
    undo(actor=owner, map_=map_, edit=uuid4(), over=Over.LEAVE)
    assert names(map_) >= {"MCC", "GP"}
    assert Flow.objects.filter(map=map_).count() == 1


def test_a_new_edit_ends_what_could_be_done_again(map_, do, flow, owner):
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail"))
    undo(actor=owner, map_=map_, edit=uuid4())
    do(kinds.SetFact(element=flow, fact="purpose", value="help"))
    assert steps_of(owner, map_).redo == []
    assert [act.kind for act in steps_of(owner, map_).undo] == ["edit", "edit"]


def test_undo_sent_twice_undoes_once(map_, do, flow, owner):
    do(kinds.SetFact(element=flow, fact="channel", value="e-mail"))
    step = uuid4()
    for _time in range(2):
        undo(actor=owner, map_=map_, edit=step)
    assert at(flow).channel == "post"
    assert Change.objects.filter(map=map_, edit=step).count() == 1


def test_what_has_gone_from_the_register_is_not_given_back(map_, do, flow, owner):
    do(kinds.SetFact(element=flow, fact="data_types", value="risk level"))
    DataType.objects.filter(programme=map_.programme, name="case notes").delete()
    with pytest.raises(Conflict, match="removed from the register"):
        undo(actor=owner, map_=map_, edit=uuid4())
    assert carried(flow) == ["risk level"]
