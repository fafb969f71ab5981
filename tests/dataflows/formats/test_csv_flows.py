"""The flow list: the sample in full, headings and words as people write them, and files nobody can read."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataflows.errors import FormatError
from dataflows.formats.columns import FLOW_HEADINGS
from dataflows.formats.csv_export import flows_csv
from dataflows.formats.csv_flows import FLOW_FIELDS, is_person, peek_flows, read_flows
from dataflows.formats.names_cell import names_cell
from dataflows.formats.stages import match_stage
from dataflows.graph.keys import key
from dataflows.graph.vocabulary import JOURNEY_STAGES
from tests.dataflows.formats.samples import document, graph_of, sheet
from tests.dataflows.formats.strategies import graphs, whole_maps

HEADER = "from_organisation,to_organisation"


def read(text: str, **options):
    return read_flows(text.encode(), **options)


def row_of(columns: str, cells: str):
    """Return the one flow of a sheet with these columns besides its ends, and the receipt."""
    made = read(f"{HEADER},{columns}\nShelter,MCC,{cells}\n")
    return made.rows[0], made.receipt


@pytest.mark.parametrize(
    ("name", "count", "guessed"),
    [("manchester", 14, 0), ("lancashire", 6, 0), ("redcar", 5, 0), ("northmoor", 30, 1)],
)
def test_every_row_of_the_sample_is_kept(name, count, guessed):
    said = sheet(name).receipt.to_dict()
    assert (said["kept"], len(sheet(name).rows)) == (count, count)
    assert (said["matched"], said["noted"], said["unattached"], said["dropped"]) == (0, [], [], [])
    assert len(said["guessed"]) == guessed


def test_the_one_guess_of_northmoor_is_said():
    (guess,) = sheet("northmoor").receipt.to_dict()["guessed"]
    assert (guess["source"], guess["ref"], guess["column"]) == ("flows.csv row 22", "NM-21", "practice")
    assert (guess["value"], guess["became"]) == ("Sometimes", "Practitioner decides")
    assert "nearest of them in meaning" in guess["reason"]
    row = sheet("northmoor").rows[20]
    assert row.notes == "Informal; the shelter is not sure it may refuse\npractice: Sometimes"


def test_the_facts_of_a_full_row():
    row = next(row for row in sheet("northmoor").rows if row.ref == "NM-17")
    assert (row.from_organisation, row.from_storage) == ("Turning Tide Recovery", "Clinical record")
    assert row.data_types == ("Attendance", "Drug and alcohol use")
    assert (row.identifiability, row.purpose) == ("identifiable", "check the licence condition")
    assert (row.sender.role, row.sender.lawful_basis, row.sender.article_9) == (
        "controller", "legal_obligation", "art9_2_g",
    )  # fmt: skip
    assert row.sender.law == "Offender Rehabilitation Act 2014"
    assert (row.receiver.lawful_basis, row.receiver.regime) == ("legal_obligation", "")
    assert (row.person_told, row.person_choice, row.consistency) == ("before", "no_choice", "always")
    assert (row.agreement, row.evidence, row.review_date) == (
        "Treatment requirement protocol", "workshop", "2027-02-28",
    )  # fmt: skip


def test_a_stage_the_programme_does_not_know_keeps_its_words():
    row = next(row for row in sheet("northmoor").rows if row.ref == "NM-11")
    assert row.journey_stage == "When a home is offered"
    assert match_stage(row.journey_stage, JOURNEY_STAGES) is None
    assert match_stage("WHEN YOU LEAVE", JOURNEY_STAGES) == "Leaving"
    assert match_stage("", JOURNEY_STAGES) is None


def test_the_person_is_known_by_name():
    assert sheet("manchester").rows[0].from_person
    assert not sheet("manchester").rows[0].to_person
    assert [is_person(name) for name in ("THE PERSON", "Y person", "Person of interest")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "header",
    [
        "from_organisation,to_organisation,data_types,purpose",
        "From Organisation,TO-ORGANISATION,Data types,PURPOSE",
        "Sender;Receiver;What;Why",
        "From\tTo\tWhat moves\tReason",
        "Organisation sending;Recipient organisation;What information?;Reason for sharing",
        "O,I,Beth,Pam",
        "oddi wrth,derbynnydd,mathau o ddata,diben",
    ],
)
def test_headings_are_known_however_they_are_written(header):
    mark = next((mark for mark in ";\t" if mark in header), ",")
    made = read(f"{header}\n" + mark.join(["Shelter", "MCC", "Name", "To help"]))
    row = made.rows[0]
    assert (row.from_organisation, row.to_organisation, row.data_types, row.purpose) == (
        "Shelter", "MCC", ("Name",), "help",
    )  # fmt: skip
    assert set(made.columns) == {"from_organisation", "to_organisation", "data_types", "purpose"}


def test_title_rows_may_stand_above_the_headings():
    made = read(f"Northmoor flows,,\n,,\nPrinted from the council,,\n{HEADER},purpose\nA,B,To help\n")
    assert (len(made.rows), made.rows[0].number) == (1, 5)


def test_columns_may_stand_in_any_order_and_be_matched_by_hand():
    data = b"Purpose,Zielgruppe,Absender\nTo help,MCC,Shelter\n"
    peek = peek_flows(data)
    assert (peek.headers, peek.fields) == (("Purpose", "Zielgruppe", "Absender"), ("purpose", "", ""))
    assert peek.sample == (("To help", "MCC", "Shelter"),)
    made = read_flows(data, columns={1: "to_organisation", 2: "from_organisation"})
    assert (made.rows[0].from_organisation, made.rows[0].to_organisation) == ("Shelter", "MCC")
    noted = read_flows(data, columns={0: "", 1: "to_organisation", 2: "from_organisation"})
    assert (noted.rows[0].purpose, noted.rows[0].notes) == ("", "Purpose: To help")
    with pytest.raises(FormatError, match="Two columns are matched to “to_organisation”"):
        read_flows(data, columns={1: "to_organisation", 2: "to_organisation"})


def test_an_unknown_column_is_kept_in_the_notes_and_said_once():
    made = read(f"{HEADER},notes,Colour\nA,B,Seen,red\nC,D,,blue\nE,F,,\n")
    assert [row.notes for row in made.rows] == ["Seen\nColour: red", "Colour: blue", ""]
    (said,) = made.receipt.of("noted")
    assert (said.column, said.source) == ("Colour", "flows.csv row 1")


def test_a_cell_beyond_the_headings_is_kept_and_said():
    made = read(f"{HEADER}\nA,B,stray\n")
    assert made.rows[0].notes == "column 3: stray"
    assert made.receipt.of("noted")[0].column == "column 3"


@pytest.mark.parametrize(
    ("column", "cell", "field", "code"),
    [
        ("identifiability", "Identifiable", "identifiability", "identifiable"),
        ("identifiability", "Pseudonymised", "identifiability", "pseudonymised"),
        ("identifiability", "De-personalised: a code instead of a name", "identifiability", "pseudonymised"),
        ("identifiability", "Aggregate", "identifiability", "aggregate"),
        ("identifiability", "aggregate_small", "identifiability", "aggregate_small"),
        ("identifiability", "Not known", "identifiability", "not_known"),
        ("identifiability", "Not recorded", "identifiability", ""),
        ("person_told", "Cyn", "person_told", "before"),
        ("person_told", "AT THE TIME", "person_told", "at_the_time"),
        ("person_choice", "Gall wrthod", "person_choice", "can_refuse"),
        ("practice", "Bob amser", "consistency", "always"),
        ("practice", "if_agrees", "consistency", "if_agrees"),
        ("person_told", "-", "person_told", ""),
        ("evidence", "Gweithdy", "evidence", "workshop"),
        ("evidence", "", "evidence", "assumed"),
        ("confidentiality_route", "Public interest", "confidentiality_route", "public_interest"),
    ],
)
def test_labels_and_codes_are_read_in_both_languages(column, cell, field, code):
    row, receipt = row_of(column, cell)
    assert getattr(row, field) == code
    assert [item.kind for item in receipt.items] == ["kept"]


@pytest.mark.parametrize(
    ("column", "cell", "party", "field", "code"),
    [
        ("lawful_basis", "Article 6(1)(e)", "sender", "lawful_basis", "public_task"),
        ("lawful_basis", "Tasg gyhoeddus", "sender", "lawful_basis", "public_task"),
        ("receiver_lawful_basis", "UK GDPR Art 6(1)(f)", "receiver", "lawful_basis", "legitimate_interests"),
        ("lawful_basis", "RLI: crime", "sender", "lawful_basis", "rli_5_crime"),
        ("from_role", "Data controller", "sender", "role", "controller"),
        ("to_role", "Prosesydd", "receiver", "role", "processor"),
        ("receiver_regime", "Law enforcement", "receiver", "regime", "law_enforcement"),
        ("special_condition", "Health or social care", "sender", "article_9", "art9_2_h"),
        ("special_condition", "Art 9(2)(g)", "sender", "article_9", "art9_2_g"),
        ("special_condition", "DPA 2018 Sch 1 para 18", "sender", "schedule_1", "sch1_18"),
        ("receiver_special_condition", "sch1_2", "receiver", "schedule_1", "sch1_2"),
    ],
)
def test_what_each_end_relies_on(column, cell, party, field, code):
    row, receipt = row_of(column, cell)
    assert getattr(getattr(row, party), field) == code
    assert receipt.of("guessed") == ()


def test_a_condition_may_be_of_both_kinds():
    row, receipt = row_of("special_condition", '"Substantial public interest; Schedule 1 paragraph 18"')
    assert (row.sender.article_9, row.sender.schedule_1) == ("art9_2_g", "sch1_18")
    assert [item.kind for item in receipt.items] == ["kept"]
    twice, receipt = row_of("special_condition", '"Vital interests; Public health"')
    assert (twice.sender.article_9, twice.notes) == ("art9_2_c", "special_condition: Public health")
    assert len(receipt.of("noted")) == 1


@pytest.mark.parametrize(
    ("column", "cell", "field", "code", "how"),
    [
        ("practice", "Sometimes", "consistency", "practitioner_decides", "in meaning"),
        ("practice", "Usualy", "consistency", "usually", "spelt nearly the same"),
        ("person_told", "Told before they start", "person_told", "before", "whose words it holds"),
        ("person_told", "??", "person_told", "not_known", "in meaning"),
        ("person_told", "?", "person_told", "not_known", "in meaning"),
        ("identifiability", "Anonymised", "identifiability", "anonymous_person_level", "in meaning"),
    ],
)
def test_a_word_outside_a_closed_list_is_guessed_and_said(column, cell, field, code, how):
    row, receipt = row_of(column, cell)
    assert getattr(row, field) == code
    assert row.notes == f"{column}: {cell}"
    (guess,) = receipt.of("guessed")
    assert how in str(guess.reason)
    assert guess.value == cell


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("person_choice", "Can't refuse"),
        ("identifiability", "Unidentifiable"),
        ("identifiability", "Not identifiable"),
        ("confidentiality_route", "Consent"),
        ("special_condition", "Consent"),
        ("practice", "Purple"),
        ("practice", "***"),
    ],
)
def test_what_comes_near_nothing_or_to_its_opposite_is_noted(column, cell):
    row, receipt = row_of(column, cell)
    assert row.notes == f"{column}: {cell}"
    assert (len(receipt.of("noted")), len(receipt.of("guessed"))) == (1, 0)
    assert row.confidentiality_route == row.person_choice == row.person_told == row.consistency == ""
    assert (row.sender.article_9, row.sender.schedule_1, row.identifiability) == ("", "", "")


@pytest.mark.parametrize(
    ("cell", "iso", "kind"),
    [
        ("2026-03-31", "2026-03-31", None),
        ("31 March 2026", "2026-03-31", None),
        ("31/03/2026", "2026-03-31", "guessed"),
        ("3/4/2026", "2026-04-03", "guessed"),
        ("next spring", "", "noted"),
        ("31/02/2026", "", "noted"),
    ],
)
def test_days(cell, iso, kind):
    row, receipt = row_of("review_date", cell)
    assert row.review_date == iso
    assert [item.kind for item in receipt.items if item.kind != "kept"] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('"Name; Address"', ("Name", "Address")),
        ('"Name;Health, safety and wellbeing;"', ("Name", "Health, safety and wellbeing")),
        (
            '"Name, Health, safety and wellbeing, Address"',
            ("Name", "Health, safety and wellbeing", "Address"),
        ),
        ('"health, SAFETY and wellbeing"', ("health, SAFETY and wellbeing",)),
        ('"""Names, old and new"", Address"', ("Names, old and new", "Address")),
        ('"Name\nAddress"', ("Name", "Address")),
        ('"Name; NAME;  name"', ("Name",)),
        ("", ()),
    ],
)
def test_names_with_commas_are_read_longest_known_name_first(cell, names):
    known = ["Health", "Health, safety and wellbeing", "Name", "Address"]
    made = read(f"{HEADER},what\nA,B,{cell}\n", known_data_types=known)
    assert made.rows[0].data_types == names
    assert made.receipt.of("guessed") == ()


