"""What reading a flow list gives: rows of names and codes, and the sheet they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dataflows.formats.receipt import Receipt
from dataflows.graph.keys import key
from dataflows.graph.model import Party

PERSON_WORDS: Final = frozenset({"theperson", "person", "yperson", "yrunigolyn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """One row of the flow list, or one line of a drawing: names as they are written, closed facts as codes.

    ``place`` says where in the file it stands ("row 21", "page Overview, cell 14"); ``key`` is what the
    source itself calls it (a cell's id), which finds it again when the file is imported a second time. A row
    of a list is found by its ``ref``.
    """

    number: int
    place: str = ""
    key: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """Something that stands on a drawing: an organisation, a storage of one, or the person.

    A drawing may show what no flow touches; on the map it stands all the same.
    """

    organisation: str
    storage: str = ""
    place: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class FlowSheet:
    """A flow list that was read: its flows, the rows with one end, and the receipt.

    ``name`` is the sheet's or page's own; ``places`` is what a drawing shows, in its order.
    """

    rows: tuple[FlowRow, ...]
    unattached: tuple[FlowRow, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    receipt: Receipt = field(default_factory=Receipt)
    name: str = ""
    places: tuple[PlaceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Peek:
    """The headings of a sheet with what they were taken for, and its first rows, to match columns by hand.

    ``number`` says which sheet of the file it is, from 0; ``name`` is the sheet's own.
    """

    headers: tuple[str, ...]
    fields: tuple[str, ...]
    header_row: int
    sample: tuple[tuple[str, ...], ...]
    number: int = 0
    name: str = ""


def is_person(name: str) -> bool:
    """Say whether ``name`` is the person at the centre, in English or Welsh.

    Examples
    --------
    >>> is_person("The person"), is_person("Shelter")
    (True, False)
    """
    return key(name) in PERSON_WORDS
