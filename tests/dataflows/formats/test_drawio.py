"""draw.io files read as drawings and written so that they read back; real ones; XML that means harm."""

import base64
import time
import zlib
from dataclasses import replace
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given

from dataflows.errors import FormatError
from dataflows.formats import drawio_in, drawio_out
from dataflows.formats.contents import ReadOptions
from dataflows.formats.registry import sniff
from tests.dataflows.formats.drawn import check_round_trip
from tests.dataflows.formats.interchange import FOLDER, figures, needs_interchange, read_interchange
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps
from tests.results import keep_result

OPTIONS = ReadOptions(filename="d.drawio")


def shape(key, label="", style="", parent="1", box=(0, 0, 100, 50)):
    x, y, width, height = box
    return (
        f'<mxCell id="{key}" value="{label}" style="{style}" vertex="1" parent="{parent}">'
        f'<mxGeometry x="{x}" y="{y}" width="{width}" height="{height}" as="geometry"/></mxCell>'
    )


def line(key, source="", target="", label="", style="", points=""):
    ends = "".join(f' {name}="{end}"' for name, end in (("source", source), ("target", target)) if end)
    return (
        f'<mxCell id="{key}" value="{label}" style="{style}" edge="1" parent="1"{ends}>'
        f'<mxGeometry relative="1" as="geometry">{points}</mxGeometry></mxCell>'
    )


def model(*cells):
    start = '<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>'
    return f"{start}{''.join(cells)}</root></mxGraphModel>"


def packed(xml):
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(raw.compress(quote(xml).encode()) + raw.flush()).decode()


def page(*cells):
    (sheet,) = drawio_in.read(model(*cells).encode(), OPTIONS).sheets
    return sheet


def names(sheet):
    return [one.storage or one.organisation for one in sheet.places]


def said(sheet, kind):
    return [item.reason.translated(str) for item in sheet.receipt.of(kind)]


def test_pages_plain_and_packed():
    plain = model(shape("a", "A"), shape("b", "B"), line("f", "a", "b", "Name"))
    more = model(shape("a", "A"), shape("c", "C"), line("g", "a", "c"))
    file = (
        f'<mxfile><diagram name="Plain">{plain}</diagram><diagram name="Packed">{packed(more)}</diagram>'
        '<diagram name="Nothing"/></mxfile>'
    )
    made = drawio_in.read(file.encode(), OPTIONS)
    assert [(sheet.name, names(sheet), len(sheet.rows)) for sheet in made.sheets] == [
        ("Plain", ["A", "B"], 1),
        ("Packed", ["A", "C"], 1),
        ("Nothing", [], 0),
    ]


def test_labels_in_html_and_labels_that_are_cells_of_their_own():
    html = "&lt;p style=&quot;margin:0&quot;&gt;&lt;u&gt;Ward&lt;/u&gt;&lt;/p&gt;4 &amp;amp; 5"
    label = '<mxCell id="l" value="Name" style="edgeLabel;" vertex="1" parent="f"><mxGeometry/></mxCell>'
    sheet = page(shape("a", html), shape("b", "B"), line("f", "a", "b", "Risk"), label)
    assert names(sheet) == ["Ward 4 & 5", "B"]
    assert sheet.rows[0].data_types == ("Risk", "Name")


def test_objects_that_wrap_cells():
    cell = '<mxCell style="rounded=1" vertex="1" parent="1"><mxGeometry/></mxCell>'
    wrapped = f'<UserObject id="u" label="Shelter">{cell}</UserObject>'
    assert names(page(wrapped, shape("b", "B"), line("f", "u", "b"))) == ["Shelter", "B"]


def test_loose_ends_are_guessed_where_they_lie_on_one_thing_and_else_unattached():
    on = '<mxPoint x="110" y="10" as="targetPoint"/>'
    off = '<mxPoint x="900" y="900" as="targetPoint"/>'
    sheet = page(
        shape("a", "A"),
        shape("b", "B", box=(105, 0, 50, 50)),
        line("f", "a", "", points=on),
        line("g", "a", "", points=off),
        line("h"),
    )
    assert [(row.key, row.to_organisation) for row in sheet.rows] == [("f", "B")]
    assert [row.key for row in sheet.unattached] == ["g", "h"]
    assert said(sheet, "guessed") == ["The line's loose end lies on this: taken to end there."]


