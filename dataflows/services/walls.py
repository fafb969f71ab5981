"""Photos of a wall of notes: written anew without what they tell of their camera, ticked off note by note."""

import io
import struct
import warnings
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image, UnidentifiedImageError

from dataflows.models import Flow, Map, WallNote, WallPhoto
from organisations.errors import BadInput
from organisations.permissions import Actor, Permission, nothing_here, require
from organisations.services.audit import record

MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
# Handwriting on notes is read at this size; more would only be heavier.
LONGEST_SIDE: Final = 2_400
MOST_NOTES: Final = 300
KINDS: Final = ("JPEG", "PNG")
TOO_MANY: Final = gettext_noop("The photo has too many pixels: at most 40 million can be read.")
ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# All that a torn or hostile file makes the decoder say.
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
)


def add_wall(*, actor: Actor, map_: Map, data: bytes) -> WallPhoto:
    """Keep a photo of a map's wall, and no other: the last one goes. Recorded.

    The picture is decoded and written anew as JPEG: where it was taken, when, and by what is not kept.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        It is too large, or no JPEG or PNG that can be read.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    # Before anything is locked: it may take a second.
    image, (width, height) = clean_photo(data)
    with transaction.atomic():
        WallPhoto.objects.filter(map=map_).delete()
        photo = WallPhoto.objects.create(
            programme_id=map_.programme_id,
            map=map_,
            image=image,
            width=width,
            height=height,
            added_by_id=UUID(actor.id) if actor.is_signed_in else None,
        )
        _record(actor, "wall.add", photo)
    return photo


def clean_photo(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return a photo as plain JPEG, the right way up, with its width and height in pixels.

    Raises
    ------
    BadInput
        It is too large, or no JPEG or PNG that can be read.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(_("The photo is larger than 12 MB. Take it again with fewer pixels, or part by part."))
    try:
        with warnings.catch_warnings():
            # What a phone writes is often not quite as the rules have it, and can be read all the same.
            warnings.simplefilter("ignore")
            turned = _upright(data)
    except Image.DecompressionBombError as error:
        raise BadInput(_(TOO_MANY)) from error
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise BadInput(_("This is no JPEG or PNG that can be read.")) from error
    # A new picture of the same pixels: whatever else the file held stays behind.
    plain = Image.frombytes("RGB", turned.size, turned.tobytes())
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue(), plain.size


def _upright(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        turn = _TURNS.get(_orientation(opened))
        # A JPEG is read no larger than it will be kept; anything else is made smaller before it is copied.
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        small = opened.convert("RGB")
    return small.transpose(turn) if turn is not None else small


def _orientation(opened: Image.Image) -> int:
    """Return how the camera was held, 1 to 8; as it is where nothing readable says so."""
    try:
        return int(opened.getexif().get(ORIENTATION, 1))
    except _BROKEN:
        return 1


@transaction.atomic
def remove_wall(*, actor: Actor, photo: WallPhoto) -> None:
    """Remove a photo with its notes; the flows that they became stay. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the photo's map.
    """
    require(actor, Permission.MAP_EDIT, on=photo.map)
    _record(actor, "wall.remove", photo)
    photo.delete()


@transaction.atomic
def mark_note(*, actor: Actor, photo: WallPhoto, x: float | None = None, y: float | None = None) -> WallNote:
    """Count one more note on the wall; where it hangs is 0 to 1 from the left and top. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the photo's map.
    BadInput
        It is not on the photo, or there are too many.
    """
    require(actor, Permission.MAP_EDIT, on=photo.map)
    if any(not 0 <= place <= 1 for place in (x, y) if place is not None):
        raise BadInput(_("This is not on the photo."))
    # Held while the next number is found: two who mark at once get one each.
    WallPhoto.objects.filter(pk=photo.pk).update(width=photo.width)
    last = WallNote.objects.filter(photo=photo).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_NOTES:
        raise BadInput(_("There are too many notes on this photo: take another of the rest."))
    note = WallNote.objects.create(programme_id=photo.programme_id, photo=photo, number=last + 1, x=x, y=y)
    _record(actor, "wall.mark", photo)
    return note


@transaction.atomic
def tick_note(
    *, actor: Actor, photo: WallPhoto, note_id: UUID, is_done: bool, element: UUID | None = None
) -> WallNote:
    """Tick a note off, with the flow that it became when there is one; or take the tick away. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the photo's map, or the note or flow is not there.
    """
    require(actor, Permission.MAP_EDIT, on=photo.map)
    note = WallNote.objects.filter(photo=photo, pk=note_id).first()
    if note is None or (element and not Flow.objects.filter(map=photo.map, pk=element).exists()):
        raise nothing_here()
    note.element = element if is_done else None
    note.ticked_at = timezone.now() if is_done else None
    note.save(update_fields=["element", "ticked_at"])
    _record(actor, "wall.tick" if is_done else "wall.untick", photo)
    return note


@transaction.atomic
def forget_note(*, actor: Actor, photo: WallPhoto, note_id: UUID) -> None:
    """Take a note's mark off the photo; what is gone already is no error. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the photo's map.
    """
    require(actor, Permission.MAP_EDIT, on=photo.map)
    WallNote.objects.filter(photo=photo, pk=note_id).delete()
    _record(actor, "wall.forget_note", photo)


def _record(actor: Actor, action: str, photo: WallPhoto) -> None:
    record(actor=actor, action=action, on=photo, programme=photo.map.programme)
