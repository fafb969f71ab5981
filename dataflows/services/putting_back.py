"""Putting back what was removed: as it was, in its place, with the ends it needs."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers import deserialize
from django.utils.translation import gettext as _

from dataflows.models import Agreement, Change, DataType, Flow, JourneyStage, Node, Storage
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.services.drafting import Draft
from dataflows.services.elements import next_place, store_flows, store_nodes
from organisations.errors import Conflict
from organisations.models import Organisation
from organisations.permissions import nothing_here


def put_back(draft: Draft, element: UUID) -> None:
    """Put an element back as the log says it was when it was last removed.

    Raises
    ------
    NotVisible
        It was never removed from this map.
    Conflict
        What it stands for has gone from the register, or stands on the map again as something else.
    """
    removed = Change.objects.filter(map=draft.map_id, element_id=element, action="remove")
    change = removed.order_by("-seq").first()
    if change is None:
        raise nothing_here()
    put_back_as(draft, change)


def put_back_as(draft: Draft, removed: Change) -> None:
    """Put an element back as it was when this change removed it."""
    said: Any = removed.before
    if removed.element_kind == "flow":
        put_back_flow(draft, removed.element_id, said)
    else:
        put_back_node(draft, removed.element_id, said)


def put_back_node(draft: Draft, pk: UUID, said: Mapping[str, Any]) -> Node:
    """Put a node back that the log says this of; a storage's organisation comes with it where it must."""
    stands_for = {
        "organisation": _row(Organisation, said["organisation"]),
        "storage": _row(Storage, said["storage"]),
    }
    for column, row in stands_for.items():
        if row is not None and Node.objects.filter(map=draft.map_id, kind=column, **{column: row}).exists():
            raise Conflict(
                _("“%(name)s” is on the map again, as something new. Make the two one instead.")
                % {"name": said["name"]}
            )
    node = Node(
        pk=pk,
        kind=said["kind"],
        name=said["name"],
        notes=said["notes"],
        parent=_node(draft, said["parent"]),
        **stands_for,
    )
    node.position = _place(draft, Node, said.get("position"))
    store_nodes(edit=draft.edit, nodes=[node])
    draft.forget_ends()
    return node


def put_back_flow(draft: Draft, pk: UUID, said: Mapping[str, Any]) -> Flow:
    """Put a flow back that the log says this of, with its ends, what it carried and what was said of it."""
    flow = Flow(pk=pk, **{fact: said[fact] for fact in PLAIN_FACTS})
    for side in PARTIES:
        for fact in PARTY_FACTS:
            setattr(flow, f"{side}_{fact}", said[side][fact])
    flow.source, flow.target = _end(draft, said["source"]), _end(draft, said["target"])
    flow.agreement = agreement(said["agreement"])
    flow.journey_stage = stage_called(draft.edit.map.programme_id, said["journey_stage"])
    flow.review_date = date.fromisoformat(said["review_date"]) if said["review_date"] else None
    flow.position = _place(draft, Flow, said.get("position"))
    store_flows(edit=draft.edit, flows=[(flow, data_types(said["data_types"]))])
    for claim in deserialize("json", json.dumps(said.get("claims", []))):
        claim.save()
    return flow


def data_types(ids: list[str]) -> list[DataType]:
    """Return data types by their ids, in order, or raise ``Conflict`` when one has gone."""
    rows = DataType.objects.in_bulk([UUID(pk) for pk in ids])
    if len(rows) != len(set(ids)):
        raise no_longer_there()
    return [rows[UUID(pk)] for pk in ids]


def stage_called(programme_id: UUID, name: str) -> JourneyStage | None:
    """Return the journey stage of this name; none for none. ``Conflict`` when it has gone."""
    if not name:
        return None
    rows = JourneyStage.objects.filter(programme_id=programme_id, name=name)
    if (found := rows.first()) is None:
        raise no_longer_there()
    return found


def agreement(pk: str | None) -> Agreement | None:
    """Return an agreement by its id; none for none. ``Conflict`` when it has gone."""
    found: Agreement | None = _row(Agreement, pk)
    return found


def no_longer_there() -> Conflict:
    """Return the answer where what an element had has gone from the register since."""
    return Conflict(
        _(
            "What it had has been removed from the register since, so that it cannot be given back. Put that "
            "back first."
        )
    )


def _row(model: Any, pk: str | None) -> Any:
    if not pk:
        return None
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise no_longer_there()
    return found


def _end(draft: Draft, pk: str) -> Node:
    node = _node(draft, pk)
    if node is None:
        raise no_longer_there()
    return node


def _node(draft: Draft, pk: str | None) -> Node | None:
    """Return a node by its id, put back when it was removed too."""
    if not pk:
        return None
    found = Node.objects.filter(map=draft.map_id, pk=pk).first()
    if found is None:
        put_back(draft, UUID(pk))
        found = Node.objects.get(map=draft.map_id, pk=pk)
    return found


def _place(draft: Draft, model: type[Node | Flow], before: int | None) -> int:
    """Return the place it had; the next where the log does not say, or something stands there."""
    if before is None or model._default_manager.filter(map=draft.map_id, position=before).exists():
        return next_place(draft.edit.map, model)
    return before
