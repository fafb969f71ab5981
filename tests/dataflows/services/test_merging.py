"""Importing a second time: what people changed on the map stays, and nothing that differs is silent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.models import Agreement, Flow, ImportOrigin, JourneyStage, Map, Node, Storage
from dataflows.selectors.documents import draft_document
from dataflows.services.elements import remove_flows, start_edit
from dataflows.services.facts import set_data_types, set_fact
from dataflows.services.importing import (
    Choices,
    RegisterFiles,
    SourceFile,
    import_flows,
    label_of,
    plan_import,
)
from dataflows.services.maps import create_map
from dataflows.services.merging import MERGED, merge
from dataflows.services.undoing import undo_import

HEAD = (
    "ref,from organisation,to organisation,data types,channel,purpose,agreement,stage,review date,"
    "lawful basis\n"
)
FIRST = HEAD + (
    "A1,Shelter,GP,Name,post,help,Tier 1,Referral,2026-01-31,Consent\nA2,GP,Shelter,Needs,,plan,,,,\n"
)


def file(text: str, name: str = "flows.csv") -> SourceFile:
    return SourceFile(name=name, data=text.encode())


@pytest.fixture
def map_(riverside, owner) -> Map:
    return create_map(actor=owner, programme=riverside.programme, name="Twice")


@pytest.fixture
def first(map_, owner):
    return import_flows(actor=owner, map_=map_, file=file(FIRST))


def drawn(map_: Map):
    """The map without what its programme's register knows beside it."""
    graph = draft_document(map_).graph
    return graph.nodes, graph.flows


def flow(map_: Map, ref: str = "A1") -> Flow:
    return Flow.objects.select_related("agreement", "journey_stage", "source", "target").get(
        map=map_, ref=ref
    )


def change(owner, map_: Map, fact: str, value) -> None:
    edit = start_edit(actor=owner, map_=map_)
    set_fact(edit=edit, flow=flow(map_), fact=fact, value=value)
    edit.write()


def again(owner, map_: Map, text: str, **choices):
    return import_flows(actor=owner, map_=map_, file=file(text), choices=Choices(**choices))


@pytest.mark.usefixtures("first")
def test_what_only_the_file_changed_is_taken_fact_by_fact(map_, owner):
    text = FIRST.replace(
        "Name,post,help,Tier 1,Referral,2026-01-31", "Name; Risk,e-mail,support,Tier 2,Support,2027-02-28"
    )
    receipt = again(owner, map_, text)
    now = flow(map_)
    assert (now.channel, now.purpose, now.agreement.name) == ("e-mail", "support", "Tier 2")
    assert (now.journey_stage.name.lower(), now.review_date) == ("support", date(2027, 2, 28))
    assert sorted(one.name for one in now.data_types.all()) == ["Name", "Risk"]
    assert (receipt.content["matched"], receipt.content["differs"]) == (2, [])


def test_taking_the_second_import_back_gives_every_kind_of_fact_its_old_value(map_, owner, first):
    before = drawn(map_)
    text = FIRST.replace(
        "A1,Shelter,GP,Name,post,help,Tier 1,Referral,2026-01-31,Consent",
        "A1,Shelter,Police,Risk,e-mail,support,Tier 2,Support,2027-02-28,Legal obligation",
    )
    second = again(owner, map_, text)
    assert flow(map_).target.name == "Police"
    assert drawn(map_) != before
    undo_import(actor=owner, receipt=second)
    assert drawn(map_) == before
    # And the base of the first import holds again: the same file once more takes the same facts over.
    again(owner, map_, text)
    assert flow(map_).channel == "e-mail"


@pytest.mark.usefixtures("first")
def test_what_a_person_changed_stays_and_both_are_shown(map_, owner):
    change(owner, map_, "channel", "by hand")
    receipt = again(owner, map_, FIRST.replace(",post,", ",e-mail,"))
    assert flow(map_).channel == "by hand"
    (both,) = receipt.content["differs"]
    assert (both["column"], both["value"], both["became"]) == ("channel", "e-mail", "by hand")
    assert both["source"] == "flows.csv row 2"


@pytest.mark.usefixtures("first")
def test_the_files_word_is_taken_where_somebody_says_so(map_, owner):
    change(owner, map_, "channel", "by hand")
    receipt = again(owner, map_, FIRST.replace(",post,", ",e-mail,"), rows={"2": frozenset({"channel"})})
    assert flow(map_).channel == "e-mail"
    assert receipt.content["differs"] == []


@pytest.mark.usefixtures("first")
def test_a_blank_cell_clears_nothing(map_, owner):
    receipt = again(owner, map_, FIRST.replace(",post,", ",,"))
    assert flow(map_).channel == "post"
    assert receipt.content["differs"] == []


@pytest.mark.usefixtures("first")
def test_data_that_a_person_added_stay(map_, owner, riverside):
    edit = start_edit(actor=owner, map_=map_)
    set_data_types(edit=edit, changes=[(flow(map_), [*flow(map_).data_types.all(), riverside.data_type])])
    edit.write()
    receipt = again(owner, map_, FIRST.replace("GP,Name,post", "GP,Risk,post"))
    assert riverside.data_type in flow(map_).data_types.all()
    assert [item["column"] for item in receipt.content["differs"]] == ["data_types"]


