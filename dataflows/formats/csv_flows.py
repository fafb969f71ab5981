"""The flow list as CSV: what council staff fill in, read into rows with a receipt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from dataflows.errors import FormatError, Message
from dataflows.formats import closed_lists as lists
from dataflows.formats.cells import KnownNames
from dataflows.formats.columns import FLOW_FIELDS, FLOW_HEADINGS, headings
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.flow_row import FlowRow, FlowSheet, Peek, is_person
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.formats.row import Row, best_of, read_row, unknown_columns
from dataflows.formats.table import Cells, Headings, Table, read_table, require
from dataflows.graph.keys import key
from dataflows.graph.model import Party
from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.arrow import ends_in_line
from dataflows.language.purpose import keep_purpose

__all__ = ["ENDS", "FLOW_FIELDS", "FlowRow", "FlowSheet", "Peek", "is_person", "peek_flows", "read_flows"]

_ = gettext_noop

ENDS: Final = ("from_organisation", "to_organisation")
SAMPLE_ROWS: Final = 5

KEPT: Final = _("Kept.")
EMPTY: Final = _("The row is empty.")
NEITHER_END: Final = _("The row names neither who sends nor who receives.")
NO_SENDER: Final = _("The row does not say who sends.")
NO_RECEIVER: Final = _("The row does not say who receives.")


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file may be a flow list: any text that no other format claims may be one."""
    return bool(glimpse.text)


def read(data: bytes, options: ReadOptions) -> Contents:
    """Return the one flow list in a file."""
    sheet = read_flows(
        data,
        filename=options.filename,
        columns=options.columns.get(0),
        known_data_types=options.known_data_types,
    )
    return Contents(sheets=(sheet,))


def read_flows(
    data: Cells,
    *,
    filename: str = "flows.csv",
    columns: Mapping[int, str] | None = None,
    known_data_types: Iterable[str] = (),
) -> FlowSheet:
    """Return the flows in a sheet, with a receipt of everything that was guessed, noted or left.

    Parameters
    ----------
    columns
        Column number from 0 -> field of ``FLOW_FIELDS``, or ``""`` to keep the column in the notes; for the
        columns it names it wins over what the headings say.
    known_data_types
        Names that commas in a cell without semicolons are read by, the longest first.

    Raises
    ------
    FormatError
        With one sentence, when the file as a whole cannot be read; then nothing of it is kept.

    Examples
    --------
    >>> sheet = read_flows(b"From,To,What\\nShelter,MCC,Name; Address\\n")
    >>> sheet.rows[0].data_types, sheet.receipt.count("kept")
    (('Name', 'Address'), 1)
    """
    table = read_table(data, filename, _headings(), ENDS)
    fields = _overridden(table, columns or {})
    require(table, fields, ENDS)
    known = KnownNames.of(known_data_types)
    rows: list[FlowRow] = []
    unattached: list[FlowRow] = []
    items = [*table.items, *unknown_columns(table, fields)]
    for number, record in table.rows:
        row = read_row(table, number, record, fields)
        row.blank_unseen(ENDS)
        reason = _why_not(row)
        if reason in {EMPTY, NEITHER_END}:
            items.append(_line(row, "dropped", reason, " | ".join(filter(str.strip, record))))
            continue
        flow = _flow(row, known)
        ends = ends_in_line(flow.from_organisation or "?", flow.to_organisation or "?")
        (unattached if reason else rows).append(flow)
        items.append(_line(row, "unattached" if reason else "kept", reason or KEPT, ends))
        items.extend(row.items)
    if not rows and not unattached:
        raise FormatError(_("The file has headings and no flows below them."))
    _refuse_same_refs([*rows, *unattached])
    chosen = {name: heading for name, heading in zip(fields, table.headers, strict=True) if name}
    return FlowSheet(tuple(rows), tuple(unattached), chosen, Receipt(tuple(items)))


def peek(data: bytes, filename: str) -> tuple[Peek, ...]:
    """Return the headings of the one flow list in a file."""
    return (peek_flows(data, filename=filename),)


def peek_flows(data: Cells, *, filename: str = "flows.csv") -> Peek:
    """Return the headings of a sheet and what they would be taken for, without asking that they suffice.

    Raises
    ------
    FormatError
        When it cannot be read as a sheet at all.
    """
    table = read_table(data, filename, _headings(), ENDS)
    sample = tuple(record for _number, record in table.rows if any(cell.strip() for cell in record))
    return Peek(table.headers, table.fields, table.header_row, sample[:SAMPLE_ROWS])


def is_flow_list(data: Cells, *, filename: str) -> bool:
    """Say whether a sheet has the columns that make it a flow list; never raises.

    Examples
    --------
    >>> is_flow_list(b"From,To\\nA,B\\n", filename="a"), is_flow_list(b"Name\\nA\\n", filename="a")
    (True, False)
    """
    try:
        fields = read_table(data, filename, _headings(), ENDS).fields
    except FormatError:
        return False
    return set(ENDS) <= set(fields)


