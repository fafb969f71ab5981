"""The shapes of a line: arrows, "sends … to", "tells … about", "gets … from", "to", dashes."""

import re
from dataclasses import dataclass, replace
from typing import Final

from dataflows.capture.details import read_details, starts
from dataflows.capture.ends import begins_known, best_to, call, name_ends
from dataflows.capture.said import Details, FlowSaid
from dataflows.capture.scan import Range, Scan
from dataflows.capture.words import (
    ABOUT,
    ARROW,
    AT,
    BY,
    DASH,
    FROM,
    GETS,
    HARD_STOP,
    IS_SENT,
    MASK,
    MOVES_BY,
    SENDS,
    TELLS,
    TO,
    word,
)

_VERB: Final = re.compile(f"(?P<passive>{IS_SENT})|(?P<gets>{GETS})|(?P<tells>{TELLS})|(?P<sends>{SENDS})")
_TO: Final = re.compile(TO + "|" + word("within"))
_PLAIN_TO: Final = re.compile(word(r"(?:on\s+|over\s+|back\s+)?to"))
_AT: Final = re.compile(AT)
_FROM: Final = re.compile(FROM)
_ABOUT: Final = re.compile(ABOUT)
_BY: Final = re.compile(word(BY))
_ARROW_LAST: Final = re.compile(r"[<>→⇒➔➜➡⟶➝↔←]\s*:?\s*$")
_SEGMENT: Final = re.compile(rf"\s*[\w{MASK}\"“„«(]")


@dataclass
class Shape:
    """The flows that a shape gave, and what it lacks, as a key of the problems."""

    flows: tuple[FlowSaid, ...] = ()
    problem: str = ""


def hard_stop(scan: Scan, start: int, end: int) -> int:
    """Return where a purpose that cannot be anything else begins; ``end`` when none does."""
    return next((found.start() for found in scan.find(HARD_STOP, start, end)), end)


# --- arrows ----------------------------------------------------------------------------------------------


def arrows(scan: Scan, start: int, end: int) -> Shape | None:
    """Read "Shelter > Council > GP: name": each arrow is a flow, one with two heads is two."""
    signs = _arrows_of(scan, start, end)
    if not signs:
        return Shape(problem="no_receiver") if _ARROW_LAST.search(scan.masked, start, end) else None
    edges = [start, *(edge for sign in signs for edge in (sign.start(), sign.end())), end]
    segments = list(zip(edges[::2], edges[1::2], strict=True))
    if scan.strip(*segments[0])[0] == segments[0][1]:
        return Shape(problem="no_sender")
    names, told = _segments(scan, segments)
    if not all(names):
        return Shape(problem="no_receiver")
    for sign in signs:
        scan.take(sign.start(), sign.end(), "joiner")
    hops = list(zip(names, names[1:], signs, told, strict=False))
    flows: list[FlowSaid] = []
    for one, other, sign, details in hops:
        ahead = FlowSaid(source=one, target=other, details=details)
        back = FlowSaid(source=other, target=one, details=details)
        flows += [back] if sign["backward"] else [ahead, back] if sign["both"] else [ahead]
    return Shape(tuple(flows))


def _segments(scan: Scan, segments: list[Range]) -> tuple[list[str], list[Details]]:
    """Return the names between the arrows, and of each hop the details: its own, or those that follow."""
    names: list[str] = []
    told: list[Details] = []
    for start, end in segments:
        (first, last), rest = name_ends(scan, start, end) if names else _first_name(scan, start, end)
        names.append(call(scan, first, last, "target" if names else "source"))
        told.append(read_details(scan, _parts(scan, rest, end)) if rest < end else Details())
    # What is said at the first name belongs to the first hop, whose own place comes after it.
    hops = [told[0] if told[0] and not told[1] else told[1], *told[2:]]
    for number in range(len(hops) - 2, -1, -1):
        hops[number] = hops[number] or hops[number + 1]
    return names, hops


def _first_name(scan: Scan, start: int, end: int) -> tuple[Range, int]:
    """Return the range of the name before the first arrow: all of it, up to a colon."""
    colon = scan.masked.find(":", start, end)
    last = colon if colon >= 0 else end
    return scan.strip(start, last), last


def _parts(scan: Scan, start: int, end: int) -> list[Range]:
    """Part a range at its first colon: before it stands what is said of the way, after it what moves."""
    colon = scan.masked.find(":", start, hard_stop(scan, start, end))
    return [(start, end)] if colon < 0 else [(start, colon), (colon + 1, end)]


def _arrows_of(scan: Scan, start: int, end: int) -> list[re.Match[str]]:
    end = hard_stop(scan, start, end)
    colon = scan.masked.find(":", start, end)
    found: list[re.Match[str]] = []
    for sign in scan.find(ARROW, start, end):
        # "score > 5" is what moves; "name > GP" goes on.
        is_late = 0 <= colon < sign.start() and (
            not scan.masked[sign.start() - 1].isspace()
            or scan.masked[sign.end() : sign.end() + 2].strip()[:1].isdigit()
        )
        if not is_late and _SEGMENT.match(scan.masked, sign.end()):
            found.append(sign)
    return found


