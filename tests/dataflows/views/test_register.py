"""The register's pages: finding, sorting, keeping a filter, changing one row or many, undo."""

import json
import re

import pytest
from django.urls import reverse
from django_scopes import scope

from dataflows.models import Agreement, DataType, RegisterChange, SavedFilter
from dataflows.models.register_kinds import DATA_TYPES, KINDS, ORGANISATIONS
from dataflows.selectors.register import register_rows, values_of
from dataflows.selectors.register_lists import Sought, columns_sorted, sought_rows
from dataflows.services import filters
from organisations.models import Organisation
from tests.factories.dataflows import AgreementFactory, DataTypeFactory, StorageFactory
from tests.factories.organisations import OrganisationAliasFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(riverside):
    with scope(programme=[riverside.programme]):
        yield riverside


@pytest.fixture
def staff(world):
    return world.client("council_staff")


def address(here, name, *arguments):
    return reverse(name, args=[here.programme.slug, *arguments])


def names(answer):
    return [row.name for row in answer.context["page"].object_list]


def listed(staff, here, kind_slug, /, **query):
    answer = staff.get(address(here, "register_list", kind_slug), query)
    assert answer.status_code == 200
    return names(answer)


def test_words_are_found_whatever_their_accents_and_in_other_names(staff, here):
    one = OrganisationFactory(programme=here.programme, name="Cyngor Ynys Môn")
    OrganisationAliasFactory(programme=here.programme, organisation=one, name="IoACC")
    for words in ("mon", "YNYS  cyngor", "ioacc"):
        assert listed(staff, here, "organisations", q=words) == ["Cyngor Ynys Môn"]
    assert listed(staff, here, "organisations", q="ynys aberdeen") == []


def test_what_is_not_recorded_is_found(staff, here):
    with_it = StorageFactory(programme=here.programme, name="With", retention="Six years")
    without = StorageFactory(programme=here.programme, name="Without", retention="")
    found = listed(staff, here, "storage", missing="retention")
    assert without.name in found
    assert with_it.name not in found
    DataTypeFactory(programme=here.programme, name="Unsure", sensitivity="")
    assert listed(staff, here, "data-types", sensitivity="blank") == ["Unsure"]


def test_agreements_due_for_review_are_found(staff, here):
    AgreementFactory(programme=here.programme, name="Old", review_date="2020-01-01")
    AgreementFactory(programme=here.programme, name="Far", review_date="2090-01-01")
    assert listed(staff, here, "agreements", review_date="due") == ["Old"]
    assert "Old" not in listed(staff, here, "agreements", review_date="blank")


def test_what_is_used_nowhere_is_found(staff, here):
    spare = DataTypeFactory(programme=here.programme, name="Spare")
    assert spare.name in listed(staff, here, "data-types", use="unused")
    assert here.data_type.name not in listed(staff, here, "data-types", use="unused")
    assert here.data_type.name in listed(staff, here, "data-types", use="used")


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_sorts_both_ways(staff, here, kind):
    for _ in range(3):
        {
            "organisations": OrganisationFactory,
            "data-types": DataTypeFactory,
            "storage": StorageFactory,
            "agreements": AgreementFactory,
        }[kind](programme=here.programme)
    for column in columns_sorted(KINDS[kind]):
        up, down = (listed(staff, here, kind, sort=sort) for sort in (column, f"-{column}"))
        assert sorted(up) == sorted(down)
        assert len(up) > 2
    assert listed(staff, here, kind, sort="name") == listed(staff, here, kind, sort="-name")[::-1]


def test_the_most_sensitive_come_first(staff, here):
    DataType.objects.filter(programme=here.programme).update(sensitivity="")
    for sensitivity in ("not_personal", "criminal_offence", "personal", "special_category"):
        DataTypeFactory(programme=here.programme, name=sensitivity, sensitivity=sensitivity)
    found = listed(staff, here, "data-types", sort="sensitivity")
    assert found[:4] == ["criminal_offence", "special_category", "personal", "not_personal"]


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "password"},
        {"kind": "spaceship"},
        {"missing": "id"},
        {"use": "perhaps"},
        {"q": "x" * 5000},
        {"page": "minus one"},
        {"areas": "not an id"},
        {"done": "not an id"},
    ],
)
def test_a_filter_that_means_nothing_filters_nothing(staff, here, query):
    everything = listed(staff, here, "organisations")
    assert listed(staff, here, "organisations", **query) == everything


