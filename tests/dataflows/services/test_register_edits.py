"""Changing the register: checked, logged, whole or not at all, and taken back as one step."""

import io
import zipfile
from uuid import UUID, uuid4

import pytest

from dataflows.models import AccessRow, Agreement, Change, DataType, Node, RegisterChange, Storage
from dataflows.models.register_kinds import AGREEMENTS, DATA_TYPES, KINDS, ORGANISATIONS, STORAGE
from dataflows.selectors.register import register_rows, values_of
from dataflows.selectors.register_history import acts_of, edits_of, is_undone
from dataflows.services.importing import SourceFile, import_flows
from dataflows.services.register_edits import (
    MOST_AT_ONCE,
    Clash,
    add_to_register,
    change_register,
    remove_from_register,
    undo_register_edit,
)
from dataflows.services.undoing import undo_import
from jobs.models import Job
from organisations.errors import BadInput, Conflict, NotAllowed, NotVisible
from organisations.models import Organisation, OrganisationAlias
from tests.factories.dataflows import DataTypeFactory, NodeFactory, StorageFactory
from tests.factories.organisations import OrganisationAliasFactory, OrganisationFactory


@pytest.fixture
def here(riverside, staff):
    """What every act needs: who, and in which register."""
    return {"actor": staff, "programme": riverside.programme}


def stored(kind, pk):
    """A row's values as they are in the database."""
    return values_of(kind, register_rows(kind, kind.model.objects.get(pk=pk).programme_id).get(pk=pk))


