"""The flow list written as CSV: the same columns that are read, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from dataflows.formats.cells import guard
from dataflows.formats.closed_lists import SCHEDULE_1_NOT_KNOWN
from dataflows.formats.columns import FLOW_FIELDS
from dataflows.formats.document import MapDocument
from dataflows.formats.names_cell import names_cell
from dataflows.graph import vocabulary
from dataflows.graph.model import Flow, FlowGraph, Party

# Columns beyond the flow list's own, written only when a flow has something in them.
EXTRA_COLUMNS: Final = (
    "necessity",
    "receiver_special_condition",
    "receiver_law",
    "sender_regime",
    "safeguard",
    "dpia_reference",
    "confidence",
)


def write(document: MapDocument) -> bytes:
    """Return the document's flows as a file.

    Spreadsheets take CSV for the machine's own encoding unless it begins with a byte order mark.
    """
    return flows_csv(document.graph).encode("utf-8-sig")


def flows_csv(graph: FlowGraph) -> str:
    """Return the flows of ``graph`` as CSV, closed facts by their English labels.

    What a spreadsheet would run is written with an apostrophe before it, which :func:`read_flows` takes off.

    Examples
    --------
    >>> from dataflows.graph.model import Node
    >>> graph = FlowGraph(nodes=(Node(id="s", kind="organisation", name="=Shelter"),),
    ...                   flows=(Flow(id="f", source="s", target="s", ref="1"),))
    >>> flows_csv(graph).splitlines()[1][:12]
    "1,'=Shelter,"
    """
    return rows_csv(*flow_table(graph))


def rows_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return headings and rows as CSV, with nothing in it that a spreadsheet would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue()


def flow_table(graph: FlowGraph) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the columns of the flow list that are needed, and a row of text for each flow."""
    rows = [dict(_cells(graph, flow)) for flow in graph.flows]
    columns = tuple(
        name for name in FLOW_FIELDS if name not in EXTRA_COLUMNS or any(row[name] for row in rows)
    )
    return columns, [tuple(row[name] for name in columns) for row in rows]


def _cells(graph: FlowGraph, flow: Flow) -> Iterator[tuple[str, str]]:
    yield "ref", flow.ref
    yield from _end(graph, flow.source, "from")
    yield from _end(graph, flow.target, "to")
    yield "data_types", names_cell([data_type.name for data_type in graph.data_types_of(flow)])
    yield "identifiability", _label(flow.identifiability, vocabulary.IDENTIFIABILITIES)
    for name in ("channel", "journey_stage", "trigger", "frequency", "purpose", "if_not_shared", "necessity"):
        yield name, getattr(flow, name)
    yield from _party(flow.sender, "from_role", "sender_regime", "lawful_basis", "special_condition", "law")
    yield from _party(
        flow.receiver,
        "to_role",
        "receiver_regime",
        "receiver_lawful_basis",
        "receiver_special_condition",
        "receiver_law",
    )
    yield "confidentiality_route", _label(flow.confidentiality_route, vocabulary.CONFIDENTIALITY_ROUTES)
    yield "agreement", graph.agreements_by_id[flow.agreement].name if flow.agreement else ""
    yield "safeguard", flow.safeguard
    yield "dpia_reference", flow.dpia_reference
    yield "person_told", _label(flow.person_told, vocabulary.PERSON_TOLD)
    yield "person_choice", _label(flow.person_choice, vocabulary.PERSON_CHOICES)
    yield "practice", _label(flow.consistency, vocabulary.CONSISTENCIES)
    yield "evidence", _label(flow.evidence, vocabulary.EVIDENCES)
    yield "source", flow.evidence_source
    yield "confidence", _label(flow.confidence, vocabulary.CONFIDENCES)
    yield "review_date", flow.review_date
    yield "notes", flow.notes


def _end(graph: FlowGraph, node_id: str, side: str) -> Iterator[tuple[str, str]]:
    node, organisation = graph.node(node_id), graph.organisation_of(node_id)
    yield f"{side}_organisation", organisation.name
    yield f"{side}_storage", node.name if node.id != organisation.id else ""


def _party(
    party: Party, role: str, regime: str, basis: str, condition: str, law: str
) -> Iterator[tuple[str, str]]:
    yield role, _label(party.role, vocabulary.ROLES)
    yield regime, _label(party.regime, vocabulary.REGIMES)
    yield basis, _label(party.lawful_basis, vocabulary.LAWFUL_BASES)
    schedule_1 = _label(party.schedule_1, vocabulary.SCHEDULE_1_CONDITIONS)
    if party.schedule_1 == vocabulary.NOT_KNOWN:
        schedule_1 = SCHEDULE_1_NOT_KNOWN
    article_9 = _label(party.article_9, vocabulary.ARTICLE_9_CONDITIONS)
    yield condition, "; ".join(filter(None, (article_9, schedule_1)))
    yield law, party.law


def _label(code: str, choices: Mapping[str, str]) -> str:
    return choices.get(code, code)
