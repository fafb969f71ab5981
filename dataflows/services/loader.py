"""Turning a map document into rows of one programme, and saying what the programme knows otherwise."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as translate
from django_scopes import scopes_disabled

from dataflows.formats.document import MapDocument
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph import model as graph
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import AccessRow, Agreement, DataType, Flow, Map, Node
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.services.differences import STAYS, Known, Places, dropped, facts_that_differ, filled
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
        self.places = Places(map_.programme, self.register)
        self.items: list[ReceiptItem] = []
        flow_ids = [flow.id for flow in self.graph.flows]
        self.ids = _free_ids([*(node.id for node in self.graph.nodes), *flow_ids])
        self.data_types = {one.id: self._data_type(one) for one in self.graph.data_types}
        self.agreements = {one.id: self._agreement(one) for one in self.graph.agreements}
        for name in self.graph.journey_stages:
            self.register.stage_named(name)

    def rows(self) -> tuple[list[Node], list[tuple[Flow, list[DataType]]]]:
        """Return the nodes and flows to be stored."""
        nodes: dict[str, Node] = {}
        seen: dict[uuid.UUID, str] = {}
        for node in sorted(self.graph.nodes, key=lambda one: one.kind == "storage"):
            row = nodes[node.id] = self._node(node, nodes)
            stands_for = row.storage_id or row.organisation_id
            if stands_for in seen:
                raise BadInput(_twice(node, seen[stands_for]))
            if stands_for:
                seen[stands_for] = node.name
        # Other names after all names: an organisation of the map is never taken for somebody's alias.
        for node in self.graph.nodes:
            organisation = nodes[node.id].organisation
            if organisation is not None:
                self._aliases(organisation, node)
        for node in self.graph.nodes:
            organisation = nodes[node.id].organisation
            if organisation is not None and node.parent_name:
                self._parent(organisation, node)
        ordered = [nodes[node.id] for node in self.graph.nodes]
        return ordered, [self._flow(flow, nodes) for flow in self.graph.flows]

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
        for fact in sorted({*_ORGANISATION_FACTS.values(), *_STORAGE_FACTS.values()} - {"notes"}):
            if (value := getattr(node, fact)) != getattr(blank, fact):
                reason = _("“%(name)s” cannot have this fact on a map.")
                self.items.append(dropped(fact, value, reason, name=node.name))

    def _organisation(self, node: graph.Node) -> Organisation:
        organisation, is_new = self.register.organisation(node.name)
        told = {mine: getattr(node, theirs) for mine, theirs in _ORGANISATION_FACTS.items()}
        self._take(organisation, told, is_new=is_new)
        if not is_new:
            self.items += self.places.of_organisation(organisation, node)
            return organisation
        areas = [self.register.area(area) for area in node.areas]
        self.register.new_areas_of += [(organisation, area) for area in areas]
        for code in node.themes:
            if code in self.register.themes:
                self.register.new_themes_of.append((organisation, self.register.themes[code]))
            else:
                self.items.append(dropped("themes", code, _("The programme has no theme of this name.")))
        return organisation

    def _take(self, row: Known, told: Mapping[str, object], *, is_new: bool) -> None:
        """Give a new row the document's facts; of one the register has, say where the document differs."""
        if not is_new:
            self.items += facts_that_differ(row, told)
            return
        for fact, theirs in told.items():
            setattr(row, fact, theirs)

    def _aliases(self, organisation: Organisation, node: graph.Node) -> None:
        for alias in node.aliases:
            key = normalise(alias)
            other = self.register.aliases.get(key) or self.register.organisations.get(key, organisation)
            if other.pk != organisation.pk:
                reason = _("Another organisation is called this already: %(name)s.")
                self.items.append(dropped("aliases", alias, reason, name=other.name))
            elif key not in self.register.aliases:
                self.register.aliases[key] = self.register.organisations[key] = organisation
                made = OrganisationAlias(organisation=organisation, name=alias, normalised_name=key)
                made.programme = self.map.programme
                self.register.new.append(made)
                if not organisation._state.adding:
                    self.items.append(filled("aliases", alias, name=organisation.name))

    def _parent(self, organisation: Organisation, node: graph.Node) -> None:
        if organisation._state.adding:
            organisation.parent = self.register.organisation(node.parent_name)[0]
            return
        mine = self.register.known.get(organisation.parent_id) if organisation.parent_id else None
        theirs = self.register.organisations.get(normalise(node.parent_name))
        if theirs is None or mine is None or mine.pk != theirs.pk:
            said = mine.name if mine else ""
            self.items.append(dropped("parent", node.parent_name, STAYS, mine=said, name=organisation.name))

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
            self.items += self.places.of_storage(storage, node)
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
        row.journey_stage = self.register.stage_named(told.journey_stage) if told.journey_stage else None
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


def _twice(node: graph.Node, other: str) -> str:
    if node.kind == "storage":
        message = translate("Two storages of one organisation have one name: “%(name)s”, “%(other)s”.")
    else:
        message = translate("Two organisations in the document have one name: “%(name)s”, “%(other)s”.")
    return message % {"name": node.name, "other": other}
