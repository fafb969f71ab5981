"""Changing a draft: nodes and flows added, facts set, elements removed. Each change lands in the log."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from django.core.serializers import serialize
from django.db.models import Max, Q
from django.utils import timezone

from dataflows.graph import model as graph
from dataflows.language.arrow import ends_in_line
from dataflows.models import Act, DataType, Flow, FlowDataType, Map, Node, PracticeClaim
from dataflows.models.columns import PARTIES
from dataflows.selectors.documents import carried_by, flow_of
from dataflows.services.log import Edit
from dataflows.services.storing import store_many
from organisations.permissions import Actor, Permission, require

LOT: Final = 500

Row = TypeVar("Row")

_FLOW_FIELDS: Final = tuple(field.name for field in fields(graph.Flow))
_PARTY_FIELDS: Final = tuple(field.name for field in fields(graph.Party))


def start_edit(
    *,
    actor: Actor,
    map_: Map,
    edit: UUID | None = None,
    kind: str = Act.Kind.EDIT,
    undoes: UUID | None = None,
    asked: str = "",
) -> Edit:
    """Begin one act on a map's draft; finish it with ``edit.write()`` in the same transaction.

    ``edit``, ``undoes`` and ``asked`` are as in :class:`~dataflows.models.Act`.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    # Whoever else edits this map waits here until we commit, and then sees what we did.
    Map.objects.filter(pk=map_.pk).update(changed_at=timezone.now())
    return Edit(actor=actor, map=map_, id=edit or uuid4(), kind=kind, undoes=undoes, asked=asked)


def add_nodes(*, edit: Edit, nodes: Sequence[Node]) -> None:
    """Put new nodes on the map, after those that are there, in the order given."""
    for position, node in enumerate(nodes, start=_places(edit.map, Node, len(nodes))):
        node.position = position
    store_nodes(edit=edit, nodes=nodes)


def store_nodes(*, edit: Edit, nodes: Sequence[Node]) -> None:
    """Store nodes that have their places already."""
    for node in nodes:
        node.map, node.programme_id = edit.map, edit.map.programme_id
    # Organisations before the storages that stand in them.
    Node.objects.bulk_create([node for node in nodes if node.parent_id is None], batch_size=500)
    Node.objects.bulk_create([node for node in nodes if node.parent_id is not None], batch_size=500)
    for node in nodes:
        edit.note(
            action="add",
            element_kind="node",
            element_id=node.pk,
            after=node_values(node),
            summary=node.name,
        )


def add_flows(*, edit: Edit, flows: Sequence[tuple[Flow, Sequence[DataType]]]) -> None:
    """Put new flows on the map, each with what it carries, in the order given."""
    for position, (flow, _types) in enumerate(flows, start=_places(edit.map, Flow, len(flows))):
        flow.position = position
    store_flows(edit=edit, flows=flows)


def store_flows(*, edit: Edit, flows: Sequence[tuple[Flow, Sequence[DataType]]]) -> None:
    """Store flows that have their places already, each with what it carries."""
    for flow, _types in flows:
        flow.map, flow.programme_id = edit.map, edit.map.programme_id
    for lot in _lots(flows):
        store_many([flow for flow, _types in lot])
        store_many([row for flow, data_types in lot for row in carried_rows(flow, data_types)])
        for flow, data_types in lot:
            edit.note(
                action="add",
                element_kind="flow",
                element_id=flow.pk,
                after=logged_flow(flow, [one.pk for one in dict.fromkeys(data_types)]),
                summary=summary_of(flow, [one.name for one in data_types]),
            )
        edit.write()


def next_place(map_: Map, model: type[Node | Flow]) -> int:
    """Give away the next place for one new row."""
    return _places(map_, model, 1)


