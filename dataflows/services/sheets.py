"""Taking a programme's register sheets in: organisations, data types, storage and who can open it."""

from collections.abc import Iterator, Sequence

from dataflows.errors import Message
from dataflows.formats.csv_register import AccessSheetRow, DataTypeRow, OrganisationRow, StorageRow
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import AccessRow
from dataflows.services.differences import STAYS, Known
from dataflows.services.register import Register
from organisations.models import Organisation

_ = gettext_noop

# Kinds of organisation that are public bodies by what they are; others are not known to be.
_PUBLIC_KINDS = frozenset({"council", "nhs", "police", "probation", "central_government", "public_body"})
_FILLED = _("The register did not say this of %(name)s, and does now.")
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
        if is_new:
            organisation.draft = row.draft
        items += _filled(register, organisation, row, ("short_name", "kind", "notes"), filename)
        _complete(register, organisation, row)
        items += _differing(organisation, row, ("short_name", "kind", "notes"), filename)
    for row in rows:
        if row.parent and not row.person:
            organisation = register.organisation(row.name)[0]
            if organisation.parent_id is None:
                organisation.parent = register.organisation(row.parent)[0]
                register.changed(organisation)
    return items


def _complete(register: Register, organisation: Organisation, row: OrganisationRow) -> None:
    organisation.named = organisation.named and row.named
    if organisation.public_body is None and organisation.kind in _PUBLIC_KINDS | _NOT_PUBLIC_KINDS:
        organisation.public_body = organisation.kind in _PUBLIC_KINDS
    if row.short_name:
        register.organisations.setdefault(register.key(row.short_name), organisation)
    if row.area:
        register.new_areas_of.append((organisation, register.area(row.area)))
    register.new_themes_of += [
        (organisation, register.themes[code]) for code in row.themes if code in register.themes
    ]
    register.changed(organisation)


def _filled(
    register: Register,
    known: Known,
    row: OrganisationRow | DataTypeRow | StorageRow,
    facts: Sequence[str],
    filename: str,
) -> Iterator[ReceiptItem]:
    """Give the register what it did not say; yield a line for each fact of a row that it already had."""
    for fact in facts:
        theirs = getattr(row, fact)
        if register.fill(known, fact, theirs):
            yield ReceiptItem(
                kind="filled",
                source=row.place or f"{filename} row {row.number}",
                column=fact,
                value=str(theirs),
                became=str(theirs),
                reason=Message(_FILLED, {"name": known.name}),
            )


def _differing(
    known: Known, row: OrganisationRow | DataTypeRow | StorageRow, facts: Sequence[str], filename: str
) -> Iterator[ReceiptItem]:
    """Yield a line for each fact that the register has otherwise than the row."""
    for fact in facts:
        mine, theirs = getattr(known, fact), getattr(row, fact)
        if theirs and theirs != mine:
            yield ReceiptItem(
                kind="differs",
                source=row.place or f"{filename} row {row.number}",
                column=fact,
                value=str(theirs),
                became=str(mine),
                reason=Message(STAYS, {"mine": mine, "name": known.name}),
            )


def take_data_types(register: Register, rows: Sequence[DataTypeRow], *, filename: str) -> list[ReceiptItem]:
    """Add or complete data types; return what was filled, and what the register has otherwise."""
    items: list[ReceiptItem] = []
    for row in rows:
        data_type, _is_new = register.data_type(row.name)
        items += _filled(register, data_type, row, _DATA_TYPE_FACTS, filename)
        items += _differing(data_type, row, _DATA_TYPE_FACTS, filename)
    return items


def take_storage(register: Register, rows: Sequence[StorageRow], *, filename: str) -> list[ReceiptItem]:
    """Add or complete storages; return what was filled, and what the register has otherwise."""
    items: list[ReceiptItem] = []
    for row in rows:
        storage, _is_new = register.storage(register.organisation(row.organisation)[0], row.name)
        items += _filled(register, storage, row, _STORAGE_FACTS, filename)
        items += _differing(storage, row, _STORAGE_FACTS, filename)
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
        if is_new:
            items.append(
                ReceiptItem(
                    kind="guessed",
                    source=f"{filename} row {row.number}",
                    ref="",
                    column="storage",
                    value=row.storage,
                    became=row.storage,
                    reason=Message(_("This storage was not in the list of storages: it was added."), {}),
                )
            )
    return items
