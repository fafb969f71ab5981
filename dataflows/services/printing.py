"""Printing maps: pictures as images, sheets of paper in every size, and a summary on one page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dataflows.formats.document import MapDocument
from dataflows.models import Map, Version
from dataflows.render.errors import DrawingError, NoTurn, TooManySheets
from dataflows.render.layout import Layout
from dataflows.render.metrics import clean, not_in_font
from dataflows.render.paper import READABLE, SHEETS_MM, on_one_sheet
from dataflows.render.press import Job, can_print, print_out
from dataflows.render.sheets import Printing, as_image, in_sheets, one_sheet, tiles_of
from dataflows.render.standalone import Caption, Standing
from dataflows.render.summary import on_one_page
from dataflows.selectors.sentences import all_sentences
from dataflows.services.drawing import ensure_picture
from organisations.errors import BadInput, Busy

PRINTED: Final = ("png", "pdf", "summary")
WAYS: Final = ("sheet", "tiles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """How a map is printed: the ``size`` of paper, one "sheet" or "tiles", and where the map can be read."""

    size: str = "a3"
    way: str = "sheet"
    address: str = ""


USUAL: Final = Paper()


def caption_of(document: MapDocument, version: Version | None) -> Caption:
    """Return what is written with a picture: the map's name, its edition and the day."""
    day = timezone.localtime(version.published_at if version else timezone.now())
    return Caption(
        name=document.map.name,
        edition=_("Version %(number)d") % {"number": version.number} if version else _("Draft"),
        date=date_format(day, "j F Y"),
    )


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn a drawing that fails into bad input with its sentence."""
    try:
        yield
    except NoTurn as error:
        raise Busy(_(error.sentence)) from error
    except DrawingError as error:
        raise BadInput(_(error.sentence)) from error


def pictures_of(*, map_: Map, document: MapDocument, version: Version | None) -> Standing:
    """Return the pictures that stand alone.

    Raises
    ------
    BadInput
        The map cannot be drawn, with the sentence that says why.
    """
    layout = version.layout if version else ""
    picture = ensure_picture(map_=map_, document=document, layout=layout, draft=version is None)
    if picture.failure:
        raise BadInput(_(picture.failure))
    with in_one_sentence():
        return Standing(
            document.graph,
            layout=Layout.from_json(picture.layout),
            sentences=all_sentences(document.graph),
            caption=caption_of(document, version),
            translate=_,
        )


def picture_of(*, map_: Map, document: MapDocument, version: Version | None) -> bytes:
    """Return the picture with heading and legend as SVG.

    Raises
    ------
    BadInput
        The map cannot be drawn, with the sentence that says why.
    """
    pictures = pictures_of(map_=map_, document=document, version=version)
    with in_one_sentence():
        return pictures.whole.encode()


def print_map(
    *,
    map_: Map,
    document: MapDocument,
    version: Version | None,
    format_name: str,
    paper: Paper = USUAL,
) -> bytes:
    """Return a map as PNG, on paper as PDF, or as a one-page summary; every arrow has been counted on it.

    Raises
    ------
    BadInput
        The size of paper is not one that we know, the map cannot be drawn or the page not be made, with the
        sentence that says why.
    Busy
        Others are printing.
    """
    if paper.size not in SHEETS_MM or paper.way not in WAYS:
        raise BadInput(_("Choose paper from A4 to A0, and one sheet or tiles."))
    if not can_print():
        raise BadInput(_("This machine cannot make PDF or PNG files. The picture can be taken away as SVG."))
    printing = Printing(
        graph=document.graph,
        pictures=pictures_of(map_=map_, document=document, version=version),
        caption=caption_of(document, version),
        # The same state gives the same bytes: a file says when the map was so, not when it was printed.
        when=int((version.published_at if version else map_.changed_at).timestamp()),
        language=(get_language() or settings.LANGUAGE_CODE).split("-")[0],
        translate=_,
    )
    with in_one_sentence():
        return print_out(_job(printing, document, format_name, paper)).data


def _job(printing: Printing, document: MapDocument, format_name: str, paper: Paper) -> Job:
    if format_name == "png":
        return as_image(printing)
    if format_name == "pdf":
        return (one_sheet if paper.way == "sheet" else in_sheets)(printing, paper.size)
    return on_one_page(
        printing,
        sentences=all_sentences(document.graph),
        description=document.map.description,
        address=paper.address,
        where=" · ".join(dict.fromkeys(filter(None, (document.map.programme, document.map.area)))),
    )


def unprintable(document: MapDocument) -> str:
    """Return the letters of a map's names that come out as empty boxes on paper: its font lacks them."""
    graph = document.graph
    names = [document.map.name, *(node.name for node in graph.nodes), *(one.name for one in graph.data_types)]
    return not_in_font("".join(map(clean, names)))


@dataclass(frozen=True, slots=True)
class Choice:
    """A map on one size of paper: the smallest text in points on one sheet, and on how many tiles it is read.

    ``tiles`` counts the cover too; it is 0 where there would be too many.
    """

    size: str
    text: float
    tiles: int
    tile_text: float

    @property
    def is_readable(self) -> bool:
        """Say whether one sheet is enough, by the size that people are told."""
        return round(self.text) >= READABLE


def choices_of(*, map_: Map, document: MapDocument, version: Version | None) -> list[Choice]:
    """Return what each size of paper would give.

    Raises
    ------
    BadInput
        The map cannot be drawn, with the sentence that says why.
    """
    pictures = pictures_of(map_=map_, document=document, version=version)
    return [_choice(size, pictures, document) for size in SHEETS_MM]


def _choice(size: str, pictures: Standing, document: MapDocument) -> Choice:
    text = on_one_sheet(size, *pictures.size).text
    try:
        fit = tiles_of(document.graph, size, pictures.bare_size, _)
    except TooManySheets:
        return Choice(size, text, 0, 0.0)
    return Choice(size, text, fit.count + 1, fit.text)
