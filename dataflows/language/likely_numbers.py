"""Where a text has what is likely to be somebody's number or e-mail address.

All of it reads folded text (:mod:`dataflows.language.folding`). The patterns are bounded, so that the time
they take grows with the text and no faster.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dataflows.language.name_words import GIVEN_NAMES
from dataflows.language.thing_words import ROLE_ENDINGS, ROLE_ROOTS, ROLE_WORDS
from dataflows.language.words import word_set


class Span(NamedTuple):
    """A place in folded text; a ``kind`` of ``""`` is taken, and nothing personal."""

    start: int
    end: int
    kind: str


GAP: Final = r"[ .\-]{0,3}"
# No number begins inside a word, another number, a date or a sum of money.
BEFORE: Final = r"(?<![\w+£$€#])(?<![0-9][.\-:])"
AFTER: Final = r"(?![0-9])(?![.:][0-9])"
# Brackets stand around the code. Each gap can be read in one way only, or the time would explode.
DIGIT: Final = rf"(?:{GAP}(?:[()]{GAP})?[0-9])"
EXTENSION: Final = r"(?: ?(?:x|[Ee]xt\.?|[Ee]xtension) ?[0-9]{1,5}(?![0-9]))?"

# From abroad: +44 or 0044, or any other country after a plus; 44 alone only before a mobile number.
ABROAD: Final = re.compile(
    rf"{BEFORE}\(?(?:(?:\+|00) ?44|44(?={GAP}7))\)?{GAP}(?:\(0\){GAP}|0)?"
    rf"(?P<uk>\(?[1-9]{DIGIT}{{8,9}}){AFTER}{EXTENSION}|(?<![\w+])\+(?!44)[1-9]{DIGIT}{{8,14}}{AFTER}"
)
AT_HOME: Final = re.compile(rf"{BEFORE}\(?(?P<uk>0{DIGIT}{{9,10}}){AFTER}{EXTENSION}")
# Geographic, corporate, Internet and mobile numbers: a person can have one. 03, 08 and 09 are the
# helplines and switchboards of bodies, and a fact of the map.
PERSONAL_PHONE: Final = re.compile(r"(?:[127]|5[56])")
DATE: Final = re.compile(r"[0-9]{1,2}([.\-])[0-9]{1,2}\1[0-9]")
# 9 digits after the nought are few and old: only with the code written apart (01524 12345).
SHORT_GROUPS: Final = ([5, 5], [5, 2, 3], [5, 3, 2])

LONGEST_LINK: Final = 300
NHS: Final = re.compile(rf"{BEFORE}[0-9]{{3}}{GAP}[0-9]{{3}}{GAP}[0-9]{{4}}{AFTER}")

# No check digit exists, so the prefix, the length and the suffix are all there is to go by.
NATIONAL_INSURANCE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)(?P<prefix>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
    rf"{GAP}[0-9](?:{GAP}[0-9]){{5}}{GAP}(?P<suffix>[A-D])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# "at 120000 a year" has the shape; "ab 12 34 56 a" is still found.
WORDS_OF_TWO: Final = word_set("am an as at by hm my no or pa we")

EMAIL: Final = re.compile(
    r"(?<![^\W_])(?<![^\W_][._%+'\-])"
    r"(?P<local>[^\W_][\w.%+'\-]{0,63})@(?:[^\W_][\w\-]{0,62}\.){1,8}[^\W\d_]{2,24}(?![\w\-])"
)


def phones(text: str) -> Iterator[Span]:
    """Yield telephone numbers; helplines and switchboards are yielded as taken, but not as personal.

    Examples
    --------
    >>> [span.kind for span in phones("07700 900123, (0161) 496 0000 or 0800 1111 222")]
    ['phone', 'phone', '']
    >>> list(phones("On 01-02-2019 11:30, or ring 999 or 116 123"))
    []
    """
    yield from _matching(ABROAD, text)
    yield from _matching(AT_HOME, text)


def _matching(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    at = 0
    while match := pattern.search(text, at):
        number = match["uk"]
        if number is None or _is_british(number):
            personal = number is None or PERSONAL_PHONE.match(re.sub(r"[^0-9]", "", number).lstrip("0"))
            # A bracket around all of it is the sentence's; one around the code is the number's.
            start = match.start() + (match[0].count("(") > match[0].count(")"))
            yield Span(start, match.end(), "phone" if personal else "")
            at = match.end()
        else:
            at = match.start() + 1


def _is_british(number: str) -> bool:
    """Say whether ``number`` is grouped as people group one, and is no date."""
    groups = re.findall(r"[0-9]+", number)
    if DATE.match(number):
        return False
    sizes = [len(group) for group in groups]
    if number.startswith("0") and sum(sizes) == 10:
        return sizes in SHORT_GROUPS and number.startswith("01")
    if number.startswith("0") and sizes[0] < 3:
        # Digit by digit, or 07 700 900 123: figures that only stand side by side are neither.
        return set(sizes) == {1} or sizes == [2, 3, 3, 3]
    return set(sizes) == {1} or min(sizes[1:], default=2) > 1


def nhs_numbers(text: str) -> Iterator[Span]:
    """Yield numbers of ten digits with the right check digit (NHS, Scottish CHI, Northern Irish H&C).

    Examples
    --------
    >>> [text[span.start : span.end] for text in ["NHS 943 476 5919"] for span in nhs_numbers(text)]
    ['943 476 5919']
    >>> list(nhs_numbers("943 476 5918"))
    []
    """
    at = 0
    while match := NHS.search(text, at):
        digits = [int(one) for one in match[0] if one.isdigit()]
        good = _checks(digits) and not _is_in_link(text, match.start())
        at = match.end() if good else match.start() + 1
        if good:
            yield Span(match.start(), match.end(), "nhs_number")


def _checks(digits: list[int]) -> bool:
    """Modulo 11 over weights 10 to 2; one digit ten times and 0123456789 pass too, and are nobody's."""
    weighed = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (weighed + digits[9]) % 11 == 0 and len(set(digits)) > 1 and digits != list(range(10))


