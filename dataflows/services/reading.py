"""Reading files against a map: what an import would do, before anything is stored."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from dataflows.errors import FormatError
from dataflows.formats.csv_flows import read_flows
from dataflows.formats.csv_register import read_access, read_data_types, read_organisations, read_storage
from dataflows.formats.receipt import Receipt
from dataflows.models import Map
from dataflows.services.planning import Plan, Planner
from dataflows.services.register import Register
from dataflows.services.sheets import take_access, take_data_types, take_organisations, take_storage
from organisations.errors import BadInput


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file as it came: its name (for the receipt) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class RegisterFiles:
    """The sheets that say who and what the flow list speaks of; each may be left out."""

    organisations: SourceFile | None = None
    data_types: SourceFile | None = None
    storage: SourceFile | None = None
    access: SourceFile | None = None


NO_SHEETS: Final = RegisterFiles()


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn a file that cannot be read into bad input with the same sentence."""
    try:
        yield
    except FormatError as error:
        raise BadInput(error.translated(gettext)) from error


def check_flows(*, file: SourceFile, columns: Mapping[int, str] | None = None) -> None:
    """Raise ``BadInput`` when the flow list cannot be used, without asking what the programme knows."""
    with in_one_sentence():
        read_flows(file.data, filename=file.name, columns=columns)


def plan_import(
    *,
    map_: Map,
    file: SourceFile,
    columns: Mapping[int, str] | None = None,
    leave_out: frozenset[int] = frozenset(),
    register_files: RegisterFiles = NO_SHEETS,
) -> Plan:
    """Work out an import without storing anything.

    Raises
    ------
    BadInput
        The file cannot be used, with the one sentence that says why.
    """
    register = Register.of(map_.programme)
    with in_one_sentence():
        register_receipt = _take_register(register, register_files)
        known = [row.name for row in register.data_types.values()]
        sheet = read_flows(file.data, filename=file.name, columns=columns, known_data_types=known)
    register.check_parts()
    plan = Planner(map_=map_, register=register, file_name=file.name).plan(sheet, leave_out=leave_out)
    plan.receipt = Receipt((*register_receipt.items, *plan.receipt.items))
    return plan


def _take_register(register: Register, files: RegisterFiles) -> Receipt:
    receipt = Receipt(())
    if files.organisations:
        organisations = read_organisations(files.organisations.data, filename=files.organisations.name)
        take_organisations(register, organisations.rows)
        receipt = _said(receipt, organisations.receipt)
    if files.data_types:
        data_types = read_data_types(files.data_types.data, filename=files.data_types.name)
        take_data_types(register, data_types.rows)
        receipt = _said(receipt, data_types.receipt)
    if files.storage:
        storage = read_storage(files.storage.data, filename=files.storage.name)
        take_storage(register, storage.rows)
        receipt = _said(receipt, storage.receipt)
    if files.access:
        access = read_access(files.access.data, filename=files.access.name)
        receipt = _said(receipt, access.receipt)
        receipt = receipt.plus(take_access(register, access.rows, filename=files.access.name))
    return receipt


def _said(receipt: Receipt, more: Receipt) -> Receipt:
    """Add what a register sheet says, but for its kept rows: the receipt counts flows."""
    return receipt.plus(item for item in more.items if item.kind != "kept")
