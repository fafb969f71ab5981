"""A map as a draw.io file: one page, plain, that draw.io opens and people can draw on."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from dataflows.formats.document import MapDocument
from dataflows.formats.drawing import Box
from dataflows.formats.names_cell import names_cell
from dataflows.formats.placing import place
from dataflows.formats.xml_text import legal_xml
from dataflows.graph.model import Flow, FlowGraph, Node

# html=0: labels are text, whatever they look like.
STYLES: Final = {
    "person": "ellipse;whiteSpace=wrap;html=0;fillColor=#FFC94A;strokeColor=#14212B;",
    "organisation": "rounded=1;whiteSpace=wrap;html=0;strokeColor=#14212B;",
    "storage": "shape=cylinder3;whiteSpace=wrap;html=0;boundedLbl=1;backgroundOutline=1;size=10;",
    "meeting": "shape=hexagon;perimeter=hexagonPerimeter2;whiteSpace=wrap;html=0;fixedSize=1;",
}
HOUSE: Final = "swimlane;whiteSpace=wrap;html=0;startSize=30;container=1;collapsible=0;strokeColor=#51606B;"
LINE: Final = "edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;endArrow=block;"


def write(document: MapDocument) -> bytes:
    """Return the document as a draw.io file: cells have the ids of the map's elements.

    An organisation with storages stands with them in a container of its name; a line's label is what moves.
    """
    graph = document.graph
    root = Element("mxfile", {"host": "Daylight", "type": "device"})
    diagram = SubElement(
        root, "diagram", {"id": legal_xml(document.map.id), "name": legal_xml(document.map.name)}
    )
    model = SubElement(diagram, "mxGraphModel", {"grid": "1", "page": "0", "math": "0"})
    cells = SubElement(model, "root")
    SubElement(cells, "mxCell", {"id": "0"})
    SubElement(cells, "mxCell", {"id": "1", "parent": "0"})
    placing = place(graph)
    for node_id, box in placing.houses.items():
        node = graph.node(node_id)
        _shape(cells, f"house-{node_id}", node.name, HOUSE, box, "1")
    for node in graph.nodes:
        _node(
            cells, graph, node, placing.boxes[node.id], placing.houses.get(graph.organisation_of(node.id).id)
        )
    for flow in graph.flows:
        _flow(cells, graph, flow)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _node(cells: Element, graph: FlowGraph, node: Node, box: Box, house: Box | None) -> None:
    if house is None:
        _shape(cells, node.id, node.name, STYLES[node.kind], box, "1")
        return
    inside = Box(box.x - house.x, box.y - house.y, box.width, box.height)
    owner = f"house-{graph.organisation_of(node.id).id}"
    _shape(cells, node.id, node.name, STYLES[node.kind], inside, owner)


def _shape(cells: Element, key: str, label: str, style: str, box: Box, parent: str) -> None:
    attributes = {"id": key, "value": legal_xml(label), "style": style, "vertex": "1", "parent": parent}
    cell = SubElement(cells, "mxCell", attributes)
    where = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(cell, "mxGeometry", {**{name: f"{side:g}" for name, side in where.items()}, "as": "geometry"})


def _flow(cells: Element, graph: FlowGraph, flow: Flow) -> None:
    label = names_cell([data_type.name for data_type in graph.data_types_of(flow)])
    ends = {"source": flow.source, "target": flow.target}
    attributes = {"id": flow.id, "value": legal_xml(label), "style": LINE, "edge": "1", "parent": "1", **ends}
    cell = SubElement(cells, "mxCell", attributes)
    SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})
