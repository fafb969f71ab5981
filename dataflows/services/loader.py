"""Turning a map document into rows of one programme, and saying what the programme knows otherwise."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as translate
from django_scopes import scopes_disabled

from dataflows.errors import Message
from dataflows.formats.document import MapDocument
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph import model as graph
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import AccessRow, Agreement, DataType, Flow, JourneyStage, Map, Node, Storage
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.services.register import Register
from organisations.errors import BadInput
from organisations.models import Organisation, OrganisationAlias
from organisations.models.organisations import normalise

_ = gettext_noop

# Facts of a node that only some kinds have: a document may write them for the others, a map cannot hold them.
_ORGANISATION_FACTS = {
    "short_name": "short_name",
    "kind": "organisation_kind",
    "public_body": "public_body",
    "named": "named",
    "draft": "draft",
    "notes": "notes",
}
_STORAGE_FACTS = {
    "kind": "storage_kind",
    "location": "location",
    "access_note": "access_note",
    "security": "security",
    "retention": "retention",
    "notes": "notes",
}
_DATA_TYPE_FACTS = ("sensitivity", "category", "could_hurt", "dpv_concept", "notes")


class Loader:
    """Turns a document's parts into rows of one programme."""

    def __init__(self, map_: Map, document: MapDocument) -> None:
        self.map, self.graph = map_, document.graph
        self.register = Register.of(map_.programme)
        self.items: list[ReceiptItem] = []
        self.aliases: list[OrganisationAlias] = []
        flow_ids = [flow.id for flow in self.graph.flows]
        self.ids = _free_ids([*(node.id for node in self.graph.nodes), *flow_ids])
        self.data_types = {one.id: self._data_type(one) for one in self.graph.data_types}
        self.agreements = {one.id: self._agreement(one) for one in self.graph.agreements}
        for name in self.graph.journey_stages:
            self._stage(name)

    def rows(self) -> tuple[list[Node], list[tuple[Flow, list[DataType]]]]:
        """Return the nodes and flows to be stored."""
        nodes: dict[str, Node] = {}
        seen: dict[str, str] = {}
        for node in sorted(self.graph.nodes, key=lambda one: one.kind == "storage"):
            if node.kind == "organisation":
                name = normalise(node.name)
                if name in seen:
                    both = {"name": node.name, "other": seen[name]}
                    message = translate(
                        "Two organisations in the document have one name: “%(name)s”, “%(other)s”."
                    )
                    raise BadInput(message % both)
                seen[name] = node.name
            nodes[node.id] = self._node(node, nodes)
        for node in self.graph.nodes:
            self._parent(node, nodes)
        ordered = [nodes[node.id] for node in self.graph.nodes]
        return ordered, [self._flow(flow, nodes) for flow in self.graph.flows]

    def save_register(self) -> None:
        """Store what the document adds to the register."""
        self.register.save()
        OrganisationAlias.objects.bulk_create(self.aliases)

    def _node(self, node: graph.Node, nodes: Mapping[str, Node]) -> Node:
        row = Node(pk=self.ids[node.id], kind=node.kind, name=node.name)
        if node.kind == "organisation":
            row.organisation = self._organisation(node)
        elif node.kind == "storage":
            row.parent = nodes[node.parent] if node.parent else None
            self._storage(node, row)
        else:
            row.notes = node.notes
            self._say_unheld(node)
        return row

    def _say_unheld(self, node: graph.Node) -> None:
        """Say which facts the document gives the person or a meeting that neither can have on a map."""
        blank = graph.Node(id=node.id, kind=node.kind, name=node.name)
        for fact in {*_ORGANISATION_FACTS.values(), *_STORAGE_FACTS.values()} - {"notes"}:
            if (value := getattr(node, fact)) != getattr(blank, fact):
                reason = Message(_("“%(name)s” cannot have this fact on a map."), {"name": node.name})
                self.items.append(item("dropped", "", reason, column=fact, value=str(value)))

    def _organisation(self, node: graph.Node) -> Organisation:
        organisation, is_new = self.register.organisation(node.name)
        told = {mine: getattr(node, theirs) for mine, theirs in _ORGANISATION_FACTS.items()}
        self._take(organisation, told, is_new=is_new)
        if is_new:
            areas = [self.register.area(area) for area in node.areas]
            self.register.new_areas_of += [(organisation, area) for area in areas]
            themes = [self.register.themes[code] for code in node.themes if code in self.register.themes]
            self.register.new_themes_of += [(organisation, theme) for theme in themes]
        for alias in node.aliases:
            self._alias(organisation, alias)
        return organisation

    def _take(
        self, row: Organisation | Storage | DataType | Agreement, told: Mapping[str, object], *, is_new: bool
    ) -> None:
        """Give a new row the document's facts; of one the register has, say where the document differs."""
        for fact, theirs in told.items():
            mine = getattr(row, fact)
            if is_new:
                setattr(row, fact, theirs)
            elif mine != theirs:
                reason = Message(
                    _("The register says “%(mine)s” of %(name)s, and stays as it is."),
                    {"mine": mine, "name": row.name},
                )
                self.items.append(item("dropped", "", reason, column=fact, value=str(theirs)))

    def _alias(self, organisation: Organisation, alias: str) -> None:
        key = normalise(alias)
        known = self.register.organisations.get(key)
        if known is not None and known is not organisation:
            reason = Message(
                _("Another organisation is called this already: %(name)s."), {"name": known.name}
            )
            self.items.append(item("dropped", "", reason, column="aliases", value=alias))
            return
        self.register.organisations[key] = organisation
        self.aliases.append(
            OrganisationAlias(
                programme=self.map.programme, organisation=organisation, name=alias, normalised_name=key
            )
        )

    def _parent(self, node: graph.Node, nodes: Mapping[str, Node]) -> None:
        organisation = nodes[node.id].organisation
        if organisation is None or not node.parent_name or organisation.parent is not None:
            return
        above = self.register.organisation(node.parent_name)[0]
        if above is not organisation:
            organisation.parent = above
            self.register.changed(organisation)

    def _storage(self, node: graph.Node, row: Node) -> None:
        owner = row.parent.organisation if row.parent else None
        if owner is None:
            raise BadInput(
                translate("The storage “%(name)s” stands in no organisation.") % {"name": node.name}
            )
        storage, is_new = self.register.storage(owner, node.name)
        row.storage = storage
        self._take(
            storage, {mine: getattr(node, theirs) for mine, theirs in _STORAGE_FACTS.items()}, is_new=is_new
        )
        if not is_new:
            return
        for position, access in enumerate(node.access):
            reader = self.register.organisation(access.organisation)[0] if access.organisation else None
            made = AccessRow(
                programme=self.map.programme,
                storage=storage,
                organisation=reader,
                role=access.role,
                notes=access.notes,
                position=position,
            )
            self.register.new.append(made)

    def _data_type(self, told: graph.DataType) -> DataType:
        row, is_new = self.register.data_type(told.name)
        self._take(row, {fact: getattr(told, fact) for fact in _DATA_TYPE_FACTS}, is_new=is_new)
        return row

    def _agreement(self, told: graph.Agreement) -> Agreement:
        row, is_new = self.register.agreement(told.name)
        day = date.fromisoformat(told.review_date) if told.review_date else None
        self._take(row, {"kind": told.kind, "notes": told.notes, "review_date": day}, is_new=is_new)
        return row

    def _stage(self, name: str) -> JourneyStage:
        exact = next((stage for stage in self.register.stages if stage.name == name), None)
        if exact is not None:
            return exact
        position = max((stage.position for stage in self.register.stages), default=-1) + 1
        made = JourneyStage(programme=self.map.programme, name=name, position=position)
        self.register.stages.append(made)
        self.register.new.append(made)
        return made

    def _flow(self, told: graph.Flow, nodes: Mapping[str, Node]) -> tuple[Flow, list[DataType]]:
        row = Flow(
            pk=self.ids[told.id],
            source=nodes[told.source],
            target=nodes[told.target],
            **{fact: getattr(told, fact) for fact in PLAIN_FACTS},
        )
        for side in PARTIES:
            for fact in PARTY_FACTS:
                setattr(row, f"{side}_{fact}", getattr(getattr(told, side), fact))
        row.review_date = date.fromisoformat(told.review_date) if told.review_date else None
        row.journey_stage = self._stage(told.journey_stage) if told.journey_stage else None
        if told.agreement:
            row.agreement = self.agreements[told.agreement]
        return row, [self.data_types[one] for one in told.data_types]


def _free_ids(ids: list[str]) -> dict[str, uuid.UUID]:
    """Return an id for each of the document's: its own, or a new one where that is taken anywhere here."""
    wanted = [uuid.UUID(one) for one in ids]
    with scopes_disabled():  # ids are unique across programmes
        taken = set(Node.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        taken |= set(Flow.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return {one: uuid.uuid4() if key in taken else key for one, key in zip(ids, wanted, strict=True)}


def item(kind: str, ref: str, reason: Message, *, column: str = "", value: str = "") -> ReceiptItem:
    return ReceiptItem(kind=kind, source="document", ref=ref, reason=reason, column=column, value=value)
