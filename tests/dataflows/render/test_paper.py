"""Where a picture goes on paper: nothing is left off, text can be read, neighbours share a strip."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.render.errors import TooManySheets
from dataflows.render.paper import (
    EDGE,
    MM,
    MOST_SHEETS,
    OVERLAP,
    READABLE,
    SHEETS_MM,
    in_tiles,
    on_one_sheet,
)  # fmt: skip

SIDES = st.floats(min_value=50, max_value=9_000)
SIZES = st.sampled_from(list(SHEETS_MM))
# Sums of floats.
NEAR = 1e-6


@given(SIZES, SIDES, SIDES)
def test_tiles_cover_every_point_of_the_picture_and_share_strips(size, width, height):
    try:
        fit = in_tiles(size, width, height)
    except TooManySheets:
        return
    room = fit.sheet.room
    tiles = list(fit.tiles())
    assert len(tiles) == fit.count <= MOST_SHEETS
    assert fit.text >= READABLE - NEAR
    for length, side, axis, count in (
        (width, room[0], "x", fit.columns),
        (height, room[1], "y", fit.rows),
    ):
        begins = sorted({getattr(tile, axis) for tile in tiles})
        assert len(begins) == count
        assert begins[0] == 0
        assert begins[-1] + side >= length * fit.scale - NEAR, "the end of the picture is on the last sheet"
        assert all(later - here == pytest.approx(side - OVERLAP) for here, later in pairwise(begins))
        assert count == 1 or begins[-1] < length * fit.scale, "no sheet is empty"


@given(SIZES, SIDES, SIDES)
def test_one_sheet_holds_the_whole_picture_within_its_edges(size, width, height):
    fit = on_one_sheet(size, width, height)
    assert width * fit.scale <= fit.sheet.width - 2 * EDGE + NEAR
    assert height * fit.scale <= fit.sheet.height - 2 * EDGE + NEAR


@given(SIZES, SIDES, SIDES)
def test_no_other_way_of_laying_the_sheets_takes_fewer(size, width, height):
    try:
        fit = in_tiles(size, width, height)
    except TooManySheets:
        return
    turned = in_tiles(size, height, width)
    assert fit.count == turned.count or fit.sheet.room != turned.sheet.room[::-1]


def test_sheets_are_what_they_are_called():
    upright = {name: on_one_sheet(name, 100, 200).sheet for name in SHEETS_MM}
    assert {
        name: (round(one.width / MM), round(one.height / MM)) for name, one in upright.items()
    } == SHEETS_MM
    assert round(OVERLAP / MM) == 15


def test_a_picture_of_any_size_gets_a_sentence_rather_than_a_thousand_sheets():
    with pytest.raises(TooManySheets) as refused:
        in_tiles("a4", 30_000, 30_000)
    assert refused.value.count > MOST_SHEETS
