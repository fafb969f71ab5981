"""A map as an OWASP Threat Dragon model of version 2: one diagram that Threat Dragon opens."""

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from dataflows.formats.document import MapDocument
from dataflows.formats.drawing import Box
from dataflows.formats.names_cell import names_cell
from dataflows.formats.placing import place
from dataflows.graph.model import Flow, FlowGraph, Node

VERSION: Final = "2.3.0"
KINDS: Final = {"person": "actor", "organisation": "process", "storage": "store", "meeting": "process"}
TYPES: Final = {"actor": "tm.Actor", "process": "tm.Process", "store": "tm.Store"}
STROKE: Final = {"stroke": "#333333", "strokeWidth": 1.5, "strokeDasharray": None}


def write(document: MapDocument) -> bytes:
    """Return the document as a model: organisations are processes, storages stores, flows data flows.

    An organisation that has storages stands with them in a trust boundary of its name. Cells keep the ids of
    the map's elements; what moves is a flow's name, its channel the protocol, its purpose the description.
    """
    graph = document.graph
    diagram = {
        "id": 0,
        "title": document.map.name,
        "diagramType": "Generic",
        "placeholder": "",
        "thumbnail": "./public/content/images/thumbnail.jpg",
        "version": VERSION,
        "cells": list(_cells(graph)),
    }
    model = {
        "version": VERSION,
        "summary": {"title": document.map.name, "owner": document.map.programme, "description": "", "id": 0},
        "detail": {
            "contributors": [],
            "diagrams": [diagram],
            "diagramTop": 1,
            "reviewer": "",
            "threatTop": 0,
        },
    }
    return (json.dumps(model, ensure_ascii=False, indent=1) + "\n").encode()


def _cells(graph: FlowGraph) -> Iterator[dict[str, Any]]:
    placing = place(graph)
    for node_id, box in placing.houses.items():
        yield _boundary(graph.node(node_id), box)
    for node in graph.nodes:
        yield _node(node, placing.boxes[node.id])
    for flow in graph.flows:
        yield _flow(graph, flow)


def _boundary(node: Node, box: Box) -> dict[str, Any]:
    return {
        **_where(box),
        "shape": "trust-boundary-box",
        "id": str(uuid5(NAMESPACE_URL, f"boundary of {node.id}")),
        "zIndex": -1,
        "visible": True,
        "attrs": {"label": {"text": node.name}},
        "data": {**_data("tm.BoundaryBox", node.name, ""), "isTrustBoundary": True},
    }


def _node(node: Node, box: Box) -> dict[str, Any]:
    shape = KINDS[node.kind]
    return {
        **_where(box),
        "shape": shape,
        "id": node.id,
        "zIndex": 1,
        "visible": True,
        "attrs": {"text": {"text": node.name}, "body": STROKE},
        "data": {**_data(TYPES[shape], node.name, node.notes), "outOfScope": False, "threats": []},
    }


def _flow(graph: FlowGraph, flow: Flow) -> dict[str, Any]:
    name = names_cell([data_type.name for data_type in graph.data_types_of(flow)])
    arrow = {"targetMarker": {"name": "block"}, "sourceMarker": {"name": ""}, "strokeDasharray": None}
    return {
        "shape": "flow",
        "id": flow.id,
        "zIndex": 10,
        "width": 200,
        "height": 100,
        "connector": "smooth",
        "attrs": {"line": {"stroke": "#333333", **arrow}},
        "labels": [{"attrs": {"labelText": {"text": name}}, "position": 0.5}],
        "source": {"cell": flow.source},
        "target": {"cell": flow.target},
        "vertices": [],
        "data": {
            **_data("tm.Flow", name, flow.purpose),
            "isBidirectional": False,
            "protocol": flow.channel,
            "outOfScope": False,
            "threats": [],
        },
    }


def _where(box: Box) -> dict[str, Any]:
    return {"position": {"x": box.x, "y": box.y}, "size": {"width": box.width, "height": box.height}}


def _data(kind: str, name: str, description: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "description": description, "hasOpenThreats": False}
