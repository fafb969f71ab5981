"""Taking an import back as the one step it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.models import Agreement, Change, DataType, Flow, ImportReceipt, JourneyStage, Map, Node
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import remove_flows, remove_nodes, start_edit
from dataflows.services.facts import FactChange, set_data_types, set_facts
from dataflows.services.log import Edit
from organisations.errors import Conflict
from organisations.permissions import Actor
from organisations.services.audit import record

# Facts that point at a row: the model, and how the log names the row.
_ROWS: Final[Mapping[str, tuple[type[Agreement | JourneyStage | Node], str]]] = {
    "agreement": (Agreement, "pk"),
    "journey_stage": (JourneyStage, "name"),
    "source": (Node, "pk"),
    "target": (Node, "pk"),
}


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
        The import was undone already, somebody has built on it since, or what a flow had before is no longer
        there to be given back: nothing is taken back then.
    """
    edit = start_edit(actor=actor, map_=receipt.map)
    if ImportReceipt.objects.filter(pk=receipt.pk, undone_at__isnull=False).exists():
        raise Conflict(_("This import is undone already."))
    changes = Change.objects.filter(map=receipt.map, edit=receipt.edit)
    count, last = changes.count(), changes.aggregate(last=Max("seq"))["last"] or 0
    # A node that has taken its organisation's new name since is not a change anybody made to the map.
    named = Q(element_kind="node", field="name")
    later = Change.objects.filter(~named, map=receipt.map, seq__gt=last).values_list("element_id", flat=True)
    touched = set(changes.values_list("element_id", flat=True))
    if count and not touched.isdisjoint(later):
        raise Conflict(_("Somebody has changed these flows since."))
    flow_ids, node_ids = (_added(changes, kind) for kind in ("flow", "node"))
    _set_back(edit, changes)
    _refuse_strangers(receipt.map, set(flow_ids), set(node_ids))
    remove_flows(edit=edit, ids=flow_ids)
    remove_nodes(edit=edit, nodes=Node.objects.in_bulk(node_ids).values())
    edit.write()
    # What was imported before holds again as the base of the next import.
    receipt.origins.all().delete()
    ImportReceipt.objects.filter(pk=receipt.pk).update(undone_at=timezone.now())
    record(
        actor=actor,
        action="map.import_undo",
        on=receipt.map,
        programme=receipt.map.programme,
        detail={"receipt": str(receipt.pk)},
    )
    request_drawing(map_=receipt.map)
    return count


def _set_back(edit: Edit, changes: QuerySet[Change]) -> None:
    """Give facts that the import set the values they had before."""
    set_by_it = list(changes.filter(action="set").values_list("element_id", "field", "before"))
    flows = Flow.objects.select_related("journey_stage").in_bulk({pk for pk, _fact, _before in set_by_it})
    facts = [(flows[pk], fact, before) for pk, fact, before in set_by_it]
    set_facts(
        edit=edit,
        changes=[
            FactChange(flow, fact, _value(edit.map, fact, before))
            for flow, fact, before in facts
            if fact != "data_types"
        ],
    )
    carried = [(flow, list(before or ())) for flow, fact, before in facts if fact == "data_types"]
    known = DataType.objects.in_bulk({pk for _flow, before in carried for pk in before})
    if any(UUID(pk) not in known for _flow, before in carried for pk in before):
        raise _no_longer_there()
    set_data_types(
        edit=edit, changes=[(flow, [known[UUID(pk)] for pk in before]) for flow, before in carried]
    )


def _value(map_: Map, fact: str, before: Any) -> Any:
    """Return what the log says of a fact as a flow's row holds it."""
    if fact == "review_date":
        return date.fromisoformat(before) if before else None
    if fact not in _ROWS:
        return before
    if not before:
        return None
    model, word = _ROWS[fact]
    row = model._default_manager.filter(**{word: before}, programme_id=map_.programme_id).first()
    if row is None:
        raise _no_longer_there()
    return row


def _no_longer_there() -> Conflict:
    return Conflict(
        _(
            "What a flow had before this import has been removed since, so that it cannot be given back. "
            "Put it back first, or change those flows by hand."
        )
    )


def _added(changes: QuerySet[Change], kind: str) -> list[UUID]:
    return list(changes.filter(action="add", element_kind=kind).values_list("element_id", flat=True))


def _refuse_strangers(map_: Map, flow_ids: set[UUID], node_ids: set[UUID]) -> None:
    """Refuse when a flow that came later hangs on a node that this import brought."""
    for flow_id, *ends in Flow.objects.filter(map=map_).values_list("pk", "source_id", "target_id"):
        if flow_id not in flow_ids and not node_ids.isdisjoint(ends):
            raise Conflict(
                _("Other flows use organisations that this import brought. Remove those flows first.")
            )