@cache
def _headings() -> Headings:
    return headings(FLOW_HEADINGS, FLOW_FIELDS)


def _overridden(table: Table, columns: Mapping[int, str]) -> tuple[str, ...]:
    fields = tuple(columns.get(place, name) for place, name in enumerate(table.fields))
    twice = next((name for name, count in Counter(filter(None, fields)).items() if count > 1), None)
    if twice is not None:
        raise FormatError(_("Two columns are matched to “%(field)s”; choose one of them."), field=twice)
    return fields


def _why_not(row: Row) -> str:
    """Return why the row is no flow, or ``""`` when it has both ends."""
    sender, receiver = (row.text(end) for end in ENDS)
    if sender and receiver:
        return ""
    if not any(row.cells.values()) and not row.notes:
        return EMPTY
    if not sender and not receiver:
        return NEITHER_END
    return NO_RECEIVER if sender else NO_SENDER


def _flow(row: Row, known: KnownNames) -> FlowRow:
    facts = {
        **{name: row.label(name) for name in ("ref", "from_organisation", "from_storage", "to_organisation")},
        **{
            name: row.label(name)
            for name in ("to_storage", "channel", "journey_stage", "trigger", "frequency")
        },
        **{name: row.label(name) for name in ("agreement", "dpia_reference")},
        **{name: row.text(name) for name in ("if_not_shared", "necessity", "safeguard")},
        "identifiability": row.closed("identifiability", lists.IDENTIFIABILITY),
        "confidentiality_route": row.closed("confidentiality_route", lists.CONFIDENTIALITY),
        "person_told": row.closed("person_told", lists.TOLD),
        "person_choice": row.closed("person_choice", lists.CHOICE),
        "consistency": row.closed("practice", lists.PRACTICE),
        "evidence": row.closed("evidence", lists.EVIDENCE) or "assumed",
        "confidence": row.closed("confidence", lists.CONFIDENCE),
        "purpose": keep_purpose(row.text("purpose")),
        "evidence_source": row.text("source"),
        "review_date": row.day("review_date"),
    }
    data_types = row.names("data_types", known)
    sender = _party(row, "from_role", "sender_regime", "lawful_basis", "special_condition", "law")
    receiver = _party(
        row,
        "to_role",
        "receiver_regime",
        "receiver_lawful_basis",
        "receiver_special_condition",
        "receiver_law",
    )
    # Notes last: everything above may have added to them.
    return FlowRow(
        number=row.number,
        data_types=data_types,
        sender=sender,
        receiver=receiver,
        notes=row.all_notes(),
        **facts,
    )


def _party(row: Row, role: str, regime: str, basis: str, condition: str, law: str) -> Party:
    article_9, schedule_1 = _conditions(row, condition)
    return Party(
        role=row.closed(role, lists.ROLE),
        regime=row.closed(regime, lists.REGIME),
        lawful_basis=row.closed(basis, lists.LAWFUL_BASIS),
        article_9=article_9,
        schedule_1=schedule_1,
        law=row.label(law),
    )


def _conditions(row: Row, name: str) -> tuple[str, str]:
    """Return the Article 9 and the Schedule 1 condition of a cell that may name either or both."""
    article_9 = schedule_1 = ""
    for part in row.text(name).split(";"):
        code = row.found(name, part.strip(), best_of(lists.ARTICLE_9, lists.SCHEDULE_1))
        of_schedule_1 = code.startswith("sch1_") or key(part) == key(lists.SCHEDULE_1_NOT_KNOWN)
        if of_schedule_1 and not schedule_1:
            schedule_1 = code
        elif code and not of_schedule_1 and not article_9:
            article_9 = code
        elif code:
            row.note(name, part.strip())
            row.say("noted", name, part.strip(), "", Message(_("A second condition of the same kind.")))
    return article_9, schedule_1


def _line(row: Row, kind: str, reason: str, value: str) -> ReceiptItem:
    return ReceiptItem(kind=kind, source=row.source, ref=row.ref, value=value, reason=Message(reason))


def _refuse_same_refs(rows: Iterable[FlowRow]) -> None:
    seen: dict[str, int] = {}
    for row in sorted(_with_refs(rows), key=lambda row: row.number):
        if row.ref in seen:
            raise FormatError(
                _("The reference “%(ref)s” is in rows %(first)s and %(second)s; each flow needs its own."),
                ref=row.ref,
                first=seen[row.ref],
                second=row.number,
            )
        seen[row.ref] = row.number


def _with_refs(rows: Iterable[FlowRow]) -> Iterator[FlowRow]:
    return (row for row in rows if row.ref)
