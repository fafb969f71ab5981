"""A picture as pages: an image, one sheet, or a cover and sheets to cut and glue together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dataflows.graph.model import FlowGraph
from dataflows.graph.vocabulary import gettext_noop as _
from dataflows.render.boxes import Translate
from dataflows.render.paper import EDGE, FOOT, MM, OVERLAP, Fit, Sheet, Tile, in_tiles, on_one_sheet
from dataflows.render.press import Job
from dataflows.render.standalone import Caption, Standing, legend_svg

# Of an image: sharp on most screens, and not more than viewers open.
SHARP: Final = 144
MOST_PIXELS: Final = 8_000
# What the cover says above its small picture.
COVER_WORDS: Final = 40 * MM
# On a lying cover the legend stands beside the small picture, and takes so much of the width.
BESIDE: Final = 0.4
BESIDE_SCALE: Final = 0.75
# The legend on each sheet, as large as the line below it.
STRIP_SCALE: Final = 0.6
STRIP_GAP: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What is to be printed: the pictures, what they are called, and when (Unix seconds) they were so."""

    graph: FlowGraph
    pictures: Standing
    caption: Caption
    when: int
    language: str
    translate: Translate

    @property
    def said(self) -> str:
        """Return what stands at the foot of each sheet."""
        return f"{self.caption.name} · {self.caption.edition}, {self.caption.date}"

    def frame(self, width: float, height: float, foot: float) -> dict[str, Any]:
        """Return what every page needs to know."""
        return {
            "title": self.said,
            "name": self.caption.name,
            "edition": f"{self.caption.edition} · {self.caption.date}",
            "language": self.language,
            "when": self.when,
            "width": width,
            "height": height,
            "edge": EDGE,
            "foot": foot,
        }


def as_image(printing: Printing) -> Job:
    """Return the picture with heading and legend as a PNG."""
    width, height = printing.pictures.size
    sharp = min(SHARP, int(MOST_PIXELS / max(width, height) * 72))
    return Job(
        page="image",
        data=printing.frame(width, height, 0),
        files={"whole.svg": printing.pictures.whole},
        shown={"whole.svg": 1},
        ppi=max(sharp, 1),
    )


def one_sheet(printing: Printing, name: str) -> Job:
    """Return the picture with heading and legend on one sheet of paper, as large as it goes."""
    fit = on_one_sheet(name, *printing.pictures.size)
    width, height = (side * fit.scale for side in printing.pictures.size)
    data = {
        **printing.frame(fit.sheet.width, fit.sheet.height, fit.sheet.foot),
        "picture": [width, height],
        "x": (fit.sheet.width - width) / 2,
        "foot_words": printing.said,
    }
    files = {"whole.svg": printing.pictures.whole}
    return Job(page="sheet", data=data, files=files, shown={"whole.svg": 1})


def tiles_of(graph: FlowGraph, name: str, size: tuple[float, float], translate: Translate) -> Fit:
    """Return how a picture of this size is laid over sheets that have its legend on each of them.

    Raises
    ------
    TooManySheets
        There would be more than anybody glues together.
    """
    return in_tiles(name, *size, strip=lambda sheet: _strip(graph, sheet, translate)[1][1])


def _strip(graph: FlowGraph, sheet: Sheet, translate: Translate) -> tuple[str, tuple[float, float]]:
    """Return the legend that stands on each sheet, and its width and height there."""
    width, scale = sheet.room[0], STRIP_SCALE * sheet.foot / FOOT
    strip, height = legend_svg(graph, width=width / scale, in_one=True, translate=translate)
    return strip, (width, height * scale + STRIP_GAP if height else 0.0)


@dataclass(frozen=True, slots=True)
class _Cover:
    """The cover: its legend with the size it has there, and the scale of its small picture."""

    legend: str
    legend_size: tuple[float, float]
    beside: bool
    smaller: float


def _cover(printing: Printing, fit: Fit, size: tuple[float, float]) -> _Cover:
    width, height = fit.sheet.room
    beside = width > height
    own, scale = (width * BESIDE, BESIDE_SCALE) if beside else (width, 1.0)
    legend, high = legend_svg(printing.graph, width=own / scale, translate=printing.translate)
    high *= scale
    left = (width - own if beside else width, height - COVER_WORDS - (0 if beside else high))
    smaller = min(left[0] / size[0], left[1] / size[1])
    return _Cover(legend, (own, high), beside, smaller)


def in_sheets(printing: Printing, name: str) -> Job:
    """Return a cover with the legend, and the picture over as many sheets as let its text be read.

    Raises
    ------
    TooManySheets
        There would be more than anybody glues together.
    """
    translate, size = printing.translate, printing.pictures.bare_size
    fit = tiles_of(printing.graph, name, size, translate)
    room = fit.sheet.room
    cover = _cover(printing, fit, size)
    strip, strip_size = _strip(printing.graph, fit.sheet, translate)
    words = {"said": printing.said, "pages": fit.count + 1}
    data = {
        **printing.frame(fit.sheet.width, fit.sheet.height, fit.sheet.foot),
        "room": list(room),
        "overlap": OVERLAP,
        "picture": [side * fit.scale for side in size],
        "cover": [side * cover.smaller for side in size],
        "beside": cover.beside,
        "legend": list(cover.legend_size),
        "strip": list(strip_size),
        "legend_alt": translate(_("Legend")),
        "assemble": translate(
            _(
                "Cut each sheet along its crosses on the right and below, and lay it over its neighbour so "
                "that the crosses meet."
            )
        ),
        "cover_foot": translate(_("%(said)s · page 1 of %(pages)s")) % words,
        "tiles": [
            _sheet(number, tile, fit, size, cover.smaller) | {"foot": _foot(number, tile, words, translate)}
            for number, tile in enumerate(fit.tiles(), start=2)
        ],
    }
    files, shown = {"bare.svg": printing.pictures.bare}, {"bare.svg": fit.count + 1}
    if cover.legend_size[1]:  # a map with nothing on it has nothing to explain
        files |= {"legend.svg": cover.legend, "strip.svg": strip}
        shown |= {"legend.svg": 1, "strip.svg": fit.count}
    return Job(page="tiles", data=data, files=files, shown=shown)


def _foot(number: int, tile: Tile, words: Mapping[str, Any], translate: Translate) -> str:
    where = {"page": number, "row": tile.row, "column": tile.column}
    said = translate(_("%(said)s · page %(page)s of %(pages)s · row %(row)s, column %(column)s"))
    return said % {**words, **where}


def _sheet(number: int, tile: Tile, fit: Fit, size: tuple[float, float], smaller: float) -> dict[str, Any]:
    """Return what one sheet shows, and where it lies on the cover's small picture once it is cut."""
    left, right = tile.column > 1, tile.column < fit.columns
    above, below = tile.row > 1, tile.row < fit.rows
    half, room = OVERLAP / 2, fit.sheet.room
    x, y = tile.x + half * left, tile.y + half * above
    far_x = min(tile.x + room[0] - half * right, size[0] * fit.scale)
    far_y = min(tile.y + room[1] - half * below, size[1] * fit.scale)
    shrunk = smaller / fit.scale
    return {
        "number": str(number),
        "x": tile.x,
        "y": tile.y,
        "left": left,
        "right": right,
        "above": above,
        "below": below,
        "cover": [side * shrunk for side in (x, y, far_x - x, far_y - y)],
    }