def test_a_list_asks_the_same_number_of_questions_however_long_it_is(
    staff, here, django_assert_num_queries, django_assert_max_num_queries
):
    staff.get(address(here, "register_list", "organisations"))
    with django_assert_max_num_queries(30) as few:
        staff.get(address(here, "register_list", "organisations"))
    for _ in range(20):
        one = OrganisationFactory(programme=here.programme, parent=here.organisation)
        one.areas.add(here.map.area)
    with django_assert_num_queries(len(few.captured_queries)):
        staff.get(address(here, "register_list", "organisations"))


def test_a_filter_is_kept_for_one_person_and_forgotten(staff, world, here):
    save = address(here, "register_filter_save", "organisations")
    answer = staff.post(save, {"name": " My  drafts ", "query": "draft=yes&kind=spaceship&x=1"}, follow=True)
    saved = SavedFilter.objects.get(name="My drafts")
    assert saved.query == {"draft": "yes"}
    assert "My drafts" in answer.content.decode()
    assert "My drafts" not in world.client("owner").get(answer.wsgi_request.path).content.decode()
    staff.post(save, {"name": "My drafts", "query": "kind=nhs"})
    assert SavedFilter.objects.get(name="My drafts").query == {"kind": "nhs"}
    staff.post(address(here, "register_filter_forget", "organisations", saved.pk))
    assert not SavedFilter.objects.filter(name="My drafts").exists()


def test_with_as_many_filters_as_there_may_be_one_can_still_be_replaced(staff, here, monkeypatch):
    save = address(here, "register_filter_save", "organisations")
    staff.post(save, {"name": "Mine", "query": "kind=nhs"})
    saved = SavedFilter.objects.get(name="Mine")
    monkeypatch.setattr(filters, "MOST", SavedFilter.objects.filter(user=saved.user).count())
    staff.post(save, {"name": "Mine", "query": "draft=yes"})
    assert SavedFilter.objects.get(name="Mine").query == {"draft": "yes"}
    answer = staff.post(save, {"name": "Another", "query": "draft=yes"}, follow=True)
    assert "remove one first" in answer.content.decode()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_filter_needs_a_name(staff, here, name):
    count = SavedFilter.objects.count()
    answer = staff.post(
        address(here, "register_filter_save", "organisations"), {"name": name, "query": "q=1"}, follow=True
    )
    assert "needs a name" in answer.content.decode()
    assert SavedFilter.objects.count() == count


