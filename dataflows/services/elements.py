"""Changing a draft: nodes and flows added, facts set, elements removed. Each change lands in the log."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import Max
from django.utils import timezone

from dataflows.models import DataType, Flow, FlowDataType, Map, Node
from dataflows.models.columns import PLAIN_FACTS
from dataflows.selectors.documents import flow_of
from dataflows.services.log import Edit
from organisations.permissions import Actor, Permission, require


def start_edit(*, actor: Actor, map_: Map) -> Edit:
    """Begin one act on a map's draft; finish it with ``edit.write()`` in the same transaction.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    # Whoever else edits this map waits here until we commit, and then sees what we did.
    Map.objects.filter(pk=map_.pk).update(changed_at=timezone.now())
    return Edit(actor=actor, map=map_)


def add_nodes(*, edit: Edit, nodes: Sequence[Node]) -> None:
    """Put new nodes on the map, after those that are there, in the order given."""
    first = _next_position(Node.objects.filter(map=edit.map).aggregate(last=Max("position"))["last"])
    for position, node in enumerate(nodes, start=first):
        node.position = position
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
    first = _next_position(Flow.objects.filter(map=edit.map).aggregate(last=Max("position"))["last"])
    carried: list[FlowDataType] = []
    for position, (flow, data_types) in enumerate(flows, start=first):
        flow.position = position
        flow.map, flow.programme_id = edit.map, edit.map.programme_id
        carried += _carried(flow, data_types)
    Flow.objects.bulk_create([flow for flow, _types in flows], batch_size=200)
    FlowDataType.objects.bulk_create(carried, batch_size=500)
    for flow in _reloaded(flow for flow, _types in flows):
        edit.note(
            action="add",
            element_kind="flow",
            element_id=flow.pk,
            after=asdict(flow_of(flow)),
            summary=f"{flow.source.name} → {flow.target.name}",
        )


def set_plain_fact(*, edit: Edit, flow: Flow, fact: str, value: str) -> None:
    """Set one fact that is kept as plain text or a code. Nothing is logged when it is that already."""
    if fact not in PLAIN_FACTS:
        raise ValueError(f"{fact} is not a plain fact of a flow")
    before = getattr(flow, fact)
    if before == value:
        return
    setattr(flow, fact, value)
    flow.save(update_fields=[fact])
    edit.note(
        action="set", element_kind="flow", element_id=flow.pk, field_name=fact, before=before, after=value
    )


def remove_flows(*, edit: Edit, flows: Iterable[Flow]) -> None:
    """Take flows off the draft; the log keeps all they said."""
    rows = _reloaded(flows)
    for flow in rows:
        edit.note(
            action="remove",
            element_kind="flow",
            element_id=flow.pk,
            before=asdict(flow_of(flow)),
            summary=f"{flow.source.name} → {flow.target.name}",
        )
    Flow.objects.filter(pk__in=[flow.pk for flow in rows]).delete()


def remove_nodes(*, edit: Edit, nodes: Iterable[Node]) -> None:
    """Take nodes off the draft. Their flows must be gone already: nothing vanishes unlogged."""
    rows = list(nodes)
    ids = [node.pk for node in rows]
    if Flow.objects.filter(source__in=ids).exists() or Flow.objects.filter(target__in=ids).exists():
        raise ValueError("Remove the flows of a node before the node itself.")
    for node in rows:
        edit.note(
            action="remove",
            element_kind="node",
            element_id=node.pk,
            before=node_values(node),
            summary=node.name,
        )
    Node.objects.filter(pk__in=ids, kind="storage").delete()
    Node.objects.filter(pk__in=ids).delete()


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


def _next_position(last: int | None) -> int:
    return 0 if last is None else last + 1


def _carried(flow: Flow, data_types: Sequence[DataType]) -> list[FlowDataType]:
    unique = dict.fromkeys(data_types)
    return [
        FlowDataType(programme_id=flow.programme_id, flow=flow, data_type=data_type, position=position)
        for position, data_type in enumerate(unique)
    ]


def _reloaded(flows: Iterable[Flow]) -> list[Flow]:
    ids = [flow.pk for flow in flows]
    loaded = Flow.objects.select_related("source", "target", "journey_stage").prefetch_related("carried")
    found = loaded.in_bulk(ids)
    return [found[pk] for pk in ids]
