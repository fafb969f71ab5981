"""Working out an import before anything is stored: what is new, what is here already, what is doubtful."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as translate

from dataflows.errors import Message
from dataflows.formats.csv_flows import FlowRow, FlowSheet, is_person
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import DataType, Flow, Map, Node
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.selectors.documents import carried_by
from dataflows.services.register import Register
from organisations.models import Organisation
from organisations.models.organisations import normalise

_ = gettext_noop

PERSON_NAME = _("The person")

# Facts that a later file may fill in when the map has nothing there.
_FILLABLE = tuple(fact for fact in PLAIN_FACTS if fact not in {"ref", "evidence", "notes"})


@dataclass
class PlannedFlow:
    """One row of the file: the flow it becomes, or the flow on the map that it matches."""

    row: FlowRow
    flow: Flow
    data_types: list[DataType]
    matched: bool = False
    duplicate_of: str = ""
    fills: dict[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    """What an import would do. Nothing in it is stored."""

    map: Map
    register: Register
    receipt: Receipt
    flows: list[PlannedFlow] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    @property
    def new(self) -> list[PlannedFlow]:
        return [planned for planned in self.flows if not planned.matched]

    @property
    def matched(self) -> list[PlannedFlow]:
        return [planned for planned in self.flows if planned.matched]

    @property
    def new_organisations(self) -> list[str]:
        """Return the names that the register did not know: they become drafts."""
        return [row.name for row in self.register.new if isinstance(row, Organisation) and row.draft]

    @property
    def new_data_types(self) -> list[str]:
        return [row.name for row in self.register.new if isinstance(row, DataType)]


class Planner:
    """Reads a flow list against a map and its programme's register."""

    def __init__(self, *, map_: Map, register: Register, file_name: str) -> None:
        self.map, self.register, self.file_name = map_, register, file_name
        nodes = list(Node.objects.filter(map=map_))
        self.person = next((node for node in nodes if node.kind == "person"), None)
        self.by_organisation = {node.organisation_id: node for node in nodes if node.kind == "organisation"}
        self.by_storage = {node.storage_id: node for node in nodes if node.kind == "storage"}
        self.new_nodes: list[Node] = []
        self.items: list[ReceiptItem] = []
        rows = list(Flow.objects.filter(map=map_))
        self.carried = carried_by([row.pk for row in rows])
        self.by_ref = {normalise(row.ref): row for row in rows if row.ref}
        self.by_signature = {_signature(row, self.carried.get(row.pk, ())): row for row in rows}
        self.next_number = len(self.by_ref)

    def plan(self, sheet: FlowSheet, *, leave_out: frozenset[int] = frozenset()) -> Plan:
        """Return what importing the sheet would do, leaving out the rows that somebody unticked."""
        plan = Plan(map=self.map, register=self.register, receipt=Receipt(()))
        for row in sheet.rows:
            if row.number in leave_out:
                self._say("dropped", row, reason=_("You left this row out."))
            else:
                plan.flows.append(self._row(row))
        plan.nodes = self.new_nodes
        # What is kept or matched is counted in the plan; a line for each would say nothing more.
        said = [item for item in sheet.receipt.items if item.kind != "kept"]
        plan.receipt = Receipt((*said, *self.items))
        return plan

    def _row(self, row: FlowRow) -> PlannedFlow:
        source = self._end(row, row.from_organisation, row.from_storage)
        target = self._end(row, row.to_organisation, row.to_storage)
        data_types = [self.register.data_type(name)[0] for name in row.data_types]
        flow = self._flow(row, source, target)
        signature = _signature(flow, (data_type.pk for data_type in data_types))
        planned = PlannedFlow(row=row, flow=flow, data_types=data_types)
        found = self._on_map(flow, signature)
        if found is not None:
            self._match(planned, found)
            return planned
        if twin := self.by_signature.get(signature):
            planned.duplicate_of = twin.ref or translate("another row")
            self._say(
                "guessed",
                row,
                value=flow.ref,
                became=planned.duplicate_of,
                reason=_(
                    "Same ends, data and channel as %(twin)s: kept as a flow of its own; is it the same?"
                ),
                twin=planned.duplicate_of,
            )
        self.by_signature.setdefault(signature, flow)
        flow.ref = flow.ref or self._new_ref()
        self.by_ref.setdefault(normalise(flow.ref), flow)
        return planned

    def _new_ref(self) -> str:
        """Return a reference for a flow whose row has none: the next free one of F1, F2, F3…"""
        self.next_number += 1
        while normalise(f"F{self.next_number}") in self.by_ref:
            self.next_number += 1
        return f"F{self.next_number}"

    def _on_map(self, flow: Flow, signature: object) -> Flow | None:
        """Return the stored flow that is this one: by reference and ends, else by ends, data and channel."""
        known = self.by_ref.get(normalise(flow.ref)) if flow.ref else None
        if known is not None and known._state.adding:
            known = None
        if known is not None and (known.source_id, known.target_id) == (flow.source_id, flow.target_id):
            return known
        twin = self.by_signature.get(signature)
        if twin is None or twin._state.adding:
            return None
        return None if flow.ref and twin.ref else twin

    def _match(self, planned: PlannedFlow, found: Flow) -> None:
        """Match a row to a stored flow: blanks are filled, differences are said and never overwrite."""
        row, told = planned.row, planned.flow
        for fact in _FILLABLE:
            mine, theirs = getattr(found, fact), getattr(told, fact)
            if theirs and not mine:
                planned.fills[fact] = theirs
            elif theirs and theirs != mine:
                self._say(
                    "dropped",
                    row,
                    column=fact,
                    value=theirs,
                    became=mine,
                    reason=_("The map already says “%(mine)s”, and an import never overwrites it."),
                    mine=mine,
                )
        carried = self.carried.get(found.pk, ())
        for data_type in planned.data_types:
            if data_type.pk not in carried:
                self._say(
                    "dropped",
                    row,
                    column="data_types",
                    value=data_type.name,
                    reason=_("The flow on the map does not carry this; add it there if it is right."),
                )
        planned.flow, planned.matched = found, True

    def _end(self, row: FlowRow, organisation: str, storage: str) -> Node:
        if is_person(organisation):
            return self._person()
        owner, is_new = self.register.organisation(organisation)
        if is_new:
            self._say(
                "guessed",
                row,
                column="organisation",
                value=organisation,
                became=organisation,
                reason=_("Not in the register yet: added as a draft organisation."),
            )
        node = self.by_organisation.get(owner.pk) or self._organisation_node(owner)
        if not storage:
            return node
        kept_in = self.register.storage(owner, storage)[0]
        return self.by_storage.get(kept_in.pk) or self._storage_node(node, kept_in.pk, kept_in.name)

    def _person(self) -> Node:
        if self.person is None:
            self.person = Node(kind="person", name=str(PERSON_NAME))
            self.new_nodes.append(self.person)
        return self.person

    def _organisation_node(self, owner: Organisation) -> Node:
        node = Node(kind="organisation", name=owner.name, organisation=owner)
        self.by_organisation[owner.pk] = node
        self.new_nodes.append(node)
        return node

    def _storage_node(self, organisation: Node, storage_id: UUID, name: str) -> Node:
        node = Node(kind="storage", name=name, storage_id=storage_id, parent=organisation)
        self.by_storage[storage_id] = node
        self.new_nodes.append(node)
        return node

    def _flow(self, row: FlowRow, source: Node, target: Node) -> Flow:
        flow = Flow(source=source, target=target, **{fact: getattr(row, fact) for fact in PLAIN_FACTS})
        for side in PARTIES:
            party = getattr(row, side)
            for fact in PARTY_FACTS:
                setattr(flow, f"{side}_{fact}", getattr(party, fact))
        flow.review_date = date.fromisoformat(row.review_date) if row.review_date else None
        if row.agreement:
            flow.agreement = self.register.agreement(row.agreement)[0]
        if row.journey_stage:
            flow.journey_stage, is_new = self.register.stage(row.journey_stage)
            if is_new:
                self._say(
                    "guessed",
                    row,
                    column="journey_stage",
                    value=row.journey_stage,
                    became=row.journey_stage,
                    reason=_("The programme did not know this journey stage: added as its last one."),
                )
        return flow

    def _say(
        self,
        kind: str,
        row: FlowRow,
        *,
        column: str = "",
        value: str = "",
        became: str = "",
        reason: str = "",
        **values: str,
    ) -> None:
        self.items.append(
            ReceiptItem(
                kind=kind,
                source=f"{self.file_name} row {row.number}",
                ref=row.ref,
                column=column,
                value=value,
                became=became,
                reason=Message(reason, values),
            )
        )


def _signature(flow: Flow, data_types: Iterable[UUID]) -> object:
    return (flow.source_id, flow.target_id, frozenset(data_types), normalise(flow.channel))
