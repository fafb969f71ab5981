"""Lines with nothing but "to", or dashes: "Shelter to Council: name", "Shelter - Council - name"."""

import re
from typing import Final

from dataflows.capture.arrows import hops
from dataflows.capture.details import read_details
from dataflows.capture.ends import begins_known, best_to, call, name_ends
from dataflows.capture.said import Details, FlowSaid
from dataflows.capture.scan import Scan
from dataflows.capture.shape import Shape, hard_stop, joined, parts
from dataflows.capture.words import DASH, FROM, NEVER, STOPS, word

_PLAIN_TO: Final = re.compile(word(r"(?:on\s+|over\s+|back\s+)?to"))
_FROM: Final = re.compile(FROM)


def to(scan: Scan, start: int, end: int) -> Shape | None:
    """Read "Shelter to Council: name" and "name from Shelter to Council"."""
    colon = scan.masked.find(":", start, end)
    stop = min(hard_stop(scan, start, end), colon if colon >= 0 else end)
    sign = best_to(scan, _PLAIN_TO, start, stop)
    if sign is None:
        return None
    if scan.strip(start, sign.start())[0] >= sign.start():
        return Shape(problem="no_sender")
    if (chain := _chain(scan, start, stop, end)) is not None:
        return chain
    if NEVER.search(scan.masked, start, sign.start()) or STOPS.search(scan.masked, start, sign.start()):
        return Shape(problem="nothing")
    origin = best_to(scan, _FROM, start, sign.start())
    if colon < 0 and not begins_known(scan, sign.end(), end):
        # Without a colon and without anybody known it is what people say in a room: "come back to this".
        first = origin.end() if origin else start
        if not begins_known(scan, first, sign.start()):
            return None
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
    said = joined(data, read_details(scan, parts(scan, rest, end)))
    return Shape((FlowSaid(source=source, target=target, details=said),))


def _chain(scan: Scan, start: int, stop: int, end: int) -> Shape | None:
    """Read "ASC to GP to MH trust: support plan", where everybody is known."""
    signs = [sign for sign in scan.find(_PLAIN_TO, start, stop) if begins_known(scan, sign.end(), end)]
    if len(signs) < 2 or not begins_known(scan, start, end):
        return None
    edges = [start, *(edge for sign in signs for edge in sign.span()), end]
    segments = list(zip(edges[::2], edges[1::2], strict=True))
    if any(
        name_ends(scan, *each)[1] < each[1] and scan.strip(name_ends(scan, *each)[1], each[1])[0] < each[1]
        for each in segments[:-1]
    ):
        return None
    return hops(scan, signs, segments)


def dashes(scan: Scan, start: int, end: int) -> Shape | None:
    """Read "Shelter - Council - name": the first dash is an arrow, a second one stands for the colon."""
    signs = list(scan.find(DASH, start, hard_stop(scan, start, end)))
    if not signs or scan.strip(start, signs[0].start())[0] >= signs[0].start():
        return None
    after = signs[1].start() if len(signs) > 1 else end
    (first, last), rest = name_ends(scan, signs[0].end(), after)
    if not (
        begins_known(scan, start, end)
        or begins_known(scan, first, end)
        or scan.masked.find(":", rest, end) >= 0
    ):
        return None
    source, target = call(scan, start, signs[0].start(), "source"), call(scan, first, last, "target")
    if not target:
        return Shape(problem="no_receiver")
    ranges = parts(scan, rest, after) + ([(signs[1].end(), end)] if len(signs) > 1 else [])
    said = read_details(scan, [each for each in ranges if each[0] < each[1]])
    return Shape((FlowSaid(source=source, target=target, details=said),))
