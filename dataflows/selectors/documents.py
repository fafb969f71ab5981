"""The draft as a document: rows to graph in a fixed number of queries, whatever the map's size."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Manager

from dataflows.formats.document import MapDocument, MapMeta, parse_canonical
from dataflows.graph import model as graph
from dataflows.models import (
    AccessRow,
    Agreement,
    DataType,
    Flow,
    FlowDataType,
    JourneyStage,
    Map,
    Node,
    Storage,
    Version,
)
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from organisations.models import Organisation, OrganisationAlias

# As many as a statement holds on every database.
IDS_AT_ONCE: Final = 20_000
# How often a draft is read again because somebody has edited it meanwhile.
MOST_READS: Final = 5


def draft_document(map_: Map) -> MapDocument:
    """Return the map's draft as a document, as it stands at ``map_.seq``, which is brought up to date.

    Twelve queries, however many rows. An edit that is saved between two of them would leave half of it in
    the document and half out: then it is read again.
    """
    for _again in range(MOST_READS):
        content = _read(map_)
        seq = Map.objects.values_list("seq", flat=True).get(pk=map_.pk)
        if seq == map_.seq and _is_whole(content):
            break
        map_.seq = seq
    else:
        # Somebody edits without a pause: for this once, they wait.
        with transaction.atomic():
            map_.seq = Map.objects.select_for_update().values_list("seq", flat=True).get(pk=map_.pk)
            content = _read(map_)
    return MapDocument(map=_meta(map_), graph=content)


def _read(map_: Map) -> graph.FlowGraph:
    nodes = _nodes(map_)
    flows = _flows(map_)
    used_types = {data_type_id for flow in flows for data_type_id in flow.data_types}
    used_agreements = {flow.agreement for flow in flows if flow.agreement}
    return graph.FlowGraph(
        nodes=nodes,
        flows=flows,
        data_types=_data_types(map_.programme_id, used_types),
        agreements=_agreements(map_.programme_id, used_agreements),
        journey_stages=tuple(
            JourneyStage.objects.filter(programme_id=map_.programme_id).values_list("name", flat=True)
        ),
    )


def _is_whole(content: graph.FlowGraph) -> bool:
    """Say whether all is there that flows speak of: merging rows of the register counts on no map."""
    return all(
        flow.source in content.nodes_by_id
        and flow.target in content.nodes_by_id
        and content.data_types_by_id.keys() >= set(flow.data_types)
        and (not flow.agreement or flow.agreement in content.agreements_by_id)
        for flow in content.flows
    )


def version_document(version: Version) -> MapDocument:
    """Return a published version's document, as it was stored."""
    return parse_canonical(version.document)


def _meta(map_: Map) -> MapMeta:
    return MapMeta(
        id=str(map_.pk),
        name=map_.name,
        programme=map_.programme.name,
        area=map_.area.name if map_.area else "",
        description=map_.description,
    )


@dataclass(frozen=True)
class _Beside:
    """What the register holds beside organisations and storages, by their ids."""

    themes: Mapping[UUID, Sequence[str]]
    areas: Mapping[UUID, Sequence[str]]
    aliases: Mapping[UUID, Sequence[str]]
    access: Mapping[UUID, Sequence[graph.AccessRow]]


def _nodes(map_: Map) -> tuple[graph.Node, ...]:
    rows = list(Node.objects.filter(map=map_).select_related("organisation__parent", "storage"))
    by_organisation = {row.organisation_id: row.pk for row in rows if row.kind == "organisation"}
    beside = _beside(rows)
    return tuple(_node(row, by_organisation, beside) for row in rows)


def _beside(rows: Sequence[Node]) -> _Beside:
    """Read it as plain values: a prefetch would build a query for each row, which is most of its time."""
    organisations = list({row.organisation_id for row in rows if row.organisation_id})
    storages = list({row.storage_id for row in rows if row.storage_id})
    themes, areas = Organisation.themes.through.objects, Organisation.areas.through.objects
    access: dict[UUID, list[graph.AccessRow]] = {}
    for ids in _in_lots(storages):
        for row in AccessRow.objects.filter(storage__in=ids).select_related("organisation"):
            access.setdefault(row.storage_id, []).append(_access(row))
    return _Beside(
        themes=_by_owner(themes, "organisation", "theme__code", organisations),
        areas=_by_owner(areas, "organisation", "area__name", organisations),
        aliases=_by_owner(OrganisationAlias.objects, "organisation", "name", organisations),
        access=access,
    )


