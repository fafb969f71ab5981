"""Lines whose verb says which way it goes."""

import re
from typing import Final

from dataflows.capture.hearing import gets, passive, tells
from dataflows.capture.scan import Scan
from dataflows.capture.sending import sends
from dataflows.capture.shape import Shape, hard_stop
from dataflows.capture.words import GETS, IS_SENT, NEVER, SENDS, TELLS

_VERB: Final = re.compile(f"(?P<passive>{IS_SENT})|(?P<gets>{GETS})|(?P<tells>{TELLS})|(?P<sends>{SENDS})")


def verbs(scan: Scan, start: int, end: int, *, echo: bool) -> Shape | None:
    """Read a line whose verb says which way it goes."""
    colon = scan.masked.find(":", start, end)
    stop = min(hard_stop(scan, start, end), colon if colon >= 0 else end)
    for verb in scan.find(_VERB, start, stop):
        if scan.strip(start, verb.start())[0] >= verb.start():
            continue
        if NEVER.search(scan.masked, start, verb.start()):
            return Shape(problem="nothing")
        shape = _by_verb(scan, start, verb, end, echo=echo)
        if shape is not None:
            scan.take(verb.start(), verb.end(), "joiner")
            return shape
    return None


def _by_verb(scan: Scan, start: int, verb: re.Match[str], end: int, *, echo: bool) -> Shape | None:
    before = (start, verb.start())
    match verb.lastgroup:
        case "passive":
            return passive(scan, before, verb, end) or gets(scan, before, verb, end, echo=echo)
        case "gets":
            return gets(scan, before, verb, end, echo=echo)
        case "tells":
            return tells(scan, before, verb, end)
        case _:
            return sends(scan, before, verb, end, echo=echo)
