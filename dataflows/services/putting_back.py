"""Putting back what was removed: as it was, in its place, with the ends it needs."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers import deserialize
from django.utils.translation import gettext as _

from dataflows.models import Agreement, Change, DataType, Flow, Node, PracticeClaim, Storage
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.services.drafting import Draft
from dataflows.services.elements import next_place, store_flows, store_nodes
from dataflows.services.known_rows import KnownRows, no_longer_there
from dataflows.services.since import before_of
from organisations.errors import Conflict
from organisations.models import Organisation
from organisations.permissions import nothing_here

Said = Mapping[str, Any]


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
    put_back_all(draft, [change])


def put_back_all(draft: Draft, removed: Sequence[Change]) -> None:
    """Put elements back as they were when these changes removed them; what is there already stays.

    Nodes come before flows: few questions are asked, however many flows there are. Of what was removed more
    than once, the first of the changes counts.
    """
    rows = KnownRows(draft.edit.map.programme_id)
    for change in removed:
        if change.element_kind == "node" and _missing(draft, change.element_id):
            _put_back_node(draft, rows, change.element_id, before_of(change))
    flows: dict[UUID, Said] = {}
    for change in removed:
        if change.element_kind == "flow":
            flows.setdefault(change.element_id, before_of(change))
    for pk in Flow.objects.filter(map=draft.map_id).values_list("pk", flat=True):
        flows.pop(pk, None)
    if flows:
        _put_back_flows(draft, rows, flows)


def _put_back_node(draft: Draft, rows: KnownRows, pk: UUID, said: Said) -> None:
    stands_for = {
        "organisation": rows.known(Organisation, said["organisation"]),
        "storage": rows.known(Storage, said["storage"]),
    }
    for column, row in stands_for.items():
        if row is not None and Node.objects.filter(map=draft.map_id, kind=column, **{column: row}).exists():
            raise Conflict(
                _("“%(name)s” is on the map again, as something new. Make the two one instead.")
                % {"name": said["name"]}
            )
    home = said["parent"] and _node(draft, said["parent"], {})
    node = Node(
        pk=pk, kind=said["kind"], name=said["name"], notes=said["notes"], parent=home or None, **stands_for
    )
    taken = Node.objects.filter(map=draft.map_id).values_list("position", flat=True)
    node.position = _place(draft, Node, said.get("position"), set(taken))
    store_nodes(edit=draft.edit, nodes=[node])
    draft.forget_ends()


def _put_back_flows(draft: Draft, rows: KnownRows, flows: Mapping[UUID, Said]) -> None:
    rows.load(DataType, {pk for said in flows.values() for pk in said["data_types"]})
    nodes = {str(node.pk): node for node in Node.objects.filter(map=draft.map_id)}
    taken = set(Flow.objects.filter(map=draft.map_id).values_list("position", flat=True))
    made: list[tuple[Flow, list[DataType]]] = []
    for pk, said in flows.items():
        flow = Flow(pk=pk, **{fact: said[fact] for fact in PLAIN_FACTS})
        for side in PARTIES:
            for fact in PARTY_FACTS:
                setattr(flow, f"{side}_{fact}", said[side][fact])
        flow.source, flow.target = (_node(draft, said[end], nodes) for end in ("source", "target"))
        flow.agreement = rows.known(Agreement, said["agreement"])
        flow.journey_stage = rows.stage(said["journey_stage"])
        flow.review_date = date.fromisoformat(said["review_date"]) if said["review_date"] else None
        flow.position = _place(draft, Flow, said.get("position"), taken)
        taken.add(flow.position)
        made.append((flow, [rows.known(DataType, one) for one in said["data_types"]]))
    store_flows(edit=draft.edit, flows=made)
    give_back_claims([claim for said in flows.values() for claim in said.get("claims", ())])


def give_back_claims(kept: Sequence[Said]) -> None:
    """Put accounts of flows back; whose organisation has gone stays, as when it goes under an account."""
    for one in deserialize("json", json.dumps(kept)):
        claim = one.object
        if not isinstance(claim, PracticeClaim):
            raise TypeError("Only accounts are kept with a flow.")
        for whose in ("organisation_id", "wanted_by_id"):
            if not Organisation.objects.filter(pk=getattr(claim, whose)).exists():
                setattr(claim, whose, None)
        one.save()


def _missing(draft: Draft, pk: UUID) -> bool:
    return not Node.objects.filter(map=draft.map_id, pk=pk).exists()


def _node(draft: Draft, pk: str, nodes: dict[str, Node]) -> Node:
    """Return a node by its id, among those that are known; put back when it was removed too."""
    if pk not in nodes:
        if _missing(draft, UUID(pk)):
            put_back(draft, UUID(pk))
        found = Node.objects.filter(map=draft.map_id, pk=pk).first()
        if found is None:
            raise no_longer_there()
        nodes[pk] = found
    return nodes[pk]


def _place(draft: Draft, model: type[Node | Flow], before: int | None, taken: set[int]) -> int:
    """Return the place it had; the next where the log does not say, or something stands there."""
    return next_place(draft.edit.map, model) if before is None or before in taken else before