def test_commas_that_part_unknown_names_are_a_guess():
    made = read(f'{HEADER},what\nA,B,"Name, Shoe size"\n')
    assert made.rows[0].data_types == ("Name", "Shoe size")
    assert made.receipt.of("guessed")[0].became == "Name; Shoe size"


def test_rows_that_are_no_flow_are_said():
    made = read(f"ref,{HEADER}\n1,A,\n2,,B\n3,,\n,,\n4,A,B\n,,\n,,\n")
    assert [row.ref for row in made.rows] == ["4"]
    assert [row.ref for row in made.unattached] == ["1", "2"]
    said = made.receipt.to_dict()
    assert [item["source"] for item in said["unattached"]] == ["flows.csv row 2", "flows.csv row 3"]
    assert [item["value"] for item in said["unattached"]] == ["A → ?", "? → B"]
    assert [(item["source"], item["value"]) for item in said["dropped"]] == [
        ("flows.csv row 4", "3"),
        ("flows.csv row 5", ""),
    ]


def test_a_long_label_goes_to_the_notes_in_full():
    row, receipt = row_of("channel", "x" * 201)
    assert (len(row.channel), row.channel[-1]) == (200, "…")
    assert row.notes == "channel: " + "x" * 201
    assert receipt.of("noted")[0].became == row.channel


