"""Typed lines: one flow or storage a line, as the capture bar reads them; pasted, or said in an interview."""

import re
from dataclasses import replace
from typing import Any, Final

from dataflows.capture.known import Known
from dataflows.capture.parse import parse
from dataflows.capture.said import PROBLEMS, Details, FlowSaid, Said
from dataflows.errors import FormatError, Message
from dataflows.formats.cells import OVERRIDES
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.decoding import decode
from dataflows.formats.document_text import check_text
from dataflows.formats.flow_row import FlowRow, FlowSheet, PlaceRow, is_person
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.limits import MAX_ITEMS
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.graph.vocabulary import EVIDENCES, gettext_noop

_ = gettext_noop

# So much of a text is looked at to tell what it is, and this share of its lines has to say a flow.
LOOKED_AT: Final = 30
SHARE: Final = 0.5
_SIGN: Final = re.compile(
    r"<?[-=]+>|[<>]|[→←↔⇒]|^\s*=|\b(?:sends?|gives?|shares?|tells?|gets?|receives?|to)\b", re.I
)
# Drawings as text have arrows too, and mean something else by their lines.
_DRAWING: Final = re.compile(
    r"\s*(?:strict\s+)?(?:di)?graph\b|\s*(?:flowchart|sequenceDiagram|@startuml)\b", re.I
)
# Headings of a flow list: cells, and neither an arrow nor a colon.
_HEADINGS: Final = re.compile(r"[^<>→:=]*[,;\t][^<>→:]*|.*\t.*")
_EVIDENCE: Final = re.compile(r"#\s*evidence:\s*(\w+)\s*$", re.I)
NOTHING: Final = _("No line says who sends what to whom. Write one flow a line: Shelter > Council: name")
TURNED: Final = _(
    "Line %(line)s holds an invisible character that turns text round; take it out and try again."
)
IN_NOTES: Final = _("Not understood, so it stands in the notes.")
REMARK: Final = _("A remark: it says no flow.")


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a text is typed lines: most of its first lines say who sends what to whom.

    Examples
    --------
    >>> recognise(Glimpse.of(b"Shelter > MCC: name")), recognise(Glimpse.of(b"from,to\\nShelter,MCC"))
    (True, False)
    """
    lines = [line for line in glimpse.text.splitlines() if line.strip() and not line.startswith("#")]
    first = lines[:LOOKED_AT]
    if not first or _DRAWING.match(lines[0]) or _HEADINGS.fullmatch(lines[0]):
        return False
    said = [line for line in first if _SIGN.search(line) and not parse(line[:500]).problem]
    return len(said) >= SHARE * len(first)


def is_marked(glimpse: Glimpse) -> bool:
    """Say whether a text says itself that it is typed lines, whatever they say."""
    return bool(_EVIDENCE.match(glimpse.text.partition("\n")[0]))


def read(data: bytes, options: ReadOptions | None = None) -> Contents:
    """Return the flows that typed lines say; what says none is dropped with its reason.

    A line "# evidence: interview" says how all that follows is known.

    Raises
    ------
    FormatError
        Nothing can be read of it, or it has too many lines.
    """
    options = options or ReadOptions()
    known = Known.of(ends=options.known_ends, data=options.known_data_types)
    lines = decode(data).text.splitlines()
    if len(lines) > MAX_ITEMS:
        raise FormatError(
            _("The list has %(count)s lines; up to %(limit)s can be read."),
            count=f"{len(lines):,}",
            limit=f"{MAX_ITEMS:,}",
        )
    reader = _Reader(known, options.filename)
    for number, line in enumerate(lines, start=1):
        reader.take(number, line)
    if not reader.rows and not reader.places:
        raise FormatError(NOTHING)
    sheet = FlowSheet(
        rows=tuple(reader.rows), places=tuple(reader.places), receipt=Receipt(tuple(reader.items))
    )
    return Contents(sheets=(sheet,))


class _Reader:
    """The rows and the receipt while lines are read one after the other."""

    def __init__(self, known: Known, filename: str) -> None:
        self.known = known
        self.filename = filename
        self.evidence = "assumed"
        # The rows of the line before, which a line without ends says more of.
        self.last = range(0)
        self.rows: list[FlowRow] = []
        self.places: list[PlaceRow] = []
        self.items: list[ReceiptItem] = []

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        if not line.strip():
            return
        check_text(line)
        if OVERRIDES.search(line):
            raise FormatError(TURNED, line=number)
        place = f"line {number}"
        if line.startswith("#"):
            self._remark(place, line)
            return
        said = parse(line, self.known)
        if said.storage is not None:
            self.places.append(
                PlaceRow(organisation=said.storage.within, storage=said.storage.name, place=place)
            )
        elif said.flows:
            self._flows(place, said)
        elif said.more and self.last:
            self._more(place, said)
        else:
            reason = Message(PROBLEMS[said.problem or "nothing"])
            self._note("dropped", place, reason, value=line.strip())

    def _more(self, place: str, said: Said) -> None:
        """Give what a line without ends says to the flows before it; a fact that they have stays."""
        for number in self.last:
            row, told = self.rows[number], _facts(said)
            told["data_types"] = tuple(dict.fromkeys((*row.data_types, *said.more.data)))
            told["notes"] = "\n".join(filter(None, (row.notes, told["notes"])))
            blank = {fact: value for fact, value in told.items() if value and not getattr(row, fact)}
            both = {fact: told[fact] for fact in ("data_types", "notes")}
            self.rows[number] = replace(row, **{**blank, **both})
        if said.left:
            self._note("noted", place, Message(IN_NOTES), value=said.left)

    def _flows(self, place: str, said: Said) -> None:
        self.last = range(len(self.rows), len(self.rows) + len(said.flows))
        for flow in said.flows:
            self.rows.append(_row(len(self.rows) + 1, place, flow, said, self.evidence))
        if said.left:
            self._note("noted", place, Message(IN_NOTES), value=said.left)

    def _remark(self, place: str, line: str) -> None:
        found = _EVIDENCE.match(line)
        if found and found[1].lower() in EVIDENCES:
            self.evidence = found[1].lower()
        else:
            self._note("dropped", place, Message(REMARK), value=line.strip())

    def _note(self, kind: str, place: str, reason: Message, *, value: str) -> None:
        source = f"{self.filename} {place}"
        self.items.append(ReceiptItem(kind=kind, source=source, reason=reason, value=value))


def _row(number: int, place: str, flow: FlowSaid, said: Said, evidence: str) -> FlowRow:
    source, target = _end(flow.source), _end(flow.target)
    return FlowRow(
        number=number,
        place=place,
        from_organisation=source[0],
        from_storage=source[1],
        to_organisation=target[0],
        to_storage=target[1],
        evidence=evidence,
        **_facts(said, flow.details),
    )


def _facts(said: Said, details: Details | None = None) -> dict[str, Any]:
    """Return what a line says of a flow, as rows have it."""
    details, marks = details or said.more, said.marks
    notes = [*(["Informal"] if marks.informal else []), *([said.left] if said.left else [])]
    return {
        "data_types": details.data,
        "channel": details.channel,
        "frequency": details.frequency,
        "journey_stage": details.journey_stage,
        "purpose": details.purpose,
        "person_told": marks.person_told,
        "person_choice": marks.person_choice,
        "consistency": marks.consistency,
        "identifiability": marks.identifiability,
        "confidence": "not_sure" if marks.not_sure else "",
        "notes": "\n".join(notes),
    }


def _end(name: str) -> tuple[str, str]:
    """Return an end's organisation and storage; only known storages are named with a colon."""
    owner, colon, storage = name.partition(": ")
    return (owner, storage) if colon and storage and not is_person(owner) else (name, "")
