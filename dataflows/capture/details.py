"""What is said of a flow beside its ends: what moves, by what, how often, when and what for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from dataflows.capture.known import plain
from dataflows.capture.said import NOT_UNDERSTOOD, Details
from dataflows.capture.scan import Range, Scan
from dataflows.capture.words import (
    ARTICLE_CHANNEL,
    BY,
    CHANNEL_PHRASE,
    CHANNEL_PHRASES,
    DASH,
    FREQUENCY,
    HOW_OFTEN,
    MASK,
    MISSPELT_CHANNELS,
    PURPOSE,
    PURPOSE_OPENING,
    SPELT,
    STAGE,
    STAGE_PHRASES,
    word,
)
from dataflows.language.phrases import CHANNELS, FREQUENCIES
from dataflows.language.purpose import keep_purpose
from dataflows.language.words import upper_first

_EDGES: Final = " ,;.:-"
_PARTS: Final = re.compile(r"\s*[,;]\s*|\s*\+\s*|\s*&\s*|" + word("and"))
# More words than these in brackets are a remark, and no part of a name.
MOST_IN_BRACKETS: Final = 3
_STOPS: Final = re.compile(r"[,;]")
_BY: Final = re.compile(word(BY))
_STATEMENT: Final = re.compile(r"(?<!\S)the purpose recorded is:")
_ANY_BRACKET: Final = re.compile(r"(?<!\S)\([^()]+\)")
_SAID_FREQUENCIES: Final = {phrase: name for name, phrase in reversed(list(FREQUENCIES.items()))}
# Words that may stand before a kind of data, as people say it.
_ARTICLES: Final = re.compile(r"^(?:the|their|his|her|a|an|some|our|your|my)\s+")


def starts(scan: Scan, start: int, end: int) -> int:
    """Return where the first detail that is said by its own word begins; ``end`` when none does."""
    patterns = (_BY, PURPOSE, FREQUENCY, STAGE, ARTICLE_CHANNEL, CHANNEL_PHRASE, _STATEMENT, HOW_OFTEN)
    found = (next((one.start() for one in scan.words(pattern, start, end)), end) for pattern in patterns)
    dash = next((one.start() for one in scan.find(DASH, start, end)), end)
    return min(*found, dash)


def read_details(scan: Scan, ranges: list[Range], *, data: bool = True, echo: bool = False) -> Details:
    """Read the ranges of a line that are about one flow.

    ``data`` says whether what is left is what moves; else it stays, and is told. ``echo`` says that the line
    is a sentence of ours, in which brackets hold a way of its own.
    """
    said = Details()
    for start, end in ranges if data else _between_stops(scan, ranges):
        end, purpose = _purpose(scan, start, end)
        said = replace(said, purpose=said.purpose or purpose)
        start, end, said = _peeled(scan, start, end, said, echo=echo)
        if data and start < end:
            said = replace(said, data=(*said.data, *read_data(scan, start, end)))
    return said


def _between_stops(scan: Scan, ranges: list[Range]) -> Iterator[Range]:
    """Yield what stands between commas, so that one part that is not understood keeps no other from it."""
    for start, end in ranges:
        purpose = next((one.start() for one in scan.find(PURPOSE, start, end)), end)
        for stop in scan.find(_STOPS, start, purpose):
            yield start, stop.start()
            start = stop.end()
        yield start, end


def _purpose(scan: Scan, start: int, end: int) -> tuple[int, str]:
    """Take the purpose off a range: it runs to the end."""
    for pattern in (_STATEMENT, PURPOSE):
        for found in scan.find(pattern, start, end):
            first = found.end() if pattern is _STATEMENT else found.start()
            first, last = scan.strip(first, end)
            text = scan.name(first, last).removesuffix(".")
            opening = PURPOSE_OPENING.match(scan.low, first, last)
            if first >= last or not text or (opening and opening.end() >= last):
                continue
            scan.take(found.start(), end, "purpose")
            return found.start(), _kept(text)
    return end, ""


def _kept(text: str) -> str:
    """Return a purpose as it is stored; an infinitive loses its opening whatever its verb is."""
    if opening := PURPOSE_OPENING.match(text.lower()):
        text = text[opening.end() :]
    elif text.lower().startswith("for ") and text[4:].split(" ", 1)[0].endswith("ing"):
        text = text[4:]
    return keep_purpose(text)


def _peeled(scan: Scan, start: int, end: int, said: Details, *, echo: bool) -> tuple[int, int, Details]:
    """Take what is said by its own words off the end of a range, one after the other."""
    while True:
        start, end = scan.strip(start, end, _EDGES)
        inner = _bracketed(scan, start, end)
        if inner:
            _first, rest, more = _peeled(scan, *inner, said, echo=False)
            if _first >= rest:
                end, said = inner[0] - 1, more
                continue
            if len(scan.name(*inner).split()) > MOST_IN_BRACKETS:
                scan.cut(inner[0] - 1, inner[1] + 1, NOT_UNDERSTOOD)
                continue
        for fact, first, value in _last(scan, start, end, echo=echo):
            if value and not getattr(said, fact):
                scan.take(first, end, fact)
                said = _with(said, fact, value)
                end = first
                break
        else:
            return start, end, said


def _bracketed(scan: Scan, start: int, end: int) -> Range | None:
    """Return what stands in the brackets that end a range."""
    opening = scan.masked.rfind("(", start, end)
    is_closed = opening >= start and scan.masked.startswith(")", end - 1)
    return (opening + 1, end - 1) if is_closed and not HOW_OFTEN.match(scan.low, opening, end) else None


def _with(said: Details, fact: str, value: str) -> Details:
    facts: dict[str, Any] = {fact: value}
    return replace(said, **facts)


def _last(scan: Scan, start: int, end: int, *, echo: bool) -> Iterator[tuple[str, int, str]]:
    """Yield what the end of a range may be: the fact, where it begins, and its value."""
    for fact, pattern, read in _BY_WORDS:
        for found in _ending(scan, pattern, start, end):
            yield fact, found.start(), read(scan.name(found.start(), end))
    for pattern in (CHANNEL_PHRASE, ARTICLE_CHANNEL):
        for found in _ending(scan, pattern, start, end):
            text = scan.name(found.start(), end)
            if not text.startswith("("):
                yield "channel", found.start(), _channel(text)
    for found in reversed(list(scan.find(_BY, start, end))):
        first, last = scan.strip(found.end(), end)
        if first < last and not _STOPS.search(scan.masked, first, last):
            yield "channel", found.start(), _channel(scan.name(found.start(), end))
            break
    if echo:
        for found in _ending(scan, _ANY_BRACKET, start, end):
            yield "channel", found.start(), upper_first(scan.name(found.start(), end).strip("()"))


def _ending(scan: Scan, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
    return (found for found in scan.words(pattern, start, end) if found.end() == end)


def said_frequency(text: str) -> str:
    """Return how often as it is kept: "every week" is "Weekly"."""
    key = plain(text)
    return upper_first(_SAID_FREQUENCIES.get(key) or SPELT.get(key) or text)


def _how_often(text: str) -> str:
    return upper_first(text.removeprefix("(how often:").removesuffix(")").strip())


def _stage(text: str) -> str:
    known = STAGE_PHRASES.get(plain(text))
    return upper_first(known) if known else text.split("“", 1)[-1].rstrip("”")


_BY_WORDS: Final = (
    ("frequency", FREQUENCY, said_frequency),
    ("frequency", HOW_OFTEN, _how_often),
    ("journey_stage", STAGE, _stage),
)


def _channel(text: str) -> str:
    key = plain(text)
    if key in CHANNEL_PHRASES:
        return upper_first(CHANNEL_PHRASES[key])
    by, _space, rest = text.partition(" ")
    if re.fullmatch(BY, plain(by)) and rest:
        rest = _bare(rest.strip().strip('"“”'))
        rest = MISSPELT_CHANNELS.get(plain(rest), rest)
        # One way has several spellings: the first of those that are said alike is kept.
        said = CHANNELS.get(plain(rest), f"by {plain(rest)}")
        return upper_first(CHANNEL_PHRASES.get(said, rest))
    # "on a spreadsheet", "at a case meeting": the sentence finds its way back by the last word.
    return upper_first(re.sub(r"^(?:on|in|at|through)\s+(?:an?|the)\s+", "", text, flags=re.IGNORECASE))


def _bare(text: str) -> str:
    return re.sub(r"^(?:an?|the)\s+", "", text, flags=re.IGNORECASE) or text


def read_data(scan: Scan, start: int, end: int) -> tuple[str, ...]:
    """Return the kinds of data in a range; "and" parts them where one is known or a list came before."""
    scan.take(start, end, "data")
    found: list[str] = []
    first = start
    parted = False
    for sign in scan.find(_PARTS, start, end):
        # Between two words "and" may be part of one name.
        is_sure = scan.masked[sign.start() : sign.end()].strip() not in ("and", "&", "+")
        ahead = next((one.start() for one in scan.find(_PARTS, sign.end(), end)), end)
        sides = (scan.name(first, sign.start()), scan.name(sign.end(), ahead))
        are_long = all(len(side.split()) > 1 for side in sides)
        if is_sure or parted or are_long or any(_known_data(scan, side) for side in sides):
            found.append(_data(scan, first, sign.start()))
            first = sign.end()
            parted = parted or is_sure
    found.append(_data(scan, first, end))
    return tuple(dict.fromkeys(one for one in found if one))


def _known_data(scan: Scan, text: str) -> str:
    return scan.known.data.name(text) or scan.known.data.name(_ARTICLES.sub("", text.lower()))


def _data(scan: Scan, start: int, end: int) -> str:
    start, end = scan.strip(start, end, _EDGES)
    text = scan.name(start, end)
    if scan.is_quoted(start, end):
        return scan.known.data.name(text) or text
    return _known_data(scan, text) or re.sub(_ARTICLES.pattern, "", text, flags=re.IGNORECASE) or text


def is_masked(scan: Scan, start: int, end: int) -> bool:
    """Say whether a range is one name that is known, or quoted."""
    return start < end and not scan.masked[start:end].replace(MASK, "")
