"""Reads one typed line. Whatever is typed, it answers; what it does not understand, it hands back."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from dataflows.capture.arrows import arrows
from dataflows.capture.details import read_details, said_frequency, starts
from dataflows.capture.known import Known, plain, small
from dataflows.capture.plain_words import dashes, to
from dataflows.capture.said import NOT_UNDERSTOOD, FlowSaid, Marks, Piece, Said, StorageSaid
from dataflows.capture.scan import Scan
from dataflows.capture.verbs import verbs
from dataflows.capture.words import ASKS, INFORMAL, LEADING_FREQUENCY, LIST_MARK, NOT_SURE, NOTHING, word
from dataflows.graph.model import Flow
from dataflows.graph.vocabulary import CONSISTENCIES, PERSON_CHOICES, PERSON_TOLD
from dataflows.language.closings import closings
from dataflows.language.sentence import IDENTIFIABILITY_PHRASES

LONGEST: Final = 2_000
MOST_FLOWS: Final = 20
# What our sentences say in brackets of how much it shows who the person is.
_WHO_IT_SAYS: Final = {
    small(re.sub(r"\[\w+\|([^\]]*)\]", r"\1", phrase).strip()): code
    for code, phrase in IDENTIFIABILITY_PHRASES.items()
}
_IN: Final = re.compile(word(r"in|at|of|within"))


def parse(line: str, known: Known | None = None) -> Said:
    """Return what ``line`` says. Never raises; the pieces joined are the line.

    Examples
    --------
    >>> known = Known.of(ends=[("Shelter", "Shelter"), ("mcc", "Manchester City Council")])
    >>> said = parse("shelter to mcc: risk level by email weekly", known)
    >>> flow, = said.flows
    >>> flow.source, flow.target, flow.details.data, flow.details.channel, flow.details.frequency
    ('Shelter', 'Manchester City Council', ('risk level',), 'E-mail', 'Weekly')
    >>> parse("hello").problem
    'nothing'
    """
    known = known or Known()
    if len(line) > LONGEST:
        return Said(pieces=(Piece(NOT_UNDERSTOOD, line),), problem="too_long")
    scan = Scan(line, known)
    start, end = scan.strip(0, len(scan.low))
    if mark := LIST_MARK.match(scan.masked, start, end):
        start = mark.end()
    end, marks, is_echo = _marks(scan, start, end)
    start, end = scan.strip(start, end)
    if scan.masked[start : start + 1] == "=" and scan.masked[start + 1 : start + 2] not in (">", "="):
        return _storage(scan, start + 1, end, marks)
    start, often = _leading(scan, start, end)
    for read in (
        arrows,
        lambda *at: verbs(*at, echo=is_echo),
        to,
        dashes,
    ):
        tried = Scan(scan.line, known)
        tried.masked, tried.roles, tried.holes = scan.masked, list(scan.roles), list(scan.holes)
        shape = read(tried, start, end)
        if shape is None:
            continue
        if lacks := next((each for flow in shape.flows if (each := _lacks(flow))), ""):
            return Said(problem=lacks, pieces=(Piece(NOT_UNDERSTOOD, line),))
        if shape.flows and any(_is_denied(flow) for flow in shape.flows):
            return Said(problem="nothing", pieces=(Piece(NOT_UNDERSTOOD, line),))
        if shape.flows and len(shape.flows) <= MOST_FLOWS:
            flows = tuple(_as_often(flow, often) for flow in shape.flows)
            return Said(flows=flows, marks=marks, pieces=tried.pieces())
        problem = "too_long" if shape.flows else shape.problem
        return Said(problem=problem, pieces=(Piece(NOT_UNDERSTOOD, line),))
    return _more(scan, start, end, marks)


def _leading(scan: Scan, start: int, end: int) -> tuple[int, str]:
    """Take off what stands before a flow: how often ("Each Monday …"), or that it is asked ("does …?")."""
    if asks := ASKS.match(scan.masked, start, end):
        scan.take(start, asks.end(), "joiner")
        start = asks.end()
    if often := LEADING_FREQUENCY.match(scan.masked, start, end):
        first, last = scan.strip(start, often.end(), ",:")
        scan.take(first, last, "frequency")
        return often.end(), said_frequency(scan.name(first, last))
    return start, ""


def _lacks(flow: FlowSaid) -> str:
    if not flow.source:
        return "no_sender"
    return "" if flow.target else "no_receiver"


def _is_denied(flow: FlowSaid) -> bool:
    """Say whether a line says that something does not flow."""
    is_nobody = any(plain(name).startswith("not ") for name in (flow.source, flow.target))
    return is_nobody or (bool(flow.details.data) and {plain(one) for one in flow.details.data} <= NOTHING)


def _as_often(flow: FlowSaid, often: str) -> FlowSaid:
    if not often or flow.details.frequency:
        return flow
    return replace(flow, details=replace(flow.details, frequency=often))


def _more(scan: Scan, start: int, end: int, marks: Marks) -> Said:
    """Read a line without ends: more about the flow before, when it begins as only such a line does."""
    colon = scan.masked[start : start + 1] == ":"
    if colon or (start < end and starts(scan, start, end) == start) or (start >= end and marks != Marks()):
        more = read_details(scan, [(start + colon, end)], data=colon)
        if more or marks != Marks():
            return Said(more=more, marks=marks, pieces=scan.pieces())
    return Said(problem="nothing", pieces=(Piece(NOT_UNDERSTOOD, scan.line),))


def _storage(scan: Scan, start: int, end: int, marks: Marks) -> Said:
    """Read "= Case system in Shelter": at the "in" before a known organisation, else at the last.

    What stands after a colon or a comma is left: a storage has no way of its own.
    """
    stop = re.compile("[:,;]").search(scan.masked, start, end)
    end = scan.strip(start, stop.start())[1] if stop else end
    signs = list(scan.find(_IN, start, end))
    known = [sign for sign in signs if scan.known.ends.name(scan.name(sign.end(), end))]
    sign = next(iter(known or signs[-1:]), None)
    name = scan.name(start, sign.start()) if sign else ""
    home = scan.name(sign.end(), end).rstrip(".") if sign else ""
    if not sign or not name or not home:
        return Said(problem="no_home", pieces=(Piece(NOT_UNDERSTOOD, scan.line),))
    scan.take(start, sign.start(), "storage")
    scan.take(start - 1, start, "joiner")
    scan.take(sign.start(), sign.end(), "joiner")
    scan.take(sign.end(), end, "within")
    within = scan.known.ends.name(home) or home
    return Said(storage=StorageSaid(name=name, within=within), marks=marks, pieces=scan.pieces())


def _marks(scan: Scan, start: int, end: int) -> tuple[int, Marks, bool]:
    """Take off what holds for the whole line; return where the rest ends, and whether we wrote the line."""
    informal = False
    for found in list(scan.find(INFORMAL, start, end)):
        scan.cut(found.start(), found.end(), "informal")
        informal = True
    identifiability = ""
    for phrase, code in _WHO_IT_SAYS.items():
        if (at := scan.low.find(phrase, start, end)) >= 0:
            scan.cut(at, at + len(phrase), "identifiability")
            identifiability = code
            break
    closing = _closing(scan, start, end)
    told: tuple[str, str, str] = ("", "", "")
    if closing:
        length, told = closing
        scan.take(end - length, end, "told")
        end -= length
    not_sure = False
    for found in list(scan.find(NOT_SURE, start, end)):
        before, after = (
            scan.masked[found.start() - 1 : found.start()],
            scan.masked[found.end() : end].lstrip(" ."),
        )
        if (
            not after
            or after[:1] in ":<>=-→"
            or ((not before or before.isspace()) and scan.masked[found.end()].isspace())
        ):
            scan.cut(found.start(), found.end(), "not_sure")
            not_sure = True
    _start, end = scan.strip(start, end)
    consistency, person_told, person_choice = told
    marks = Marks(
        not_sure=not_sure,
        informal=informal,
        person_told=person_told,
        person_choice=person_choice,
        consistency=consistency,
        identifiability=identifiability,
    )
    return end, marks, closing is not None


def _closing(scan: Scan, start: int, end: int) -> tuple[int, tuple[str, str, str]] | None:
    """Return the length of the closing sentences that a line ends with, and the facts that they say."""
    text = scan.low[start:end]
    for said, told in _closings(scan.known.person):
        if text.endswith(said):
            return len(said), told
    return None


@lru_cache(maxsize=64)
def _closings(person: str) -> tuple[tuple[str, tuple[str, str, str]], ...]:
    found: dict[str, tuple[str, str, str]] = {}
    for consistency in ("", *CONSISTENCIES):
        for told in ("", *PERSON_TOLD):
            for choice in ("", *PERSON_CHOICES):
                flow = Flow(
                    id="f",
                    source="",
                    target="",
                    consistency=consistency,
                    person_told=told,
                    person_choice=choice,
                )
                text = "".join(part.text for part in closings(flow, person))
                found.setdefault(small(text), (consistency if consistency != "always" else "", told, choice))
    return tuple(sorted(found.items(), key=lambda each: -len(each[0])))
