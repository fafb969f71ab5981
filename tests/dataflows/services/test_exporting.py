"""Taking maps out: every format, with its flows counted before it is handed out."""

from dataclasses import replace

import pytest

from dataflows.formats import registry
from dataflows.selectors.documents import draft_document
from dataflows.services import exporting
from dataflows.services.exporting import EXPORTS, export_document
from dataflows.services.printing import PRINTED
from organisations.errors import BadInput, NotVisible


@pytest.mark.parametrize("format_name", sorted(set(EXPORTS) - {"svg", *PRINTED}))
def test_every_format_holds_every_flow(riverside, format_name):
    made = draft_document(riverside.map)
    body = export_document(map_=riverside.map, document=made, version=None, format_name=format_name)
    assert exporting.flows_in(format_name, body) == len(made.graph.flows) > 0


@pytest.mark.parametrize("format_name", registry.CODECS)
def test_a_file_that_lost_a_flow_is_not_handed_out(riverside, format_name, monkeypatch):
    codec = registry.CODECS[format_name]
    if codec.write is None:
        with pytest.raises(NotVisible):
            take(riverside, format_name)
        return
    without = replace(
        codec,
        write=lambda made: codec.write(replace(made, graph=replace(made.graph, flows=made.graph.flows[1:]))),
    )
    monkeypatch.setattr(exporting, "CODECS", {**registry.CODECS, format_name: without})
    with pytest.raises(BadInput, match="so it is not handed out"):
        take(riverside, format_name)


def take(tenant, format_name):
    made = draft_document(tenant.map)
    return export_document(map_=tenant.map, document=made, version=None, format_name=format_name)
