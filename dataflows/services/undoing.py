"""Taking an import back as the one step it was."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.models import Change, Flow, ImportReceipt, Node
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import remove_flows, remove_nodes, set_plain_fact, start_edit
from organisations.errors import Conflict
from organisations.permissions import Actor
from organisations.services.audit import record


@transaction.atomic
def undo_import(*, actor: Actor, receipt: ImportReceipt) -> int:
    """Undo an import: what it added goes, what it filled in is blank again. Returns the number of changes.

    Undo is another change: the log keeps both. The programme's register stays as it is, since other maps
    may use it by now. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    Conflict
        The import was undone already, or somebody has built on it since: nothing is taken back then.
    """
    edit = start_edit(actor=actor, map_=receipt.map)
    changes = list(Change.objects.filter(map=receipt.map, edit=receipt.edit))
    ids = {change.element_id for change in changes}
    later = Change.objects.filter(map=receipt.map, element_id__in=ids).exclude(edit=receipt.edit)
    if changes and later.filter(seq__gt=changes[-1].seq).exists():
        raise Conflict(_("Somebody has changed these flows since, or the import is undone already."))
    added = {kind: [one.element_id for one in changes if one.action == "add" and one.element_kind == kind]
             for kind in ("flow", "node")}  # fmt: skip
    nodes = Node.objects.filter(map=receipt.map, pk__in=added["node"])
    _refuse_strangers(added["flow"], added["node"])
    remove_flows(edit=edit, flows=Flow.objects.filter(map=receipt.map, pk__in=added["flow"]))
    remove_nodes(edit=edit, nodes=nodes)
    for change in changes:
        if change.action == "set":
            flow = Flow.objects.get(pk=change.element_id)
            set_plain_fact(edit=edit, flow=flow, fact=change.field, value=str(change.before))
    edit.write()
    record(
        actor=actor,
        action="map.import_undo",
        on=receipt.map,
        programme=receipt.map.programme,
        detail={"receipt": str(receipt.pk)},
    )
    request_drawing(map_=receipt.map)
    return len(changes)


def _refuse_strangers(flow_ids: list[UUID], node_ids: list[UUID]) -> None:
    """Refuse when a flow that came later hangs on a node that this import brought."""
    others = Flow.objects.exclude(pk__in=flow_ids)
    if others.filter(source__in=node_ids).exists() or others.filter(target__in=node_ids).exists():
        raise Conflict(_("Other flows use organisations that this import brought. Remove those flows first."))
