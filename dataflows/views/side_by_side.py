"""Areas side by side, ready for the template and for the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dataflows.graph.side_by_side import FACTS, Exchange, side_by_side
from dataflows.graph.tally import Tally, tally
from dataflows.selectors.areas import Column
from dataflows.views.asking import Asked
from dataflows.views.side_by_side_rows import RowView, names_of, row_view


@dataclass(frozen=True)
class Section:
    """Rows that two areas or more have, or that one alone has."""

    title: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class Figure:
    """One line of the figures: how many in each column, by its name. A part belongs to the line above."""

    label: str
    counts: tuple[tuple[str, int], ...]
    is_part: bool = False


@dataclass(frozen=True)
class Table:
    """Everything on the page below the choices."""

    columns: tuple[Column, ...]
    rows: tuple[Exchange, ...]
    tallies: tuple[Tally, ...]
    sections: tuple[Section, ...]
    # Facts without an answer in any row, as they are called.
    nowhere: str

    @property
    def left_out(self) -> int:
        """Return how many flows of all areas are in none of the rows."""
        return sum(each.left_out for each in self.tallies)

    @property
    def figures(self) -> list[Figure]:
        """Return the lines above the table. Parts add up to the line that they are parts of."""
        return [
            self._figure(_("Flows"), "flows"),
            self._figure(_("the person is told"), "told", is_part=True),
            self._figure(_("nobody tells the person"), "not_told", is_part=True),
            self._figure(_("not known whether the person is told"), "told_not_known", is_part=True),
            self._figure(_("Flows with an agreement"), "with_agreement"),
            self._figure(_("Flows to receivers who are not named"), "unnamed_receivers"),
            self._figure(_("Flows that are only assumed"), "assumed"),
            self._figure(_("Organisations"), "organisations"),
        ]

    @property
    def sums(self) -> list[Figure]:
        """Return the lines below the table."""
        return [
            self._figure(_("Flows in this table"), "shown"),
            self._figure(_("Flows left out by what was chosen"), "left_out"),
        ]

    def _figure(self, name: str, fact: str, *, is_part: bool = False) -> Figure:
        pairs = zip(self.columns, self.tallies, strict=True)
        return Figure(name, tuple((column.name, getattr(each, fact)) for column, each in pairs), is_part)


def table_of(columns: Sequence[Column], asked: Asked) -> Table:
    """Return the areas side by side as somebody asked for them."""
    sides = [column.side for column in columns]
    every = side_by_side(sides, way=asked.way, wanted=asked.wanted)
    rows = _sorted([row for row in every if _is_shown(row, asked.show)], asked.sort)
    titles = [(_("In two areas or more"), [row for row in rows if row.is_shared])]
    for column in columns:
        alone = [row for row in rows if not row.is_shared and column.id in row.cells]
        titles.append((_("Only in %(name)s") % {"name": column.name}, alone))
    nowhere = nowhere_recorded(rows)
    sections = tuple(
        Section(title, tuple(row_view(row, columns, asked.way, nowhere) for row in found))
        for title, found in titles
        if found
    )
    tallies = tuple(tally(side, rows) for side in sides)
    return Table(tuple(columns), tuple(rows), tallies, sections, names_of(nowhere))


def nowhere_recorded(rows: Sequence[Exchange]) -> list[str]:
    """Return the facts to which no flow of any row has an answer."""
    cells = [cell for row in rows for cell in row.cells.values()]
    return [fact for fact in FACTS if cells and all(cell.is_unrecorded(fact) for cell in cells)]


def _is_shown(row: Exchange, show: str) -> bool:
    return {"differences": row.differs, "open": row.is_open}.get(show, True)


def _sorted(rows: list[Exchange], sort: str) -> list[Exchange]:
    if sort == "most":
        return sorted(rows, key=lambda row: -row.count)
    if sort == "differences":
        return sorted(
            rows, key=lambda row: (len(row.cells) - row.sides, len(row.facts_that("differs"))), reverse=True
        )
    return rows
