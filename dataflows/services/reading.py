"""Reading files against a map: what an import would do, before anything is stored."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from dataflows.errors import FormatError
from dataflows.formats.contents import Contents, Matching, ReadOptions
from dataflows.formats.csv_register import read_access, read_data_types, read_organisations, read_storage
from dataflows.formats.flow_row import FlowRow, FlowSheet, Peek
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.formats.registry import CODECS, sniff
from dataflows.models import Map
from dataflows.services.matching import Matcher
from dataflows.services.planning import Plan, Planner
from dataflows.services.register import Register
from dataflows.services.sheets import take_access, take_data_types, take_organisations, take_storage
from organisations.errors import BadInput

# What programs add to the name of a file that is saved again: "flows (2)", "flows - copy", a date at its end.
AGAIN: Final = re.compile(r"[\s_-]*(\(\d+\)|copy|[12]\d{3}[-_.]?\d\d[-_.]?\d\d)$", re.IGNORECASE)


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


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What somebody chose for an import.

    ``columns`` says which column of which sheet holds which fact, ``sheets`` which sheets or pages to take
    (none for all), ``rows`` for a row's id the facts to take from the file over the map's, or ``leave_out``.
    ``label`` is what they call the source; left out, it is made of the file's name.
    """

    columns: Matching = field(default_factory=dict)
    sheets: Sequence[str] = ()
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    label: str = ""


NO_CHOICES: Final = Choices()
NOTHING_SAID: Final[Matching] = {}


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn a file that cannot be read into bad input with the same sentence."""
    try:
        yield
    except FormatError as error:
        raise BadInput(error.translated(gettext)) from error


def label_of(file_name: str) -> str:
    """Return what a source is called when nobody says: its file's name, however often it was saved again.

    >>> label_of("Northmoor flows (2).csv"), label_of("flows_2026-03-01.xlsx"), label_of("2026.csv")
    ('Northmoor flows', 'flows', '2026')
    """
    stem = PurePath(file_name).stem or file_name
    return (AGAIN.sub("", stem).strip() or stem)[:200]


def check_file(*, file: SourceFile, columns: Matching = NOTHING_SAID) -> None:
    """Raise ``BadInput`` when the file cannot be used, without asking what the programme knows."""
    with in_one_sentence():
        _contents(file, ReadOptions(filename=file.name, columns=columns))


def peek_file(*, file: SourceFile) -> tuple[Peek, ...]:
    """Return the headings of each sheet whose columns may be matched by hand; none for drawings.

    Raises
    ------
    BadInput
        The file cannot be read at all.
    """
    with in_one_sentence():
        peek = CODECS[sniff(file.data)].peek
        return peek(file.data, file.name) if peek else ()


def plan_import(
    *, map_: Map, file: SourceFile, choices: Choices = NO_CHOICES, register_files: RegisterFiles = NO_SHEETS
) -> Plan:
    """Work out an import without storing anything.

    Raises
    ------
    BadInput
        The file cannot be used, with the one sentence that says why.
    """
    register = Register.of(map_.programme)
    with in_one_sentence():
        said = [*_take_files(register, register_files)]
        known = tuple(row.name for row in register.data_types.values())
        options = ReadOptions(
            filename=file.name,
            columns=choices.columns,
            known_data_types=known,
            known_ends=_ends_of(register),
        )
        contents = _contents(file, options)
    names = tuple(sheet.name for sheet in contents.sheets)
    if choices.sheets:
        contents = contents.only(choices.sheets)
    if not contents.sheets:
        raise BadInput(_("Choose at least one sheet or page of the file."))
    said += [*contents.receipt.items, *_take_rows(register, contents, file.name)]
    register.check_parts()
    label = choices.label or label_of(file.name)
    sources = [f"{label}\n{sheet.name}" if sheet.name else label for sheet in contents.sheets]
    matcher = Matcher.of(map_, sources)
    planner = Planner(map_=map_, register=register, file_name=file.name, matcher=matcher)
    flows = [
        planned
        for number, (sheet, source) in enumerate(zip(contents.sheets, sources, strict=True))
        for planned in planner.plan(sheet, source=source, number=number, chosen=choices.rows)
    ]
    # What is kept or matched is counted in the plan; a line for each would say nothing more.
    read = [item for sheet in contents.sheets for item in sheet.receipt.items if item.kind != "kept"]
    return Plan(
        map=map_,
        register=register,
        receipt=Receipt((*said, *read, *planner.items)),
        label=label,
        flows=flows,
        nodes=planner.new_nodes,
        places=planner.places,
        sheets=names,
        loose=[
            (source, row)
            for sheet, source in zip(contents.sheets, sources, strict=True)
            for row in sheet.unattached
        ],
    )


def plan_row(*, map_: Map, row: FlowRow, source: str, label: str, file_name: str) -> Plan:
    """Work out what one more row of a source that was imported before would do, whatever the others say."""
    register = Register.of(map_.programme)
    matcher = Matcher.of(map_, [source])
    planner = Planner(map_=map_, register=register, file_name=file_name, matcher=matcher)
    sheet = FlowSheet(rows=(row,))
    flows = planner.plan(sheet, source=source, number=0, chosen={}, is_whole=False)
    return Plan(
        map=map_,
        register=register,
        receipt=Receipt(tuple(planner.items)),
        label=label,
        flows=flows,
        nodes=planner.new_nodes,
    )


def _ends_of(register: Register) -> tuple[tuple[str, str], ...]:
    """Return what places may be called in a typed line, and their names."""
    storages = (f"{row.organisation.name}: {row.name}" for row in register.storages.values())
    return (
        *((called, row.name) for called, row in register.organisations.items()),
        *((name, name) for name in storages),
    )


def _contents(file: SourceFile, options: ReadOptions) -> Contents:
    read = CODECS[sniff(file.data)].read
    if read is None:
        raise FormatError(gettext("Daylight writes files of this kind, and does not read them."))
    contents = read(file.data, options)
    if not isinstance(contents, Contents):
        raise FormatError(gettext("A map document has no preview: an empty map takes it whole."))
    return contents


def _take_rows(register: Register, contents: Contents, filename: str) -> list[ReceiptItem]:
    return [
        *take_organisations(register, contents.organisations, filename=filename),
        *take_data_types(register, contents.data_types, filename=filename),
        *take_storage(register, contents.storage, filename=filename),
        *take_access(register, contents.access, filename=filename),
    ]


def _take_files(register: Register, files: RegisterFiles) -> list[ReceiptItem]:
    """Take register sheets in; return what they say but for kept rows, since the receipt counts flows."""
    said: list[ReceiptItem] = []
    if files.organisations:
        organisations = read_organisations(files.organisations.data, filename=files.organisations.name)
        said += organisations.receipt.items
        said += take_organisations(register, organisations.rows, filename=files.organisations.name)
    if files.data_types:
        data_types = read_data_types(files.data_types.data, filename=files.data_types.name)
        said += data_types.receipt.items
        said += take_data_types(register, data_types.rows, filename=files.data_types.name)
    if files.storage:
        storage = read_storage(files.storage.data, filename=files.storage.name)
        said += storage.receipt.items
        said += take_storage(register, storage.rows, filename=files.storage.name)
    if files.access:
        access = read_access(files.access.data, filename=files.access.name)
        said += [
            *access.receipt.items,
            *take_access(register, access.rows, filename=files.access.name),
        ]
    return [item for item in said if item.kind != "kept"]
