"""Maps on paper and as images: every arrow counted, every word as it was typed, the same bytes each time."""

import re
import struct
from datetime import timedelta
from types import SimpleNamespace

import pypdfium2
import pytest
from django.utils import timezone

from bench.maps import made_up_map
from dataflows.formats.document import MapDocument, MapMeta
from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.models import Picture
from dataflows.render import press
from dataflows.render.draw import draw
from dataflows.render.errors import LostArrow, NotSet
from dataflows.render.paper import MM, READABLE, SHEETS_MM
from dataflows.render.press import Job, can_print, print_out, triangles_in
from dataflows.render.sheets import Printing, in_sheets
from dataflows.render.standalone import Caption, Standing
from dataflows.render.turns import turn
from dataflows.services import printing
from dataflows.services.exporting import export_document
from dataflows.services.printing import Paper, caption_of, choices_of, print_map
from organisations.errors import BadInput, Busy
from tests.dataflows.render.sample_maps import sample_map

pytestmark = pytest.mark.paper
WHEN = timezone.now().replace(microsecond=0)
HOSTILE = (
    "A # name with $math$ and *stars*",
    '#image("/etc/passwd") ]#panic()[',
    'back\\slash "quoted" <tag> & more',
    "Cyngor Ynys Môn, ŵ ŷ",
    "x" * 190,
)


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw with whatever engine is here, without a database."""

    def picture(*, document: MapDocument, **_rest: object) -> Picture:
        return Picture(layout=draw(document.graph, sentences={}).layout.to_json())

    monkeypatch.setattr(printing, "ensure_picture", picture)


def document_of(graph: FlowGraph, name: str = "Northmoor") -> MapDocument:
    meta = MapMeta(id="m", name=name, programme="Programme", area="Area", description="What it shows.")
    return MapDocument(map=meta, graph=graph)


def printed(graph: FlowGraph, format_name: str = "pdf", *, name: str = "Northmoor", **paper: str) -> bytes:
    map_ = SimpleNamespace(changed_at=WHEN)
    return print_map(
        map_=map_,  # type: ignore[arg-type]
        document=document_of(graph, name),
        version=None,
        format_name=format_name,
        paper=Paper(**paper),
    )


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, on one line."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def sizes_of(pdf: bytes) -> set[tuple[int, int]]:
    return {tuple(round(side / MM) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)}


NORTHMOOR = sample_map("northmoor")


@pytest.mark.parametrize("size", SHEETS_MM)
def test_one_sheet_shows_every_flow_the_legend_and_what_it_is(size):
    pdf = printed(NORTHMOOR, size=size, way="sheet")
    (text,) = pages_of(pdf)
    for number in range(1, len(NORTHMOOR.flows) + 1):
        assert re.search(rf"\b{number}\b", text), number
    for word in ("Northmoor", "Draft", "Small marks", "Colour and first mark"):
        assert word in text
    ((width, height),) = sizes_of(pdf)
    assert tuple(sorted((width, height))) == tuple(sorted(SHEETS_MM[size]))


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_tiles_say_which_sheet_they_are_and_have_every_flow(size):
    pdf = printed(NORTHMOOR, size=size, way="tiles")
    cover, *sheets = pages_of(pdf)
    assert len(sheets) > 1
    assert "How sure it is to happen" in cover or "Line: how sure" in cover
    assert f"page 1 of {len(sheets) + 1}" in cover
    for number, text in enumerate(sheets, start=2):
        assert f"page {number} of {len(sheets) + 1} · row" in text
        # The sheets are carried apart, and hung apart: each has the legend.
        for word in ("Criminal offence", "Only if the person agrees", "Nobody tells the person"):
            assert word in text
    for number in range(1, len(NORTHMOOR.flows) + 1):
        assert any(re.search(rf"\b{number}\b", text) for text in sheets), number


@pytest.mark.parametrize("size", SHEETS_MM)
def test_how_the_tiles_lie_can_be_seen_on_the_cover(size):
    """However long the legend is: a plan of a finger's width helps nobody."""
    bare = Standing(
        NORTHMOOR,
        layout=draw(NORTHMOOR, sentences={}).layout,
        sentences={},
        caption=Caption(name="Northmoor", edition="Draft", date="1 May 2026"),
        translate=str,
    )
    printing = Printing(
        graph=NORTHMOOR, pictures=bare, caption=caption_of(document_of(NORTHMOOR), None),
        when=0, language="en", translate=str,
    )  # fmt: skip
    data = in_sheets(printing, size).data
    assert data["cover"][0] >= 0.5 * data["room"][0]


