"""The sample maps as graphs, made from the sheets in ``sample/`` without a database."""

from functools import cache
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from dataflows.formats.csv_flows import FlowSheet, read_flows
from dataflows.formats.csv_register import read_data_types, read_organisations
from dataflows.formats.document import MapDocument, MapMeta
from dataflows.graph.model import Agreement, DataType, Flow, FlowGraph, Node

SAMPLE = Path(__file__).parents[3] / "sample"
FLOW_LISTS = {
    "manchester": "changing-futures/manchester.csv",
    "lancashire": "changing-futures/lancashire.csv",
    "redcar": "changing-futures/redcar-and-cleveland.csv",
    "northmoor": "northmoor/flows.csv",
}


def id_of(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(names)))


@cache
def sheet(name: str) -> FlowSheet:
    path = SAMPLE / FLOW_LISTS[name]
    return read_flows(path.read_bytes(), filename=path.name)


@cache
def document(name: str) -> MapDocument:
    meta = MapMeta(id=id_of("map", name), name=name.title())
    return MapDocument(map=meta, graph=graph_of(sheet(name), SAMPLE / FLOW_LISTS[name].split("/", 1)[0]))


def graph_of(flows: FlowSheet, folder: Path | None = None) -> FlowGraph:
    """Return the map that a flow list describes; the register of ``folder`` says what its things are."""
    kinds, sensitivities = {}, {}
    if folder is not None:
        organisations = read_organisations((folder / "organisations.csv").read_bytes()).rows
        kinds = {row.name: row.kind for row in organisations}
        sensitivities = {
            row.name: row.sensitivity
            for row in read_data_types((folder / "data_types.csv").read_bytes()).rows
        }
    nodes: dict[str, Node] = {}

    def end(organisation: str, storage: str, *, person: bool) -> str:
        owner = id_of(organisation)
        kind = "person" if person else "organisation"
        nodes.setdefault(
            owner,
            Node(id=owner, kind=kind, name=organisation, organisation_kind=kinds.get(organisation, "")),
        )
        if not storage:
            return owner
        node = id_of(organisation, storage)
        nodes.setdefault(node, Node(id=node, kind="storage", name=storage, parent=owner))
        return node

    made = [
        Flow(
            id=id_of("flow", row.ref, str(row.number)),
            ref=row.ref,
            source=end(row.from_organisation, row.from_storage, person=row.from_person),
            target=end(row.to_organisation, row.to_storage, person=row.to_person),
            data_types=tuple(id_of("data", name) for name in row.data_types),
            agreement=id_of("agreement", row.agreement) if row.agreement else None,
            **{
                name: getattr(row, name)
                for name in (
                    "identifiability", "channel", "journey_stage", "trigger", "frequency", "purpose",
                    "if_not_shared", "necessity", "sender", "receiver", "confidentiality_route", "safeguard",
                    "dpia_reference", "person_told", "person_choice", "consistency", "evidence",
                    "evidence_source", "confidence", "review_date", "notes",
                )
            },
        )
        for row in flows.rows
    ]  # fmt: skip
    carried = dict.fromkeys(name for row in flows.rows for name in row.data_types)
    agreements = dict.fromkeys(row.agreement for row in flows.rows if row.agreement)
    return FlowGraph(
        nodes=tuple(nodes.values()),
        flows=tuple(made),
        data_types=tuple(
            DataType(id=id_of("data", name), name=name, sensitivity=sensitivities.get(name, "personal"))
            for name in carried
        ),
        agreements=tuple(Agreement(id=id_of("agreement", name), name=name) for name in agreements),
    )