# --- verbs -----------------------------------------------------------------------------------------------


def verbs(scan: Scan, start: int, end: int, *, echo: bool) -> Shape | None:
    """Read a line whose verb says which way it goes."""
    colon = scan.masked.find(":", start, end)
    stop = min(hard_stop(scan, start, end), colon if colon >= 0 else end)
    for verb in scan.find(_VERB, start, stop):
        if scan.strip(start, verb.start())[0] >= verb.start():
            continue
        shape = _by_verb(scan, start, verb, end, echo=echo)
        if shape is not None:
            scan.take(verb.start(), verb.end(), "joiner")
            return shape
    return None


def _by_verb(scan: Scan, start: int, verb: re.Match[str], end: int, *, echo: bool) -> Shape | None:
    before = (start, verb.start())
    match verb.lastgroup:
        case "passive":
            return _passive(scan, before, verb, end) or _gets(scan, before, verb, end, echo=echo)
        case "gets":
            return _gets(scan, before, verb, end, echo=echo)
        case "tells":
            return _tells(scan, before, verb, end)
        case _:
            return _sends(scan, before, verb, end, echo=echo)


def _sends(scan: Scan, before: Range, verb: re.Match[str], end: int, *, echo: bool) -> Shape | None:
    stop = _stop(scan, verb.end(), end)
    to = best_to(scan, _TO, verb.end(), stop)
    at = best_to(scan, _AT, verb.end(), stop)
    if at and begins_known(scan, at.end(), end) and not (to and begins_known(scan, to.end(), end)):
        to = at
    if to is None:
        return _sends_them(scan, before, verb, end)
    source = call(scan, *before, "source")
    data = read_details(scan, [_without_storage(scan, source, verb.end(), to.start())], echo=echo)
    own = _own_storage(scan, source, verb.end(), to.start())
    (first, last), rest = name_ends(scan, to.end(), end)
    target = _target(scan, first, last, rest, end, source)
    scan.take(to.start(), to.end(), "joiner")
    if not target:
        return Shape(problem="no_receiver")
    rest = max(rest, _after_brackets(scan, rest, end))
    said = _joined(
        data, read_details(scan, _parts(scan, rest, end), data=_has_colon(scan, rest, end), echo=echo)
    )
    return Shape((FlowSaid(source=own or source, target=target, details=_moved(said, verb)),))


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


def _own_storage(scan: Scan, source: str, start: int, end: int) -> str:
    """Return the sender's storage where it is named: "sends name from the Case system to …"."""
    for found in reversed(list(scan.find(_FROM, start, end))):
        name = scan.known.ends.name(f"{source}: {scan.name(found.end(), end)}")
        if name:
            scan.take(found.start(), end, "source")
            return name
    return ""


def _without_storage(scan: Scan, source: str, start: int, end: int) -> Range:
    for found in reversed(list(scan.find(_FROM, start, end))):
        if scan.known.ends.name(f"{source}: {scan.name(found.end(), end)}"):
            return start, found.start()
    return start, end


def _sends_them(scan: Scan, before: Range, verb: re.Match[str], end: int) -> Shape | None:
    """Read "GP gives Shelter case notes" and "GP emails Shelter: case notes"."""
    if not begins_known(scan, verb.end(), end):
        colon = scan.masked.find(":", verb.end(), end)
        if colon < 0:
            return Shape(problem="no_receiver") if starts(scan, verb.end(), end) > verb.end() else None
        first, last, rest = *scan.strip(verb.end(), colon), colon
    else:
        first, _end = scan.strip(verb.end(), end)
        last = rest = _known_stop(scan, first, end)
    source, target = call(scan, *before, "source"), call(scan, first, last, "target")
    if not target:
        return Shape(problem="no_receiver")
    said = read_details(scan, _parts(scan, rest, end))
    return Shape((FlowSaid(source=source, target=target, details=_moved(said, verb)),))


def _known_stop(scan: Scan, first: int, end: int) -> int:
    at = first
    while at < end and scan.masked[at] == MASK:
        at += 1
    if at > first:
        return scan.quoted[first][0] if first in scan.quoted else scan.known.ends.at(scan.low, first) or at
    article = re.compile(r"the\s+").match(scan.masked, first, end)
    return _known_stop(scan, article.end(), end) if article else at


def _tells(scan: Scan, before: Range, verb: re.Match[str], end: int) -> Shape | None:
    about = next(scan.find(_ABOUT, verb.end(), _stop(scan, verb.end(), end)), None)
    if begins_known(scan, verb.end(), end):
        first, _end = scan.strip(verb.end(), end)
        last = rest = _known_stop(scan, first, end)
    elif about is not None:
        first, last, rest = *scan.strip(verb.end(), about.start()), about.start()
    else:
        (first, last), rest = name_ends(scan, verb.end(), end)
    if first >= last:
        return None
    source, target = call(scan, *before, "source"), call(scan, first, last, "target")
    if about is not None and scan.strip(rest, about.start())[0] >= about.start():
        scan.take(about.start(), about.end(), "joiner")
        rest = about.end()
    return Shape(
        (FlowSaid(source=source, target=target, details=read_details(scan, _parts(scan, rest, end))),)
    )