def form_of(answer):
    """What a browser would send back: every field as the page showed it."""
    form, sent = answer.context["form"], {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value not in (None, False):
            sent[field.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return sent


@pytest.mark.parametrize("kind", KINDS)
def test_saving_a_page_as_it_was_changes_nothing(staff, here, kind):
    row = KINDS[kind].model.objects.filter(programme=here.programme).order_by("pk").first()
    before = values_of(KINDS[kind], register_rows(KINDS[kind], here.programme.pk).get(pk=row.pk))
    edit = address(here, "register_edit", kind, row.pk)
    count = RegisterChange.objects.count()
    assert staff.post(edit, form_of(staff.get(edit))).status_code == 302
    assert values_of(KINDS[kind], register_rows(KINDS[kind], here.programme.pk).get(pk=row.pk)) == before
    assert RegisterChange.objects.count() == count


def test_a_row_is_added_changed_removed_and_brought_back(staff, here):
    new = address(here, "register_new", "data-types")
    sent = form_of(staff.get(new)) | {"name": "Housing need", "sensitivity": "personal"}
    page = staff.post(new, sent, follow=True)
    row = DataType.objects.get(name="Housing need")
    assert "Added" in page.content.decode()
    staff.post(new, sent)
    assert DataType.objects.filter(name="Housing need").count() == 1
    edit = address(here, "register_edit", "data-types", row.pk)
    page = staff.post(edit, form_of(staff.get(edit)) | {"category": "Housing"}, follow=True)
    assert page.context["done"].count == 1
    page = staff.post(address(here, "register_remove", "data-types"), {"row": row.pk}, follow=True)
    assert not DataType.objects.filter(pk=row.pk).exists()
    staff.post(address(here, "register_undo", page.context["done"].id))
    row.refresh_from_db()
    assert (row.name, row.category) == ("Housing need", "Housing")


def test_who_can_open_a_storage_is_changed_line_by_line(staff, here):
    storage = StorageFactory(programme=here.programme)
    edit = address(here, "register_edit", "storage", storage.pk)
    sent = form_of(staff.get(edit)) | {
        "reader_0_organisation": here.organisation.pk,
        "reader_0_role": "Duty team",
        "reader_1_role": "Somebody",
    }
    staff.post(edit, sent)
    assert list(storage.access_rows.values_list("organisation_id", "role")) == [
        (here.organisation.pk, "Duty team"),
        (None, "Somebody"),
    ]
    again = form_of(staff.get(edit)) | {"reader_0_organisation": "", "reader_0_role": ""}
    staff.post(edit, again)
    assert list(storage.access_rows.values_list("role", flat=True)) == ["Somebody"]


def test_long_notes_of_readers_keep_their_lines_when_something_else_is_saved(staff, here):
    """What came through the API or with a file is longer than people type, and has lines."""
    storage = StorageFactory(programme=here.programme)
    notes = "Line one\nline two " + "and more " * 200 + "."
    storage.access_rows.create(programme=here.programme, role="Duty team", notes=notes, position=0)
    edit = address(here, "register_edit", "storage", storage.pk)
    page = staff.get(edit)
    assert re.search(r'<textarea[^>]* name="reader_0_notes"', page.content.decode())
    sent = {name: value.replace("\n", "\r\n") for name, value in form_of(page).items() if name != "seen"}
    sent |= {"seen": form_of(page)["seen"], "location": "Leeds"}
    assert staff.post(edit, sent).status_code == 302
    storage.refresh_from_db()
    assert (storage.location, storage.access_rows.get().notes) == ("Leeds", notes)


def test_two_people_on_one_page_lose_nothing(staff, world, here):
    edit = address(here, "register_edit", "data-types", here.data_type.pk)
    mine, theirs = form_of(staff.get(edit)), form_of(staff.get(edit))
    world.client("owner").post(edit, theirs | {"category": "Theirs"})
    page = staff.post(edit, mine | {"category": "Mine", "notes": "My notes"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Theirs" in text
    assert 'value="Mine"' in text
    here.data_type.refresh_from_db()
    assert here.data_type.category == "Theirs"
    # Saving again is the person's own choice.
    assert staff.post(edit, form_of(page)).status_code == 302
    here.data_type.refresh_from_db()
    assert (here.data_type.category, here.data_type.notes) == ("Mine", "My notes")


def test_what_was_typed_for_a_row_that_went_is_kept_to_be_added(staff, here):
    row = DataTypeFactory(programme=here.programme, name="Zebra")
    edit = address(here, "register_edit", "data-types", row.pk)
    sent = form_of(staff.get(edit)) | {"notes": "Kept words"}
    staff.post(address(here, "register_remove", "data-types"), {"row": row.pk})
    page = staff.post(edit, sent)
    assert page.status_code == 409
    text = page.content.decode()
    assert "“Zebra” has been removed since" in text
    assert "Kept words" in text
    new = address(here, "register_new", "data-types")
    assert f'action="{new}"' in text
    staff.post(new, form_of(page))
    assert DataType.objects.get(name="Zebra", programme=here.programme).notes == "Kept words"
    assert staff.get(edit).status_code == 404


@pytest.mark.parametrize(
    "seen", ['{"readers": 5}', '{"readers": null}', "[" * 200_000, json.dumps({"readers": [{}] * 5_000})]
)
def test_a_page_that_was_tampered_with_breaks_nothing_but_itself(staff, here, seen):
    edit = address(here, "register_edit", "storage", here.storage.storage_id)
    page = staff.post(edit, form_of(staff.get(edit)) | {"seen": seen})
    assert page.status_code in (200, 302, 400, 409)
    assert len(page.content) < 4_000_000


def test_what_a_filter_asks_for_in_vain_is_said(staff, here):
    page = staff.get(address(here, "register_list", "organisations") + "?q=" + "x" * 201).content.decode()
    assert "Part of what was asked for makes no sense here and was left out: Find." in page


@pytest.mark.parametrize("seen", ["", "{", "[]", json.dumps({"name": 7})])
def test_a_page_that_has_lost_what_it_showed_still_saves_what_was_typed(staff, here, seen):
    edit = address(here, "register_edit", "data-types", here.data_type.pk)
    sent = form_of(staff.get(edit)) | {"notes": "New notes", "seen": seen}
    assert staff.post(edit, sent).status_code in (302, 409)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Give it a name"),
        ({"name": "Taken"}, "Another data type is called"),
        ({"name": "a\x00b"}, "Null characters are not allowed"),
        ({"sensitivity": "secret"}, "Select a valid choice"),
        ({"edit": "x"}, "valid UUID"),
    ],
)
def test_bad_input_gets_one_sentence_and_keeps_what_was_typed(staff, here, changed, sentence):
    DataTypeFactory(programme=here.programme, name="Taken")
    edit = address(here, "register_edit", "data-types", here.data_type.pk)
    page = staff.post(edit, form_of(staff.get(edit)) | {"notes": "Kept words"} | changed)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert "Kept words" in page.content.decode()


def sent_back(page) -> dict[str, object]:
    """What the page that asks what to change sends back by itself."""
    form = page.context["form"]
    hidden = {field.name: field.value() for field in form.hidden_fields()}
    return hidden | {"row": [row.pk for row in page.context["rows"]]}


def test_many_rows_are_changed_at_once_and_undone_at_once(staff, here):
    rows = [OrganisationFactory(programme=here.programme, kind="", name=f"Zebra {n}") for n in range(3)]
    rows[0].areas.add(here.map.area)
    change = address(here, "register_change", "organisations")
    page = staff.post(change, {"row": [row.pk for row in rows]})
    assert [row.name for row in page.context["rows"]] == ["Zebra 0", "Zebra 1", "Zebra 2"]
    theme = here.organisation.themes.get()
    given = {"kind": "vcse", "public_body": "no", "themes": [theme.pk], "give": "1", "query": "q=zebra"}
    page = staff.post(change, given | sent_back(page), follow=True)
    assert names(page) == ["Zebra 0", "Zebra 1", "Zebra 2"], "the list is as it was filtered"
    for row in Organisation.objects.filter(pk__in=[row.pk for row in rows]):
        assert (row.kind, row.public_body, list(row.themes.all())) == ("vcse", False, [theme])
    assert rows[0].areas.count() == 1
    staff.post(address(here, "register_undo", page.context["done"].id))
    for row in Organisation.objects.filter(pk__in=[row.pk for row in rows]):
        assert (row.kind, row.public_body, list(row.themes.all())) == ("", None, [])


def test_many_at_once_overwrite_nothing_that_came_while_somebody_chose(staff, world, here):
    mine, other = (DataTypeFactory(programme=here.programme, name=f"Zebra {n}") for n in range(2))
    change = address(here, "register_change", "data-types")
    page = staff.post(change, {"row": [mine.pk, other.pk]})
    edit = address(here, "register_edit", "data-types", mine.pk)
    theirs = world.client("facilitator")
    theirs.post(edit, form_of(theirs.get(edit)) | {"category": "Theirs", "notes": "Theirs"})
    given = {"give": "1", "category": "Mine"}
    page = staff.post(change, sent_back(page) | given)
    assert page.status_code == 400
    assert "Somebody has changed “Category” of “Zebra 0” since." in page.content.decode()
    assert DataType.objects.get(pk=other.pk).category != "Mine", "all or nothing"
    # Whoever has read that, and presses again, means it; what is not to be changed does not matter.
    assert page.context["form"]["category"].value() == "Mine"
    theirs.post(edit, form_of(theirs.get(edit)) | {"notes": "Theirs again"})
    staff.post(change, sent_back(page) | given)
    assert [*DataType.objects.filter(pk__in=[mine.pk, other.pk]).values_list("category", flat=True)] == [
        "Mine"
    ] * 2


def test_rows_that_went_while_somebody_chose_are_said(staff, here):
    stays, goes = (DataTypeFactory(programme=here.programme, name=f"Zebra {n}") for n in range(2))
    change = address(here, "register_change", "data-types")
    page = staff.post(change, {"row": [stays.pk, goes.pk]})
    staff.post(address(here, "register_remove", "data-types"), {"row": goes.pk})
    given = {"give": "1", "category": "Mine"}
    page = staff.post(change, sent_back(page) | {"row": [stays.pk, goes.pk]} | given)
    assert "1 row that you ticked has been removed since" in page.content.decode()
    assert page.context["form"]["category"].value() == "Mine"
    staff.post(change, sent_back(page) | given)
    assert DataType.objects.get(pk=stays.pk).category == "Mine"


def test_more_than_can_be_changed_at_once_is_said_before_anything_is_filled_in(staff, here, monkeypatch):
    for number in range(3):
        DataTypeFactory(programme=here.programme, name=f"Bulk {number}")
    monkeypatch.setattr("dataflows.services.register_edits.MOST_AT_ONCE", 2)
    monkeypatch.setattr("dataflows.views.register_acts.MOST_AT_ONCE", 2)
    change = address(here, "register_change", "data-types")
    page = staff.post(change, {"all": "1", "query": "q=bulk"}, follow=True)
    assert "At most 2 can be changed at once" in page.content.decode()
    assert names(page) == ["Bulk 0", "Bulk 1", "Bulk 2"]


def test_the_word_blank_is_a_word_like_any_other(staff, here):
    change = address(here, "register_change", "data-types")
    row = DataTypeFactory(programme=here.programme, sensitivity="personal")

    def give(**given: str) -> None:
        page = staff.post(change, {"row": row.pk})
        staff.post(change, sent_back(page) | {"give": "1"} | given)
        row.refresh_from_db()

    give(category="blank")
    assert row.category == "blank"
    give(sensitivity="blank")
    assert (row.category, row.sensitivity) == ("blank", "")


def test_all_that_match_are_chosen_not_only_those_on_the_page(staff, here):
    for number in range(60):
        DataTypeFactory(programme=here.programme, name=f"Bulk {number}")
    page = staff.post(address(here, "register_change", "data-types"), {"all": "1", "query": "q=bulk"})
    assert len(page.context["rows"]) == 60


def test_nothing_ticked_and_nothing_chosen_each_get_a_sentence(staff, here):
    change = address(here, "register_change", "data-types")
    answer = staff.post(change, {"query": "q=zebra&sort=-name"}, follow=True)
    assert "Tick at least one" in answer.content.decode()
    assert answer.wsgi_request.GET.dict() == {"q": "zebra", "sort": "-name"}, "the list is as it was"
    page = staff.post(change, sent_back(staff.post(change, {"row": here.data_type.pk})) | {"give": "1"})
    assert "Choose at least one thing" in page.content.decode()
    assert (
        "Tick at least one"
        in staff.post(
            address(here, "register_remove", "data-types"), {"row": "x"}, follow=True
        ).content.decode()
    )


def test_rows_of_another_programme_cannot_be_ticked(staff, world, here):
    theirs = world.otherplace.data_type
    page = staff.post(address(here, "register_change", "data-types"), {"row": theirs.pk}, follow=True)
    assert "Tick at least one" in page.content.decode()


def test_what_is_held_is_not_removed_and_says_why(staff, here):
    page = staff.post(address(here, "register_remove", "agreements"), {"row": here.agreement.pk}, follow=True)
    assert "cannot be removed while something holds it: 1 flow" in page.content.decode()
    assert Agreement.objects.filter(pk=here.agreement.pk).exists()


def test_undo_leads_back_to_the_list_and_nowhere_else(staff, here):
    row = DataTypeFactory(programme=here.programme)
    remove = address(here, "register_remove", "data-types")
    for back in ("", "https://example.org/", "//example.org/", "/account/"):
        page = staff.post(remove, {"row": row.pk, "query": "sort=-name"}, follow=True)
        undo = address(here, "register_undo", page.context["done"].id)
        mine = page.wsgi_request.get_full_path()
        assert f'name="back" value="{mine.replace("&", "&amp;")}"' in page.content.decode()
        answer = staff.post(undo, {"back": back or mine})
        assert answer["Location"] == (address(here, "register_history") if back else mine)


def test_the_address_of_a_change_leads_to_the_list(staff, here):
    for name in ("register_change", "register_remove"):
        answer = staff.get(address(here, name, "data-types"))
        assert answer["Location"] == address(here, "register_list", "data-types")


def test_all_that_was_changed_can_be_seen(staff, here):
    """No act and no change is hidden for there being many of them."""
    rows = [DataTypeFactory(programme=here.programme, name=f"Zebra {n:03}") for n in range(105)]
    change = address(here, "register_change", "data-types")
    page = staff.post(change, {"row": [row.pk for row in rows]})
    staff.post(change, sent_back(page) | {"give": "1", "category": "Stripes"})
    for number in range(12):
        page = staff.post(change, {"row": [rows[0].pk]})
        staff.post(change, sent_back(page) | {"give": "1", "category": f"Stripes {number}"})
    own = staff.get(address(here, "register_row", "data-types", rows[0].pk)).content.decode()
    assert "3 earlier changes" in own
    history = address(here, "register_history") + f"?row={rows[0].pk}"
    assert history in own
    page = staff.get(history).content.decode()
    assert page.count('<li><div class="dl-timeline__when">') == 13
    assert "History of “Zebra 000”" in page
    whole = RegisterChange.objects.filter(after="Stripes").first().edit
    act = address(here, "register_act", whole)
    assert act in page
    first, second = (staff.get(f"{act}?page={number}").content.decode() for number in (1, 2))
    assert "105 changes at once" in first
    for row in rows:
        assert (f"<strong>{row.name}</strong>" in first) != (f"<strong>{row.name}</strong>" in second)


def test_an_undo_that_cannot_be_says_that_nothing_was_done(staff, here):
    row = DataTypeFactory(programme=here.programme)
    change = address(here, "register_change", "data-types")
    for category in ("One", "Two"):
        page = staff.post(change, {"row": [row.pk]})
        staff.post(change, sent_back(page) | {"give": "1", "category": category})
    first = RegisterChange.objects.get(element_id=row.pk, after="One").edit
    page = staff.post(address(here, "register_undo", first), follow=True).content.decode()
    assert "Nothing was undone. Somebody has changed “Category”" in page


def test_readers_see_the_register_and_no_way_to_change_it(world, here):
    viewer = world.client("viewer")
    for name, *arguments in (
        ("register_list", "data-types"),
        ("register_row", "data-types", here.data_type.pk),
        ("register_history",),
    ):
        text = viewer.get(address(here, name, *arguments)).content.decode()
        assert "register/data-types/change/" not in text
        assert "/undo/" not in text
        assert "/edit/" not in text


def test_the_programmes_page_says_what_waits(staff, here):
    DataTypeFactory(programme=here.programme, sensitivity="")
    OrganisationFactory(programme=here.programme, draft=True)
    text = staff.get(reverse("programme", args=[here.programme.slug])).content.decode()
    assert "1 without a sensitivity" in text
    assert "1 draft to check" in text
    assert "?sensitivity=blank" in text


def test_an_unknown_kind_is_not_there(staff, here):
    assert staff.get(address(here, "register_list", "people")).status_code == 404


def test_the_history_tells_before_and_after_in_words(staff, here):
    edit = address(here, "register_edit", "organisations", here.organisation.pk)
    staff.post(edit, form_of(staff.get(edit)) | {"kind": "nhs", "public_body": "yes"})
    text = staff.get(address(here, "register_history")).content.decode()
    assert "<ins><bdi>NHS</bdi></ins>" in text
    assert "<ins><bdi>Yes</bdi></ins>" in text
    assert "Riverside council_staff" in text


def test_lists_are_read_with_a_right_only(world, here):
    actor = world.otherplace.actor("owner")
    with pytest.raises(Exception, match="nothing here"):
        sought_rows(actor, DATA_TYPES, here.programme, Sought())
    assert sought_rows(here.actor("viewer"), ORGANISATIONS, here.programme, Sought()).exists()