def test_invisible_characters_are_taken_out_and_said():
    row, receipt = row_of("channel", "\u2066Phone\u2069\x07")
    assert row.channel == "Phone"
    assert len(receipt.of("noted")) == 1


def test_text_that_runs_from_right_to_left_is_kept():
    made = read(f"{HEADER}\nمأوى الباب المفتوح,בית\n")
    assert made.rows[0].from_organisation == "مأوى الباب المفتوح"


def test_numbers_telephone_numbers_and_guarded_text_are_no_formulas():
    made = read(f"{HEADER},trigger,notes\n+44 161 496 0000,-5,- a note,'=SUM(A1)\n")
    row = made.rows[0]
    assert (row.from_organisation, row.to_organisation) == ("+44 161 496 0000", "-5")
    assert (row.trigger, row.notes) == ("- a note", "=SUM(A1)")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (f"{HEADER}\nTŷ,B\n".encode("utf-8-sig"), None),
        (f"{HEADER}\nTŷ,B\n".encode("utf-16"), None),
        (f"{HEADER}\nT\u00ea,B\n".encode("cp1252"), "Windows-1252"),
    ],
)
def test_encodings(data, encoding):
    made = read_flows(data)
    assert made.rows[0].from_organisation in {"Tŷ", "T\u00ea"}
    assert [item.became for item in made.receipt.of("guessed")] == ([encoding] if encoding else [])