def _is_in_link(text: str, place: int) -> bool:
    """Say whether ``place`` is in the address of a web page, where one number in eleven passes the check."""
    before = text[max(0, place - LONGEST_LINK) : place].split()
    return bool(before) and not text[place - 1].isspace() and "://" in before[-1]


def national_insurance_numbers(text: str) -> Iterator[Span]:
    """Yield what has the shape of a National Insurance number.

    Examples
    --------
    >>> [span.start for span in national_insurance_numbers("His is ab 12 34 56 c; GB 12 34 56 A is none")]
    [7]
    """
    for match in NATIONAL_INSURANCE.finditer(text):
        sentence = match["prefix"].islower() and match[0].endswith(" a")
        if not (sentence and match["prefix"] in WORDS_OF_TWO):
            yield Span(match.start(), match.end(), "national_insurance")


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses; a shared mailbox is yielded as taken, but not as personal.

    Examples
    --------
    >>> [span.kind for span in emails("jo.bell@northmoor.example or mash.referrals@northmoor.example")]
    ['email', '']
    """
    for match in EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "" if _is_shared(match["local"].lower()) else "email")


def _is_shared(local: str) -> bool:
    """Say whether the part before the @ names a role or a team: ``duty``, ``mash.referrals``.

    A given name in it wins (``sarah.housing@``), because asking once too often is the smaller harm here.
    """
    words = re.findall(r"[a-z]+", local)
    if any(word in GIVEN_NAMES for word in words):
        return False
    return any(
        word in ROLE_WORDS or word.endswith(ROLE_ENDINGS) or any(root in word for root in ROLE_ROOTS)
        for word in words
    )
