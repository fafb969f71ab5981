"""Lines whose verb tells or gets: "tells … about", "gets … from", "is sent to … by"."""

import re
from typing import Final

from dataflows.capture.details import read_details
from dataflows.capture.ends import begins_data, begins_known, best_to, call, name_ends
from dataflows.capture.said import FlowSaid
from dataflows.capture.scan import Range, Scan
from dataflows.capture.shape import Shape, has_colon, joined, known_stop, moved, parts, stop_of
from dataflows.capture.words import ABOUT, BY, FROM, KNOW, TO, word

_TO: Final = re.compile(TO + "|" + word("within"))
_FROM: Final = re.compile(FROM)
_ABOUT: Final = re.compile(ABOUT)
_BY: Final = re.compile(word(BY))
_KNOW: Final = re.compile(KNOW)


def tells(scan: Scan, before: Range, verb: re.Match[str], end: int) -> Shape | None:
    """Read "tells the Navigators about arrests"."""
    about = next(scan.find(_ABOUT, verb.end(), stop_of(scan, verb.end(), end)), None)
    if begins_known(scan, verb.end(), end):
        first, _end = scan.strip(verb.end(), end)
        last = rest = known_stop(scan, first, end)
    elif about is not None:
        first, last, rest = *scan.strip(verb.end(), about.start()), about.start()
    else:
        (first, last), rest = name_ends(scan, verb.end(), end)
    know = next(scan.find(_KNOW, first, end), None) if verb.group().startswith("let") else None
    if know is not None:
        scan.take(know.start(), know.end(), "joiner")
        last, rest = min(last, know.start()), know.end()
    if first >= last or (know is None and verb.group().startswith("let")):
        return None
    source, target = call(scan, *before, "source"), call(scan, first, last, "target")
    if about is not None and scan.strip(rest, about.start())[0] >= about.start():
        scan.take(about.start(), about.end(), "joiner")
        rest = about.end()
    return Shape(
        (FlowSaid(source=source, target=target, details=read_details(scan, parts(scan, rest, end))),)
    )


def gets(scan: Scan, before: Range, verb: re.Match[str], end: int, *, echo: bool) -> Shape | None:
    """Read "gets case notes from Shelter"; "is told about risk by the police"."""
    stop = stop_of(scan, verb.end(), end)
    # "is told about risk by the police": whoever is known after "by" is who sends.
    signs = [_FROM, *([_BY] if verb.group().split()[0] in ("is", "are") else [])]
    for number, pattern in enumerate(signs):
        sign = best_to(scan, pattern, verb.end(), stop)
        if sign is None or (number and not begins_known(scan, sign.end(), end)):
            continue
        target = call(scan, *before, "target")
        about = _ABOUT.match(scan.masked, *scan.strip(verb.end(), sign.start()))
        if about:
            scan.take(about.start(), about.end(), "joiner")
        data = read_details(scan, [(about.end() if about else verb.end(), sign.start())])
        (first, last), rest = name_ends(scan, sign.end(), end)
        source = call(scan, first, last, "source", target)
        scan.take(sign.start(), sign.end(), "joiner")
        if not source:
            return Shape(problem="no_sender")
        is_more = has_colon(scan, rest, end) or begins_data(scan, rest, end)
        more = read_details(scan, parts(scan, rest, end), data=is_more, echo=echo)
        return Shape((FlowSaid(source=source, target=target, details=joined(data, more)),))
    return Shape(problem="no_sender")


def passive(scan: Scan, before: Range, verb: re.Match[str], end: int) -> Shape | None:
    """Read "case notes are sent to the council by Shelter"."""
    to = next(scan.find(_TO, verb.end(), end), None)
    if to is None:
        return None
    if scan.strip(verb.end(), to.start())[0] < to.start():
        return _passive_by(scan, before, verb, to, end)
    for sign in (*scan.find(_BY, to.end(), end), *scan.find(_FROM, to.end(), end)):
        if not begins_known(scan, sign.end(), end):
            continue
        target = call(scan, *scan.strip(to.end(), sign.start()), "target")
        (first, last), rest = name_ends(scan, sign.end(), end)
        source = call(scan, first, last, "source")
        for one in (to, sign):
            scan.take(one.start(), one.end(), "joiner")
        said = joined(read_details(scan, [before]), read_details(scan, parts(scan, rest, end), data=False))
        return Shape((FlowSaid(source=source, target=target, details=moved(said, verb)),))
    return Shape(problem="no_sender")


def _passive_by(scan: Scan, before: Range, verb: re.Match[str], to: re.Match[str], end: int) -> Shape | None:
    """Read "attendance is sent by Turning Tide to Probation"."""
    by = _BY.match(scan.masked, *scan.strip(verb.end(), to.start()))
    if by is None:
        return None
    source = call(scan, by.end(), to.start(), "source")
    (first, last), rest = name_ends(scan, to.end(), end)
    target = call(scan, first, last, "target")
    if not (source and target):
        return None
    for one in (by, to):
        scan.take(one.start(), one.end(), "joiner")
    said = joined(read_details(scan, [before]), read_details(scan, parts(scan, rest, end), data=False))
    return Shape((FlowSaid(source=source, target=target, details=moved(said, verb)),))
