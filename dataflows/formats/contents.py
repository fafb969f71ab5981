"""What any file that is not a map document brings: sheets of flows, and rows for the programme's register.

A spreadsheet and a drawing come to the same thing here, so that everything after reading (matching, merging,
preview, receipt, undo) is done once for all formats.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dataflows.formats.csv_register import AccessSheetRow, DataTypeRow, OrganisationRow, StorageRow
from dataflows.formats.flow_row import FlowSheet
from dataflows.formats.receipt import Receipt

# What somebody says that the columns of a file hold: sheet -> column -> field.
Matching = Mapping[int, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a reader is told beside the bytes.

    ``columns`` says, for flow lists, sheet number from 0 -> column number from 0 -> field, or ``""`` to keep
    the column in the notes: a sheet that it names is a flow list, whatever its headings say.
    ``known_data_types`` are the names that commas in a cell are read by, the longest first; ``known_ends``
    are pairs (what may be typed, the name of the place) that typed lines are read by.
    """

    filename: str = "file"
    columns: Matching = field(default_factory=dict)
    known_data_types: tuple[str, ...] = ()
    known_ends: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that a file holds. Names are what ties its parts together, as in the flow list.

    ``sheets`` are its flow lists: one for each sheet of a workbook or page of a drawing, each with a
    receipt of its own. ``receipt`` is about the file and about its register rows.
    """

    sheets: tuple[FlowSheet, ...] = ()
    organisations: tuple[OrganisationRow, ...] = ()
    data_types: tuple[DataTypeRow, ...] = ()
    storage: tuple[StorageRow, ...] = ()
    access: tuple[AccessSheetRow, ...] = ()
    receipt: Receipt = field(default_factory=Receipt)

    def only(self, names: Iterable[str]) -> "Contents":
        """Return the same with only the sheets called one of ``names``."""
        wanted = frozenset(names)
        return Contents(
            sheets=tuple(sheet for sheet in self.sheets if sheet.name in wanted),
            organisations=self.organisations,
            data_types=self.data_types,
            storage=self.storage,
            access=self.access,
            receipt=self.receipt,
        )
