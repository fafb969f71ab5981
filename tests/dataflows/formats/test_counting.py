"""Flows counted in every file that is handed out, whatever people wrote in them."""

import pytest
from hypothesis import given

from dataflows.formats.counting import COUNTERS, flows_in
from dataflows.formats.registry import CODECS
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps

WRITTEN = {name: codec.write for name, codec in CODECS.items() if codec.write}


def test_every_format_that_is_written_is_counted():
    assert set(COUNTERS) == {*WRITTEN, "svg"}


@pytest.mark.parametrize("format_name", WRITTEN)
@pytest.mark.parametrize("name", FLOW_LISTS)
def test_sample_maps(name, format_name):
    made = document(name)
    assert flows_in(format_name, WRITTEN[format_name](made)) == len(made.graph.flows)


@pytest.mark.parametrize("format_name", WRITTEN)
@whole_maps
@given(made=documents())
def test_any_map(format_name, made):
    assert flows_in(format_name, WRITTEN[format_name](made)) == len(made.graph.flows)