def _gets(scan: Scan, before: Range, verb: re.Match[str], end: int, *, echo: bool) -> Shape | None:
    stop = _stop(scan, verb.end(), end)
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
        more = read_details(scan, _parts(scan, rest, end), data=_has_colon(scan, rest, end), echo=echo)
        return Shape((FlowSaid(source=source, target=target, details=_joined(data, more)),))
    return Shape(problem="no_sender")


def _passive(scan: Scan, before: Range, verb: re.Match[str], end: int) -> Shape | None:
    """Read "case notes are sent to the council by Shelter"."""
    to = next(scan.find(_TO, verb.end(), end), None)
    if to is None or scan.strip(verb.end(), to.start())[0] < to.start():
        return None
    for sign in (*scan.find(_BY, to.end(), end), *scan.find(_FROM, to.end(), end)):
        if not begins_known(scan, sign.end(), end):
            continue
        target = call(scan, *scan.strip(to.end(), sign.start()), "target")
        (first, last), rest = name_ends(scan, sign.end(), end)
        source = call(scan, first, last, "source")
        for one in (to, sign):
            scan.take(one.start(), one.end(), "joiner")
        said = _joined(read_details(scan, [before]), read_details(scan, _parts(scan, rest, end), data=False))
        return Shape((FlowSaid(source=source, target=target, details=said),))
    return Shape(problem="no_sender")


# --- plain words -----------------------------------------------------------------------------------------


def to(scan: Scan, start: int, end: int) -> Shape | None:
    """Read "Shelter to Council: name" and "name from Shelter to Council"."""
    colon = scan.masked.find(":", start, end)
    stop = min(hard_stop(scan, start, end), colon if colon >= 0 else end)
    sign = best_to(scan, _PLAIN_TO, start, stop)
    if sign is None:
        return None
    if scan.strip(start, sign.start())[0] >= sign.start():
        return Shape(problem="no_sender")
    origin = next(scan.find(_FROM, start, sign.start()), None)
    data = Details()
    first = start
    if origin is not None:
        scan.take(origin.start(), origin.end(), "joiner")
        if scan.strip(start, origin.start())[0] < origin.start():
            data = read_details(scan, [(start, origin.start())])
        first = origin.end()
    source = call(scan, first, sign.start(), "source")
    (name, last), rest = name_ends(scan, sign.end(), end)
    target = call(scan, name, last, "target")
    scan.take(sign.start(), sign.end(), "joiner")
    if not (source and target):
        return Shape(problem="no_receiver" if source else "no_sender")
    said = _joined(data, read_details(scan, _parts(scan, rest, end)))
    return Shape((FlowSaid(source=source, target=target, details=said),))


def dashes(scan: Scan, start: int, end: int) -> Shape | None:
    """Read "Shelter - Council - name": the first dash is an arrow, a second one stands for the colon."""
    signs = list(scan.find(DASH, start, hard_stop(scan, start, end)))
    if not signs or scan.strip(start, signs[0].start())[0] >= signs[0].start():
        return None
    after = signs[1].start() if len(signs) > 1 else end
    (first, last), rest = name_ends(scan, signs[0].end(), after)
    source, target = call(scan, start, signs[0].start(), "source"), call(scan, first, last, "target")
    if not target:
        return Shape(problem="no_receiver")
    ranges = _parts(scan, rest, after) + ([(signs[1].end(), end)] if len(signs) > 1 else [])
    said = read_details(scan, [each for each in ranges if each[0] < each[1]])
    return Shape((FlowSaid(source=source, target=target, details=said),))


# --- shared ----------------------------------------------------------------------------------------------


def _stop(scan: Scan, start: int, end: int) -> int:
    """Return where what follows can hold no end of the flow any more."""
    colon = scan.masked.find(":", start, end)
    return min(hard_stop(scan, start, end), colon if colon >= 0 else end)


def _has_colon(scan: Scan, start: int, end: int) -> bool:
    return scan.masked.find(":", start, hard_stop(scan, start, end)) >= 0


def _joined(one: Details, other: Details) -> Details:
    """Return both; where both say a fact, the first holds."""
    return Details(
        data=tuple(dict.fromkeys((*one.data, *other.data))),
        channel=one.channel or other.channel,
        frequency=one.frequency or other.frequency,
        journey_stage=one.journey_stage or other.journey_stage,
        purpose=one.purpose or other.purpose,
    )


def _moved(said: Details, verb: re.Match[str]) -> Details:
    """Say how it moves where the verb does: "emails"."""
    if said.channel:
        return said
    way = next((channel for pattern, channel in MOVES_BY if pattern.fullmatch(verb.group())), "")
    return replace(said, channel=way)