def test_arrows_say_which_way():
    things = [shape("a", "A"), shape("b", "B")]
    styles = [
        "startArrow=classic;endArrow=none;",
        "startArrow=classic;endArrow=classic;",
        "endArrow=none;",
        "",
    ]
    sheet = page(*things, *(line(f"f{n}", "a", "b", style=style) for n, style in enumerate(styles)))
    assert [row.from_organisation for row in sheet.rows] == ["B", "A", "A", "A"]
    assert [reason[:20] for reason in said(sheet, "guessed")] == [
        "Drawn both ways: kep",
        "Drawn without an arr",
    ]


def test_containers_hold_teams_and_storages():
    made = drawio_in.read(
        model(
            shape("h", "NHS Trust", "swimlane;", box=(100, 100, 400, 400)),
            shape("t", "Ward", parent="h", box=(10, 40, 50, 50)),
            shape("s", "Notes", "shape=cylinder3;", parent="h"),
            shape("g", "GP"),
            line("f", "g", "s", "Letter"),
        ).encode(),
        OPTIONS,
    )
    assert [(one.organisation, one.storage) for one in made.sheets[0].places] == [
        ("Ward", ""),
        ("NHS Trust", "Notes"),
        ("GP", ""),
    ]
    assert ("Ward", "NHS Trust") in {(row.name, row.parent) for row in made.organisations}


def test_words_beside_the_drawing_are_dropped_with_their_words():
    sheet = page(
        shape("a", "A"), shape("t", "Draft of May", "text;html=1;"), shape("i", "", "image;image=x.png")
    )
    assert names(sheet) == ["A"]
    assert [item.value for item in sheet.receipt.of("dropped")] == ["", "Draft of May"]


@pytest.mark.parametrize("name", FLOW_LISTS)
def test_what_we_write_reads_back(name):
    check_round_trip(without_channels(document(name)), drawio_out.write, drawio_in.read)


@whole_maps
@given(made=documents())
def test_any_map_reads_back(made):
    root = ElementTree.fromstring(drawio_out.write(made))
    cells = root.findall("diagram/mxGraphModel/root/mxCell")
    shapes = [
        cell.get("id")
        for cell in cells
        if cell.get("vertex") == "1" and not cell.get("id").startswith("house")
    ]
    lines = [
        (cell.get("id"), cell.get("source"), cell.get("target")) for cell in cells if cell.get("edge") == "1"
    ]
    assert sorted(shapes) == sorted(node.id for node in made.graph.nodes)
    assert lines == [(flow.id, flow.source, flow.target) for flow in made.graph.flows]
    assert len({cell.get("id") for cell in cells}) == len(cells)
    known = {cell.get("id") for cell in cells}
    assert all(cell.get("parent") in known for cell in cells[1:])
    (sheet,) = drawio_in.read(drawio_out.write(made), OPTIONS).sheets
    assert [row.key for row in sheet.rows] == [flow.id for flow in made.graph.flows]


def without_channels(made):
    """A line in draw.io says what moves, and has no place for how."""
    flows = tuple(replace(flow, channel="") for flow in made.graph.flows)
    return replace(made, graph=replace(made.graph, flows=flows))


