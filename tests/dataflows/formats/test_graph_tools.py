"""GraphML and Mermaid: every node and flow of a map, counted by a plain reading, whatever people wrote."""

import re
from collections import Counter

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given

from dataflows.formats import graphml, mermaid
from dataflows.formats.graphml import NAMESPACE
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps

NODE = re.compile(r'^ +(n\d+)(?:\(\(|\(|\[\(|\{\{)"[^"\n]*"(?:\)\)|\)|\)\]|\}\})$')
EDGE = re.compile(r'^  (n\d+) -->\|"[^"\n]*"\| (n\d+)$')
HOUSE = re.compile(r'^  (?:subgraph n\d+_and_storage \["[^"\n]*"\]|end)$')


def check_graphml(made):
    root = fromstring(graphml.write(made))
    graph = root.find(f"{{{NAMESPACE}}}graph")
    assert [node.get("id") for node in graph.iter(f"{{{NAMESPACE}}}node")] == [
        node.id for node in made.graph.nodes
    ]
    edges = [
        (edge.get("id"), edge.get("source"), edge.get("target"))
        for edge in graph.iter(f"{{{NAMESPACE}}}edge")
    ]
    assert edges == [(flow.id, flow.source, flow.target) for flow in made.graph.flows]
    declared = {key.get("id") for key in root.iter(f"{{{NAMESPACE}}}key")}
    assert {data.get("key") for data in root.iter(f"{{{NAMESPACE}}}data")} <= declared


def check_mermaid(made):
    first, *lines = mermaid.write(made).decode().splitlines()
    assert first == "flowchart LR"
    assert all(NODE.match(line) or EDGE.match(line) or HOUSE.match(line) for line in lines)
    place = {f"n{number}": node.id for number, node in enumerate(made.graph.nodes, start=1)}
    assert Counter(place[found[1]] for line in lines if (found := NODE.match(line))) == Counter(
        place.values()
    )
    edges = [(place[found[1]], place[found[2]]) for line in lines if (found := EDGE.match(line))]
    assert edges == [(flow.source, flow.target) for flow in made.graph.flows]


@pytest.mark.parametrize("name", FLOW_LISTS)
def test_every_sample_map_is_whole(name):
    check_graphml(document(name))
    check_mermaid(document(name))


@whole_maps
@given(made=documents())
def test_any_map_is_whole(made):
    check_graphml(made)
    check_mermaid(made)


def test_graphml_says_what_a_flow_carries():
    root = fromstring(graphml.write(document("northmoor")))
    edge = next(root.iter(f"{{{NAMESPACE}}}edge"))
    facts = {data.get("key"): data.text for data in edge}
    flow = document("northmoor").graph.flows[0]
    assert facts["edge_number"] == "1"
    assert facts["edge_channel"] == flow.channel
    names = [one.name for one in document("northmoor").graph.data_types_of(flow)]
    assert facts["edge_data_types"] == "; ".join(names)


def test_labels_of_mermaid_hold_no_markup():
    assert mermaid.quote('a "b" *c* `d` <e> #f; [g] {h} | &') == (
        '"a #34;b#34; #42;c#42; #96;d#96; #60;e#62; #35;f#59; #91;g#93; #123;h#125; #124; #38;"'
    )
    assert mermaid.quote("1. First") == '"1#46; First"'
    assert mermaid.quote("- one\n- two") == '"#45; one - two"'
