"""Draw a map: measure, choose columns, ask the engine, write, check. The one way in to ``render``."""

import hashlib
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dataflows.graph import vocabulary
from dataflows.graph.model import FlowGraph, Id
from dataflows.render.boxes import Boxes, NodeBox, Translate, measure
from dataflows.render.check import check
from dataflows.render.engine import DEADLINE
from dataflows.render.errors import BrokenMap, LayoutMismatch, TooMuchToDraw
from dataflows.render.laying import lay_out
from dataflows.render.layout import Layout
from dataflows.render.nudging import Pair, in_order
from dataflows.render.svg import Writer

# Raise it when the same map shall be drawn differently: stored pictures are then drawn anew.
DRAWING: Final = 2
MOST_ELEMENTS: Final = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished, checked picture and how it came about."""

    svg: str
    layout: Layout
    key: str
    rung: str
    engine: str
    engine_version: str
    element_count: int


def draw(
    graph: FlowGraph,
    *,
    sentences: Mapping[Id, str],
    layout: Layout | None = None,
    before: Layout | None = None,
    hints: Sequence[Pair] = (),
    translate: Translate = str,
    attention: Collection[Id] = (),
    deadline: float = DEADLINE,
) -> Drawing:
    """Draw ``graph``, from ``layout`` where there is one, else beside what stood ``before``, else anew.

    Parameters
    ----------
    sentences
        What each flow says, by id; read aloud and shown on hover.
    hints
        Pairs that keep their order where the map is laid out anew: the upper one and the lower one.
    attention
        Ids of flows that carry something to look at.

    Raises
    ------
    DrawingError
        One of :mod:`dataflows.render.errors`, each with one plain sentence.
    """
    _require_whole(graph)
    boxes = measure(graph, translate=translate, attention=attention)
    if layout is None:
        layout = lay_out(graph, boxes, before=before, deadline=deadline)
        layout = in_order(graph, boxes, layout, hints)
    writer = writer_for(graph, boxes, layout, sentences=sentences, translate=translate)
    svg = ET.tostring(writer.picture(), encoding="unicode")
    check(svg, graph, layout=layout)
    return Drawing(
        svg=svg,
        layout=layout,
        key=drawing_key(graph, sentences, translate=translate, attention=attention),
        rung=layout.rung,
        engine=layout.engine,
        engine_version=layout.engine_version,
        element_count=len(graph.nodes) + len(graph.flows),
    )


def writer_for(
    graph: FlowGraph,
    boxes: Boxes,
    layout: Layout,
    *,
    sentences: Mapping[Id, str],
    translate: Translate,
    links: bool = True,
) -> Writer:
    """Return the writer for this layout, or raise ``LayoutMismatch`` when it belongs to another map."""
    _require_match(graph, layout)
    fitted = replace(boxes, nodes={node_id: _fit(box, layout) for node_id, box in boxes.nodes.items()})
    return Writer(
        graph=graph, boxes=fitted, layout=layout, sentences=sentences, translate=translate, links=links
    )


def _fit(box: NodeBox, layout: Layout) -> NodeBox:
    """Return the box with the size and order of rows that the layout has."""
    _left, top, width, height = layout.nodes[box.id]
    rows = sorted(box.rows, key=lambda row: layout.nodes[row.id][1])
    head = layout.nodes[rows[0].id][1] - top if rows else height
    sized = tuple(replace(row, height=layout.nodes[row.id][3]) for row in rows)
    return replace(box, width=width, head=head, rows=sized)


def drawing_key(
    graph: FlowGraph,
    sentences: Mapping[Id, str],
    *,
    translate: Translate = str,
    attention: Collection[Id] = (),
) -> str:
    """Return the SHA-256 of everything that decides what the picture looks like and says.

    Examples
    --------
    >>> drawing_key(FlowGraph(), {}) == drawing_key(FlowGraph(), {})
    True
    """
    content = {
        "drawing": DRAWING,
        "nodes": [
            (
                (node.id, node.kind, node.name, node.parent, node.parent_name, node.organisation_kind),
                (node.storage_kind, node.named, node.draft),
            )
            for node in graph.nodes
        ],
        "flows": [
            (
                (flow.id, flow.source, flow.target, flow.data_types, sentences.get(flow.id, "")),
                (flow.consistency, flow.evidence, flow.confidence, flow.person_told, flow.person_choice),
            )
            for flow in graph.flows
        ],
        "data_types": [(data.id, data.name, data.sensitivity, data.could_hurt) for data in graph.data_types],
        "attention": sorted(attention),
        "numbers": [graph.numbers.get(flow.id) for flow in graph.flows],
        "gathered": [(flow, len(graph.gathered[flow])) for flow in sorted(graph.gathered)],
        "words": [translate(word) for word in _words()],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _words() -> Iterable[str]:
    """Yield words whose translations show that the picture is in another language."""
    for choices in (vocabulary.NODE_KINDS, vocabulary.ORGANISATION_KINDS, vocabulary.STORAGE_KINDS):
        yield from choices.values()


def _require_whole(graph: FlowGraph) -> None:
    """Raise unless every flow has both ends and every id is there once."""
    if len(graph.nodes) + len(graph.flows) > MOST_ELEMENTS:
        raise TooMuchToDraw(f"{len(graph.nodes)} nodes and {len(graph.flows)} flows")
    ids = [*(node.id for node in graph.nodes), *(flow.id for flow in graph.flows)]
    if len(set(ids)) != len(ids):
        raise BrokenMap("an id is used twice")
    for flow in graph.flows:
        if not {flow.source, flow.target} <= graph.nodes_by_id.keys():
            raise BrokenMap(flow.id)
        if not set(flow.data_types) <= graph.data_types_by_id.keys():
            raise BrokenMap(flow.id)


def _require_match(graph: FlowGraph, layout: Layout) -> None:
    """Raise unless the layout has a finite place for exactly what the map holds."""
    flows = graph.flows_by_id.keys()
    if (
        layout.nodes.keys() != graph.nodes_by_id.keys()
        or layout.chips.keys() != flows
        or layout.paths.keys() != flows
    ):
        raise LayoutMismatch("its flows are not this map's")
    lengths = [layout.width, layout.height]
    for rectangle in (*layout.nodes.values(), *layout.chips.values()):
        lengths += rectangle
    for first, second in layout.paths.values():
        lengths += (*first, *second)
    if not all(math.isfinite(length) for length in lengths):
        raise LayoutMismatch("a position is not a number")
