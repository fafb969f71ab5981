"""What every shape of a line shares: where its parts begin and end, and what they come to."""

import re
from dataclasses import dataclass, replace
from typing import Final

from dataflows.capture.said import Details, FlowSaid
from dataflows.capture.scan import Range, Scan
from dataflows.capture.words import DASH, HARD_STOP, MASK, MOVES_BY

_ARTICLE: Final = re.compile(r"the\s+")


@dataclass
class Shape:
    """The flows that a shape gave, and what it lacks, as a key of the problems."""

    flows: tuple[FlowSaid, ...] = ()
    problem: str = ""


def hard_stop(scan: Scan, start: int, end: int) -> int:
    """Return where a purpose that cannot be anything else begins; ``end`` when none does."""
    return next((found.start() for found in scan.find(HARD_STOP, start, end)), end)


def stop_of(scan: Scan, start: int, end: int) -> int:
    """Return where what follows can hold no end of the flow any more."""
    colon = scan.masked.find(":", start, end)
    return min(hard_stop(scan, start, end), colon if colon >= 0 else end)


def parts(scan: Scan, start: int, end: int) -> list[Range]:
    """Part a range at its first colon: before it stands what is said of the way, after it what moves."""
    stop = hard_stop(scan, start, end)
    colon = scan.masked.find(":", start, stop)
    if colon >= 0:
        return [(start, colon), (colon + 1, end)]
    dashes_ = [sign.span() for sign in scan.find(DASH, start, stop)]
    edges = [start, *(edge for span in dashes_ for edge in span), end]
    return [each for each in zip(edges[::2], edges[1::2], strict=True) if each[0] < each[1]]


def has_colon(scan: Scan, start: int, end: int) -> bool:
    """Say whether what moves is set off by a colon."""
    return scan.masked.find(":", start, hard_stop(scan, start, end)) >= 0


def after_article(scan: Scan, start: int, end: int) -> int:
    """Return where the name after an article begins; where it begins when there is none."""
    start, _end = scan.strip(start, end)
    article = _ARTICLE.match(scan.masked, start, end)
    return article.end() if article else start


def known_stop(scan: Scan, first: int, end: int) -> int:
    """Return where the known or quoted name that begins here ends."""
    at = first
    while at < end and scan.masked[at] == MASK:
        at += 1
    if at > first:
        return scan.quoted[first][0] if first in scan.quoted else scan.known.ends.at(scan.low, first) or at
    after = after_article(scan, first, end)
    return known_stop(scan, after, end) if after > first else at


def joined(one: Details, other: Details) -> Details:
    """Return both; where both say a fact, the first holds."""
    return Details(
        data=tuple(dict.fromkeys((*one.data, *other.data))),
        channel=one.channel or other.channel,
        frequency=one.frequency or other.frequency,
        journey_stage=one.journey_stage or other.journey_stage,
        purpose=one.purpose or other.purpose,
    )


def moved(said: Details, verb: re.Match[str]) -> Details:
    """Say how it moves where the verb does: "emails"."""
    if said.channel:
        return said
    way = next((channel for pattern, channel in MOVES_BY if pattern.fullmatch(verb.group())), "")
    return replace(said, channel=way)
