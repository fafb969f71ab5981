"""A drawing as its readers hand it over: shapes and lines on pages, whatever program drew it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from dataflows.errors import FormatError
from dataflows.formats.cells import OVERRIDES
from dataflows.formats.document_text import check_text
from dataflows.formats.limits import MAX_ITEMS
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

TURNED: Final = _(
    "Cell %(cell)s holds an invisible character that turns text round, so that people would read another "
    "name; take it out and try again."
)
# What a shape was drawn as. A boundary has an inside; a text stands for nothing but its words.
STORE: Final = "store"
BOUNDARY: Final = "boundary"
TEXT: Final = "text"
THING: Final = "thing"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a shape is, in the drawing's own units; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies in the box or on its edge.

        Examples
        --------
        >>> Box(0, 0, 10, 10).holds(10, 5), Box(0, 0, 10, 10).holds(11, 5)
        (True, False)
        """
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height

    def contains(self, other: "Box") -> bool:
        """Say whether the middle of ``other`` lies inside this box."""
        return self.holds(other.x + other.width / 2, other.y + other.height / 2)

    @property
    def area(self) -> float:
        return self.width * self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One thing drawn. ``inside`` is the key of the boundary it stands in, if the drawing says so itself."""

    key: str
    label: str
    kind: str = THING
    inside: str = ""
    box: Box | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line drawn; ``source`` and ``target`` are keys of shapes, or ``""`` for a loose end.

    ``data_types``, ``channel`` and ``purpose`` are what the drawing says of them in so many words; where it
    has only a label, the label is read for them.
    """

    key: str
    label: str = ""
    source: str = ""
    target: str = ""
    both_ways: bool = False
    undirected: bool = False
    data_types: tuple[str, ...] = ()
    channel: str = ""
    purpose: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a drawing, in the order it was drawn. ``items`` is what its reader has to say of it."""

    name: str = ""
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()
    items: tuple[ReceiptItem, ...] = field(default=())


Part = TypeVar("Part", Shape, Line)


def refuse_big(pages: Sequence[Page]) -> None:
    """Raise ``FormatError`` when a drawing has more shapes or more lines than can be read."""
    for parts in ([len(page.shapes) for page in pages], [len(page.lines) for page in pages]):
        if sum(parts) > MAX_ITEMS:
            raise FormatError(
                _("The drawing has %(count)s shapes or lines; up to %(limit)s can be read."),
                count=f"{sum(parts):,}",
                limit=f"{MAX_ITEMS:,}",
            )


def refuse_tricks(page: Page) -> None:
    """Raise ``FormatError`` for text that cannot be kept, or that would be read as something else."""
    said = [(one.key, text) for one in page.shapes for text in (one.key, one.label, one.notes)]
    said += [
        (one.key, text)
        for one in page.lines
        for text in (one.key, one.label, one.notes, one.channel, one.purpose, *one.data_types)
    ]
    for key, text in [("", page.name), *said]:
        check_text(text)
        if OVERRIDES.search(text):
            raise FormatError(TURNED, cell=key[:60])


def with_own_keys(page: Page) -> Page:
    """Return the page with a key for each shape and line: of those that share one, the first keeps it."""
    return replace(page, shapes=tuple(_own_keys(page.shapes)), lines=tuple(_own_keys(page.lines)))


def _own_keys(parts: Iterable[Part]) -> Iterator[Part]:
    seen: Counter[str] = Counter()
    for part in parts:
        seen[part.key] += 1
        yield part if seen[part.key] == 1 else replace(part, key=f"{part.key} ({seen[part.key]})")


def boundaries_of(page: Page) -> dict[str, str]:
    """Return shape key -> key of the boundary it stands in: as the drawing says, else the smallest round it.

    A boundary stands in the smallest larger one. What would make a ring (boundaries in each other) is left
    out, so that going outwards always ends.
    """
    boundaries = [shape for shape in page.shapes if shape.kind == BOUNDARY]
    keys = {shape.key for shape in boundaries}
    found: dict[str, str] = {}
    for shape in page.shapes:
        outer = shape.inside if shape.inside in keys else _round(shape, boundaries)
        if outer and outer != shape.key and not _leads_to(found, outer, shape.key):
            found[shape.key] = outer
    return found


def _round(shape: Shape, boundaries: Sequence[Shape]) -> str:
    if shape.box is None:
        return ""
    around = [
        (one.box.area, place, one.key)
        for place, one in enumerate(boundaries)
        if one.box is not None
        and one.key != shape.key
        and one.box.contains(shape.box)
        and (shape.kind != BOUNDARY or one.box.area > shape.box.area)
    ]
    return min(around)[2] if around else ""


def _leads_to(found: dict[str, str], start: str, goal: str) -> bool:
    at = start
    while at in found:
        at = found[at]
        if at == goal:
            return True
    return False
