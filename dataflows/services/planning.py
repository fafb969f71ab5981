"""Working out an import before anything is stored: what is new, what is here already, what is doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as translate

from dataflows.errors import Message
from dataflows.formats.flow_row import FlowRow, FlowSheet, PlaceRow, is_person
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.arrow import ends_in_line
from dataflows.models import DataType, Flow, Map, Node
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.services.matching import Matcher, key_of
from dataflows.services.merging import Difference, merge, words_of
from dataflows.services.register import Register
from organisations.models import Organisation

_ = gettext_noop

PERSON_NAME = _("The person")
Choices = Mapping[str, frozenset[str]]


@dataclass
class PlannedFlow:
    """One row of the file: the flow it becomes, or the flow on the map that it matches.

    ``told`` is what the row says, as a flow that is not stored; ``takes`` are the facts of it that a matched
    flow takes over, ``differences`` those that it does not.
    """

    id: str
    row: FlowRow
    place: str
    source: str
    told: Flow
    flow: Flow
    data_types: list[DataType]
    matched: bool = False
    duplicate_of: str = ""
    takes: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass
class PlannedPlace:
    """One thing that a drawing shows, with the node it stands for."""

    row: PlaceRow
    source: str
    node: Node
    matched: bool


@dataclass
class Plan:
    """What an import would do. Nothing in it is stored."""

    map: Map
    register: Register
    receipt: Receipt
    label: str
    flows: list[PlannedFlow] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    places: list[PlannedPlace] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    # Rows that lack an end, each with what its source is called.
    loose: list[tuple[str, FlowRow]] = field(default_factory=list)

    @property
    def new(self) -> list[PlannedFlow]:
        return [planned for planned in self.flows if not planned.matched]

    @property
    def matched(self) -> list[PlannedFlow]:
        return [planned for planned in self.flows if planned.matched]


class Planner:
    """Reads the sheets of a file against a map and its programme's register."""

    def __init__(self, *, map_: Map, register: Register, file_name: str, matcher: Matcher) -> None:
        self.map, self.register, self.file_name, self.matcher = map_, register, file_name, matcher
        nodes = list(Node.objects.filter(map=map_).select_related("organisation"))
        self.person = next((node for node in nodes if node.kind == "person"), None)
        self.by_organisation = {node.organisation_id: node for node in nodes if node.kind == "organisation"}
        self.by_storage = {node.storage_id: node for node in nodes if node.kind == "storage"}
        by_id = {node.pk: node for node in nodes}
        self.data_types = {one.pk: one for one in register.data_types.values()}
        # Rows of the database know their ends by id; with the nodes they need no query to be named.
        for flow in matcher.flows.values():
            flow.source, flow.target = by_id[flow.source_id], by_id[flow.target_id]
        self.new_nodes: list[Node] = []
        self.places: list[PlannedPlace] = []
        self.items: list[ReceiptItem] = []

    def plan(
        self, sheet: FlowSheet, *, source: str, number: int, chosen: Choices, is_whole: bool = True
    ) -> list[PlannedFlow]:
        """Return what importing one sheet would do; ``chosen`` is what somebody ticked, by row's id.

        A row that is to be left out has ``leave_out`` among its choices; a fact, to be taken from the file.
        Of a part of a source (not ``is_whole``) nothing is said of what is not in it.
        """
        for place in sheet.places:
            known = len(self.new_nodes)
            node = self._end(place.place, place.organisation, place.storage, ref=place.key)
            matched = node not in self.new_nodes[known:]
            self.places.append(PlannedPlace(place, source, node, matched))
        planned = []
        for row in sheet.rows:
            identity = f"{number}.{row.number}" if number else str(row.number)
            choices = chosen.get(identity, frozenset())
            if "leave_out" in choices:
                self._say("dropped", row, reason=_("You left this row out."))
            elif self._is_gone(source, row):
                self._say(
                    "dropped",
                    row,
                    reason=_(
                        "Somebody took this flow off the map since it was imported: it is not added again."
                    ),
                )
            else:
                planned.append(self._row(row, identity, source, choices))
        if is_whole:
            self._absent(sheet, source)
        return planned

    def _is_gone(self, source: str, row: FlowRow) -> bool:
        origin = self.matcher.origin(source, row)
        return origin is not None and origin.element_id not in self.matcher.flows

    def _absent(self, sheet: FlowSheet, source: str) -> None:
        """Say which flows came from this source before and are no longer in it. They stay on the map."""
        here = {key_of(row) for row in (*sheet.rows, *sheet.unattached)}
        for (known, key), origin in self.matcher.origins.items():
            flow = self.matcher.flows.get(origin.element_id)
            if known != source or key in here or origin.element_kind != "flow" or flow is None:
                continue
            self.items.append(
                ReceiptItem(
                    kind="absent",
                    source=origin.place,
                    ref=flow.ref,
                    value=ends_in_line(flow.source.name, flow.target.name),
                    reason=Message(_("It is no longer in the file; it stays on the map.")),
                )
            )

    def _row(self, row: FlowRow, identity: str, source: str, choices: frozenset[str]) -> PlannedFlow:
        ends = [
            self._end(self._place(row), row.from_organisation, row.from_storage, ref=row.ref),
            self._end(self._place(row), row.to_organisation, row.to_storage, ref=row.ref),
        ]
        data_types = [self.register.data_type(name)[0] for name in row.data_types]
        told = self._flow(row, *ends)
        planned = PlannedFlow(identity, row, self._place(row), source, told, told, data_types)
        found = self.matcher.find(source, row, told, data_types)
        if found is not None:
            planned.flow, planned.matched = found.flow, True
            # What came while this was read is missing here; then nothing is stored of this plan.
            carried = [
                self.data_types[pk]
                for pk in self.matcher.carried.get(found.flow.pk, ())
                if pk in self.data_types
            ]
            merged = merge(found.base, words_of(found.flow, carried), words_of(told, data_types), choices)
            planned.takes, planned.differences = merged.takes, merged.differences
            for one in merged.differences:
                values = {"mine": one.mine, "theirs": one.theirs}
                self._say(
                    "differs",
                    row,
                    column=one.fact,
                    value=one.theirs,
                    became=one.mine,
                    reason=one.reason,
                    **values,
                )
            return planned
        if twin := self.matcher.twin(told, data_types):
            planned.duplicate_of = twin.ref or translate("another row")
            self._say(
                "guessed",
                row,
                value=told.ref,
                became=planned.duplicate_of,
                reason=_(
                    "Same ends, data and channel as %(twin)s: kept as a flow of its own; is it the same?"
                ),
                twin=planned.duplicate_of,
            )
        self.matcher.remember(told, data_types)
        return planned

    def _place(self, row: FlowRow) -> str:
        return row.place or f"{self.file_name} row {row.number}"

    def _end(self, place: str, organisation: str, storage: str, *, ref: str) -> Node:
        if is_person(organisation):
            return self._person()
        owner, is_new = self.register.organisation(organisation)
        if is_new:
            reason = Message(_("Not in the register yet: added as a draft organisation."))
            self.items.append(
                ReceiptItem(
                    kind="guessed",
                    source=place,
                    ref=ref,
                    column="organisation",
                    value=organisation,
                    became=organisation,
                    reason=reason,
                )
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
                source=self._place(row),
                ref=row.ref,
                column=column,
                value=value,
                became=became,
                reason=Message(reason, values),
            )
        )