def remove_flows(*, edit: Edit, ids: Sequence[UUID]) -> None:
    """Take flows off the draft; the log keeps all they said."""
    for lot in _lots(ids):
        carried, claims = carried_by(lot), _claims_of(lot)
        names = dict(
            DataType.objects.filter(pk__in={pk for ids in carried.values() for pk in ids}).values_list(
                "pk", "name"
            )
        )
        rows = Flow.objects.filter(map=edit.map, pk__in=lot)
        for flow in rows.select_related("source", "target", "journey_stage"):
            types = carried.get(flow.pk, ())
            edit.note(
                action="remove",
                element_kind="flow",
                element_id=flow.pk,
                before=logged_flow(flow, types) | claims.get(flow.pk, {}),
                summary=summary_of(flow, [names[pk] for pk in types]),
            )
        FlowDataType.objects.filter(flow__in=lot).delete()
        rows.delete()
        edit.write()


def remove_nodes(*, edit: Edit, nodes: Iterable[Node]) -> None:
    """Take nodes off the draft. Their flows must be gone already: nothing vanishes unlogged."""
    rows = sorted(nodes, key=lambda node: node.kind != "storage")
    for lot in _lots(rows):
        if Flow.objects.filter(Q(source__in=lot) | Q(target__in=lot)).exists():
            raise ValueError("Remove the flows of a node before the node itself.")
        for node in lot:
            edit.note(
                action="remove",
                element_kind="node",
                element_id=node.pk,
                before=node_values(node),
                summary=node.name,
            )
        Node.objects.filter(pk__in=[node.pk for node in lot]).delete()
        edit.write()


def node_values(node: Node) -> dict[str, Any]:
    """Return what the log keeps of a node's row."""
    return {
        "kind": node.kind,
        "name": node.name,
        "organisation": str(node.organisation_id) if node.organisation_id else None,
        "storage": str(node.storage_id) if node.storage_id else None,
        "parent": str(node.parent_id) if node.parent_id else None,
        "notes": node.notes,
        "position": node.position,
    }


def flow_values(flow: graph.Flow) -> dict[str, Any]:
    """Return what the log keeps of a flow, as ``asdict`` would, which copies every text and is slow at it."""
    values = {name: getattr(flow, name) for name in _FLOW_FIELDS}
    return values | {side: {name: getattr(values[side], name) for name in _PARTY_FIELDS} for side in PARTIES}


def logged_flow(flow: Flow, carried: Sequence[UUID]) -> dict[str, Any]:
    """Return what the log keeps of a flow's row: all it says, and its place among the others."""
    return flow_values(flow_of(flow, carried)) | {"position": flow.position}


def summary_of(flow: Flow, data_types: Sequence[str] = ()) -> str:
    """Return what a flow is called in the log: "Shelter → Council: case notes"."""
    ends = ends_in_line(flow.source.name, flow.target.name)
    return f"{ends}: {', '.join(data_types)}" if data_types else ends


def _claims_of(flow_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what people claimed of flows that are about to go: their accounts go and come with the flow."""
    found: dict[UUID, dict[str, Any]] = {}
    for claim in PracticeClaim.objects.filter(flow__in=flow_ids):
        found.setdefault(claim.flow_id, {"claims": []})["claims"] += json.loads(serialize("json", [claim]))
    return found


def carried_rows(flow: Flow, data_types: Sequence[DataType]) -> list[FlowDataType]:
    """Return the rows that say what a flow carries, each thing once, in the order given."""
    unique = dict.fromkeys(data_types)
    return [
        FlowDataType(programme_id=flow.programme_id, flow=flow, data_type=data_type, position=position)
        for position, data_type in enumerate(unique)
    ]


def _places(map_: Map, model: type[Node | Flow], count: int) -> int:
    """Give away places for new rows, and return the first. What was removed keeps its own to come back to."""
    last = model._default_manager.filter(map=map_).aggregate(last=Max("position"))["last"]
    map_.refresh_from_db(fields=["next_place"])
    first = map_.next_place if last is None else max(map_.next_place, int(last) + 1)
    map_.next_place = first + count
    Map.objects.filter(pk=map_.pk).update(next_place=map_.next_place)
    return first


def _lots(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield rows in lots: a statement and the memory can only hold so many."""
    for start in range(0, len(rows), LOT):
        yield rows[start : start + LOT]
