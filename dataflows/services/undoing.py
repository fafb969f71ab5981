"""Taking an import back as the one step it was."""

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from dataflows.models import Change, Flow, ImportReceipt, Node
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import remove_flows, remove_nodes, set_plain_facts, start_edit
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
    changes = Change.objects.filter(map=receipt.map, edit=receipt.edit)
    count, last = changes.count(), changes.aggregate(last=Max("seq"))["last"] or 0
    later = Change.objects.filter(map=receipt.map, seq__gt=last, element_id__in=changes.values("element_id"))
    if count and later.exists():
        raise Conflict(_("Somebody has changed these flows since, or the import is undone already."))
    added = changes.filter(action="add").values("element_id")
    flows = Flow.objects.filter(map=receipt.map, pk__in=added.filter(element_kind="flow"))
    nodes = Node.objects.filter(map=receipt.map, pk__in=added.filter(element_kind="node"))
    _refuse_strangers(flows, nodes)
    remove_flows(edit=edit, flows=flows)
    remove_nodes(edit=edit, nodes=nodes)
    filled = changes.filter(action="set")
    found = {flow.pk: flow for flow in Flow.objects.filter(pk__in=filled.values("element_id"))}
    facts = filled.values_list("element_id", "field", "before")
    set_plain_facts(edit=edit, facts=[(found[pk], fact, str(before)) for pk, fact, before in facts])
    edit.write()
    record(
        actor=actor,
        action="map.import_undo",
        on=receipt.map,
        programme=receipt.map.programme,
        detail={"receipt": str(receipt.pk)},
    )
    request_drawing(map_=receipt.map)
    return count


def _refuse_strangers(flows: QuerySet[Flow], nodes: QuerySet[Node]) -> None:
    """Refuse when a flow that came later hangs on a node that this import brought."""
    ends = Q(source__in=nodes.values("pk")) | Q(target__in=nodes.values("pk"))
    if Flow.objects.filter(ends).exclude(pk__in=flows.values("pk")).exists():
        raise Conflict(_("Other flows use organisations that this import brought. Remove those flows first."))
