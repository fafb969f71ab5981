"""Hostile maps of real sizes, on each engine: what is on the map is on its picture, to the last flow."""

import os
import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from dataflows.render.draw import draw
from dataflows.render.engine import OURSELVES, engines
from dataflows.render.layout import Layout
from tests.conftest import NOT_TESTED
from tests.dataflows.render.hostile_maps import hostile_map
from tests.results import keep_result

TAGS = {"svg", "g", "a", "title", "text", "rect", "circle", "path"}
ATTRIBUTES = {
    *("xmlns", "class", "viewBox", "role", "aria-label", "id", "href", "transform", "d", "text-anchor"),
    *("x", "y", "width", "height", "rx", "cx", "cy", "r"),
}


def named_engine(name, monkeypatch):
    monkeypatch.setenv("DAYLIGHT_ENGINE", name)
    found = next(engines())
    if found == OURSELVES and name != "python":
        if os.environ.get("DAYLIGHT_REQUIRE_ENGINES") == "1":
            pytest.fail(f"DAYLIGHT_REQUIRE_ENGINES=1, but there is no {name}.", pytrace=False)
        pytest.skip(f"{NOT_TESTED}: no {name} on this machine")
    return found


def drawn_ids(svg, css_class):
    """Return the ids drawn as nodes or as flows, read without the drawing's own check."""
    return Counter(re.findall(rf'<g id="([^"]+)" class="{css_class}[ "]', svg))


def strange_things(svg):
    """Return the tags and attributes that no picture of ours has."""
    elements = list(ET.fromstring(svg).iter())
    tags = {element.tag.rpartition("}")[2] for element in elements} - TAGS
    return tags | {name for element in elements for name in element.attrib} - ATTRIBUTES


@pytest.mark.parametrize("name", ["dot", "wheel", "python"])
def test_every_node_and_flow_of_many_hostile_maps_is_drawn(name, monkeypatch, request):
    engine = named_engine(name, monkeypatch)
    full = request.config.getoption("--long")
    count, size = (1_000, {}) if full else (16, {"most_nodes": 80, "most_flows": 120})
    rungs: Counter[str] = Counter()
    whole, elements = 0, 0
    for seed in range(count):
        graph = hostile_map(seed, **size)
        picture = draw(graph, sentences={flow.id: flow.purpose for flow in graph.flows})
        assert drawn_ids(picture.svg, "node") == Counter(node.id for node in graph.nodes), seed
        assert drawn_ids(picture.svg, "flow") == Counter(flow.id for flow in graph.flows), seed
        assert strange_things(picture.svg) == set(), seed
        rungs[f"{picture.engine} {picture.rung}"] += 1
        whole += 1
        elements += len(graph.nodes) + len(graph.flows)
    assert whole == count
    figures = {"maps": count, "whole": whole, "elements": elements, "rungs": dict(rungs)}
    keep_result(f"hostile-{name}", figures, engine=f"{engine.name} {engine.version}")


@pytest.mark.parametrize("name", ["dot", "wheel", "python"])
def test_positions_laid_out_by_one_engine_are_redrawn_to_the_byte_by_none(name, monkeypatch, request):
    named_engine(name, monkeypatch)
    for seed in range(200 if request.config.getoption("--long") else 12):
        graph = hostile_map(seed, most_nodes=40, most_flows=60)
        picture = draw(graph, sentences={})
        frozen = picture.layout.to_json()
        with monkeypatch.context() as bare:
            bare.setenv("DAYLIGHT_ENGINE", "python")
            bare.setenv("PATH", "")
            again = draw(graph, sentences={}, layout=Layout.from_json(frozen))
        assert again.svg == picture.svg, seed
        assert again.layout.to_json() == frozen, seed
        assert (again.engine, again.rung) == (picture.engine, picture.rung)
