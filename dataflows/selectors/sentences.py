"""Sentences, names and facts of a document's elements, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from uuid import UUID

from django.utils.translation import get_language, gettext

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.views import Shown, View, shown
from dataflows.language.groups import bundle_sentence, group_sentence, group_words, standing_sentence
from dataflows.language.nodes import node_sentence
from dataflows.language.sentence import Sentence, flow_name, sentence


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
        return flow_sentence(graph, flow).text
    return node_sentence(graph, graph.node(str(element_id)), translate=gettext)


def name_of(graph: FlowGraph, element_id: UUID) -> str:
    """Return the short name of a flow or node. It must be there."""
    flow = graph.flows_by_id.get(str(element_id))
    return flow_name(graph, flow) if flow is not None else graph.node(str(element_id)).name


def all_sentences(graph: FlowGraph) -> Mapping[str, str]:
    """Return every element's sentence by id: what the picture says when it is read aloud."""
    # One request asks for them several times: for the picture, the key it is kept under and the lists.
    key = ("all sentences", get_language())
    if key not in graph.worked_out:
        graph.worked_out[key] = _every_sentence(graph)
    kept: Mapping[str, str] = graph.worked_out[key]
    return kept


def flow_sentence(graph: FlowGraph, flow: Flow) -> Sentence:
    """Return a flow of this graph as a sentence, put together once however often one page says it."""
    key = ("sentence", get_language(), flow.id)
    said: tuple[Flow, Sentence] | None = graph.worked_out.get(key)
    # By the flow itself: what would become of it has its id.
    if said is None or said[0] is not flow:
        said = graph.worked_out[key] = flow, sentence(graph, flow, translate=phrases_of(graph))
    return said[1]


def phrases_of(graph: FlowGraph) -> Callable[[str], str]:
    """Return the translation of phrases into the reader's language, each looked up once for a graph.

    A map says few phrases many times, and looking one up takes longer than anything else here.
    """
    key = ("phrases", get_language())
    if key not in graph.worked_out:
        graph.worked_out[key] = cache(gettext)
    translate: Callable[[str], str] = graph.worked_out[key]
    return translate


def _every_sentence(graph: FlowGraph) -> Mapping[str, str]:
    translate = phrases_of(graph)
    flows = {flow.id: flow_sentence(graph, flow).text for flow in graph.flows}
    nodes = {node.id: node_sentence(graph, node, translate=translate) for node in graph.nodes}
    return {**nodes, **flows}


def seen_as(graph: FlowGraph, view: View) -> Shown:
    """Return what a view shows of a map, its groups named in the reader's language."""
    return shown(graph, view, group_words(gettext))


def shown_sentences(graph: FlowGraph, seen: Shown) -> Mapping[str, str]:
    """Return the sentence of everything that a view draws: the map's own, and those of groups and bundles."""
    if seen.graph is graph:
        return all_sentences(graph)
    gathered = seen.graph.gathered
    standing = standing_in(graph, seen)
    nodes = {node.id: shown_node_sentence(graph, seen, node, standing) for node in seen.graph.nodes}
    flows = {
        flow.id: bundle_sentence(seen.graph, flow, _flows(graph, gathered[flow.id]), translate=gettext)
        if flow.id in gathered
        else flow_sentence(graph, graph.flow(flow.id)).text
        for flow in seen.graph.flows
    }
    return {**nodes, **flows}


def standing_in(graph: FlowGraph, seen: Shown) -> Mapping[str, list[Node]]:
    """Return who stands in each drawn box without being a group's member: teams and storages."""
    standing: dict[str, list[Node]] = {}
    for node_id, drawn in seen.place.items():
        if node_id != drawn and node_id not in seen.graph.gathered.get(drawn, ()):
            standing.setdefault(drawn, []).append(graph.node(node_id))
    return standing


def shown_node_sentence(graph: FlowGraph, seen: Shown, node: Node, standing: Mapping[str, list[Node]]) -> str:
    """Return the sentence of a node that a view draws: its own or the group's, and who else stands in it."""
    members = seen.graph.gathered.get(node.id)
    if members is None:
        said = node_sentence(graph, node, translate=gettext)
    else:
        said = group_sentence(node, [graph.node(member) for member in members], translate=gettext)
    also = standing_sentence(node, standing.get(node.id, []), translate=gettext)
    return f"{said} {also}".rstrip()


def _flows(graph: FlowGraph, ids: Iterable[str]) -> list[Flow]:
    return [graph.flow(flow_id) for flow_id in ids]
