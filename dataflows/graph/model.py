"""A map in memory: frozen nodes, flows and what they refer to, with stable ids and no database.

Ids are bare UUID strings, the same in the database, in documents and in pictures. Codes are those of
:mod:`dataflows.graph.vocabulary`; ``""`` is *not recorded yet*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dataflows.graph.vocabulary import LANE_OF_KIND, SENSITIVITIES

Id = str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataType:
    """What moves: one kind of data, with how sensitive it is."""

    id: Id
    name: str
    sensitivity: str = ""
    category: str = ""
    could_hurt: bool = False
    dpv_concept: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A paper that a flow rests on."""

    id: Id
    name: str
    kind: str = ""
    review_date: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """Somebody who can open a storage. An empty ``organisation`` is a reader nobody has named."""

    id: Id
    organisation: str = ""
    role: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing on a map: the person, an organisation, a storage inside one, or a meeting.

    ``parent`` is the id of the node it stands in: a storage's organisation, or a team's organisation
    when that is on the map too. ``register_id`` is the organisation's or storage's id in the
    programme's register.
    """

    id: Id
    kind: str
    name: str
    parent: Id | None = None
    register_id: Id | None = None
    notes: str = ""
    draft: bool = False
    # organisations
    short_name: str = ""
    organisation_kind: str = ""
    public_body: bool | None = None
    themes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    parent_name: str = ""
    named: bool = True
    # storages
    storage_kind: str = ""
    location: str = ""
    access_note: str = ""
    security: str = ""
    retention: str = ""
    access: tuple[AccessRow, ...] = ()

    @property
    def lane(self) -> str:
        """Return the lane this node stands in (a storage stands in its organisation's)."""
        if self.kind == "person":
            return "person"
        return LANE_OF_KIND.get(self.organisation_kind, "national")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What one end of a flow relies on: its role, regime, lawful basis, conditions and the law named."""

    role: str = ""
    regime: str = ""
    lawful_basis: str = ""
    article_9: str = ""
    schedule_1: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A directed link between two nodes: who, what, where, how, when and why."""

    id: Id
    source: Id
    target: Id
    ref: str = ""
    data_types: tuple[Id, ...] = ()
    identifiability: str = ""
    channel: str = ""
    journey_stage: str = ""
    trigger: str = ""
    frequency: str = ""
    purpose: str = ""
    if_not_shared: str = ""
    necessity: str = ""
    sender: Party = Party()
    receiver: Party = Party()
    confidentiality_route: str = ""
    agreement: Id | None = None
    safeguard: str = ""
    dpia_reference: str = ""
    person_told: str = ""
    person_choice: str = ""
    consistency: str = ""
    evidence: str = "assumed"
    evidence_source: str = ""
    confidence: str = ""
    review_date: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class FlowGraph:
    """Everything on one map. Nodes and flows are in creation order; that order is never sorted away.

    A graph may also be a view of a larger map. Then ``numbered`` keeps the numbers that its flows have
    there, and ``gathered`` says what an element stands for: a group node for the ids of its nodes, a
    bundle for the ids of two or more flows between the same two ends.

    Examples
    --------
    >>> sam = Node(id="a", kind="person", name="The person")
    >>> shelter = Node(id="b", kind="organisation", name="Shelter", organisation_kind="vcse")
    >>> graph = FlowGraph(nodes=(sam, shelter), flows=(Flow(id="f", source="a", target="b"),))
    >>> graph.node("b").lane
    'community'
    >>> [flow.id for flow in graph.flows_of("b")]
    ['f']
    """

    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    data_types: tuple[DataType, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    journey_stages: tuple[str, ...] = field(default=())
    numbered: Mapping[Id, int] | None = None
    gathered: Mapping[Id, tuple[Id, ...]] = field(default_factory=dict)

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """Return where others keep what they have worked out from this graph alone: it never changes."""
        return {}

    @cached_property
    def nodes_by_id(self) -> Mapping[Id, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def flows_by_id(self) -> Mapping[Id, Flow]:
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def data_types_by_id(self) -> Mapping[Id, DataType]:
        return {data_type.id: data_type for data_type in self.data_types}

    @cached_property
    def agreements_by_id(self) -> Mapping[Id, Agreement]:
        return {agreement.id: agreement for agreement in self.agreements}

    @cached_property
    def numbers(self) -> Mapping[Id, int]:
        """Return each flow's number on the picture and in the list, from 1, in creation order."""
        if self.numbered is not None:
            return self.numbered
        return {flow.id: number for number, flow in enumerate(self.flows, start=1)}

    def node(self, node_id: Id) -> Node:
        """Return the node with this id, or raise ``KeyError``."""
        return self.nodes_by_id[node_id]

    def flow(self, flow_id: Id) -> Flow:
        """Return the flow with this id, or raise ``KeyError``."""
        return self.flows_by_id[flow_id]

    def organisation_of(self, node_id: Id) -> Node:
        """Return the node that answers for ``node_id``: a storage's organisation, else the node itself."""
        node = self.nodes_by_id[node_id]
        if node.kind == "storage" and node.parent is not None:
            return self.nodes_by_id.get(node.parent, node)
        return node

    def lane_of(self, node_id: Id) -> str:
        """Return the lane of the node, or of its organisation when it is a storage."""
        return self.organisation_of(node_id).lane

    def storages_of(self, node_id: Id) -> tuple[Node, ...]:
        """Return the storages that stand in this organisation, in creation order."""
        return self._storages_by_parent.get(node_id, ())

    def flows_of(self, node_id: Id) -> tuple[Flow, ...]:
        """Return the flows that start or end at this node or, for an organisation, in its storages."""
        ids = (node_id, *(storage.id for storage in self.storages_of(node_id)))
        places = {place for each in ids for place in self._places_by_end.get(each, ())}
        return tuple(self.flows[place] for place in sorted(places))

    @cached_property
    def _storages_by_parent(self) -> Mapping[Id, tuple[Node, ...]]:
        storages: dict[Id, tuple[Node, ...]] = {}
        for node in self.nodes:
            if node.kind == "storage" and node.parent is not None:
                storages[node.parent] = (*storages.get(node.parent, ()), node)
        return storages

    @cached_property
    def _places_by_end(self) -> Mapping[Id, list[int]]:
        places: dict[Id, list[int]] = {}
        for place, flow in enumerate(self.flows):
            for end in (flow.source, flow.target):
                places.setdefault(end, []).append(place)
        return places

    def data_types_of(self, flow: Flow) -> tuple[DataType, ...]:
        """Return what the flow carries, in the order it was written."""
        return tuple(self.data_types_by_id[data_type_id] for data_type_id in flow.data_types)

    def most_sensitive(self, flow: Flow) -> DataType | None:
        """Return the most sensitive data type the flow carries (the first of equals), or ``None``.

        One whose sensitivity nobody has recorded stands before what is known to be only personal.
        """
        order = [*SENSITIVITIES]
        order.insert(order.index("personal"), "")
        carried = self.data_types_of(flow)
        return min(carried, key=lambda data_type: order.index(data_type.sensitivity), default=None)

    def could_hurt(self, flow: Flow) -> bool:
        """Say whether anything the flow carries is marked as something that could hurt."""
        return any(data_type.could_hurt for data_type in self.data_types_of(flow))
