"""Where a picture goes on paper: on one sheet, or over several that are cut and glued together.

All lengths are points (1/72 inch) unless a name says millimetres.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from dataflows.render.errors import TooManySheets

MM: Final = 72 / 25.4
# Width and height of the sheets, upright, in millimetres (ISO 216).
SHEETS_MM: Final[Mapping[str, tuple[int, int]]] = {
    "a4": (210, 297),
    "a3": (297, 420),
    "a2": (420, 594),
    "a1": (594, 841),
    "a0": (841, 1189),
}
# What most printers leave white.
EDGE: Final = 10 * MM
# The line that says which sheet this is, on A4; it grows with the paper, as people stand further off.
FOOT: Final = 8.5
OVERLAP: Final = 15 * MM
# The smallest text of a picture has this size at scale 1; on tiles it is never smaller than READABLE.
SMALLEST: Final = 12.0
READABLE: Final = 12.0
LARGEST_SCALE: Final = 2.0
MOST_SHEETS: Final = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper as it lies; ``strip`` is kept free of the picture, above the last line."""

    name: str
    width: float
    height: float
    strip: float = 0.0

    @property
    def room(self) -> tuple[float, float]:
        """Return the width and height that a picture may take on it."""
        return self.width - 2 * EDGE, self.height - 2 * EDGE - 2 * self.foot - self.strip

    @property
    def foot(self) -> float:
        """Return the size of the line below the picture."""
        return FOOT * min(self.width, self.height) / (SHEETS_MM["a4"][0] * MM)


@dataclass(frozen=True, slots=True)
class Tile:
    """One sheet of several: ``column`` and ``row`` from 1, and where its part of the picture begins."""

    column: int
    row: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A picture on paper: at which ``scale``, over how many columns and rows of which sheet."""

    sheet: Sheet
    scale: float
    columns: int
    rows: int

    @property
    def count(self) -> int:
        """Return how many sheets the picture itself takes."""
        return self.columns * self.rows

    @property
    def text(self) -> float:
        """Return the size of the smallest text."""
        return SMALLEST * self.scale

    def tiles(self) -> Iterator[Tile]:
        """Yield the sheets row by row; neighbours share a strip as wide as ``OVERLAP``."""
        width, height = self.sheet.room
        for row in range(self.rows):
            for column in range(self.columns):
                yield Tile(column + 1, row + 1, column * (width - OVERLAP), row * (height - OVERLAP))


def sheets(name: str) -> tuple[Sheet, Sheet]:
    """Return a size of paper upright and lying.

    Examples
    --------
    >>> [round(sheet.width) for sheet in sheets("a4")]
    [595, 842]
    """
    width, height = (side * MM for side in SHEETS_MM[name])
    return Sheet(name, width, height), Sheet(name, height, width)


def on_one_sheet(name: str, width: float, height: float) -> Fit:
    """Return how a picture fits on one sheet, lying or upright, whichever shows it larger."""
    fits = [
        Fit(sheet, min(LARGEST_SCALE, sheet.room[0] / width, sheet.room[1] / height), 1, 1)
        for sheet in sheets(name)
    ]
    return max(fits, key=lambda fit: fit.scale)


def in_tiles(name: str, width: float, height: float, *, strip: Callable[[Sheet], float] | None = None) -> Fit:
    """Return how a picture is laid over as few sheets as let its smallest text be read.

    ``strip`` says how much of a sheet's height is kept for something else.

    Raises
    ------
    TooManySheets
        There would be more than anybody glues together.

    Examples
    --------
    >>> fit = in_tiles("a3", 1200, 900)
    >>> fit.count, fit.text >= 12
    (2, True)
    """
    papers = [replace(sheet, strip=strip(sheet) if strip else 0.0) for sheet in sheets(name)]
    fits = [_tiled(sheet, width, height) for sheet in papers]
    best = min(fits, key=lambda fit: (fit.count, -fit.scale))
    if best.count > MOST_SHEETS:
        raise TooManySheets(best.count)
    return best


def _tiled(sheet: Sheet, width: float, height: float) -> Fit:
    least = READABLE / SMALLEST
    columns, rows = (
        _needed(length * least, room) for length, room in zip((width, height), sheet.room, strict=True)
    )
    # As large as these sheets allow: white paper helps nobody.
    scale = min(
        LARGEST_SCALE,
        _reach(columns, sheet.room[0]) / width,
        _reach(rows, sheet.room[1]) / height,
    )
    return Fit(sheet, scale, columns, rows)


def _needed(length: float, room: float) -> int:
    return 1 if length <= room else math.ceil((length - OVERLAP) / (room - OVERLAP))


def _reach(count: int, room: float) -> float:
    """Return how long ``count`` sheets are, glued together."""
    return room + (count - 1) * (room - OVERLAP)
