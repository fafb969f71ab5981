"""Order and height by ourselves: apart, complete, soon, and as good as an engine's."""

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataflows.render.answer import complete
from dataflows.render.boxes import measure
from dataflows.render.columns import CHIP_GAP, choose_columns
from dataflows.render.crossing import inversions
from dataflows.render.dot import name_of
from dataflows.render.halves import halves_of, make_room
from dataflows.render.judging import worse
from dataflows.render.placement import Placement
from dataflows.render.stacking import stacked, straightened
from tests.dataflows.render.hostile_maps import hostile_map
from tests.dataflows.render.sample_maps import MAPS, available, sample_map
from tests.dataflows.render.strategies import graphs


def way_of(graph):
    boxes = measure(graph)
    (columns,) = choose_columns(graph, boxes)
    halves = halves_of(graph, boxes, columns)
    return make_room(boxes, halves), columns, halves


def apart(way, down):
    """Say whether everything in one column or gap keeps its distance."""
    boxes, columns, _halves = way
    ranks = {}
    for node in boxes.nodes.values():
        ranks.setdefault(2 * columns.of_node[node.id], []).append((down[name_of("n", node.id)], node.height))
    for chip in boxes.chips.values():
        ranks.setdefault(2 * columns.of_chip[chip.id] + 1, []).append(
            (down[name_of("f", chip.id)], chip.height)
        )
    for things in ranks.values():
        things.sort()
        for (y, height), (below, its_height) in pairwise(things):
            if below - y < (height + its_height) / 2 + CHIP_GAP - 0.2:
                return False
    return True


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_inversions_are_the_pairs_that_cross(lines):
    slow = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(lines, 2))
    assert inversions(lines) == slow


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_everything_has_a_place_apart_from_the_rest(graph):
    way = way_of(graph)
    down = stacked(*way)
    assert complete(down, way[0], way[2]) == down
    assert apart(way, down)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_what_an_engine_answers_is_straightened_in_its_own_order(graph, dice):
    way = way_of(graph)
    heights = [10.0 * place for place in range(len(stacked(*way)))]
    dice.shuffle(heights)
    answer = dict(zip(stacked(*way), heights, strict=True))
    down = straightened(*way, answer)
    assert down.keys() == answer.keys()
    assert apart(way, down)
    boxes, columns, _halves = way
    for one, other in combinations(boxes.chips, 2):
        if columns.of_chip[one] == columns.of_chip[other]:
            names = name_of("f", one), name_of("f", other)
            assert (answer[names[0]] < answer[names[1]]) == (down[names[0]] < down[names[1]])


def test_the_same_map_is_stacked_the_same_twice():
    for seed in range(6):
        way = way_of(hostile_map(seed, most_nodes=30, most_flows=40))
        assert stacked(*way) == stacked(*way)


def test_an_end_in_the_past_still_gets_an_answer():
    way = way_of(hostile_map(3, most_nodes=120, most_flows=200))
    down = stacked(*way, until=time.monotonic() - 1)
    assert complete(down, way[0], way[2]) == down
    assert apart(way, down)


@pytest.mark.skipif(not available(), reason="the sample maps are not on this machine")
@pytest.mark.parametrize("name", MAPS)
def test_the_sample_maps_read_well_without_an_engine(name):
    way = way_of(sample_map(name))
    placement = Placement(*way, stacked(*way))
    assert placement.crossings() <= 60
    assert placement.size[0] <= 1440
    assert worse(placement) / len(sample_map(name).flows) < 1
