"""Taking elements off the map: a node goes with its storages and all their flows."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from dataflows.models import Flow, Node
from dataflows.services.drafting import Draft


def take_all_off(draft: Draft, elements: Sequence[UUID]) -> None:
    """Take flows off the map, and nodes with what hangs on them; each is in the log as it was.

    What is not on the map is passed over.
    """
    asked = set(elements)
    nodes = list(Node.objects.filter(Q(pk__in=asked) | Q(parent__in=asked), map=draft.map_id))
    hanging = Q(pk__in=asked) | Q(source__in=nodes) | Q(target__in=nodes)
    flows = Flow.objects.filter(hanging, map=draft.map_id).order_by("position")
    draft.remove(flows=list(flows.values_list("pk", flat=True)), nodes=nodes)
