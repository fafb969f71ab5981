"""Taking elements off the map: a node goes with its storages and all their flows."""

from collections.abc import Sequence
from uuid import UUID

from dataflows.models import Flow, Node
from dataflows.services.drafting import Draft


def take_all_off(draft: Draft, elements: Sequence[UUID]) -> None:
    """Take flows off the map, and nodes with what hangs on them; each is in the log as it was.

    What is not on the map is passed over.
    """
    asked = set(elements)
    # Looked through here: a big import taken back would be more ids than a statement holds.
    here = Node.objects.filter(map=draft.map_id)
    nodes = [node for node in here if node.pk in asked or node.parent_id in asked]
    gone = {node.pk for node in nodes}
    rows = Flow.objects.filter(map=draft.map_id).order_by("position")
    ends = rows.values_list("pk", "source_id", "target_id")
    flows = [pk for pk, *both in ends if pk in asked or not gone.isdisjoint(both)]
    draft.remove(flows=flows, nodes=nodes)