# --- real files ---------------------------------------------------------------------------------------------
@needs_interchange
@pytest.mark.parametrize("name", ["data-flow-1.xml", "data-flow.drawio", "sociogram.drawio"])
def test_real_files_against_a_plain_reading(name):
    shapes = lines = texts = 0
    for diagram in ElementTree.parse(FOLDER / "drawio" / name).getroot():
        plain = diagram.find("mxGraphModel")
        if plain is None:
            unpacked = zlib.decompress(base64.b64decode(diagram.text.strip()), -15).decode()
            plain = ElementTree.fromstring(unquote(unpacked))
        cells = list(plain.iter("mxCell"))
        edges = {cell.get("id") for cell in cells if cell.get("edge") == "1"}
        ends = {cell.get(end) for cell in cells if cell.get("edge") == "1" for end in ("source", "target")}
        vertices = [cell for cell in cells if cell.get("vertex") == "1" and cell.get("parent") not in edges]
        unused = [
            cell
            for cell in vertices
            if cell.get("style", "").startswith("text;") and cell.get("id") not in ends
        ]
        shapes, lines, texts = shapes + len(vertices) - len(unused), lines + len(edges), texts + len(unused)
    counted = figures(read_interchange(f"drawio/{name}"))
    keep_result(f"interchange/drawio-{name}", counted)
    assert (counted["nodes"], counted["dropped"]) == (shapes, texts)
    assert counted["flows"] + counted["unattached"] == lines


# --- harm ---------------------------------------------------------------------------------------------------
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def bomb(megabytes=25, filling=b"%20"):
    """A packed page that unpacks to so much; never held in one piece here."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = raw.compress(b"<mxGraphModel/>")
    parts = [start, *(raw.compress(filling * 333_333) for _megabyte in range(megabytes))]
    return base64.b64encode(b"".join(parts) + raw.flush()).decode()


HARM = {
    "a billion laughs": f"{LAUGHS}<mxfile><diagram>&b;</diagram></mxfile>",
    "a file of this machine": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><mxfile>&f;</mxfile>',
    "a type from elsewhere": '<!DOCTYPE mxfile SYSTEM "http://127.0.0.1:9/x.dtd"><mxfile/>',
    "entities inside a page": f"<mxfile><diagram>{packed(LAUGHS + '<mxGraphModel/>')}</diagram></mxfile>",
    "a bomb": f"<mxfile><diagram>{bomb()}</diagram></mxfile>",
    "bombs one by one": "<mxfile>" + f"<diagram>{bomb(5, b'   ')}</diagram>" * 5 + "</mxfile>",
    "not even letters of Base64": "<mxfile><diagram>ŵ</diagram></mxfile>",
    "not Base64": "<mxfile><diagram>!!!</diagram></mxfile>",
    "not deflate": "<mxfile><diagram>aGVsbG8=</diagram></mxfile>",
    "half": "<mxfile><diagram><mxGraphModel>",
    "deep": "<mxfile>" + "<a>" * 200_000,
    "too many cells": model(*(f'<mxCell id="{n}"/>' for n in range(40_100))),
    "nothing": "<mxfile/>",
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused_in_one_sentence(name):
    began = time.perf_counter()
    with pytest.raises(FormatError) as refused:
        drawio_in.read(HARM[name].encode(), OPTIONS)
    assert time.perf_counter() - began < 3
    assert refused.value.translated(str).endswith(".")


def test_cells_in_each_other_and_without_numbers_do_no_harm():
    sheet = page(
        shape("a", "A", "swimlane", parent="b", box=("x", 0, 1, 1)),
        shape("b", "B", "swimlane", parent="a"),
        shape("c", "C", parent="c"),
        line("f", "c", "f"),
    )
    assert len(sheet.places) >= 1
    assert [row.key for row in sheet.unattached] == ["f"]


def test_a_page_of_the_web_is_no_drawing():
    assert sniff(b"<html><body>mx</body></html>") == "csv"


def test_what_says_that_it_is_no_html_is_text():
    """Our own files say so: a name with signs of its own comes back as it was."""
    sheet = page(
        shape("a", "Team &lt;urgent&gt; R&amp;amp;D", "rounded=1;html=0;"),
        shape("b", "&lt;b&gt;Bold&lt;/b&gt;", "html=1;"),
        shape("c", "&lt;b&gt;Bold&lt;/b&gt; too"),
    )
    assert names(sheet) == ["Team <urgent> R&amp;D", "Bold", "Bold too"]
