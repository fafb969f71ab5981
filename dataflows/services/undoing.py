"""Taking an import back as the one step it was."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from dataflows.models import Act, Change, Flow, ImportReceipt, Map
from dataflows.selectors.history import later_changes
from dataflows.services.drafting import Draft
from dataflows.services.elements import start_edit
from dataflows.services.undo import Over, reverse
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
        The import was undone already, somebody has built on it since, or what a flow had before is no longer
        there to be given back: nothing is taken back then.
    """
    edit = start_edit(actor=actor, map_=receipt.map, kind=Act.Kind.UNDO)
    if ImportReceipt.objects.filter(pk=receipt.pk, undone_at__isnull=False).exists():
        raise Conflict(_("This import is undone already."))
    edit.undoes = stands_as(receipt)
    changes = Change.objects.filter(map=receipt.map, edit=edit.undoes)
    count = changes.count()
    _refuse_built_on(receipt.map, changes)
    # Asked above, in an import's own words.
    reverse(Draft(edit), edit.undoes, Over.OVERWRITE)
    record(
        actor=actor,
        action="map.import_undo",
        on=receipt.map,
        programme=receipt.map.programme,
        detail={"receipt": str(receipt.pk)},
    )
    return count


def stands_as(receipt: ImportReceipt) -> UUID:
    """Return the edit by which an import stands: its own, or the last that did it again."""
    acts = Act.objects.filter(map=receipt.map, undoes__isnull=False).order_by("pk")
    undoing: Mapping[UUID | None, UUID] = dict(acts.values_list("undoes", "edit"))
    at = receipt.edit
    while (by := undoing.get(at)) is not None:
        at = by
    return at


def _refuse_built_on(map_: Map, changes: QuerySet[Change]) -> None:
    last = changes.aggregate(last=Max("seq"))["last"] or 0
    touched = set(changes.values_list("element_id", flat=True))
    # A node that has taken its organisation's new name since is not a change anybody made to the map.
    if any((one.element_kind, one.field) != ("node", "name") for one in later_changes(map_, touched, last)):
        raise Conflict(_("Somebody has changed these flows since."))
    flow_ids, node_ids = (
        set(changes.filter(action="add", element_kind=kind).values_list("element_id", flat=True))
        for kind in ("flow", "node")
    )
    given_back = changes.filter(action="set", field__in=("source", "target"))
    were = {
        (pk, end): UUID(before) for pk, end, before in given_back.values_list("element_id", "field", "before")
    }
    for flow_id, source, target in Flow.objects.filter(map=map_).values_list("pk", "source_id", "target_id"):
        ends = (were.get((flow_id, "source"), source), were.get((flow_id, "target"), target))
        if flow_id not in flow_ids and not node_ids.isdisjoint(ends):
            raise Conflict(
                _("Other flows use organisations that this import brought. Remove those flows first.")
            )