MANY = f"{HEADER}\n" + "A,B\n" * 20_001


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b" \r\n", "The file is empty."),
        (b"x" * 6_000_000, "6.0 MB"),
        (MANY.encode(), "20,001 rows"),
        (b"PK\x03\x04rest", "workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfea", "not text"),
        (bytes(range(1, 256)), "not text"),
        ("Отправитель,Получатель\n".encode("koi8-r"), "not text"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "not text"),
        (f"{HEADER}\nA\x00,B\n".encode(), "U+0000"),
        (f"{HEADER}\nA,B\n".encode("utf-16-le"), "U+0000"),
        (b"purpose,notes\nTo help,x\n", "no column for “from organisation”, “to organisation”"),
        (b"from,purpose\nA,B\n", "no column for “to organisation”; the headings found in row 1 are: “from”"),
        (b"just some words", "no column for"),
        (f"{HEADER}\n{HEADER}\nA,B\n".encode(), "Rows 1 and 2 both look like the row of headings"),
        (f"{HEADER},what\nA,B,C\nFrom,To,What\nD,E,F\n".encode(), "Rows 1 and 3 both"),
        (b"From,To,Why\nOrganisation,Organisation,Text\nA,B,C\n", "Rows 1 and 2 both"),
        (b"from,from,to\nA,B,C\n", "two columns called “from”"),
        (f"ref,{HEADER}\n7,A,B\n8,A,B\n7,C,D\n".encode(), "“7” is in rows 2 and 4"),
        (f'{HEADER}\nA,"B\nC,D\n'.encode(), "opens in row 2 is never closed"),
        (f'{HEADER}\nA,"B"x\n'.encode(), "Row 2 cannot be read"),
        (f'{HEADER}\n=HYPERLINK("x"),B\n'.encode(), "Row 2, column “from_organisation”, holds a formula"),
        (f"{HEADER}\nA,@SUM(A1)\n".encode(), "holds a formula"),
        (f"{HEADER}\nA,+cmd|' /C calc'!A0\n".encode(), "holds a formula"),
        (f"{HEADER}\nA,\u202eecilop\n".encode(), "turns text round"),
        (f"{HEADER}\n".encode(), "no flows below them"),
        (f"{HEADER}\n,\n".encode(), "no flows below them"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(data, words):
    with pytest.raises(FormatError) as refused:
        read_flows(data)
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 300


def test_twenty_thousand_rows_are_read():
    assert len(read_flows(MANY.removesuffix("A,B\n").encode()).rows) == 20_000


@pytest.mark.parametrize("name", ["two\nlines", "two\rlines", "a; b", "a, b", 'a "b"', "plain"])
def test_a_name_in_a_cell_stays_one_name(name):
    made = read("from,to,data\nA,B," + '"' + names_cell([name, "Other"]).replace('"', '""') + '"')
    assert made.rows[0].data_types == (" ".join(name.split()), "Other")


def test_no_word_stands_for_two_columns():
    words = Counter(key(word) for also in FLOW_HEADINGS.values() for word in also.split("|"))
    assert [word for word, count in words.items() if count > 1] == []


def test_every_heading_has_one_meaning():
    made = read(",".join(FLOW_FIELDS) + "\n" + ",".join("A" for _field in FLOW_FIELDS))
    assert set(made.columns) == set(FLOW_FIELDS)


@pytest.mark.parametrize("name", ["manchester", "lancashire", "redcar", "northmoor"])
def test_the_sample_comes_back_from_its_own_export(name):
    graph = document(name).graph
    again = read(flows_csv(graph))
    assert again.receipt.count("kept") == len(graph.flows)
    assert [item.kind for item in again.receipt.items if item.kind != "kept"] == []
    assert graph_of(again).flows == graph.flows


TIDY = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp")), min_size=1, max_size=20
).filter(lambda text: text.strip(' "'))


