"""Sentences, names and facts of a document's elements, in the reader's language."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext

from dataflows.graph.model import FlowGraph
from dataflows.language.nodes import node_sentence
from dataflows.language.sentence import flow_name, sentence


def element_kind_of(graph: FlowGraph, element_id: UUID) -> str:
    """Return ``flow``, the node's kind, or ``""`` when the element is not there."""
    if str(element_id) in graph.flows_by_id:
        return "flow"
    node = graph.nodes_by_id.get(str(element_id))
    return node.kind if node else ""


def sentence_of(graph: FlowGraph, element_id: UUID) -> str:
    """Return the sentence that people read about a flow or node. It must be there."""
    flow = graph.flows_by_id.get(str(element_id))
    if flow is not None:
        return sentence(graph, flow, translate=gettext).text
    return node_sentence(graph, graph.node(str(element_id)), translate=gettext)


def name_of(graph: FlowGraph, element_id: UUID) -> str:
    """Return the short name of a flow or node. It must be there."""
    flow = graph.flows_by_id.get(str(element_id))
    return flow_name(graph, flow) if flow is not None else graph.node(str(element_id)).name


def all_sentences(graph: FlowGraph) -> Mapping[str, str]:
    """Return every element's sentence by id: what the picture says when it is read aloud."""
    flows = {flow.id: sentence(graph, flow, translate=gettext).text for flow in graph.flows}
    nodes = {node.id: node_sentence(graph, node, translate=gettext) for node in graph.nodes}
    return {**nodes, **flows}
