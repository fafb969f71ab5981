"""A file as a map by itself, without any map that it is imported into: what two files are compared by."""

from dataclasses import fields
from typing import Final
from uuid import UUID, uuid5

from dataflows.formats.contents import Contents
from dataflows.formats.csv_register import AccessSheetRow, DataTypeRow, OrganisationRow, StorageRow
from dataflows.formats.document import MapDocument, MapMeta
from dataflows.formats.flow_row import FlowRow, is_person
from dataflows.graph.keys import key
from dataflows.graph.model import AccessRow, Agreement, DataType, Flow, FlowGraph, Id, Node

_SPACE: Final = UUID("a9a7b8e2-7a57-4d6e-9d1f-4b1c3b1f6c55")
_PERSON: Final = "The person"
# What a row and a flow call alike and hold alike.
_ALIKE: Final = tuple(
    one.name
    for one in fields(Flow)
    if one.name in {other.name for other in fields(FlowRow)} - {"data_types", "agreement"}
)


def as_document(contents: Contents, name: str) -> MapDocument:
    """Return what a file holds as one map. Lines that lack an end are no flows, and are left out.

    Ids are made of what things are called, so that they are the same each time; those of flows, of ``name``
    and their place in the file. An organisation is on the map when it is drawn or some flow touches it or its
    storages; the file's other rows are only looked up.

    Examples
    --------
    >>> from dataflows.formats.flow_row import FlowSheet
    >>> row = FlowRow(number=2, from_organisation="Shelter", to_organisation="The person")
    >>> document = as_document(Contents(sheets=(FlowSheet(rows=(row,)),)), "flows.csv")
    >>> [(node.kind, node.name) for node in document.graph.nodes]
    [('organisation', 'Shelter'), ('person', 'The person')]
    """
    return MapDocument(map=MapMeta(id=_id("file", name), name=name), graph=_Builder(contents, name).graph())


def _id(*parts: str) -> Id:
    return str(uuid5(_SPACE, "\n".join(parts)))


class _Builder:
    """Collects nodes, kinds of data and agreements by name as flows speak of them."""

    def __init__(self, contents: Contents, name: str) -> None:
        self.contents, self.name = contents, name
        self.organisations = {key(row.name): row for row in reversed(contents.organisations)}
        self.storage = {(key(row.organisation), key(row.name)): row for row in reversed(contents.storage)}
        self.kinds = {key(row.name): row for row in reversed(contents.data_types)}
        self.readers: dict[tuple[str, str], list[AccessRow]] = {}
        for reader in contents.access:
            self.readers.setdefault((key(reader.organisation), key(reader.storage)), []).append(
                _access(reader)
            )
        self.nodes: dict[Id, Node] = {}
        self.data_types: dict[Id, DataType] = {}
        self.agreements: dict[Id, Agreement] = {}

    def graph(self) -> FlowGraph:
        flows = []
        for number, sheet in enumerate(self.contents.sheets):
            for place in sheet.places:
                self._end(place.organisation, place.storage)
            flows += [self._flow(f"{number}.{place}", row) for place, row in enumerate(sheet.rows)]
        return FlowGraph(
            nodes=tuple(self.nodes.values()),
            flows=tuple(flows),
            data_types=tuple(self.data_types.values()),
            agreements=tuple(self.agreements.values()),
        )

    def _flow(self, place: str, row: FlowRow) -> Flow:
        return Flow(
            id=_id("flow", self.name, place),
            source=self._end(row.from_organisation, row.from_storage),
            target=self._end(row.to_organisation, row.to_storage),
            data_types=tuple(dict.fromkeys(self._data_type(name) for name in row.data_types)),
            agreement=self._agreement(row.agreement),
            **{name: getattr(row, name) for name in _ALIKE},
        )

    def _end(self, organisation: str, storage: str) -> Id:
        if is_person(organisation):
            return self._add(Node(id=_id("person"), kind="person", name=_PERSON))
        owner = self._organisation(organisation)
        if not storage:
            return owner
        row = self.storage.get((key(organisation), key(storage)))
        row = row or StorageRow(number=0, organisation=organisation, name=storage)
        return self._add(
            Node(
                id=_id("storage", key(organisation), key(storage)),
                kind="storage",
                name=row.name,
                parent=owner,
                storage_kind=row.kind,
                location=row.location,
                access_note=row.access_note,
                security=row.security,
                retention=row.retention,
                notes=row.notes,
                access=tuple(self.readers.get((key(row.organisation), key(row.name)), ())),
            )
        )

    def _organisation(self, name: str) -> Id:
        row = self.organisations.get(key(name)) or OrganisationRow(number=0, name=name)
        return self._add(
            Node(
                id=_id("organisation", key(name)),
                kind="organisation",
                name=row.name,
                short_name=row.short_name,
                organisation_kind=row.kind,
                themes=row.themes,
                areas=(row.area,) if row.area else (),
                parent_name=row.parent,
                named=row.named,
                notes=row.notes,
            )
        )

    def _add(self, node: Node) -> Id:
        self.nodes.setdefault(node.id, node)
        return node.id

    def _data_type(self, name: str) -> Id:
        found = _id("data type", key(name))
        if found not in self.data_types:
            row = self.kinds.get(key(name)) or DataTypeRow(number=0, name=name)
            self.data_types[found] = DataType(
                id=found,
                name=row.name,
                sensitivity=row.sensitivity,
                category=row.category,
                could_hurt=row.could_hurt,
                notes=row.notes,
            )
        return found

    def _agreement(self, name: str) -> Id | None:
        if not name:
            return None
        found = _id("agreement", key(name))
        self.agreements.setdefault(found, Agreement(id=found, name=name))
        return found


def _access(row: AccessSheetRow) -> AccessRow:
    return AccessRow(
        id=_id("access", str(row.number)), organisation=row.opened_by, role=row.role, notes=row.notes
    )
