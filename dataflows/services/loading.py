"""Loading a map document into an empty map: the way back from a JSON export, losing nothing."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as translate
from django_scopes import scopes_disabled

from dataflows.errors import FormatError, Message
from dataflows.formats.document import MapDocument, read_document
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.graph import model as graph
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import AccessRow, Agreement, DataType, Flow, ImportReceipt, JourneyStage, Map, Node
from dataflows.models.columns import PARTIES, PARTY_FACTS, PLAIN_FACTS
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import add_flows, add_nodes, start_edit
from dataflows.services.register import Register, hold_register
from organisations.errors import BadInput, Conflict
from organisations.models import Organisation, OrganisationAlias
from organisations.models.organisations import normalise
from organisations.permissions import Actor
from organisations.services.audit import record

_ = gettext_noop
Items = list[ReceiptItem]


@transaction.atomic
def load_document(*, actor: Actor, map_: Map, data: bytes, file_name: str) -> ImportReceipt:
    """Fill an empty map from a document, as one edit with a receipt. Recorded.

    Ids stay as they are in the document unless something else here has them already. What the programme's
    register knows of an organisation, storage or data type stays as it is; differences are said.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The document cannot be used; nothing was stored.
    Conflict
        The map is not empty.
    """
    edit = start_edit(actor=actor, map_=map_)
    try:
        document = read_document(data)
    except FormatError as error:
        raise BadInput(error.translated(translate)) from error
    if map_.nodes.exists():
        raise Conflict(translate("This map is not empty. Start a new map for the document."))
    hold_register(map_.programme_id)
    loader = _Loader(map_, document)
    nodes, flows = loader.rows()
    loader.save_register()
    add_nodes(edit=edit, nodes=nodes)
    add_flows(edit=edit, flows=flows)
    edit.write()
    kept = [_item("kept", flow.ref, Message(_("Kept."))) for flow in document.graph.flows]
    receipt = ImportReceipt.objects.create(
        programme_id=map_.programme_id,
        map=map_,
        state=ImportReceipt.State.IMPORTED,
        file_name=file_name[:200],
        content=Receipt((*kept, *loader.items)).to_dict(translate),
        edit=edit.id,
        made_by_id=uuid.UUID(actor.id) if actor.is_signed_in else None,
        imported_at=map_.changed_at,
    )
    record(
        actor=actor,
        action="map.load",
        on=map_,
        programme=map_.programme,
        detail={"receipt": str(receipt.pk), "kept": len(flows)},
    )
    request_drawing(map_=map_)
    return receipt


class _Loader:
    """Turns a document's parts into rows of one programme."""

    def __init__(self, map_: Map, document: MapDocument) -> None:
        self.map, self.graph = map_, document.graph
        self.register = Register.of(map_.programme)
        self.items: Items = []
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
        return row

    def _organisation(self, node: graph.Node) -> Organisation:
        organisation, is_new = self.register.organisation(node.name)
        if not is_new:
            return organisation
        organisation.draft, organisation.named = node.draft, node.named
        organisation.short_name, organisation.kind = node.short_name, node.organisation_kind
        organisation.public_body, organisation.notes = node.public_body, node.notes
        areas = [self.register.area(area) for area in node.areas]
        self.register.new_areas_of += [(organisation, area) for area in areas]
        themes = [self.register.themes[code] for code in node.themes if code in self.register.themes]
        self.register.new_themes_of += [(organisation, theme) for theme in themes]
        for alias in node.aliases:
            self._alias(organisation, alias)
        return organisation

    def _alias(self, organisation: Organisation, alias: str) -> None:
        key = normalise(alias)
        known = self.register.organisations.get(key)
        if known is not None and known is not organisation:
            reason = Message(
                _("Another organisation is called this already: %(name)s."), {"name": known.name}
            )
            self.items.append(_item("dropped", "", reason, column="aliases", value=alias))
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
        if not is_new:
            return
        storage.kind, storage.location, storage.access_note = (
            node.storage_kind,
            node.location,
            node.access_note,
        )
        storage.security, storage.retention, storage.notes = node.security, node.retention, node.notes
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
        facts = ("sensitivity", "category", "could_hurt", "dpv_concept", "notes")
        for fact in facts:
            mine, theirs = getattr(row, fact), getattr(told, fact)
            if is_new:
                setattr(row, fact, theirs)
            elif mine != theirs:
                reason = Message(
                    _("The register says “%(mine)s” of %(name)s."), {"mine": mine, "name": row.name}
                )
                self.items.append(_item("dropped", "", reason, column=fact, value=str(theirs)))
        return row

    def _agreement(self, told: graph.Agreement) -> Agreement:
        row, is_new = self.register.agreement(told.name)
        if is_new:
            row.kind, row.notes = told.kind, told.notes
            row.review_date = date.fromisoformat(told.review_date) if told.review_date else None
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
    with scopes_disabled():
        taken = set(Node.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        taken |= set(Flow.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return {one: uuid.uuid4() if key in taken else key for one, key in zip(ids, wanted, strict=True)}


def _item(kind: str, ref: str, reason: Message, *, column: str = "", value: str = "") -> ReceiptItem:
    return ReceiptItem(kind=kind, source="document", ref=ref, reason=reason, column=column, value=value)
