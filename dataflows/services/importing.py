"""Importing a file: a preview that stores nothing, then one undo step with a receipt that stays."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from dataflows.models import Act, ImportOrigin, ImportReceipt, Map, Node
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import add_flows, add_nodes, start_edit
from dataflows.services.facts import FactChange, set_data_types, set_facts
from dataflows.services.holding import refusing_clashes, stamp_of
from dataflows.services.log import Edit
from dataflows.services.matching import key_of
from dataflows.services.merging import words_of
from dataflows.services.planning import Plan
from dataflows.services.reading import (
    NO_CHOICES,
    NO_SHEETS,
    Choices,
    RegisterFiles,
    SourceFile,
    check_file,
    label_of,
    peek_file,
    plan_import,
)
from dataflows.services.register import hold_register
from dataflows.services.register_log import RegisterEdit
from dataflows.services.register_saving import save_register
from dataflows.services.storing import LOT, store_many
from organisations.errors import Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

__all__ = [
    "Choices",
    "RegisterFiles",
    "SourceFile",
    "check_file",
    "content_of",
    "import_flows",
    "peek_file",
    "plan_import",
    "start_preview",
]

PREVIEW_KEPT: Final = timedelta(days=1)


def import_flows(
    *,
    actor: Actor,
    map_: Map,
    file: SourceFile,
    choices: Choices = NO_CHOICES,
    register_files: RegisterFiles = NO_SHEETS,
    preview: ImportReceipt | None = None,
) -> ImportReceipt:
    """Import a file into a draft as one edit; the register grows as needed, the map is redrawn.

    Recorded. With ``preview``, that preview becomes the receipt: pressing the button twice imports once.
    The plan is made before anything is locked, and again only when the map or the register has changed by
    the time the lock is held.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The file cannot be used; nothing was stored.
    Conflict
        The preview was imported already.
    """

    def planned() -> Plan:
        return plan_import(map_=map_, file=file, choices=choices, register_files=register_files)

    return carry_out(actor=actor, map_=map_, planned=planned, file_name=file.name, preview=preview)


def carry_out(
    *,
    actor: Actor,
    map_: Map,
    planned: Callable[[], Plan],
    file_name: str,
    preview: ImportReceipt | None = None,
) -> ImportReceipt:
    """Do what a plan says, as one edit. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput, Conflict
        As :func:`import_flows`.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    seen = _stamp(map_)
    plan = planned()
    with refusing_clashes(), transaction.atomic():
        edit = start_edit(actor=actor, map_=map_, kind=Act.Kind.IMPORT)
        receipt = _claimed(preview, actor=actor, map_=map_, file_name=file_name)
        hold_register(map_.programme_id)
        if _stamp(map_) != seen:
            plan = planned()
        edit.id = receipt.edit
        _store(edit=edit, plan=plan)
        receipt.content, receipt.label = content_of(plan), plan.label
        receipt.save()
        _keep_origins(receipt, plan)
        record(
            actor=actor,
            action="map.import",
            on=map_,
            programme=map_.programme,
            detail={"receipt": str(receipt.pk), "kept": len(plan.new), "matched": len(plan.matched)},
        )
        request_drawing(map_=map_)
    return receipt


def _stamp(map_: Map) -> tuple[object, ...]:
    """Return what changes whenever something does that a plan is made of."""
    seq = Map.objects.filter(pk=map_.pk).values_list("seq", "programme__redactions").get()
    return (*seq, stamp_of(map_.programme))


def _store(*, edit: Edit, plan: Plan) -> None:
    save_register(plan.register, by=RegisterEdit(actor=edit.actor, programme=edit.map.programme, id=edit.id))
    add_nodes(edit=edit, nodes=plan.nodes)
    add_flows(edit=edit, flows=[(planned.flow, planned.data_types) for planned in plan.new])
    matched = plan.matched
    set_facts(
        edit=edit,
        changes=[
            FactChange(one.flow, fact, getattr(one.told, fact))
            for one in matched
            for fact in one.takes
            if fact != "data_types"
        ],
    )
    set_data_types(
        edit=edit, changes=[(one.flow, one.data_types) for one in matched if "data_types" in one.takes]
    )
    edit.write()


