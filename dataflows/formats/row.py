"""One row of a sheet, read cell by cell; what no field can hold goes to its notes and is said."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dataflows.errors import FormatError, Message
from dataflows.formats.cells import NOTHING_KNOWN, KnownNames, clean, day_of, names_in, shows
from dataflows.formats.closed import BY_MEANING, ClosedList, Found
from dataflows.formats.limits import LABEL_LIMIT, MAX_NAMES
from dataflows.formats.receipt import ReceiptItem
from dataflows.formats.table import Table
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

CLEANED: Final = _("Invisible characters were taken out of this cell.")
TOO_LONG: Final = _("It is longer than %(limit)s characters; the whole of it is in the notes.")
NO_WORD: Final = _(
    "“%(value)s” is not one of the words for this column and none comes near; it is in the notes."
)
NO_DAY: Final = _("“%(value)s” is not a day that can be read; it is in the notes.")
GUESSED_DAY: Final = _("“%(value)s” was read as day, month, year: %(day)s.")
GUESSED_NAMES: Final = _("There is no semicolon in this cell, so its names were parted at the commas.")
NO_HEADING: Final = _("This cell stands under no heading; what it says is in the notes.")
NO_COLUMN: Final = _("Daylight has no field for the column “%(column)s”; what it says is in the notes.")


@dataclass
class Row:
    """A row being read; collects notes and receipt items as its fields are asked for."""

    number: int
    source: str
    cells: Mapping[str, str]
    headings: Mapping[str, str]
    ref: str = ""
    notes: list[str] = field(default_factory=list)
    items: list[ReceiptItem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the cell as it is; it may be of any length."""
        return self.cells.get(name, "")

    def blank_unseen(self, fields: Iterable[str]) -> None:
        """Take a name of which nothing can be seen for none."""
        hidden = {name for name in fields if not shows(self.text(name))}
        if hidden:
            self.cells = {name: text for name, text in self.cells.items() if name not in hidden}

    def label(self, name: str) -> str:
        """Return the cell on one line, cut at the limit with the whole of it in the notes."""
        return self._fit(name, " ".join(self.text(name).split()))

    def closed(self, name: str, closed: ClosedList) -> str:
        """Return the code that the cell means."""
        return self.found(name, self.text(name), closed.find)

    def found(self, name: str, text: str, find: Callable[[str], Found | None]) -> str:
        """Return the code ``find`` gives for ``text``; guesses and failures are said and noted."""
        found = find(text)
        if found is None:
            self.note(name, text)
            self.say("noted", name, text, "", Message(NO_WORD, {"value": text}))
            return ""
        if found.guessed:
            self.note(name, text)
            reason = Message(found.guessed, {"value": text, "label": found.label})
            self.say("guessed", name, text, found.label, reason)
        return found.code

    def day(self, name: str) -> str:
        """Return the cell as an ISO day."""
        text = self.text(name)
        if not text:
            return ""
        day = day_of(text)
        if day is None:
            self.note(name, text)
            self.say("noted", name, text, "", Message(NO_DAY, {"value": text}))
            return ""
        if day.guessed:
            self.say("guessed", name, text, day.iso, Message(GUESSED_DAY, {"value": text, "day": day.iso}))
        return day.iso

    def names(self, name: str, known: KnownNames = NOTHING_KNOWN) -> tuple[str, ...]:
        """Return the names that the cell lists, or raise ``FormatError`` when nobody can mean so many."""
        names, guessed = names_in(self.text(name), known)
        if len(names) > MAX_NAMES:
            raise FormatError(
                _("Row %(row)s, column “%(column)s”, lists %(count)s names; up to %(limit)s can be read."),
                row=self.number,
                column=self.headings.get(name, name),
                count=f"{len(names):,}",
                limit=MAX_NAMES,
            )
        if guessed:
            self.say("guessed", name, self.text(name), "; ".join(names), Message(GUESSED_NAMES))
        return tuple(self._fit(name, part) for part in names)

    def all_notes(self) -> str:
        """Return the row's own notes followed by everything that no field could hold."""
        return "\n".join(filter(None, [self.text("notes"), *self.notes]))

    def note(self, name: str, text: str) -> None:
        """Keep ``text`` in the notes under its column's heading."""
        self.notes.append(f"{self.headings.get(name, name)}: {text}")

    def say(self, kind: str, name: str, value: str, became: str, reason: Message) -> None:
        """Add a line to the receipt."""
        item = ReceiptItem(
            kind=kind,
            source=self.source,
            ref=self.ref,
            column=self.headings.get(name, name),
            value=value,
            became=became,
            reason=reason,
        )
        self.items.append(item)

    def _fit(self, name: str, text: str) -> str:
        if len(text) <= LABEL_LIMIT:
            return text
        self.note(name, text)
        short = text[: LABEL_LIMIT - 1] + "…"
        self.say("noted", name, text, short, Message(TOO_LONG, {"limit": LABEL_LIMIT}))
        return short


def read_row(table: Table, number: int, record: Sequence[str], fields: Sequence[str]) -> Row:
    """Return a row ready to be read; cells of unknown columns are already in its notes.

    Raises
    ------
    FormatError
        When a cell holds a formula or turns text round.
    """
    row = Row(number, f"{table.filename} row {number}", {}, table.columns)
    if "ref" in fields and fields.index("ref") < len(record):
        row.ref = " ".join(record[fields.index("ref")].split())
    cells: dict[str, str] = {}
    for place, cell in enumerate(record):
        name, heading = fields[place] if place < len(fields) else "", _heading(table, place)
        text, cleaned = clean(cell, row=number, column=heading)
        if cleaned:
            row.say("noted", name or heading, cell, text, Message(CLEANED))
        if name:
            cells[name] = text
        elif text:
            row.note(heading, text)
            if place >= len(fields):
                row.say("noted", heading, text, "", Message(NO_HEADING))
    row.cells = cells
    return row


def unknown_columns(table: Table, fields: Sequence[str]) -> Iterator[ReceiptItem]:
    """Yield a line for each column that has no field; what it says is in the notes of its rows."""
    for place, name in enumerate(fields):
        heading = _heading(table, place)
        if not name and any(record[place].strip() for _n, record in table.rows if place < len(record)):
            yield ReceiptItem(
                kind="noted",
                source=f"{table.filename} row {table.header_row}",
                column=heading,
                value=heading,
                reason=Message(NO_COLUMN, {"column": heading}),
            )


def best_of(*lists: ClosedList) -> Callable[[str], Found | None]:
    """Return a finder over several lists: an exact word first, then one near in meaning, then any guess."""

    def find(text: str) -> Found | None:
        found = [hit for closed in lists if (hit := closed.find(text)) is not None]
        return min(found, key=lambda hit: (bool(hit.guessed), hit.guessed != BY_MEANING), default=None)

    return find


def _heading(table: Table, place: int) -> str:
    heading = table.headers[place] if place < len(table.headers) else ""
    return heading or f"column {place + 1}"
