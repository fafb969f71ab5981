"""What holds of every format that writes a map as a drawing and reads it back."""

from dataflows.formats.cells import INVISIBLE
from dataflows.formats.contents import Contents, ReadOptions
from tests.dataflows.formats.interchange import ends


def check_round_trip(document, write, read):
    """Every node and flow comes back, by its id and between the same ends; nothing else comes."""
    made = read(write(document), ReadOptions(filename="map"))
    assert isinstance(made, Contents)
    (sheet,) = made.sheets
    graph = document.graph
    places = {place.key: (place.organisation, place.storage) for place in sheet.places}
    assert set(places) == {node.id for node in graph.nodes}
    assert not sheet.unattached
    assert [row.key for row in sheet.rows] == [flow.id for flow in graph.flows]
    for row, flow in zip(sheet.rows, graph.flows, strict=True):
        assert ends(row) == (places[flow.source], places[flow.target])
        assert folded(row.data_types) == folded(one.name for one in graph.data_types_of(flow))
        assert fold(row.channel) == fold(flow.channel)
    for node in graph.nodes:
        # In a boundary whose name cannot be seen nothing can stand: its storages are organisations then.
        seen = INVISIBLE.sub("", graph.organisation_of(node.id).name).strip()
        assert bool(places[node.id][1]) == (node.kind == "storage" and bool(seen))


def fold(text):
    return " ".join(text.split())


def folded(names):
    return list(dict.fromkeys(filter(None, map(fold, names))))