def _keep_origins(receipt: ImportReceipt, plan: Plan) -> None:
    """Keep for every element where it came from, and what the file said of it."""
    origins = _origins(receipt, plan)
    # A few at a time: each holds what a whole row said.
    while lot := list(islice(origins, LOT)):
        store_many(lot)


def _origins(receipt: ImportReceipt, plan: Plan) -> Iterator[ImportOrigin]:
    here = {"programme_id": receipt.programme_id, "map_id": receipt.map_id, "receipt": receipt}
    for position, place in enumerate(plan.places):
        yield ImportOrigin(
            **here,
            position=position,
            source=place.source,
            key=f"place {place.row.key}",
            place=place.row.place,
            element_kind="node",
            element_id=place.node.pk,
            matched=place.matched,
        )
    for position, one in enumerate(plan.flows, start=len(plan.places)):
        yield ImportOrigin(
            **here,
            position=position,
            source=one.source,
            key=key_of(one.row),
            place=one.place,
            element_kind="flow",
            element_id=one.flow.pk,
            matched=one.matched,
            values=words_of(one.told, one.data_types),
        )
    after = len(plan.places) + len(plan.flows)
    for position, (node, where) in enumerate(_made_by_flows(plan), start=after):
        # Without a source: a later import finds ends by their names.
        yield ImportOrigin(
            **here,
            position=position,
            source="",
            key=f"node {node.pk}",
            place=where,
            element_kind="node",
            element_id=node.pk,
        )


def _made_by_flows(plan: Plan) -> Iterator[tuple[Node, str]]:
    """Yield the new nodes that no drawing shows, with the place of the first flow that needed them."""
    left = {node.pk: node for node in plan.nodes}
    for shown in plan.places:
        left.pop(shown.node.pk, None)
    for planned in plan.flows:
        for end in (planned.flow.source, planned.flow.target):
            for node in (end.parent, end):
                if node is not None and node.pk in left:
                    yield left.pop(node.pk), planned.place


@transaction.atomic
def start_preview(
    *, actor: Actor, map_: Map, file: SourceFile, choices: Choices = NO_CHOICES
) -> ImportReceipt:
    """Keep a file while somebody looks at its preview; an earlier preview of theirs on this map goes.

    So does every preview in the programme that nobody has come back to for a day. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    user_id = _user_id(actor)
    previews = ImportReceipt.objects.filter(state=ImportReceipt.State.PREVIEW)
    previews.filter(map=map_, made_by_id=user_id).delete()
    previews.filter(made_at__lt=timezone.now() - PREVIEW_KEPT).delete()
    preview = ImportReceipt.objects.create(
        programme_id=map_.programme_id,
        map=map_,
        file_name=file.name[:200],
        source=file.data,
        columns={sheet: dict(columns) for sheet, columns in choices.columns.items()},
        sheets=list(choices.sheets),
        label=choices.label or label_of(file.name),
        made_by_id=user_id,
    )
    record(actor=actor, action="map.import_preview", on=preview, programme=map_.programme)
    return preview


def content_of(plan: Plan) -> dict[str, Any]:
    """Return what a receipt keeps of a plan: counts of what is as it was, and a line for all else."""
    content: dict[str, Any] = plan.receipt.to_dict(gettext)
    content |= {"kept": len(plan.new), "matched": len(plan.matched)}
    content |= plan.register.new_names()
    if plan.loose:
        content["loose"] = [{"source": source, "row": asdict(row)} for source, row in plan.loose]
    return content


def _claimed(preview: ImportReceipt | None, *, actor: Actor, map_: Map, file_name: str) -> ImportReceipt:
    """Return this import's own receipt: a new one, or the preview, unless that has been used."""
    receipt = preview or ImportReceipt(
        programme_id=map_.programme_id, map=map_, file_name=file_name[:200], made_by_id=_user_id(actor)
    )
    if preview is not None:
        unused = ImportReceipt.objects.filter(pk=preview.pk, state=ImportReceipt.State.PREVIEW)
        if not unused.update(state=ImportReceipt.State.IMPORTED):
            raise Conflict(_("This file has been imported already."))
    receipt.state, receipt.imported_at, receipt.source = ImportReceipt.State.IMPORTED, timezone.now(), b""
    return receipt


def _user_id(actor: Actor) -> UUID | None:
    return UUID(actor.id) if actor.is_signed_in else None
