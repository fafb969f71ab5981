"""A map as GraphML, for yEd, Gephi, NetworkX and other tools that draw or count graphs."""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from dataflows.formats.document import MapDocument
from dataflows.formats.xml_text import legal_xml
from dataflows.graph.model import Flow, FlowGraph, Node

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
NODE_FACTS: Final = ("label", "kind", "organisation", "lane")
FLOW_FACTS: Final = (
    "label",
    "number",
    "ref",
    "data_types",
    "sensitivity",
    "channel",
    "journey_stage",
    "frequency",
    "purpose",
    "person_told",
    "person_choice",
)


def write(document: MapDocument) -> bytes:
    """Return the document as GraphML: every node and flow with its id, in the order they were made.

    Codes stand as they are in the map document; what XML cannot hold (control characters) is written as
    U+FFFD.

    Examples
    --------
    >>> from dataflows.formats.document import MapMeta
    >>> document = MapDocument(map=MapMeta(id="m", name="Northmoor"), graph=FlowGraph())
    >>> b'edgedefault="directed"' in write(document)
    True
    """
    root = Element("graphml", {"xmlns": NAMESPACE})
    for scope, facts in (("node", NODE_FACTS), ("edge", FLOW_FACTS)):
        for fact in facts:
            kind = "int" if fact == "number" else "string"
            key = {"id": f"{scope}_{fact}", "for": scope, "attr.name": fact, "attr.type": kind}
            SubElement(root, "key", key)
    inside = SubElement(root, "graph", {"id": legal_xml(document.map.id), "edgedefault": "directed"})
    for node in document.graph.nodes:
        _add(inside, "node", {"id": node.id}, dict(_node_facts(document.graph, node)))
    for flow in document.graph.flows:
        ends = {"id": flow.id, "source": flow.source, "target": flow.target}
        _add(inside, "edge", ends, dict(_flow_facts(document.graph, flow)))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(graph: Element, scope: str, attributes: Mapping[str, str], facts: Mapping[str, str]) -> None:
    element = SubElement(graph, scope, dict(attributes))
    for fact, value in facts.items():
        if value:
            SubElement(element, "data", {"key": f"{scope}_{fact}"}).text = legal_xml(value)


def _node_facts(graph: FlowGraph, node: Node) -> Iterator[tuple[str, str]]:
    yield "label", node.name
    yield "kind", node.kind
    yield "organisation", graph.organisation_of(node.id).name if node.kind == "storage" else ""
    yield "lane", graph.lane_of(node.id)


def _flow_facts(graph: FlowGraph, flow: Flow) -> Iterator[tuple[str, str]]:
    carried = [data_type.name for data_type in graph.data_types_of(flow)]
    most = graph.most_sensitive(flow)
    yield "label", ", ".join(carried)
    yield "number", str(graph.numbers[flow.id])
    yield "data_types", "; ".join(carried)
    yield "sensitivity", most.sensitivity if most else ""
    for fact in FLOW_FACTS:
        if fact not in {"label", "number", "data_types", "sensitivity"}:
            yield fact, getattr(flow, fact)
