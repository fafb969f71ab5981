"""A real person's data is found, what only looks like it is not, and what is left after a cut reads on."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dataflows.language.likely_personal import KINDS, Likely, likely_personal, without
from dataflows.language.name_words import GIVEN_NAMES, SURNAMES
from dataflows.language.thing_words import BARE_NAMES

SAMPLE = Path(__file__).parents[3] / "sample"
HERE = Path(__file__).parent
# As it is pasted: characters that are not seen, other spaces and hyphens, wide and Arabic digits.
PASTED = [
    ("phone", "077\u200b00 900\u2060123"),
    ("phone", "07700\u00a0900\u2009123"),
    ("phone", "07700\u2011900\u2013123"),
    ("phone", "07700 900123".translate({digit: digit + 0xFEE0 for digit in range(48, 58)})),
    ("phone", "07700 900123".translate({digit: digit + 0x0630 for digit in range(48, 58)})),
    ("nhs_number", "943\u200b 476\u00ad5919"),
    ("nhs_number", "9434765919".translate({digit: digit + 0xFEE0 for digit in range(48, 58)})),
    ("national_insurance", "AB\u00a012\u00a034\u00a056\u00a0C"),
    ("email", "jo\u200b.bell\uff20x.org"),
    ("name", "Zoe\u0308 Ashworth"),
    ("name", "Sarah\u00a0Jones"),
    ("name", "Sa\u00adrah Jo\u200bnes"),
]


def lines_of(name):
    """Yield the lines of a table with the section each stands in."""
    section = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            section = line.removeprefix("# ")
        elif line and not line.startswith("##"):
            yield section, line


FOUND = [*lines_of("likely_found.txt"), *PASTED]
NOTHING = ["", " ", "\n", "\ud800", *(line for _section, line in lines_of("likely_nothing.txt"))]
KNOWN = [
    ("ELIZABETH FRY takes referrals", ["Elizabeth Fry"]),
    ("Elizabeth Fry Northmoor takes referrals", ["elizabeth fry northmoor"]),
    ("Elizabeth Fry takes referrals", ["Elizabeth Fry House"]),
    ("Elizabeth  Fry's worker", ["The Elizabeth Fry"]),
    ("Robert Jones and Agnes Hunt", ["Robert Jones and Agnes Hunt Hospital"]),
    ("Grace Eyre's list", ["Grace Eyre"]),
    ("Sarah Crisis", ["Crisis"]),
    ("Dr Foster feeds it", ["Dr Foster", ""]),
    ("Nina Łódź", ["Nina Lodz"]),
]
CUT = [
    ("Ring Mrs Patel on 07700 900123 about Sam", "Ring on about Sam"),
    ("Ask Sarah Jones (07700 900123), the manager.", "Ask, the manager."),
    ("Sarah Jones", ""),
    ("Sarah Jones, 07700 900123.", ""),
    ("“Sarah Jones”", ""),
    ("Sarah Jones. The worker knows.", "The worker knows."),
    ("Sarah Jones\u2019s notes", "notes"),
    ("Kept by Sarah Jones's manager", "Kept by manager"),
    ("The worker (Sarah Jones) decides", "The worker decides"),
    ("The worker (Sarah Jones, housing) decides", "The worker (housing) decides"),
    ("The worker (housing, Sarah Jones) decides", "The worker (housing) decides"),
    ("Name: Sarah Jones; NHS number: 943 476 5919; told at once", "Name; NHS number; told at once"),
    ("We met. Sarah Jones. Next", "We met. Next"),
    ("Does it go to Sarah Jones?", "Does it go to?"),
    ("Sam > Sarah Jones > Shelter: assessment", "Sam > Shelter: assessment"),
    ("Shelter - Sarah Jones - weekly", "Shelter - weekly"),
    ("Contact <jo.bell@x.org>", "Contact"),
    ("one\n  Sarah Jones\n  two", "one\n  two"),
    ("  two  spaces stay, Sarah Jones goes", "  two  spaces stay, goes"),
    ("Sarah Jones and Tom Smith decide", "and decide"),
    ("0161 Sarah Jones 496 0000", "0161, 496 0000"),
    ("Victoria (Sarah Jones) Derbyshire", "Victoria, Derbyshire"),
]

# Each is repeated to 50,000 characters.
ADVERSARIAL = [
    "a", "0", "0 ", "01 ", "0161 ", "0161 496 ", "1   ", "(0", "0   )", "+44", "+44 ", "44 7", "+1 ",
    "01.", "123 456 7890 ", "943 476 5919 ", "07700 900123 ", "@", "a@", "a.", "a@a.", "a--", "a-",
    "x@x.", "ж@", "AB ", "AB 1", "AB123456", "John ", "John Smith ", "John de ", "A. ", "J. Smith ",
    "Mr ", "Dr Dr Smith ", "Mary Seacole Trust ", "O'", "Mc", "ski", " ", ".", "- ", "\n", "\u200b",
    "1\u200b", "e\u0301", "\ufdfa", "한글", "漢字", "\u0660", "\uff10", "\ud800",
]  # fmt: skip


def found(text, known=()):
    return [(one.kind, one.text) for one in likely_personal(text, known)]


@pytest.mark.parametrize(("kind", "said"), FOUND)
def test_found_in_every_sentence(kind, said):
    for sentence in ("{}", "Tell {} by Friday.", "it was ({}), they said", "to: {}; from\nthere", "“{}”"):
        assert found(sentence.format(said)) == [(kind, said)], sentence


@pytest.mark.parametrize("text", NOTHING)
def test_no_false_alarms(text):
    for sentence in ("{}", "it is {}.", "({}), they said", "from {} to somewhere"):
        assert found(sentence.format(text)) == [], sentence


@pytest.mark.parametrize(("text", "known"), KNOWN)
def test_names_in_the_register_are_left_alone(text, known):
    assert found(text), "the register makes the difference"
    assert found(text, known) == []


def test_the_register_covers_nothing_else():
    known = ["Elizabeth Fry House", "Sam", "Smith Street Clinic", "Housing register"]
    text = "Elizabeth Fry House: Sam Smith, Elizabeth Jones, 07700 900123"
    assert [one for _kind, one in found(text, known)] == ["Sam Smith", "Elizabeth Jones", "07700 900123"]


def test_what_follows_a_name_is_no_part_of_it():
    assert found("Sarah Jones Housing Officer") == [("name", "Sarah Jones")]
    assert found("Sarah Jones, Northmoor Council") == [("name", "Sarah Jones")]
    assert found("John Smith's notes") == [("name", "John Smith")]
    assert found("PC Jones and Mrs Patel") == [("name", "PC Jones"), ("name", "Mrs Patel")]
    assert found("0161 496 0000/07700 900123,07700900124") == [
        ("phone", "0161 496 0000"),
        ("phone", "07700 900123"),
        ("phone", "07700900124"),
    ]


def test_every_kind_has_its_words():
    assert {kind for kind, _one in FOUND} == set(KINDS)


# --- cutting out ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "left"), CUT)
def test_cutting_leaves_sense(text, left):
    assert without(text, likely_personal(text)) == left


def test_only_what_was_asked_for_is_cut():
    text = "John Smith, then John Smith and 07700 900123"
    first, *_others = likely_personal(text)
    assert without(text, [first]) == "then John Smith and 07700 900123"
    assert without(text, []) == text
    text = "Robert Jones and Agnes Hunt; Sarah Jones decides"
    assert (
        without(text, likely_personal(text, ["Robert Jones and Agnes Hunt"]))
        == "Robert Jones and Agnes Hunt; decides"
    )


@given(
    st.text(max_size=40),
    st.lists(st.builds(Likely, st.just("name"), st.text(), st.integers(-5, 50), st.integers(-5, 50))),
)
def test_cutting_never_raises(text, places):
    without(text, places)


# --- properties -----------------------------------------------------------------------------------

PIECES = [
    "Sarah", "Mrs", "Dr", "Khan", "John", "Smith", "J", "P.", "de", "van", "O'Neill", "al-Hassan",
    "Sam", "Victoria", "House", "Trust", "MARAC", "SMITH", "0161", "496", "0000", "07700 900123", "+44",
    "(0)", "943", "476", "5919", "9434765919", "AB", "12", "34", "56", "C", "AB123456C", "a",
    "jo@x.org", "mash@x.org", "@", "and", ".", ",", ";", "-", ">", "(", ")", "\"", "\u2019s", "\n", "é",
    "\u200b", "\uff10", "£", "Mary", "Seacole", "Housing", "Officer", "Will", "Nurse", "Patel", "2019",
    "\ufb01",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " ", "  "])), max_size=12).map(
        lambda pairs: "".join(piece + gap for piece, gap in pairs)
    ),
)
digits = st.integers(0, 9)
SENTENCES = st.sampled_from(
    ["{}", "The number is {} and Sam knows", "Ring ({}), then write.", "a: {}; b: none"]
)


@given(texts)
def test_places_are_right_and_never_overlap(text):
    last = 0
    for one in likely_personal(text):
        assert one.kind in KINDS
        assert last <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        last = one.end


@given(texts)
def test_nothing_of_the_same_kinds_is_left(text):
    likely = likely_personal(text)
    kinds = {one.kind for one in likely}
    assert not [one for one in likely_personal(without(text, likely)) if one.kind in kinds]


def grouped(numbers, sizes, gap):
    """Return the digits in groups of these sizes."""
    text = "".join(map(str, numbers))
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    return gap.join(text[start : start + size] for start, size in zip(starts, sizes, strict=True))


def check_digit(nine):
    return (11 - sum(weight * one for weight, one in zip(range(10, 1, -1), nine, strict=True)) % 11) % 11


@given(
    st.lists(digits, min_size=9, max_size=9), st.sampled_from(["", " ", "-", "\u00a0", "\u200b"]), SENTENCES
)
def test_every_valid_nhs_number_is_found(nine, gap, sentence):
    last = check_digit(nine)
    assume(last < 10 and len({*nine, last}) > 1 and [*nine, last] != list(range(10)))
    number = grouped([*nine, last], [3, 3, 4], gap)
    assert ("nhs_number", number) in found(sentence.format(number))


@given(st.lists(digits, min_size=10, max_size=10), st.sampled_from(["", " ", "-"]), SENTENCES)
def test_a_wrong_check_digit_is_no_nhs_number(ten, gap, sentence):
    assume(check_digit(ten[:9]) != ten[9])
    assert "nhs_number" not in dict(found(sentence.format(grouped(ten, [3, 3, 4], gap))))


@given(
    st.sampled_from("ABCEGHJKLMNOPRSTWXYZ"),
    st.sampled_from("ABCEGHJKLMNPRSTWXYZ"),
    st.lists(digits, min_size=6, max_size=6),
    st.sampled_from("ABCD"),
    st.sampled_from(["", " ", "-"]),
    SENTENCES,
)
def test_every_valid_national_insurance_number_is_found(first, second, six, suffix, gap, sentence):
    assume(first + second not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
    number = gap.join([first + second, *(grouped(six, [2, 2, 2], "_").split("_")), suffix])
    assert ("national_insurance", number) in found(sentence.format(number))


@given(
    st.sampled_from(
        [
            ("07", [5, 6]),
            ("07", [5, 3, 3]),
            ("01", [5, 6]),
            ("0161", [4, 3, 4]),
            ("020", [3, 4, 4]),
            ("07", [11]),
        ]
    ),
    st.lists(digits, min_size=11, max_size=11),
    st.sampled_from([" ", "-", ".", "\u00a0", " - "]),
    st.sampled_from(["", "+44 ", "+44 (0)", "0044 ", "("]),
    SENTENCES,
)
def test_every_telephone_number_is_found(shape, numbers, gap, before, sentence):
    start, sizes = shape
    written = grouped(start + "".join(map(str, numbers))[len(start) :], sizes, gap)
    if before == "(":
        written = "(" + written.replace(gap, ") ", 1) if len(sizes) > 1 else written
    elif before:
        written = before + written[1:]
    assert found(sentence.format(written)) == [("phone", written)]


@given(st.sampled_from(sorted(GIVEN_NAMES)), st.sampled_from(sorted(SURNAMES)), SENTENCES)
def test_every_listed_name_is_found(given_name, surname, sentence):
    assume(f"{given_name} {surname}" not in BARE_NAMES)
    name = f"{given_name} {surname}".title()
    assert found(sentence.format(name)) == [("name", name)]


# --- time, and the product's own texts ------------------------------------------------------------


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_time_grows_with_the_text_and_no_faster(piece):
    known = [f"Service number {n} of Northmoor" for n in range(500)]

    def took(length):
        text, times = (piece * length)[:length], []
        for _attempt in range(3):
            start = time.process_time()
            likely_personal(text, known)
            times.append(time.process_time() - start)
        return min(times)

    # On a slow machine everything takes longer, but twice the text never much more than twice the time.
    assert (long := took(50_000)) < 0.2 or long < 3 * took(25_000)


@pytest.mark.parametrize("programme", ["changing-futures", "northmoor"])
def test_no_false_alarm_in_the_sample(programme):
    tables = {
        path.stem: list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        for path in sorted((SAMPLE / programme).glob("*.csv"))
    }
    known = [row[0] for row in tables["organisations"][1:]]
    cells = [cell for rows in tables.values() for row in rows for cell in row if cell]
    assert len(cells) > 500
    assert [(cell, found(cell, known)) for cell in cells if found(cell, known)] == []
    assert [(cell, found(cell)) for cell in cells if found(cell)] == []
