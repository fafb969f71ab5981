"""CSV and DOT for other tools, the registry of formats, and receipts as plain values."""

import csv
import io
import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.errors import FormatError, Message
from dataflows.formats.cells import guard, unguard
from dataflows.formats.contents import ReadOptions
from dataflows.formats.csv_export import flows_csv, names_cell
from dataflows.formats.document import MapDocument, MapMeta
from dataflows.formats.dot_export import quote, to_dot
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.formats.registry import CODECS, sniff
from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from tests.dataflows.formats.samples import document
from tests.dataflows.formats.strategies import HOSTILE, graphs, uuid_of, whole_maps

DOT = shutil.which("dot") or ""


def hostile_map(text: str) -> MapDocument:
    shelter = Node(id=uuid_of(1), kind="organisation", name=text)
    drive = Node(id=uuid_of(2), kind="storage", name=text, parent=shelter.id)
    data_type = DataType(id=uuid_of(4), name=text)
    flow = Flow(id=uuid_of(3), source=shelter.id, target=drive.id, data_types=(data_type.id,), notes=text)
    graph = FlowGraph(nodes=(shelter, drive), flows=(flow,), data_types=(data_type,))
    return MapDocument(map=MapMeta(id=uuid_of(9), name=text), graph=graph)


@whole_maps
@given(graphs())
def test_no_cell_of_an_export_can_be_run(graph):
    rows = list(csv.reader(io.StringIO(flows_csv(graph), newline="")))
    assert len(rows) == len(graph.flows) + 1
    assert not any(re.match(r"[=+@\t\r-]", cell) for row in rows for cell in row)


@given(st.text())
def test_the_guard_comes_off_again(text):
    assert unguard(guard(text)) == text


def test_columns_nobody_used_are_left_out():
    header = flows_csv(document("manchester").graph).splitlines()[0]
    assert header.startswith("ref,from_organisation,from_storage,to_organisation")
    assert "dpia_reference" not in header
    used = hostile_map("x").graph
    with_dpia = FlowGraph(
        nodes=used.nodes, flows=(Flow(id="f", source=uuid_of(1), target=uuid_of(2), dpia_reference="7"),)
    )
    assert "dpia_reference" in flows_csv(with_dpia).splitlines()[0]


def test_names_that_would_part_are_quoted():
    assert names_cell(["Name", 'a "b"', "c; d"]) == 'Name; "a ""b"""; "c; d"'


@pytest.mark.skipif(not DOT, reason="Graphviz is not installed here")
@pytest.mark.parametrize("text", [*HOSTILE, "northmoor"])
def test_graphviz_reads_what_we_write(text):
    made = document("northmoor") if text == "northmoor" else hostile_map(text)
    answer = subprocess.run(
        [DOT, "-Tjson0"], input=to_dot(made).encode(), capture_output=True, timeout=20, check=True
    )
    drawn = json.loads(answer.stdout)
    ids = {item.get("id") for item in drawn["objects"]} | {item["id"] for item in drawn["edges"]}
    wanted = {node.id for node in made.graph.nodes} | {flow.id for flow in made.graph.flows}
    assert wanted <= ids


@given(st.text())
def test_a_quoted_label_cannot_end_early(text):
    quoted = quote(text)
    inside = quoted[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert not inside.endswith("\\")
    assert "\n" not in quoted


def test_dot_has_a_cluster_for_every_organisation_with_storage():
    text = to_dot(document("northmoor"))
    assert text.count("subgraph ") == 12
    assert text.count(" -> ") == 30


def test_codecs_read_what_they_write():
    made = document("northmoor")
    assert through("json", made) == made
    assert len(through("csv", made).sheets[0].rows) == 30
    assert written("csv", made).startswith(b"\xef\xbb\xbf")
    assert written("dot", made).startswith(b"digraph ")


def written(name, made):
    write = CODECS[name].write
    assert write is not None
    return write(made)


def through(name, made):
    read = CODECS[name].read
    assert read is not None
    return read(written(name, made), ReadOptions())


@pytest.mark.parametrize(
    ("data", "name"),
    [(b'  {"format": 1}', "json"), (b"\xef\xbb\xbf[1]", "json"), (b"from,to\n", "csv"), (b"words", "csv")],
)
def test_a_file_is_known_by_what_it_holds(data, name):
    assert sniff(data) == name


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0rest", b"%PDF-", b"\x1f\x8b\x08", b"\x89PNG"])
def test_other_kinds_of_file_are_named_in_a_sentence(data):
    with pytest.raises(FormatError, match=r"The file is .*\.$"):
        sniff(data)


def test_a_receipt_as_plain_values():
    kept = ReceiptItem(kind="kept", source="flows.csv row 2", reason=Message("Kept."))
    dropped = ReceiptItem(kind="dropped", source="flows.csv row 3", reason=Message("Row %(n)s.", {"n": 3}))
    receipt = Receipt((kept,)).plus([dropped])
    welsh = {"Row %(n)s.": "Rhes %(n)s.", "Kept.": "Cadwyd."}
    assert receipt.to_dict(welsh.__getitem__) == {
        "kept": 1,
        "matched": 0,
        "differs": [],
        "filled": [],
        "guessed": [],
        "noted": [],
        "unattached": [],
        "absent": [],
        "dropped": [
            {
                "kind": "dropped",
                "source": "flows.csv row 3",
                "ref": "",
                "column": "",
                "value": "",
                "became": "",
                "reason": "Rhes 3.",
            }
        ],
    }


def test_errors_are_translated_where_they_are_shown():
    error = FormatError("Row %(n)s is odd.", n=7)
    assert str(error) == "Row 7 is odd."
    assert error.translated({"Row %(n)s is odd.": "Mae rhes %(n)s yn od."}.__getitem__) == "Mae rhes 7 yn od."
