"""Importing a flow list: a preview that stores nothing, then one undo step with a receipt that stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from dataflows.errors import FormatError
from dataflows.formats.csv_flows import FlowSheet, read_flows
from dataflows.formats.csv_register import read_access, read_data_types, read_organisations, read_storage
from dataflows.formats.receipt import Receipt
from dataflows.models import ImportReceipt, Map
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import add_flows, add_nodes, set_plain_fact, start_edit
from dataflows.services.planning import Plan, Planner
from dataflows.services.register import Register, hold_register
from dataflows.services.sheets import take_access, take_data_types, take_organisations, take_storage
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record


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


def plan_import(
    *,
    map_: Map,
    file: SourceFile,
    columns: Mapping[int, str] | None = None,
    leave_out: frozenset[int] = frozenset(),
    register_files: RegisterFiles = RegisterFiles(),
) -> Plan:
    """Work out an import without storing anything.

    Raises
    ------
    BadInput
        The file cannot be used, with the one sentence that says why.
    """
    register = Register.of(map_.programme)
    try:
        register_receipt = _take_register(register, register_files)
        sheet: FlowSheet = read_flows(
            file.data,
            filename=file.name,
            columns=columns,
            known_data_types=[row.name for row in register.data_types.values()],
        )
    except FormatError as error:
        raise BadInput(error.translated(gettext)) from error
    plan = Planner(map_=map_, register=register, file_name=file.name).plan(sheet, leave_out=leave_out)
    plan.receipt = Receipt((*register_receipt.items, *plan.receipt.items))
    return plan


@transaction.atomic
def import_flows(
    *,
    actor: Actor,
    map_: Map,
    file: SourceFile,
    columns: Mapping[int, str] | None = None,
    leave_out: frozenset[int] = frozenset(),
    register_files: RegisterFiles = RegisterFiles(),
    preview: ImportReceipt | None = None,
) -> ImportReceipt:
    """Import a flow list into a draft as one edit; the register grows as needed, the map is redrawn.

    Recorded. With ``preview``, that preview becomes the receipt: pressing the button twice imports once.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The file cannot be used; nothing was stored.
    Conflict
        The preview was imported already.
    """
    edit = start_edit(actor=actor, map_=map_)
    receipt = preview or ImportReceipt(
        programme_id=map_.programme_id, map=map_, file_name=file.name[:200], made_by_id=_user_id(actor)
    )
    _claim(receipt)
    hold_register(map_.programme_id)
    edit.id = receipt.edit
    plan = plan_import(
        map_=map_, file=file, columns=columns, leave_out=leave_out, register_files=register_files
    )
    plan.register.save()
    add_nodes(edit=edit, nodes=plan.nodes)
    add_flows(edit=edit, flows=[(planned.flow, planned.data_types) for planned in plan.new])
    for planned in plan.matched:
        for fact, value in planned.fills.items():
            set_plain_fact(edit=edit, flow=planned.flow, fact=fact, value=value)
    edit.write()
    receipt.content = content_of(plan)
    receipt.save()
    record(
        actor=actor,
        action="map.import",
        on=map_,
        programme=map_.programme,
        detail={"receipt": str(receipt.pk), "kept": len(plan.new), "matched": len(plan.matched)},
    )
    request_drawing(map_=map_)
    return receipt


@transaction.atomic
def start_preview(
    *, actor: Actor, map_: Map, file: SourceFile, columns: Mapping[int, str] | None = None
) -> ImportReceipt:
    """Keep a file while somebody looks at its preview; an earlier preview of theirs on this map goes.

    Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    user_id = _user_id(actor)
    ImportReceipt.objects.filter(map=map_, state=ImportReceipt.State.PREVIEW, made_by_id=user_id).delete()
    preview = ImportReceipt.objects.create(
        programme_id=map_.programme_id,
        map=map_,
        file_name=file.name[:200],
        source=file.data,
        columns={str(key): value for key, value in (columns or {}).items()},
        made_by_id=user_id,
    )
    record(actor=actor, action="map.import_preview", on=preview, programme=map_.programme)
    return preview


def content_of(plan: Plan) -> dict[str, Any]:
    """Return what a receipt keeps of a plan: counts, every item said, and which flow each row became."""
    content: dict[str, Any] = plan.receipt.to_dict(gettext)
    content["flows"] = [
        {"row": planned.row.number, "ref": planned.flow.ref, "flow": str(planned.flow.pk)}
        for planned in plan.flows
    ]
    content["new_organisations"] = plan.new_organisations
    content["new_data_types"] = plan.new_data_types
    return content


def _claim(receipt: ImportReceipt) -> None:
    """Make the receipt this import's own, or say that it has been used."""
    now = timezone.now()
    if not receipt._state.adding:
        previews = ImportReceipt.objects.filter(pk=receipt.pk, state=ImportReceipt.State.PREVIEW)
        if not previews.update(state=ImportReceipt.State.IMPORTED):
            raise Conflict(_("This file has been imported already."))
    receipt.state, receipt.imported_at, receipt.source = ImportReceipt.State.IMPORTED, now, b""


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


def _user_id(actor: Actor) -> UUID | None:
    return UUID(actor.id) if actor.is_signed_in else None