def test_text_on_a3_tiles_is_twelve_points_or_more():
    document = document_of(NORTHMOOR)
    choices = {
        one.size: one
        for one in choices_of(map_=None, document=document, version=None)  # type: ignore[arg-type]
    }
    assert choices["a3"].tile_text >= READABLE
    assert choices["a0"].text > choices["a1"].text > choices["a2"].text > choices["a3"].text
    assert choices["a4"].tiles > choices["a3"].tiles > 1


def test_text_is_data_and_never_source():
    nodes = tuple(Node(id=f"n{place}", kind="organisation", name=name) for place, name in enumerate(HOSTILE))
    flows = (
        Flow(id="f", source="n0", target="n1", data_types=("d",)),
        Flow(id="g", source="n2", target="n3"),
        Flow(id="h", source="n3", target="n4"),
    )
    graph = FlowGraph(nodes=nodes, flows=flows, data_types=(DataType(id="d", name="#panic() $x$"),))
    for format_name, way in (("pdf", "sheet"), ("pdf", "tiles"), ("summary", "sheet")):
        pdf = printed(graph, format_name, name='#eval("1") *Bold* $x$', way=way, size="a2")
        text = " ".join(pages_of(pdf))
        assert '#eval("1") *Bold* $x$' in text
        assert "Cyngor Ynys Môn" in text
        assert "root:" not in text


def test_the_same_map_gives_the_same_bytes():
    for format_name in ("pdf", "png", "summary"):
        assert printed(NORTHMOOR, format_name) == printed(NORTHMOOR, format_name)


def test_an_image_is_as_sharp_as_screens_are():
    png = printed(NORTHMOOR, "png")
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert 2_000 < width <= 8_000
    assert 1_000 < height <= 8_000


def test_a_summary_is_one_page_however_long_the_map_is():
    for flows in (1, 30, 200):
        graph = NORTHMOOR if flows == 30 else made_up_map(flows)
        (text,) = pages_of(printed(graph, "summary"))
        assert f"{flows} flows" in text
        assert sizes_of(printed(graph, "summary")) == {SHEETS_MM["a4"]}
        if more := re.search(r"And (\d+) more flows", text):
            shown = len(re.findall(r"\bsends\b|\bmoves\b|\btells\b|\bgives\b", text))
            assert int(more.group(1)) < flows
            assert shown
    assert "To look at first" in text


def test_what_a_summary_leaves_out_is_counted():
    (text,) = pages_of(printed(NORTHMOOR, "summary"))
    more = re.search(r"And (\d+) more flows", text)
    assert more
    listed = re.findall(r"(?<!\d)(\d{1,2}) (?:Community Safety|Northmoor|Probation|The person|[A-Z])", text)
    assert 0 < int(more.group(1)) < len(NORTHMOOR.flows)
    assert listed


def test_a_lost_arrow_is_noticed(monkeypatch):
    """One more or one fewer than the pictures have, and the file is not handed out."""
    real = press.triangles_in
    for wrong in (-1, 1):
        monkeypatch.setattr(press, "triangles_in", lambda svg, wrong=wrong: real(svg) + wrong)
        with pytest.raises(BadInput, match="an arrow was missing"):
            printed(NORTHMOOR)


def test_an_arrow_that_the_page_does_not_draw_is_counted_out():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
        '<path class="arrow" d="M1 1L5 1L3 4Z" fill="#000"/>%s</svg>'
    )
    data = {
        "title": "t", "language": "en", "when": 0, "width": 9, "height": 9, "edge": 0, "foot": 0,
    }  # fmt: skip
    good = Job(page="image", data=data, files={"whole.svg": svg % ""}, shown={"whole.svg": 1})
    assert print_out(good).pages == 1
    # Drawn without a colour, it is on no paper, though it stands in the picture.
    lost = '<path class="arrow" d="M1 5L5 5L3 8Z" fill="none"/>'
    assert triangles_in(svg % lost) == 2
    with pytest.raises(LostArrow):
        print_out(Job(page="image", data=data, files={"whole.svg": svg % lost}, shown={"whole.svg": 1}))


