"""Interviews beside the map, merged with a receipt; a photo of the wall, clean of what its camera told."""

import io
from uuid import uuid4

import pytest
from PIL import Image
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngInfo

from dataflows.models import Flow, ImportReceipt, Interview, InterviewLine, WallNote, WallPhoto
from dataflows.selectors.interviews import heard
from dataflows.services.importing import Choices, SourceFile, import_flows
from dataflows.services.interviewing import (
    LooksPersonalLine,
    discard_interview,
    forget_line,
    merge_interview,
    note_line,
    start_interview,
)
from dataflows.services.walls import (
    LONGEST_SIDE,
    MOST_BYTES,
    add_wall,
    clean_photo,
    forget_note,
    mark_note,
    remove_wall,
    tick_note,
)
from organisations.errors import BadInput, NotVisible, SentOtherwise
from tests.factories.dataflows import MapFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(riverside):
    return riverside.actor("facilitator")


@pytest.fixture
def map_(riverside):
    return MapFactory(programme=riverside.programme)


# --- interviews ------------------------------------------------------------------------------------------


def test_what_is_said_is_kept_beside_the_map_and_merged_with_a_receipt(actor, map_):
    interview = start_interview(actor=actor, map_=map_, label="Housing officer")
    for text in ("Shelter > Council: name by phone", "hello there", "= Archive in Council"):
        note_line(actor=actor, interview=interview, line_id=uuid4(), text=text)
    assert not Flow.objects.filter(map=map_).exists()
    first, second, third = heard(interview)
    assert first.sentences[0].startswith("Shelter sends name to Council on the phone.")
    assert second.problem
    assert third.sentences == ["Archive is kept in Council."]
    receipt = _merged(actor, map_, interview)
    [flow] = Flow.objects.filter(map=map_)
    assert (flow.channel, flow.evidence) == ("Phone", "interview")
    assert receipt.content["dropped"][0]["value"] == "hello there"


def test_merged_once_more_it_adds_only_what_is_new(actor, map_):
    interview = start_interview(actor=actor, map_=map_, label="GP")
    note_line(actor=actor, interview=interview, line_id=uuid4(), text="Shelter > Council: name by phone")
    _merged(actor, map_, interview)
    note_line(actor=actor, interview=interview, line_id=uuid4(), text="Shelter > GP: letter by post")
    receipt = _merged(actor, map_, interview)
    assert Flow.objects.filter(map=map_).count() == 2
    assert receipt.content["matched"] == 1


def _merged(actor, map_, interview):
    preview = merge_interview(actor=actor, interview=interview)
    assert preview.state == ImportReceipt.State.PREVIEW
    file = SourceFile(name=preview.file_name, data=bytes(preview.source))
    return import_flows(
        actor=actor, map_=map_, file=file, choices=Choices(label=preview.label), preview=preview
    )


def test_a_line_sent_twice_is_kept_once_and_can_be_taken_out(actor, map_):
    interview = start_interview(actor=actor, map_=map_, label="GP")
    line_id = uuid4()
    for _time in range(2):
        note_line(actor=actor, interview=interview, line_id=line_id, text="A > B: name")
    assert InterviewLine.objects.filter(interview=interview).count() == 1
    for _time in range(2):
        forget_line(actor=actor, interview=interview, line_id=line_id)
    assert not InterviewLine.objects.filter(interview=interview).exists()
    with pytest.raises(BadInput):
        merge_interview(actor=actor, interview=interview)
    discard_interview(actor=actor, interview=interview)
    assert not Interview.objects.filter(map=map_).exists()


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "A > B: a\u202eb"])
def test_what_cannot_be_kept_is_refused(actor, map_, text):
    interview = start_interview(actor=actor, map_=map_, label="GP")
    with pytest.raises(BadInput):
        note_line(actor=actor, interview=interview, line_id=uuid4(), text=text)


def test_names_of_people_are_asked_about(actor, map_):
    with pytest.raises(LooksPersonalLine):
        start_interview(actor=actor, map_=map_, label="Jane Smith")
    interview = start_interview(actor=actor, map_=map_, label="GP")
    with pytest.raises(LooksPersonalLine):
        note_line(actor=actor, interview=interview, line_id=uuid4(), text="Jane Smith > B: name")
    note_line(actor=actor, interview=interview, line_id=uuid4(), text="Jane Smith > B: name", sure=True)


def test_a_line_of_another_interview_keeps_its_own(actor, map_):
    one, other = (start_interview(actor=actor, map_=map_, label=label) for label in ("GP", "Police"))
    line = note_line(actor=actor, interview=one, line_id=uuid4(), text="A > B: name")
    with pytest.raises(BadInput):
        note_line(actor=actor, interview=other, line_id=line.pk, text="C > D: name")


# --- the wall --------------------------------------------------------------------------------------------


def photo(kind="JPEG", size=(400, 300), exif=None, **saved):
    image = Image.new("RGB", size, (10, 120, 200))
    file = io.BytesIO()
    image.save(file, kind, **({"exif": exif} if exif else {}), **saved)
    return file.getvalue()