@pytest.mark.usefixtures("first")
def test_a_flow_that_somebody_removed_is_not_added_again(map_, owner):
    edit = start_edit(actor=owner, map_=map_)
    remove_flows(edit=edit, ids=[flow(map_).pk])
    edit.write()
    receipt = again(owner, map_, FIRST)
    assert not Flow.objects.filter(map=map_, ref="A1").exists()
    assert "took this flow off" in receipt.content["dropped"][0]["reason"]


@pytest.mark.usefixtures("first")
def test_a_row_that_left_the_file_stays_on_the_map_and_is_said(map_, owner):
    receipt = again(owner, map_, FIRST[: FIRST.index("A2")])
    assert Flow.objects.filter(map=map_, ref="A2").exists()
    assert [(item["ref"], item["value"]) for item in receipt.content["absent"]] == [("A2", "GP → Shelter")]


@pytest.mark.usefixtures("first")
def test_another_source_fills_blanks_and_shows_what_differs(map_, owner):
    text = FIRST.replace(",post,", ",e-mail,").replace("Needs,,plan", "Needs,phone,plan")
    receipt = import_flows(actor=owner, map_=map_, file=file(text, "theirs.csv"))
    assert (flow(map_).channel, flow(map_, "A2").channel) == ("post", "phone")
    assert [item["value"] for item in receipt.content["differs"]] == ["e-mail"]


@pytest.mark.parametrize("name", ["flows.csv", "flows (3).csv", "flows_2026-11-26.csv", "Flows - Copy.csv"])
def test_a_file_saved_again_is_the_same_source(name):
    assert label_of(name).lower() == "flows"


def test_a_row_keeps_its_own_flow_when_two_rows_say_the_same(map_, owner):
    text = "from organisation,to organisation,data types\nA,B,Name\nA,B,Name\n"
    import_flows(actor=owner, map_=map_, file=file(text))
    assert Flow.objects.filter(map=map_).count() == 2
    receipt = import_flows(actor=owner, map_=map_, file=file(text))
    assert (receipt.content["kept"], receipt.content["matched"]) == (0, 2)


def test_every_element_of_an_import_is_kept_with_its_place(map_, first):
    origins = list(ImportOrigin.objects.filter(receipt=first))
    assert [(one.place, one.element_kind, one.matched) for one in origins] == [
        ("flows.csv row 2", "flow", False),
        ("flows.csv row 3", "flow", False),
        ("flows.csv row 2", "node", False),
        ("flows.csv row 2", "node", False),
    ]
    assert {one.element_id for one in origins} == {
        *Flow.objects.filter(map=map_).values_list("pk", flat=True),
        *Node.objects.filter(map=map_).values_list("pk", flat=True),
    }


def test_planning_stores_nothing(map_, first):
    counts = [model.objects.count() for model in (Flow, Agreement, JourneyStage, ImportOrigin)]
    plan_import(map_=map_, file=file(FIRST.replace("Tier 1", "Tier 9")))
    assert [model.objects.count() for model in (Flow, Agreement, JourneyStage, ImportOrigin)] == counts


WORDS = st.dictionaries(st.sampled_from(MERGED), st.sampled_from(["a", "b", "c"]), max_size=6)


@given(
    base=st.none() | WORDS,
    mine=WORDS,
    theirs=WORDS,
    chosen=st.frozensets(st.sampled_from(MERGED), max_size=3),
)
def test_nothing_is_overwritten_or_silent(base, mine, theirs, chosen):
    """Every fact: the map's stays if a person wrote it; whatever differs is taken or told, and never both."""
    merged = merge(base, mine, theirs, chosen)
    told = {one.fact: one for one in merged.differences}
    for fact in MERGED:
        here, there, was = mine.get(fact, ""), theirs.get(fact, ""), (base or {}).get(fact, "")
        edited = here != was
        if fact in merged.takes:
            assert there
            assert fact in chosen or not edited
        assert not (fact in merged.takes and fact in told)
        if there and there != here:
            assert fact in merged.takes or (told[fact].mine, told[fact].theirs) == (here, there)
        else:
            assert fact not in merged.takes
            assert fact not in told


def test_what_the_register_says_otherwise_is_said_and_stays(map_, owner):
    """A second file about the same things: what it has otherwise than the register is in the receipt."""
    sheets = {
        "organisations": ("name,kind,notes\nShelter,Charity,{}\n", "first"),
        "data_types": ("name,sensitivity,category\nName,Personal,{}\n", "Identity"),
        "storage": ("organisation,name,location\nShelter,Files,{}\n", "Cellar"),
    }

    def files(*said):
        made = {
            name: file(text.format(word), f"{name}.csv")
            for (name, (text, _first)), word in zip(sheets.items(), said, strict=True)
        }
        return RegisterFiles(**made)

    first = import_flows(
        actor=owner, map_=map_, file=file(FIRST), register_files=files("first", "Identity", "Cellar")
    )
    assert first.content["differs"] == []
    second = import_flows(
        actor=owner, map_=map_, file=file(FIRST), register_files=files("second", "Who", "Cloud")
    )
    assert [
        (item["source"], item["column"], item["value"], item["became"]) for item in second.content["differs"]
    ] == [
        ("organisations.csv row 2", "notes", "second", "first"),
        ("data_types.csv row 2", "category", "Who", "Identity"),
        ("storage.csv row 2", "location", "Cloud", "Cellar"),
    ]
    assert Storage.objects.get(name="Files").location == "Cellar"
