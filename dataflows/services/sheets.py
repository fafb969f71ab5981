"""Taking a programme's register sheets in: organisations, data types, storage and who can open it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dataflows.errors import Message
from dataflows.formats.csv_register import AccessSheetRow, DataTypeRow, OrganisationRow, StorageRow
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import AccessRow
from dataflows.services.differences import FILLED, STAYS, Known
from dataflows.services.register import Register
from organisations.models import Organisation

_ = gettext_noop

# Kinds of organisation that are public bodies by what they are; others are not known to be.
_PUBLIC_KINDS = frozenset({"council", "nhs", "police", "probation", "central_government", "public_body"})
# As the sheets say it.
YES: Final = "yes"
NO: Final = "no"
_NO_THEME = _("The programme has no theme of this name.")
_ADDED = _("This storage was not in the list of storages: it was added.")
_DATA_TYPE_FACTS = ("sensitivity", "category", "could_hurt", "notes")
_STORAGE_FACTS = ("kind", "location", "access_note", "security", "retention", "notes")
_NOT_PUBLIC_KINDS = frozenset({"vcse", "private", "supplier"})


def take_organisations(
    register: Register, rows: Sequence[OrganisationRow], *, filename: str
) -> list[ReceiptItem]:
    """Add or complete organisations; return what was filled, and what the register has otherwise."""
    items: list[ReceiptItem] = []
    for row in rows:
        if row.person:
            continue
        organisation, is_new = register.organisation(row.name)
        said = _Said(row, filename, organisation.name)
        if is_new:
            organisation.draft, organisation.named = row.draft, row.named
        filled = [*_filled(register, organisation, row, ("short_name", "kind", "notes"), said)]
        if not row.named and any(one.column == "kind" for one in filled):
            organisation.named = False
            register.changed(organisation)
            filled.append(said.filled("named", NO))
        items += filled
        items += _complete(register, organisation, row, said)
        items += _differing(organisation, row, ("short_name", "kind", "notes"), said)
    for row in rows:
        if row.parent and not row.person:
            organisation = register.organisation(row.name)[0]
            items += _make_part(register, organisation, row.parent, _Said(row, filename, organisation.name))
    return items


def _complete(
    register: Register, organisation: Organisation, row: OrganisationRow, said: "_Said"
) -> Iterator[ReceiptItem]:
    """Give an organisation what follows from the row; yield a line for each thing a known one had not."""
    if organisation.kind in _PUBLIC_KINDS | _NOT_PUBLIC_KINDS:
        is_public = organisation.kind in _PUBLIC_KINDS
        if register.fill(organisation, "public_body", is_public):
            yield said.filled("public_body", YES if is_public else NO)
    if row.short_name:
        register.organisations.setdefault(register.key(row.short_name), organisation)
    if row.area and register.place(organisation, row.area):
        yield said.filled("area", row.area)
    for code in row.themes:
        if code not in register.themes:
            yield said.line("dropped", "sectors", code, "", Message(_NO_THEME))
        elif register.give_theme(organisation, code):
            yield said.filled("sectors", register.themes[code].name)


def _make_part(
    register: Register, organisation: Organisation, parent: str, said: "_Said"
) -> Iterator[ReceiptItem]:
    """Make an organisation a part of another, where the register does not say of which."""
    whole = register.organisation(parent)[0]
    if organisation.parent_id is None:
        organisation.parent = whole
        register.changed(organisation)
        if not organisation._state.adding:
            yield said.filled("parent", whole.name)
    elif organisation.parent_id != whole.pk:
        mine = register.known.get(organisation.parent_id)
        yield said.differs("parent", whole.name, mine.name if mine else "")


@dataclass(frozen=True)
class _Said:
    """Makes the lines of a receipt that tell of one row of a sheet and what it is in the register."""

    row: OrganisationRow | DataTypeRow | StorageRow | AccessSheetRow
    filename: str
    name: str

    def filled(self, fact: str, value: str) -> ReceiptItem:
        return self.line("filled", fact, value, value, Message(FILLED, {"name": self.name}))

    def differs(self, fact: str, theirs: str, mine: str) -> ReceiptItem:
        return self.line("differs", fact, theirs, mine, Message(STAYS, {"mine": mine, "name": self.name}))

    def line(self, kind: str, column: str, value: str, became: str, reason: Message) -> ReceiptItem:
        place = self.row.place or f"{self.filename} row {self.row.number}"
        return ReceiptItem(kind=kind, source=place, column=column, value=value, became=became, reason=reason)


def _filled(
    register: Register, known: Known, row: Any, facts: Sequence[str], said: _Said
) -> Iterator[ReceiptItem]:
    """Give the register what it did not say; yield a line for each fact of a row that it already had."""
    for fact in facts:
        theirs = getattr(row, fact)
        if register.fill(known, fact, theirs):
            yield said.filled(fact, YES if theirs is True else str(theirs))


def _differing(known: Known, row: Any, facts: Sequence[str], said: _Said) -> Iterator[ReceiptItem]:
    """Yield a line for each fact that the register has otherwise than the row."""
    for fact in facts:
        mine, theirs = getattr(known, fact), getattr(row, fact)
        if theirs and theirs != mine:
            yield said.differs(fact, str(theirs), str(mine))


def take_data_types(register: Register, rows: Sequence[DataTypeRow], *, filename: str) -> list[ReceiptItem]:
    """Add or complete data types; return what was filled, and what the register has otherwise."""
    items: list[ReceiptItem] = []
    for row in rows:
        data_type, _is_new = register.data_type(row.name)
        said = _Said(row, filename, data_type.name)
        items += _filled(register, data_type, row, _DATA_TYPE_FACTS, said)
        items += _differing(data_type, row, _DATA_TYPE_FACTS, said)
    return items


def take_storage(register: Register, rows: Sequence[StorageRow], *, filename: str) -> list[ReceiptItem]:
    """Add or complete storages; return what was filled, and what the register has otherwise."""
    items: list[ReceiptItem] = []
    for row in rows:
        storage, _is_new = register.storage(register.organisation(row.organisation)[0], row.name)
        said = _Said(row, filename, storage.name)
        items += _filled(register, storage, row, _STORAGE_FACTS, said)
        items += _differing(storage, row, _STORAGE_FACTS, said)
    return items


def take_access(register: Register, rows: Sequence[AccessSheetRow], *, filename: str) -> list[ReceiptItem]:
    """Add who can open each storage; a row equal to one that is there is not added twice."""
    items = []
    known = {(row.storage_id, row.organisation_id, row.role) for row in register.access_rows}
    for row in rows:
        storage, is_new = register.storage(register.organisation(row.organisation)[0], row.storage)
        reader = register.organisation(row.opened_by)[0] if row.opened_by else None
        identity = (storage.pk, reader.pk if reader else None, row.role)
        if identity in known:
            continue
        known.add(identity)
        made = AccessRow(
            programme=register.programme, storage=storage, organisation=reader, role=row.role, notes=row.notes
        )
        made.position = len(register.access_rows)
        register.access_rows.append(made)
        register.new.append(made)
        said = _Said(row, filename, storage.name)
        if is_new:
            items.append(said.line("guessed", "storage", row.storage, row.storage, Message(_ADDED)))
        elif not storage._state.adding:
            who = ": ".join(filter(None, [reader.name if reader else "", row.role]))
            items.append(said.filled("readers", who))
    return items