def test_a_photo_is_written_anew_without_what_its_camera_put_into_it(actor, map_):
    exif = Image.Exif()
    exif[Base.Make] = "Spyglass"
    exif[Base.Orientation] = 6
    exif.get_ifd(0x8825)[1] = "N"
    data = photo(exif=exif, comment=b"secret place")
    assert b"Spyglass" in data
    kept = add_wall(actor=actor, map_=map_, data=data)
    clean = bytes(WallPhoto.objects.get(pk=kept.pk).image)
    assert b"Spyglass" not in clean
    assert b"secret place" not in clean
    with Image.open(io.BytesIO(clean)) as opened:
        assert not dict(opened.getexif())
        # Taken with the camera on its side, it stands upright.
        assert opened.size == (kept.width, kept.height) == (300, 400)


def test_a_png_with_words_in_it_becomes_a_plain_jpeg():
    told = PngInfo()
    told.add_text("Author", "Somebody")
    clean, size = clean_photo(photo("PNG", size=(5000, 2500), pnginfo=told))
    assert clean.startswith(b"\xff\xd8")
    assert b"Somebody" not in clean
    assert size == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        photo("GIF"),
        photo("BMP"),
        photo()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"x" * (MOST_BYTES + 1),
    ],
    ids=["nothing", "words", "gif", "bmp", "cut", "torn", "heavy"],
)
def test_what_is_no_photo_is_refused_in_one_sentence(actor, map_, data):
    with pytest.raises(BadInput):
        add_wall(actor=actor, map_=map_, data=data)
    assert not WallPhoto.objects.filter(map=map_).exists()


def test_a_bomb_of_pixels_is_refused_before_it_is_opened():
    header = photo("PNG", size=(4, 4))
    # The size stands in the header: 60,000 by 60,000 pixels in a file of some bytes.
    bomb = header[:16] + (60_000).to_bytes(4, "big") * 2 + header[24:]
    with pytest.raises(BadInput):
        clean_photo(bomb)


def test_notes_are_numbered_ticked_off_and_forgotten(actor, map_, riverside):
    wall = add_wall(actor=actor, map_=map_, data=photo())
    notes = [mark_note(actor=actor, photo=wall, x=place, y=0.5) for place in (0.1, 0.5)]
    notes.append(mark_note(actor=actor, photo=wall))
    assert [note.number for note in notes] == [1, 2, 3]
    ticked = tick_note(actor=actor, photo=wall, note_id=notes[0].pk, is_done=True)
    assert ticked.ticked_at
    assert tick_note(actor=actor, photo=wall, note_id=notes[0].pk, is_done=False).ticked_at is None
    forget_note(actor=actor, photo=wall, note_id=notes[1].pk)
    assert [note.number for note in WallNote.objects.filter(photo=wall)] == [1, 3]
    with pytest.raises(BadInput):
        mark_note(actor=actor, photo=wall, x=1.5, y=0.5)
    with pytest.raises(NotVisible):
        tick_note(actor=actor, photo=wall, note_id=notes[0].pk, is_done=True, element=riverside.flow.pk)
    remove_wall(actor=actor, photo=wall)
    assert not WallNote.objects.filter(photo_id=wall.pk).exists()


def test_another_photo_takes_the_place_of_the_last(actor, map_):
    add_wall(actor=actor, map_=map_, data=photo())
    kept = add_wall(actor=actor, map_=map_, data=photo("PNG"))
    assert list(WallPhoto.objects.filter(map=map_).values_list("pk", flat=True)) == [kept.pk]


def test_whatever_a_line_looks_like_it_is_merged_as_a_line(actor, map_):
    interview = start_interview(actor=actor, map_=map_, label="GP")
    for text in (
        "# evidence: workshop",
        "#hash > Council: x",
        "digraph G { a -> b }",
        "Shelter > GP: y",
        "by fax",
    ):
        note_line(actor=actor, interview=interview, line_id=uuid4(), text=text)
    _merged(actor, map_, interview)
    flows = {flow.source.name: flow for flow in Flow.objects.filter(map=map_).select_related("source")}
    assert {flow.evidence for flow in flows.values()} == {"interview"}
    assert "#hash" in flows
    assert flows["Shelter"].channel == "Fax"


def test_another_line_under_the_same_id_is_refused(actor, map_):
    interview = start_interview(actor=actor, map_=map_, label="GP")
    line = note_line(actor=actor, interview=interview, line_id=uuid4(), text="A > B: name")
    with pytest.raises(SentOtherwise):
        note_line(actor=actor, interview=interview, line_id=line.pk, text="A > C: name")


def test_a_photo_whose_camera_wrote_nonsense_is_read_all_the_same():
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    data = bytearray(photo(exif=exif))
    at = data.index(b"Exif\x00\x00") + 14
    for offset in range(at, at + 16):
        torn = bytearray(data)
        torn[offset] ^= 0xFF
        clean, size = clean_photo(bytes(torn))
        assert clean.startswith(b"\xff\xd8")
        assert sorted(size) == [300, 400]