@whole_maps
@given(graphs(names=TIDY, labels=TIDY, free_text=TIDY))
def test_generated_flows_come_back_from_their_export(graph):
    refs = [flow.ref for flow in graph.flows]
    if not refs or len(set(refs)) < len(refs):
        return
    again = read(flows_csv(graph))
    assert [row.ref for row in again.rows] == refs
    for row, flow in zip(again.rows, graph.flows, strict=True):
        assert plain(row.data_types) == plain(data_type.name for data_type in graph.data_types_of(flow))
        assert row.from_organisation == graph.organisation_of(flow.source).name
        assert (row.sender, row.receiver) == (flow.sender, flow.receiver)
        assert (row.identifiability, row.person_told, row.consistency) == (
            flow.identifiability, flow.person_told, flow.consistency,
        )  # fmt: skip
        assert (row.notes, row.review_date, row.confidence) == (flow.notes, flow.review_date, flow.confidence)


def plain(names):
    """Return names as they are told apart: without regard to case."""
    return {unicodedata.normalize("NFKC", name).casefold() for name in names}


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=80), st.text('ab,;"\n\t\r=\u202e\x00é', max_size=60).map(str.encode)))
def test_any_bytes_are_read_or_refused_in_a_sentence(data):
    for start in (b"", f"{HEADER},what,notes\n".encode()):
        said = outcome(start + data)
        assert said == "read" or said.endswith(".")


def outcome(data: bytes) -> str:
    try:
        made = read_flows(data)
    except FormatError as refused:
        return str(refused)
    return "read" if made.rows or made.unattached else "nothing was read"


def test_a_cell_that_is_too_long_is_said():
    with pytest.raises(FormatError, match="A cell in row 2 is longer than 131,072 characters"):
        read_flows(b"From,To\nShelter," + b"x" * 131_073 + b"\n")


def test_a_name_of_which_nothing_shows_is_no_name():
    sheet = read_flows("From,To\n\u200b,GP\n".encode())
    assert not sheet.rows
    assert [(row.from_organisation, row.to_organisation) for row in sheet.unattached] == [("", "GP")]