def _by_owner(manager: Manager[Any], owner: str, word: str, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the words that belong to each owner, sorted."""
    found: dict[UUID, list[str]] = {}
    for lot in _in_lots(ids):
        rows = manager.filter(**{f"{owner}__in": lot}).order_by()
        for owner_id, text in rows.values_list(f"{owner}_id", word):
            found.setdefault(owner_id, []).append(text)
    return {owner_id: sorted(words) for owner_id, words in found.items()}


def _in_lots(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))


def _node(row: Node, by_organisation: Mapping[UUID | None, UUID], beside: _Beside) -> graph.Node:
    if row.kind == "storage" and row.storage is not None:
        return _storage_node(row, row.storage, beside)
    if row.organisation is not None:
        return _organisation_node(row, row.organisation, by_organisation, beside)
    return graph.Node(id=str(row.pk), kind=row.kind, name=row.name, notes=row.notes)


def _organisation_node(
    row: Node, organisation: Organisation, by_organisation: Mapping[UUID | None, UUID], beside: _Beside
) -> graph.Node:
    parent = by_organisation.get(organisation.parent_id) if organisation.parent_id else None
    return graph.Node(
        id=str(row.pk),
        kind=row.kind,
        name=row.name,
        notes=row.notes or organisation.notes,
        parent=str(parent) if parent else None,
        register_id=str(organisation.pk),
        draft=organisation.draft,
        short_name=organisation.short_name,
        organisation_kind=organisation.kind,
        public_body=organisation.public_body,
        themes=tuple(beside.themes.get(organisation.pk, ())),
        areas=tuple(beside.areas.get(organisation.pk, ())),
        aliases=tuple(beside.aliases.get(organisation.pk, ())),
        parent_name=organisation.parent.name if organisation.parent else "",
        named=organisation.named,
    )


def _storage_node(row: Node, storage: Storage, beside: _Beside) -> graph.Node:
    return graph.Node(
        id=str(row.pk),
        kind=row.kind,
        name=row.name,
        notes=row.notes or storage.notes,
        parent=str(row.parent_id) if row.parent_id else None,
        register_id=str(storage.pk),
        storage_kind=storage.kind,
        location=storage.location,
        access_note=storage.access_note,
        security=storage.security,
        retention=storage.retention,
        access=tuple(beside.access.get(storage.pk, ())),
    )


def _access(row: AccessRow) -> graph.AccessRow:
    name = row.organisation.name if row.organisation else ""
    return graph.AccessRow(id=str(row.pk), organisation=name, role=row.role, notes=row.notes)


def _flows(map_: Map) -> tuple[graph.Flow, ...]:
    rows = list(Flow.objects.filter(map=map_).select_related("journey_stage"))
    carried = carried_by([row.pk for row in rows])
    return tuple(flow_of(row, carried.get(row.pk, ())) for row in rows)


def carried_by(flow_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[UUID]]:
    """Return what flows carry, in order: flow's id -> data types' ids; without those that carry nothing.

    By their ids and not by a join: just after a big import PostgreSQL knows nothing of the new rows' number,
    and compares each with each.
    """
    carried: dict[UUID, list[UUID]] = {}
    for ids in _in_lots(flow_ids):
        rows = FlowDataType.objects.filter(flow__in=ids)
        for flow_id, data_type_id in rows.order_by("position").values_list("flow_id", "data_type_id"):
            carried.setdefault(flow_id, []).append(data_type_id)
    return carried


def flow_of(row: Flow, carried: Iterable[UUID]) -> graph.Flow:
    """Return a flow's row with what it carries as the pure flow (``journey_stage`` must be loaded)."""
    sender, receiver = (
        graph.Party(**{fact: getattr(row, f"{side}_{fact}") for fact in PARTY_FACTS}) for side in PARTIES
    )
    return graph.Flow(
        id=str(row.pk),
        source=str(row.source_id),
        target=str(row.target_id),
        data_types=tuple(str(data_type_id) for data_type_id in carried),
        sender=sender,
        receiver=receiver,
        journey_stage=row.journey_stage.name if row.journey_stage else "",
        agreement=str(row.agreement_id) if row.agreement_id else None,
        review_date=row.review_date.isoformat() if row.review_date else "",
        **{fact: getattr(row, fact) for fact in PLAIN_FACTS},
    )


def _data_types(programme_id: UUID, ids: set[str]) -> tuple[graph.DataType, ...]:
    rows = DataType.objects.filter(programme_id=programme_id, pk__in=ids)
    return tuple(
        graph.DataType(
            id=str(row.pk),
            name=row.name,
            sensitivity=row.sensitivity,
            category=row.category,
            could_hurt=row.could_hurt,
            dpv_concept=row.dpv_concept,
            notes=row.notes,
        )
        for row in rows
    )


def _agreements(programme_id: UUID, ids: set[str]) -> tuple[graph.Agreement, ...]:
    rows = Agreement.objects.filter(programme_id=programme_id, pk__in=ids)
    return tuple(
        graph.Agreement(
            id=str(row.pk),
            name=row.name,
            kind=row.kind,
            review_date=row.review_date.isoformat() if row.review_date else "",
            notes=row.notes,
        )
        for row in rows
    )
