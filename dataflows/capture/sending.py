"""Lines whose verb sends: "Shelter sends name to the council", "GP gives Shelter case notes"."""

import re
from typing import Final

from dataflows.capture.details import read_details, starts
from dataflows.capture.ends import begins_data, begins_known, best_to, call, name_ends, several
from dataflows.capture.said import FlowSaid
from dataflows.capture.scan import Range, Scan
from dataflows.capture.shape import Shape, after_article, has_colon, joined, known_stop, moved, parts, stop_of
from dataflows.capture.words import ABOUT, AT, FROM, TO, word

_TO: Final = re.compile(TO + "|" + word("within"))
_AT: Final = re.compile(AT)
_FROM: Final = re.compile(FROM)
_ABOUT: Final = re.compile(ABOUT)
_THING: Final = re.compile(r"(?<=\S)\s+(?:the|a|an|their|his|her)\s+")


def sends(scan: Scan, before: Range, verb: re.Match[str], end: int, *, echo: bool) -> Shape | None:
    """Read who sends what to whom; a known receiver may stand before what moves."""
    stop = stop_of(scan, verb.end(), end)
    to = best_to(scan, _TO, verb.end(), stop)
    at = best_to(scan, _AT, verb.end(), stop)
    if at and begins_known(scan, at.end(), end) and not (to and begins_known(scan, to.end(), end)):
        to = at
    if to is None:
        return _sends_them(scan, before, verb, end)
    source = call(scan, *before, "source")
    moves, own = _own_storage(scan, source, verb.end(), to.start())
    data = read_details(scan, [moves], echo=echo)
    ranges, rest = several(scan, to.end(), end)
    targets = [call(scan, *one, "target") for one in ranges]
    if not ranges:
        (first, last), rest = name_ends(scan, to.end(), end)
        targets = [_target(scan, first, last, rest, end, source)]
    scan.take(to.start(), to.end(), "joiner")
    if not all(targets):
        return Shape(problem="no_receiver")
    rest = max(rest, _after_brackets(scan, rest, end))
    is_more = has_colon(scan, rest, end) or begins_data(scan, rest, end)
    said = moved(joined(data, read_details(scan, parts(scan, rest, end), data=is_more, echo=echo)), verb)
    return Shape(tuple(FlowSaid(source=own or source, target=one, details=said) for one in targets))


def _target(scan: Scan, first: int, last: int, rest: int, end: int, source: str) -> str:
    """Return the receiver; "the Case system of Shelter" and "Shelter (into its Case system)" are storages."""
    longer = _after_brackets(scan, rest, end)
    of = re.compile(r"\s+of\s+").match(scan.masked, last, end)
    if of and begins_known(scan, of.end(), end):
        longer = name_ends(scan, of.end(), end)[1]
    return call(scan, first, max(last, longer), "target", source)


def _after_brackets(scan: Scan, rest: int, end: int) -> int:
    found = re.compile(r"\s*\(into [^()]*\)").match(scan.masked, rest, end)
    return found.end() if found else rest


def _own_storage(scan: Scan, source: str, start: int, end: int) -> tuple[Range, str]:
    """Return what moves without the sender's storage, and that: "sends name from the Case system to …"."""
    for found in reversed(list(scan.find(_FROM, start, end))):
        name = scan.known.ends.name(f"{source}: {scan.name(found.end(), end)}")
        if name:
            scan.take(found.start(), end, "source")
            return (start, found.start()), name
    return (start, end), ""


def _sends_them(scan: Scan, before: Range, verb: re.Match[str], end: int) -> Shape | None:
    """Read "GP gives Shelter case notes" and "GP emails Shelter: case notes"."""
    if not begins_known(scan, verb.end(), end):
        colon = scan.masked.find(":", verb.end(), end)
        begins = after_article(scan, verb.end(), end)
        thing = next(scan.find(_THING, begins + 1, starts(scan, begins, end)), None)
        if colon >= 0:
            first, last, rest = *scan.strip(verb.end(), colon), colon
        elif thing is not None:
            # "sends MARAC the risk level": who gets it stands before the article of what it is.
            first, last, rest = *scan.strip(begins, thing.start()), thing.start()
        else:
            return Shape(problem="no_receiver") if starts(scan, verb.end(), end) > verb.end() else None
    else:
        first, _end = scan.strip(verb.end(), end)
        last = rest = known_stop(scan, first, end)
    source, target = call(scan, *before, "source"), call(scan, first, last, "target")
    if not target:
        return Shape(problem="no_receiver")
    about = _ABOUT.match(scan.masked, *scan.strip(rest, end))
    if about:
        scan.take(about.start(), about.end(), "joiner")
    said = read_details(scan, parts(scan, about.end() if about else rest, end))
    return Shape((FlowSaid(source=source, target=target, details=moved(said, verb)),))
