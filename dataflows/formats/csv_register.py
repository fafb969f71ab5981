"""The register sheets, from CSV or a workbook: organisations, data types, storage, and who can open it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from dataflows.errors import FormatError, Message
from dataflows.formats import closed_register as lists
from dataflows.formats.cells import names_in
from dataflows.formats.columns import (
    ACCESS_HEADINGS,
    DATA_TYPE_HEADINGS,
    ORGANISATION_HEADINGS,
    STORAGE_HEADINGS,
    headings,
)
from dataflows.formats.keys import ring_of
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.formats.row import Row, read_row, unknown_columns
from dataflows.formats.table import Cells, read_table, require
from dataflows.graph.keys import key
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

SheetRow = TypeVar("SheetRow")

KEPT: Final = _("Kept.")
NO_NAME: Final = _("The row has no name.")
NOTHING_HELD: Final = _("The row does not say which storage of which organisation.")
NAMED_BEFORE: Final = _("It is named already in row %(row)s.")


# A row's ``place`` says where in the file it stands when a number alone does not: a drawing's page and cell.


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """One organisation; ``person`` marks the row of the person at the centre, who is none.

    A partnership is a group whose members nobody has named: ``named`` is false for it.
    """

    number: int
    name: str
    short_name: str = ""
    kind: str = ""
    person: bool = False
    themes: tuple[str, ...] = ()
    area: str = ""
    parent: str = ""
    notes: str = ""
    place: str = ""
    draft: bool = False

    @property
    def named(self) -> bool:
        return self.kind != "partnership"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTypeRow:
    """One kind of data."""

    number: int
    name: str
    sensitivity: str = ""
    category: str = ""
    could_hurt: bool = False
    notes: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRow:
    """One place where an organisation keeps data."""

    number: int
    organisation: str
    name: str
    kind: str = ""
    location: str = ""
    access_note: str = ""
    security: str = ""
    retention: str = ""
    notes: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSheetRow:
    """Somebody who can open a storage; an empty ``opened_by`` is a reader nobody has named."""

    number: int
    organisation: str
    storage: str
    opened_by: str = ""
    role: str = ""
    notes: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[SheetRow]):
    """A register sheet that was read, with its receipt."""

    rows: tuple[SheetRow, ...]
    columns: Mapping[str, str]
    receipt: Receipt


def read_organisations(data: Cells, *, filename: str = "organisations.csv") -> Sheet[OrganisationRow]:
    """Return the organisations in a sheet.

    Raises
    ------
    FormatError
        When the file cannot be read, or when organisations are parts of each other in a ring.

    Examples
    --------
    >>> sheet = read_organisations(b"name,kind\\nShelter,Charity\\n")
    >>> sheet.rows[0].kind
    'vcse'
    """
    sheet = _read(data, filename, ORGANISATION_HEADINGS, ("name",), _organisation)
    _refuse_rings(sheet.rows)
    return sheet


def read_data_types(data: Cells, *, filename: str = "data_types.csv") -> Sheet[DataTypeRow]:
    """Return the data types in a sheet, or raise ``FormatError``."""
    return _read(data, filename, DATA_TYPE_HEADINGS, ("name",), _data_type)


def read_storage(data: Cells, *, filename: str = "storage.csv") -> Sheet[StorageRow]:
    """Return the storages in a sheet, or raise ``FormatError``."""
    return _read(data, filename, STORAGE_HEADINGS, ("organisation", "name"), _storage)


def read_access(data: Cells, *, filename: str = "access.csv") -> Sheet[AccessSheetRow]:
    """Return who can open which storage, from a sheet, or raise ``FormatError``.

    Two rows may be alike: two readers nobody has named are two readers.
    """
    return _read(data, filename, ACCESS_HEADINGS, ("organisation", "storage"), _access, once=False)


def _read(
    data: Cells,
    filename: str,
    fields: Mapping[str, str],
    must: Sequence[str],
    build: Callable[[Row], SheetRow],
    *,
    once: bool = True,
) -> Sheet[SheetRow]:
    table = read_table(data, filename, headings(fields), must)
    require(table, table.fields, must)
    rows: list[SheetRow] = []
    seen: dict[tuple[str, ...], int] = {}
    items = [*table.items, *unknown_columns(table, table.fields)]
    for number, record in table.rows:
        row = read_row(table, number, record, table.fields)
        if not any(cell.strip() for cell in record):
            continue
        row.blank_unseen(must)
        named = [row.text(field) for field in must]
        if not all(named):
            said = " | ".join(filter(str.strip, record))
            items.append(_line(row, "dropped", said, Message(NO_NAME if len(must) == 1 else NOTHING_HELD)))
            continue
        identity = tuple(_identity(name) for name in named)
        if once and identity in seen:
            items.append(_line(row, "dropped", named[-1], Message(NAMED_BEFORE, {"row": seen[identity]})))
            continue
        seen[identity] = number
        rows.append(build(row))
        items += [_line(row, "kept", named[-1], Message(KEPT)), *row.items]
    if not rows:
        raise FormatError(_("The file has headings and no rows below them that can be kept."))
    return Sheet(tuple(rows), table.columns, Receipt(tuple(items)))


def _organisation(row: Row) -> OrganisationRow:
    facts = {name: row.label(name) for name in ("name", "short_name", "area", "parent")}
    kind = row.closed("kind", lists.ORGANISATION_KIND)
    sectors = names_in(row.text("sectors")).names
    themes = [row.found("sectors", sector, lists.THEME.find) for sector in sectors]
    return OrganisationRow(
        number=row.number,
        kind="" if kind == lists.PERSON else kind,
        person=kind == lists.PERSON,
        themes=tuple(dict.fromkeys(filter(None, themes))),
        notes=row.all_notes(),
        draft=False,
        **facts,
    )


def _data_type(row: Row) -> DataTypeRow:
    name, category = row.label("name"), row.label("category")
    sensitivity = row.closed("sensitivity", lists.SENSITIVITY)
    return DataTypeRow(
        number=row.number,
        name=name,
        sensitivity=sensitivity,
        category=category,
        could_hurt=row.closed("could_hurt", lists.YES_OR_NO) == "yes",
        notes=row.all_notes(),
    )


def _storage(row: Row) -> StorageRow:
    facts = {name: row.label(name) for name in ("organisation", "name", "location")}
    return StorageRow(
        number=row.number,
        kind=row.closed("kind", lists.STORAGE_KIND),
        access_note=row.text("access"),
        security=row.text("security"),
        retention=row.text("retention"),
        notes=row.all_notes(),
        **facts,
    )


def _access(row: Row) -> AccessSheetRow:
    facts = {name: row.label(name) for name in ("organisation", "storage", "opened_by", "role")}
    return AccessSheetRow(number=row.number, notes=row.all_notes(), **facts)


def _identity(name: str) -> str:
    return key(name) or name


def _line(row: Row, kind: str, value: str, reason: Message) -> ReceiptItem:
    return ReceiptItem(kind=kind, source=row.source, value=value, reason=reason)


def _refuse_rings(rows: Sequence[OrganisationRow]) -> None:
    """Raise ``FormatError`` when organisations are parts of each other, naming them in order."""
    by_key = {_identity(row.name): row for row in rows}
    settled: set[str] = set()
    for start in by_key:
        trail: dict[str, None] = {}
        at = start
        while at in by_key and at not in settled:
            if at in trail:
                steps = list(trail)
                ring = [by_key[step].name for step in [*steps[steps.index(at) :], at]]
                raise FormatError(_("Organisations are parts of each other: %(names)s."), names=ring_of(ring))
            trail[at] = None
            at = _identity(by_key[at].parent)
        settled.update(trail)
