"""Lines with arrows: each is a flow, one with two heads is two."""

import re
from collections.abc import Sequence
from itertools import pairwise, product
from typing import Final

from dataflows.capture.details import read_details
from dataflows.capture.ends import call, name_ends, new_storage, several
from dataflows.capture.said import Details, FlowSaid
from dataflows.capture.scan import Range, Scan
from dataflows.capture.shape import Shape, hard_stop, joined, parts
from dataflows.capture.words import ARROW, MASK

_ARROW_LAST: Final = re.compile(r"[<>→⇒➔➜➡⟶➝↔←]\s*:?\s*$")
_SEGMENT: Final = re.compile(rf"\s*[\w{MASK}\"“„«(]")


def arrows(scan: Scan, start: int, end: int) -> Shape | None:
    """Read "Shelter > Council > GP: name": each arrow is a flow, one with two heads is two."""
    signs = _arrows_of(scan, start, end)
    if not signs:
        return Shape(problem="no_receiver") if _ARROW_LAST.search(scan.masked, start, end) else None
    edges = [start, *(edge for sign in signs for edge in (sign.start(), sign.end())), end]
    segments = list(zip(edges[::2], edges[1::2], strict=True))
    if scan.strip(*segments[0])[0] == segments[0][1]:
        return Shape(problem="no_sender")
    return hops(scan, signs, segments)


def hops(scan: Scan, signs: Sequence[re.Match[str]], segments: list[Range]) -> Shape:
    """Return a flow for each sign between two segments, and for each pair where several stand in one."""
    names, told = _segments(scan, segments)
    if not all(one for several_ in names for one in several_):
        return Shape(problem="no_receiver")
    for sign in signs:
        scan.take(sign.start(), sign.end(), "joiner")
    flows: list[FlowSaid] = []
    for (before, after), sign, details in zip(pairwise(names), signs, told, strict=False):
        way = sign.groupdict()
        for one, other in product(before, after):
            ahead = FlowSaid(source=one, target=other, details=details)
            back = FlowSaid(source=other, target=one, details=details)
            flows += [back] if way.get("backward") else [ahead, back] if way.get("both") else [ahead]
    return Shape(tuple(flows))


def _segments(scan: Scan, segments: list[Range]) -> tuple[list[list[str]], list[Details]]:
    """Return the names between the arrows, and of each hop the details: its own, or those that follow."""
    names: list[list[str]] = []
    told: list[Details] = []
    for number, (start, end) in enumerate(segments):
        ranges, rest = several(scan, start, end)
        if not ranges:
            one, rest = name_ends(scan, start, end) if names else _first_name(scan, start, end)
            ranges = [one]
        role = "target" if names else "source"
        called = [call(scan, first, last, role) for first, last in ranges]
        owner = called[0]
        storage = new_storage(scan, rest, end, is_last=number == len(segments) - 1)
        if storage and len(called) == 1 and owner != scan.known.person and scan.known.ends.name(owner):
            called = [f"{owner}: {call(scan, *storage, role)}"]
            rest = storage[1]
        names.append(called)
        told.append(read_details(scan, parts(scan, rest, end)) if rest < end else Details())
    # What is said at the first name belongs to the first hop, whose own place comes after it.
    hops = [joined(told[0], told[1]), *told[2:]]
    for number in range(len(hops) - 2, -1, -1):
        hops[number] = hops[number] or hops[number + 1]
    return names, hops


def _first_name(scan: Scan, start: int, end: int) -> tuple[Range, int]:
    """Return the range of the name before the first arrow: all of it, up to a colon."""
    colon = scan.masked.find(":", start, end)
    last = colon if colon >= 0 else end
    return scan.strip(start, last), last


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