def test_a_page_that_takes_too_long_is_ended_with_a_sentence(monkeypatch):
    job = Job(page="image", data={}, files={}, shown={})
    with pytest.raises(NotSet):
        print_out(job, deadline=0.001)
    monkeypatch.setattr(press, "can_print", lambda: False)
    with pytest.raises(NotSet):
        print_out(job)
    monkeypatch.setattr(printing, "can_print", lambda: False)
    with pytest.raises(BadInput, match="cannot make PDF"):
        printed(NORTHMOOR)


@pytest.mark.parametrize("paper", [{"size": "a5"}, {"way": "roll"}, {"size": "../a4"}])
def test_paper_that_there_is_none_of_gets_a_sentence(paper):
    with pytest.raises(BadInput, match="Choose paper from A4 to A0"):
        printed(NORTHMOOR, **paper)


def test_it_leaves_no_network_and_no_files_of_others_within_reach(tmp_path):
    """The source is ours; still, what it could reach is nothing but its own empty directory."""
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    data = {"title": "t", "language": "en", "when": 0, "width": 9, "height": 9, "edge": 0, "foot": 0}
    outside = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{secret}" width="9" height="9"/></svg>'
    job = Job(page="image", data=data, files={"whole.svg": outside}, shown={"whole.svg": 1})
    with pytest.raises(NotSet):
        print_out(job)


def test_the_exports_know_them():
    assert can_print()
    for name in ("png", "pdf", "summary"):
        map_ = SimpleNamespace(changed_at=WHEN - timedelta(days=1))
        body = export_document(
            map_=map_,  # type: ignore[arg-type]
            document=document_of(NORTHMOOR),
            version=None,
            format_name=name,
        )
        assert body


def marks_of(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float, str]]:
    """Each line of text: left, bottom, right, top, words."""
    text = page.get_textpage()
    boxes = [text.get_rect(place) for place in range(text.count_rects())]
    return [(*box, text.get_text_bounded(*box)) for box in boxes]


def test_a_map_with_nothing_on_it_comes_out_on_paper_too():
    for way in ("sheet", "tiles"):
        assert pages_of(printed(FlowGraph(), way=way))


@pytest.mark.parametrize("name", ["A very long name of a map, " * 7, "W" * 200], ids=["words", "one word"])
@pytest.mark.parametrize(("format_name", "way"), [("summary", "sheet"), ("pdf", "tiles")])
def test_long_names_leave_nothing_beyond_the_paper_or_on_the_last_line(format_name: str, way: str, name: str):
    pdf = printed(NORTHMOOR, format_name, name=name, way=way, size="a4", address="https://x.org/" + "a" * 150)
    page = pypdfium2.PdfDocument(pdf)[0]
    lines = marks_of(page)
    assert max(right for _left, _bottom, right, _top, _words in lines) <= page.get_width()
    assert min(bottom for _left, bottom, _right, _top, _words in lines) >= 0


def test_the_count_of_what_a_summary_leaves_out_stands_above_its_last_line():
    page = pypdfium2.PdfDocument(printed(made_up_map(200), "summary"))[0]
    lines = marks_of(page)
    (count,) = (bottom for _left, bottom, _right, _top, words in lines if "more flows" in words)
    (last,) = (top for _left, _bottom, _right, top, words in lines if words.startswith("Usual practice"))
    assert last < count


def test_who_comes_when_others_print_waits_and_then_hears_so(monkeypatch, tmp_path):
    place = tmp_path / "place"
    place.touch()
    monkeypatch.setattr(press, "PLACES", [place])
    monkeypatch.setattr(press, "PATIENCE", 0.1)
    with turn([place], within=0), pytest.raises(Busy, match="Others are printing just now"):
        printed(NORTHMOOR, format_name="summary")
    assert printed(NORTHMOOR, format_name="summary").startswith(b"%PDF")
