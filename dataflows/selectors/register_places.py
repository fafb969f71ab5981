"""Named reads of where a row of the register stands on maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from dataflows.models import Flow, Map, Node
from dataflows.models.register_kinds import RegisterKind
from organisations.models import Programme
from organisations.permissions import Actor, Permission

SHOWN: Final = 100


@dataclass(frozen=True)
class Place:
    """One element of one map's draft that rests on the row: ``kind`` is "node" or "flow"."""

    map: Map
    kind: str
    id: UUID
    name: str


@dataclass(frozen=True)
class Places:
    """The first places in order, and how many there are in all."""

    first: Sequence[Place]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.first)


def places_of(actor: Actor, kind: RegisterKind, programme: Programme, row: Any) -> Places:
    """Return where a row stands on the drafts that the actor may read: as a node, or in flows."""
    if not actor.may(Permission.MAP_VIEW, programme):
        return Places(first=(), count=0)
    if kind.code in ("organisation", "storage"):
        nodes = Node.objects.filter(**{kind.code: row}).select_related("map")
        found = _first(nodes, "node", "map__name", "name")
        return Places(first=found, count=nodes.count())
    column = "agreement" if kind.code == "agreement" else "data_types"
    flows = Flow.objects.filter(**{column: row}).select_related("map", "source", "target")
    return Places(first=_first(flows, "flow", "map__name", "position"), count=flows.count())


def _first(rows: QuerySet[Any], kind: str, *order: str) -> list[Place]:
    return [Place(row.map, kind, row.pk, str(row)) for row in rows.order_by(*order)[:SHOWN]]
