"""The grid of who sends to whom: every flow in exactly one cell, and sums that add up."""

import pytest
from hypothesis import given

from dataflows.graph.grid import grid_of
from dataflows.graph.vocabulary import LANES
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps


def check(graph):
    grid = grid_of(graph, graph.flows)
    placed = [flow.id for flows in grid.cells.values() for flow in flows]
    assert sorted(placed) == sorted(flow.id for flow in graph.flows)
    for (source, target), flows in grid.cells.items():
        for flow in flows:
            assert (graph.organisation_of(flow.source).id, graph.organisation_of(flow.target).id) == (
                source,
                target,
            )
    assert sum(grid.sent_by(node.id) for node in grid.senders) == len(graph.flows)
    assert sum(grid.received_by(node.id) for node in grid.receivers) == len(graph.flows)
    assert all(grid.sent_by(node.id) for node in grid.senders)
    for side in (grid.senders, grid.receivers):
        lanes = [list(LANES).index(graph.lane_of(node.id)) for node in side]
        assert lanes == sorted(lanes)


@pytest.mark.parametrize("name", FLOW_LISTS)
def test_sample_maps(name):
    check(document(name).graph)


@whole_maps
@given(made=documents())
def test_any_map(made):
    check(made.graph)
