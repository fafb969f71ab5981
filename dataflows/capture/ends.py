"""The two ends of a flow in a line: where a name stops, and what it is called."""

import re
from typing import Final

from dataflows.capture.details import is_masked, starts
from dataflows.capture.known import Phrases
from dataflows.capture.scan import Range, Scan
from dataflows.capture.words import OF

_AFTER_NAME: Final = re.compile(r"\s*(?:$|[:;,(.]|-{1,2}\s)")
_JOINED: Final = re.compile(r"\s*(?:,|&|\+|,?\s+and\s)\s*")
_INTO: Final = re.compile(r"\(into ([^()]+)\)")
_OWN: Final = re.compile(r"^(?:the|its|their|into the|into its)\s+", re.IGNORECASE)
_OF: Final = re.compile(OF)


def name_ends(scan: Scan, start: int, end: int) -> tuple[Range, int]:
    """Return the range of the name that begins here, and where what follows it begins."""
    start, _end = scan.strip(start, end)
    known = _known_end(scan, start, end)
    if known and (_AFTER_NAME.match(scan.masked, known, end) or known >= end):
        return (start, known), known
    if known and _is_detail(scan, known, end):
        return (start, known), known
    if known and begins_data(scan, known, end):
        return (start, known), known
    colon = scan.masked.find(":", start, end)
    detail = starts(scan, _next_word(scan, start, end), end)
    stops = [colon if colon >= 0 else end, detail]
    if colon < 0:
        comma = re.compile("[,;]").search(scan.masked, start, end)
        stops.append(comma.start() if comma else end)
    last = min(stops)
    first, last = scan.strip(start, last, " ,;")
    return (first, last), last


def _known_end(scan: Scan, start: int, end: int) -> int:
    """Return where a known or quoted name that begins here ends; 0 when none does."""
    if start in scan.quoted:
        return min(scan.quoted[start][0], end)
    article = re.compile(r"the\s+").match(scan.masked, start, end)
    for at in (start, *([article.end()] if article else [])):
        found = scan.known.ends.at(scan.low, at)
        if found and found <= end and is_masked(scan, at, found):
            return found
    return 0


def begins_known(scan: Scan, start: int, end: int) -> bool:
    """Say whether a known or quoted end begins here."""
    start, _end = scan.strip(start, end)
    return bool(_known_end(scan, start, end))


def begins_data(scan: Scan, start: int, end: int) -> bool:
    """Say whether a known kind of data begins here."""
    start, _end = scan.strip(start, end)
    return bool(scan.known.data.at(scan.low, start)) and not scan.known.ends.at(scan.low, start)


def several(scan: Scan, start: int, end: int) -> tuple[list[Range], int]:
    """Return the ranges of several known ends that are joined here ("Police, GP and DWP"), else none."""
    found: list[Range] = []
    joiners: list[Range] = []
    at = scan.strip(start, end)[0]
    while at < end and (last := _known_end(scan, at, end)):
        found.append((at, last))
        joined = _JOINED.match(scan.masked, last, end)
        at = joined.end() if joined else end
        if joined:
            joiners.append(joined.span())
    if len(found) < 2 or not (
        _AFTER_NAME.match(scan.masked, found[-1][1], end) or _is_detail(scan, found[-1][1], end)
    ):
        return [], start
    for first, last in joiners:
        scan.take(first, last, "joiner")
    return found, found[-1][1]


def new_storage(scan: Scan, last: int, end: int, *, is_last: bool) -> Range | None:
    """Return the range of a storage that nobody knows yet, as in "Shelter: Front desk".

    Before an arrow all of it is the name; after the last one another colon has to part it from what moves.
    """
    colon = scan.masked.find(":", last, end)
    if colon < 0 or scan.strip(last, colon)[0] < colon:
        return None
    after = scan.masked.find(":", colon + 1, end)
    if is_last and after < 0:
        return None
    first, stop = scan.strip(colon + 1, after if after >= 0 else end)
    is_listed = re.search(r"[,;]", scan.masked[first:stop]) or scan.known.data.name(scan.name(first, stop))
    is_name = re.match(r"\w", scan.low[first:stop]) is not None
    return (first, stop) if is_name and not is_listed else None


def _is_detail(scan: Scan, start: int, end: int) -> bool:
    return starts(scan, start, end) <= _next_word(scan, start, end)


def _next_word(scan: Scan, start: int, end: int) -> int:
    found = re.compile(r"\s*[^\s]*\s+" if scan.masked[start : start + 1].strip() else r"\s+").match(
        scan.masked, start, end
    )
    return found.end() if found else end


def call(scan: Scan, start: int, end: int, role: str, owner: str = "") -> str:
    """Return what an end is called, and remember what its range was taken for.

    A storage may be named as sentences do: "its Case system" of the ``owner``, "the Case system of Shelter",
    "Shelter (into its Case system)".
    """
    start, end = scan.strip(start, end, " ,;:.")
    text = scan.name(start, end)
    if not text:
        return ""
    scan.take(start, end, role)
    ends = scan.known.ends
    return ends.name(text) or ("" if scan.is_quoted(start, end) else _storage(ends, text, owner)) or text


def _storage(ends: Phrases, text: str, owner: str) -> str:
    """Return the storage that words of a sentence name; ``""`` when they name none that is known."""
    if into := _INTO.search(text):
        home = ends.name(text[: into.start()]) or text[: into.start()].strip()
        if name := ends.name(f"{home}: {_OWN.sub('', into[1])}") or ends.name(f"{home}: {into[1]}"):
            return name
    for found in _OF.finditer(text):
        kept_in, home = text[: found.start()].strip(), text[found.end() :].strip()
        for storage in (_OWN.sub("", kept_in), kept_in):
            if name := ends.name(f"{ends.name(home) or home}: {storage}"):
                return name
    for storage in (_OWN.sub("", text), text):
        if owner and (name := ends.name(f"{owner}: {storage}")):
            return name
    return ""


def best_to(scan: Scan, pattern: re.Pattern[str], start: int, end: int) -> re.Match[str] | None:
    """Return the "to" (or "from") that an end follows: the first before a known one, else the first."""
    found = list(scan.find(pattern, start, end))
    for one in found:
        if begins_known(scan, one.end(), end):
            return one
    return found[0] if found else None
