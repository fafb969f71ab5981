"""What reading a flow list gives: rows of names and codes, and the sheet they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dataflows.formats.keys import key
from dataflows.formats.receipt import Receipt
from dataflows.graph.model import Party

PERSON_WORDS: Final = frozenset({"theperson", "person", "yperson", "yrunigolyn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """One row of the flow list: names as they are written, closed facts as codes."""

    number: int
    ref: str = ""
    from_organisation: str = ""
    from_storage: str = ""
    to_organisation: str = ""
    to_storage: str = ""
    data_types: tuple[str, ...] = ()
    identifiability: str = ""
    channel: str = ""
    journey_stage: str = ""
    trigger: str = ""
    frequency: str = ""
    purpose: str = ""
    if_not_shared: str = ""
    necessity: str = ""
    sender: Party = field(default_factory=Party)
    receiver: Party = field(default_factory=Party)
    confidentiality_route: str = ""
    agreement: str = ""
    safeguard: str = ""
    dpia_reference: str = ""
    person_told: str = ""
    person_choice: str = ""
    consistency: str = ""
    evidence: str = "assumed"
    evidence_source: str = ""
    confidence: str = ""
    review_date: str = ""
    notes: str = ""

    @property
    def from_person(self) -> bool:
        return is_person(self.from_organisation)

    @property
    def to_person(self) -> bool:
        return is_person(self.to_organisation)


@dataclass(frozen=True, slots=True)
class FlowSheet:
    """A flow list that was read: its flows, the rows with one end, and the receipt."""

    rows: tuple[FlowRow, ...]
    unattached: tuple[FlowRow, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    receipt: Receipt = field(default_factory=Receipt)


@dataclass(frozen=True, slots=True)
class Peek:
    """The headings of a sheet with what they were taken for, and its first rows, to match columns by hand."""

    headers: tuple[str, ...]
    fields: tuple[str, ...]
    header_row: int
    sample: tuple[tuple[str, ...], ...]


def is_person(name: str) -> bool:
    """Say whether ``name`` is the person at the centre, in English or Welsh.

    Examples
    --------
    >>> is_person("The person"), is_person("Shelter")
    (True, False)
    """
    return key(name) in PERSON_WORDS