FULL = {
    ORGANISATIONS: {
        "name": "Shelter",
        "short_name": "SH",
        "aliases": ["Shelter North", "Shelter UK"],
        "kind": "vcse",
        "public_body": False,
        "named": True,
        "draft": True,
        "notes": "Two lines\nof notes",
    },
    DATA_TYPES: {
        "name": "Arrests",
        "sensitivity": "criminal_offence",
        "category": "Police contact",
        "could_hurt": True,
        "dpv_concept": "dpv-pd:CriminalCharge",
        "notes": "Notes",
    },
    STORAGE: {
        "name": "In-Form",
        "kind": "case_system",
        "location": "UK",
        "access_note": "Workers",
        "security": "Two factors",
        "retention": "Six years",
        "notes": "Notes",
    },
    AGREEMENTS: {"name": "Tier 2", "kind": "dsa", "review_date": "2027-01-31", "notes": "Notes"},
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_fact_of_every_kind_is_kept_logged_and_brought_back(kind, here, riverside):
    values = dict(FULL[kind])
    if kind is ORGANISATIONS:
        values |= {
            "parent": str(riverside.organisation.pk),
            "areas": [str(riverside.map.area_id)],
            "themes": [str(riverside.organisation.themes.get().pk)],
        }
    if kind is STORAGE:
        reader = {"organisation": str(riverside.organisation.pk), "role": "Police officers", "notes": ""}
        unnamed = {"organisation": "", "role": "Anybody on duty", "notes": "Nobody knows"}
        values |= {"organisation": str(OrganisationFactory(programme=here["programme"]).pk)}
        values |= {"readers": [reader, unnamed]}
    assert set(values) == {fact.name for fact in kind.facts}
    row = add_to_register(**here, kind=kind, values=values)
    assert stored(kind, row.pk) == values
    removed = remove_from_register(**here, kind=kind, ids=[row.pk])
    assert not kind.model.objects.filter(pk=row.pk).exists()
    undo_register_edit(**here, undoes=removed.id)
    assert stored(kind, row.pk) == values


def test_one_change_of_many_rows_is_one_step(here, riverside):
    rows = [DataTypeFactory(programme=here["programme"], category="") for _ in range(3)]
    edit = change_register(**here, kind=DATA_TYPES, changes={row.pk: {"category": "Health"} for row in rows})
    assert set(DataType.objects.filter(category="Health").values_list("pk", flat=True)) == {
        row.pk for row in rows
    }
    changes = RegisterChange.objects.filter(edit=edit.id)
    assert [(one.action, one.field, one.before, one.after) for one in changes] == [
        ("set", "category", "", "Health")
    ] * 3
    undo_register_edit(**here, undoes=edit.id)
    assert not DataType.objects.filter(category="Health").exists()


def test_the_numbers_of_the_log_have_no_gaps(here, riverside):
    first = here["programme"].register_seq
    for number in range(4):
        add_to_register(**here, kind=DATA_TYPES, values={"name": f"Type {number}"})
        with pytest.raises(BadInput):
            add_to_register(**here, kind=DATA_TYPES, values={"name": f"Type {number}"})
    seen = RegisterChange.objects.filter(seq__lt=1_000_000).order_by("seq").values_list("seq", flat=True)
    assert list(seen) == list(range(first + 1, first + 5))


def test_the_same_edit_sent_again_has_one_effect(here):
    edit = uuid4()
    rows = {add_to_register(**here, kind=DATA_TYPES, values={"name": "Once"}, edit=edit).pk for _ in range(3)}
    assert len(rows) == 1
    assert DataType.objects.filter(name="Once").count() == 1
    undo = uuid4()
    for _ in range(2):
        undo_register_edit(**here, undoes=edit, edit=undo)
    with pytest.raises(Conflict, match="removed since"):
        add_to_register(**here, kind=DATA_TYPES, values={"name": "Once"}, edit=edit)


def test_undo_can_be_undone_and_not_done_twice(here, riverside):
    edit = change_register(
        **here, kind=DATA_TYPES, changes={riverside.data_type.pk: {"sensitivity": "personal"}}
    )
    undone = undo_register_edit(**here, undoes=edit.id)
    assert is_undone(here["programme"].pk, edit.id)
    with pytest.raises(Conflict, match="undone already"):
        undo_register_edit(**here, undoes=edit.id)
    undo_register_edit(**here, undoes=undone.id)
    assert not is_undone(here["programme"].pk, edit.id)
    assert DataType.objects.get(pk=riverside.data_type.pk).sensitivity == "personal"


def test_undo_asks_even_when_somebody_has_set_the_same_value_again(here):
    pk = DataTypeFactory(programme=here["programme"]).pk

    def give(category: str) -> UUID:
        return change_register(**here, kind=DATA_TYPES, changes={pk: {"category": category}}).id

    first = give("Mine")
    second = give("Another")
    give("Mine")
    with pytest.raises(Conflict, match="Somebody has changed “Category”"):
        undo_register_edit(**here, undoes=first)
    assert DataType.objects.get(pk=pk).category == "Mine"
    with pytest.raises(Conflict):
        undo_register_edit(**here, undoes=second)


def test_what_was_done_later_and_taken_back_is_in_nobodys_way(here):
    row = DataTypeFactory(programme=here["programme"])
    pk, before = row.pk, row.category
    first, second = (
        change_register(**here, kind=DATA_TYPES, changes={pk: {"category": word}}).id
        for word in ("One", "Two")
    )
    again = undo_register_edit(**here, undoes=second).id
    redone = undo_register_edit(**here, undoes=again).id
    with pytest.raises(Conflict):
        undo_register_edit(**here, undoes=first)
    undo_register_edit(**here, undoes=redone)
    undo_register_edit(**here, undoes=first)
    assert DataType.objects.get(pk=pk).category == before


def test_undo_asks_instead_of_overwriting_a_later_change(here, riverside):
    pk = riverside.data_type.pk
    edit = change_register(
        **here, kind=DATA_TYPES, changes={pk: {"category": "One", "sensitivity": "personal"}}
    )
    change_register(**here, kind=DATA_TYPES, changes={pk: {"category": "Two"}})
    with pytest.raises(Conflict, match="Category"):
        undo_register_edit(**here, undoes=edit.id)
    row = DataType.objects.get(pk=pk)
    assert (row.category, row.sensitivity) == ("Two", "personal"), "all of it or nothing"


def test_undo_of_an_addition_waits_for_what_was_built_on_it(here):
    edit = uuid4()
    row = add_to_register(**here, kind=AGREEMENTS, values={"name": "Tier 2"}, edit=edit)
    change_register(**here, kind=AGREEMENTS, changes={row.pk: {"notes": "Signed"}})
    with pytest.raises(Conflict, match="changed since it was added"):
        undo_register_edit(**here, undoes=edit)
    assert Agreement.objects.filter(pk=row.pk).exists()


def test_two_people_change_different_facts_and_both_are_kept(here, riverside):
    pk = riverside.data_type.pk
    seen = stored(DATA_TYPES, pk)
    change_register(**here, kind=DATA_TYPES, changes={pk: {"category": "Theirs"}}, bases={pk: seen})
    change_register(**here, kind=DATA_TYPES, changes={pk: {"notes": "Mine"}}, bases={pk: seen})
    with pytest.raises(Clash, match="Category") as refused:
        change_register(**here, kind=DATA_TYPES, changes={pk: {"category": "Mine"}}, bases={pk: seen})
    assert refused.value.facts == ["category"]
    now = stored(DATA_TYPES, pk)
    assert (now["category"], now["notes"]) == ("Theirs", "Mine")


WRONG = [
    (DATA_TYPES, {"name": " "}, "cannot be left empty"),
    (DATA_TYPES, {"name": "x" * 201}, "at most 200"),
    (DATA_TYPES, {"name": "a\x00b"}, "cannot be kept"),
    (DATA_TYPES, {"name": "a\ud800b"}, "cannot be kept"),
    (DATA_TYPES, {"name": "a\u202eb"}, "cannot be kept"),
    (DATA_TYPES, {"name": 7}, "has to be a text"),
    (DATA_TYPES, {"sensitivity": "secret"}, "choose from the list"),
    (DATA_TYPES, {"could_hurt": "yes"}, "yes or no"),
    (DATA_TYPES, {"colour": "red"}, "no such fact"),
    (DATA_TYPES, {"id": "red"}, "no such fact"),
    (AGREEMENTS, {"review_date": "tomorrow"}, "has to be a date"),
    (AGREEMENTS, {"review_date": ["2026-01-01"]}, "has to be a date"),
    (ORGANISATIONS, {"parent": "not an id"}, "not in this register"),
    (ORGANISATIONS, {"areas": "not a list"}, "has to be a list"),
    (ORGANISATIONS, {"areas": [str(uuid4())]}, "not in this register"),
    (ORGANISATIONS, {"aliases": ["x"] * 51}, "at most 50"),
    (ORGANISATIONS, {"public_body": "perhaps"}, "yes or no"),
    (STORAGE, {"readers": ["everybody"]}, "has to be a list"),
    (STORAGE, {"readers": [{"organisation": str(uuid4())}]}, "not in this register"),
    (STORAGE, {"organisation": ""}, "cannot be left empty"),
]


@pytest.mark.parametrize(("kind", "values", "sentence"), WRONG)
def test_bad_input_gets_one_sentence_and_changes_nothing(here, riverside, kind, values, sentence):
    rows = {
        DATA_TYPES: riverside.data_type.pk,
        AGREEMENTS: riverside.agreement.pk,
        ORGANISATIONS: riverside.organisation.pk,
        STORAGE: riverside.storage.storage_id,
    }
    before, count = stored(kind, rows[kind]), RegisterChange.objects.count()
    with pytest.raises(BadInput, match=sentence):
        change_register(**here, kind=kind, changes={rows[kind]: {**values}})
    assert stored(kind, rows[kind]) == before
    assert RegisterChange.objects.count() == count


def test_what_belongs_to_another_programme_is_not_there(here, world):
    theirs = world.otherplace
    with pytest.raises(NotVisible):
        change_register(**here, kind=DATA_TYPES, changes={theirs.data_type.pk: {"notes": "x"}})
    with pytest.raises(NotVisible):
        remove_from_register(**here, kind=DATA_TYPES, ids=[theirs.data_type.pk])
    with pytest.raises(NotVisible):
        undo_register_edit(**here, undoes=theirs.register_edit)
    for fact, value in (("parent", str(theirs.organisation.pk)), ("areas", [str(theirs.map.area_id)])):
        with pytest.raises(BadInput, match="not in this register"):
            add_to_register(**here, kind=ORGANISATIONS, values={"name": "New", fact: value})


def test_a_name_means_one_organisation(here, riverside):
    organisation, other = riverside.organisation, OrganisationFactory(programme=here["programme"])
    alias = OrganisationAlias.objects.get(organisation=organisation)
    for name in (organisation.name.upper(), f" {alias.name} "):
        with pytest.raises(BadInput, match="already"):
            change_register(**here, kind=ORGANISATIONS, changes={other.pk: {"name": name}})
        with pytest.raises(BadInput, match="already a name of"):
            change_register(**here, kind=ORGANISATIONS, changes={other.pk: {"aliases": [name]}})
    change_register(**here, kind=ORGANISATIONS, changes={organisation.pk: {"aliases": [alias.name, "New"]}})
    assert organisation.aliases.count() == 2


def test_two_organisations_may_have_a_storage_of_the_same_name(here):
    one, two = (str(OrganisationFactory(programme=here["programme"]).pk) for _ in range(2))
    add_to_register(**here, kind=STORAGE, values={"name": "Shared drive", "organisation": one})
    add_to_register(**here, kind=STORAGE, values={"name": "Shared drive", "organisation": two})
    with pytest.raises(BadInput, match="already"):
        add_to_register(**here, kind=STORAGE, values={"name": "shared  DRIVE", "organisation": two})


def test_an_organisation_is_never_a_part_of_itself(here):
    top, middle, low = (OrganisationFactory(programme=here["programme"]) for _ in range(3))
    changes = {middle.pk: {"parent": str(top.pk)}, low.pk: {"parent": str(middle.pk)}}
    change_register(**here, kind=ORGANISATIONS, changes=changes)
    for parent in (top, low):
        with pytest.raises(BadInput, match="part of itself"):
            change_register(**here, kind=ORGANISATIONS, changes={top.pk: {"parent": str(parent.pk)}})


def test_what_something_holds_cannot_be_removed(here, riverside):
    held = {
        DATA_TYPES: riverside.data_type,
        AGREEMENTS: riverside.agreement,
        ORGANISATIONS: riverside.organisation,
        STORAGE: riverside.storage.storage,
    }
    for kind, row in held.items():
        with pytest.raises(Conflict, match=r"cannot be removed while something holds it: 1 (map|flow)"):
            remove_from_register(**here, kind=kind, ids=[row.pk])
        assert kind.model.objects.filter(pk=row.pk).exists()


def test_a_team_and_what_it_is_part_of_go_together_and_come_back(here):
    parent = OrganisationFactory(programme=here["programme"])
    team = OrganisationFactory(programme=here["programme"], parent=parent)
    OrganisationAliasFactory(programme=here["programme"], organisation=team)
    with pytest.raises(Conflict, match="1 team"):
        remove_from_register(**here, kind=ORGANISATIONS, ids=[parent.pk])
    before = [stored(ORGANISATIONS, one.pk) for one in (parent, team)]
    edit = remove_from_register(**here, kind=ORGANISATIONS, ids=[parent.pk, team.pk])
    undo_register_edit(**here, undoes=edit.id)
    assert [stored(ORGANISATIONS, one.pk) for one in (parent, team)] == before


def test_a_new_name_goes_to_the_maps_too_and_undo_brings_the_old_one_back(here, riverside):
    organisation = riverside.organisation
    old, seq = organisation.name, riverside.map.seq
    edit = change_register(**here, kind=ORGANISATIONS, changes={organisation.pk: {"name": "Renamed"}})
    node = Node.objects.get(map=riverside.map, organisation=organisation)
    assert node.name == "Renamed"
    change = Change.objects.get(map=riverside.map, seq=seq + 1)
    assert (change.edit, change.field, change.before, change.after) == (edit.id, "name", old, "Renamed")
    undo_register_edit(**here, undoes=edit.id)
    node.refresh_from_db()
    assert node.name == old


def test_a_name_given_on_a_map_alone_is_left(here, riverside):
    Node.objects.filter(map=riverside.map, organisation=riverside.organisation).update(name="The hub")
    change_register(**here, kind=ORGANISATIONS, changes={riverside.organisation.pk: {"name": "Renamed"}})
    assert Node.objects.get(map=riverside.map, organisation=riverside.organisation).name == "The hub"


def test_a_renamed_organisation_does_not_stop_an_import_from_being_undone(here, riverside):
    data = b"from organisation,to organisation,data types\nShelter,New GP,Name\n"
    receipt = import_flows(
        actor=here["actor"], map_=riverside.map, file=SourceFile(name="flows.csv", data=data)
    )
    shelter = Organisation.objects.get(name="Shelter")
    change_register(**here, kind=ORGANISATIONS, changes={shelter.pk: {"name": "Shelter North"}})
    undo_import(actor=here["actor"], receipt=receipt)
    assert not Node.objects.filter(map=riverside.map, organisation=shelter).exists()


def test_an_import_fills_what_the_register_did_not_say_and_the_history_takes_it_back(here, riverside):
    known = OrganisationFactory(programme=here["programme"], name="Shelter", kind="", notes="Ours")
    blank = DataTypeFactory(programme=here["programme"], name="Diagnosis", sensitivity="", category="Mine")
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr("flows.csv", "from organisation,to organisation,data types\nShelter,GP,Diagnosis\n")
        archive.writestr("organisations.csv", "name,kind,notes\nShelter,Charity,Theirs\n")
        archive.writestr("data_types.csv", "name,sensitivity,category\nDiagnosis,Special category,Theirs\n")
    receipt = import_flows(
        actor=here["actor"], map_=riverside.map, file=SourceFile(name="x.zip", data=workbook.getvalue())
    )
    known.refresh_from_db()
    blank.refresh_from_db()
    assert (known.kind, known.notes) == ("vcse", "Ours")
    assert (blank.sensitivity, blank.category) == ("special_category", "Mine")
    filled = {(line["column"], line["value"]) for line in receipt.content["filled"]}
    assert filled == {("kind", "vcse"), ("public_body", "no"), ("sensitivity", "special_category")}
    assert {line["column"] for line in receipt.content["differs"]} == {"notes", "category"}
    logged = RegisterChange.objects.filter(edit=receipt.edit)
    assert {(one.name, one.field, one.before) for one in logged} == {
        ("Shelter", "kind", ""),
        ("Shelter", "public_body", None),
        ("Diagnosis", "sensitivity", ""),
    }
    undo_register_edit(**here, undoes=receipt.edit)
    known.refresh_from_db()
    assert known.kind == ""


def test_an_import_changes_nothing_of_the_register_in_silence(here, riverside):
    """What an import does to rows that were there is in its receipt and in the log, and can be taken back."""
    programme = here["programme"]
    known, _whole = (
        OrganisationFactory(programme=programme, name=name, kind="") for name in ("Shelter", "Group")
    )
    storage = StorageFactory(programme=programme, organisation=known, name="Book")
    theme = riverside.organisation.themes.get()
    kept = {row.pk: values_of(kind, row) for kind, row in ((ORGANISATIONS, known), (STORAGE, storage))}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("flows.csv", "from,to,agreement\nShelter,GP,DSA\n")
        archive.writestr(
            "organisations.csv",
            f"name,kind,parent,area,sectors\nShelter,Partnership,Group,Atlantis,{theme.code}\n",
        )
        archive.writestr("access.csv", "organisation,storage,opened by,role\nShelter,Book,Group,everybody\n")
    receipt = import_flows(
        actor=here["actor"], map_=riverside.map, file=SourceFile(name="x.zip", data=packed.getvalue())
    )
    said = {(line["column"], line["value"]) for line in receipt.content["filled"]}
    logged = RegisterChange.objects.filter(edit=receipt.edit)
    assert {("parent", "Group"), ("area", "Atlantis"), ("readers", "Group: everybody")} <= said
    assert {one.field for one in logged} >= {"parent", "areas", "themes", "readers", "kind", "named"}
    assert receipt.content["new_agreements"] == ["DSA"]
    for kind, row in ((ORGANISATIONS, known), (STORAGE, storage)):
        now = values_of(kind, register_rows(kind, programme.pk).get(pk=row.pk))
        changed = {fact for fact, value in now.items() if value != kept[row.pk][fact]}
        assert changed == {one.field for one in logged if one.element_id == row.pk}
    again = import_flows(
        actor=here["actor"], map_=riverside.map, file=SourceFile(name="x.zip", data=packed.getvalue())
    )
    assert not again.content.get("filled")
    undo_register_edit(**here, undoes=receipt.edit)
    for kind, row in ((ORGANISATIONS, known), (STORAGE, storage)):
        assert values_of(kind, register_rows(kind, programme.pk).get(pk=row.pk)) == kept[row.pk]


def test_a_storage_on_a_map_does_not_move(here, riverside):
    storage = riverside.storage.storage
    other = OrganisationFactory(programme=here["programme"])
    with pytest.raises(BadInput, match="take it off the map"):
        change_register(**here, kind=STORAGE, changes={storage.pk: {"organisation": str(other.pk)}})
    spare = StorageFactory(programme=here["programme"])
    change_register(**here, kind=STORAGE, changes={spare.pk: {"organisation": str(other.pk)}})
    assert Storage.objects.get(pk=spare.pk).organisation == other


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_only_those_who_keep_maps_change_the_register(here, riverside, role):
    here = {**here, "actor": riverside.actor(role)}
    with pytest.raises(NotAllowed):
        add_to_register(**here, kind=DATA_TYPES, values={"name": "New"})
    with pytest.raises(NotAllowed):
        change_register(**here, kind=DATA_TYPES, changes={riverside.data_type.pk: {"notes": "x"}})
    with pytest.raises(NotAllowed):
        remove_from_register(**here, kind=DATA_TYPES, ids=[riverside.data_type.pk])
    with pytest.raises(NotAllowed):
        undo_register_edit(**here, undoes=riverside.register_edit)


def test_maps_that_show_what_changed_are_drawn_anew(here, riverside):
    Job.objects.all().delete()
    change_register(**here, kind=DATA_TYPES, changes={riverside.data_type.pk: {"sensitivity": "personal"}})
    assert Job.objects.filter(payload__map=str(riverside.map.pk)).count() == 1
    Job.objects.all().delete()
    spare = DataTypeFactory(programme=here["programme"])
    change_register(**here, kind=DATA_TYPES, changes={spare.pk: {"sensitivity": "personal"}})
    assert not Job.objects.exists()


def test_too_many_at_once_are_refused(here):
    with pytest.raises(BadInput, match="Filter the list"):
        change_register(**here, kind=DATA_TYPES, changes={uuid4(): {} for _ in range(MOST_AT_ONCE + 1)})


def test_the_history_says_who_did_what_newest_first(here, riverside):
    edit = change_register(
        **here, kind=DATA_TYPES, changes={riverside.data_type.pk: {"sensitivity": "personal"}}
    )
    undo = undo_register_edit(**here, undoes=edit.id)
    edits = edits_of(here["actor"], here["programme"], row=riverside.data_type.pk)
    acts = {act.id: act for act in acts_of(here["programme"], list(edits))}
    assert {act.by for act in acts.values()} == {"Riverside council_staff"}
    assert acts[edit.id].is_undone
    assert not acts[undo.id].is_undone
    assert acts[undo.id].undoes == edit.id
    numbers = [act.changes[0].seq for act in acts.values()]
    assert numbers == sorted(numbers, reverse=True)


def test_a_storage_that_is_removed_takes_its_readers_and_brings_them_back(here, riverside):
    storage = StorageFactory(programme=here["programme"])
    AccessRow.objects.create(programme=here["programme"], storage=storage, role="Night staff")
    edit = remove_from_register(**here, kind=STORAGE, ids=[storage.pk])
    assert not AccessRow.objects.filter(storage_id=storage.pk).exists()
    undo_register_edit(**here, undoes=edit.id)
    assert AccessRow.objects.get(storage_id=storage.pk).role == "Night staff"


def test_a_reader_holds_its_organisation(here, riverside):
    reader = OrganisationFactory(programme=here["programme"])
    storage = StorageFactory(programme=here["programme"])
    AccessRow.objects.create(programme=here["programme"], storage=storage, organisation=reader, role="All")
    with pytest.raises(Conflict, match="1 storage it can open"):
        remove_from_register(**here, kind=ORGANISATIONS, ids=[reader.pk])


def test_nothing_is_logged_of_what_is_so_already(here, riverside):
    pk = riverside.data_type.pk
    count = RegisterChange.objects.count()
    change_register(**here, kind=DATA_TYPES, changes={pk: stored(DATA_TYPES, pk)})
    assert RegisterChange.objects.count() == count


def test_nodes_of_a_renamed_storage_take_its_name(here, riverside):
    storage = StorageFactory(programme=here["programme"])
    node = NodeFactory(
        map=riverside.map, kind="storage", organisation=None, storage=storage, name=storage.name
    )
    change_register(**here, kind=STORAGE, changes={storage.pk: {"name": "New system"}})
    node.refresh_from_db()
    assert node.name == "New system"
