"""One row of the areas side by side: its cells, and what comes of comparing them, ready for templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.graph.side_by_side import FACTS, Cell, Exchange, Placed
from dataflows.graph.vocabulary import SENSITIVITIES
from dataflows.language.areas import answer, data_name, fact_name, fact_names, role_name
from dataflows.language.sentence import flow_name
from dataflows.language.words import label, list_of
from dataflows.selectors.areas import Column, Edition

# A cell lists so many flows of a map and says how many more there are, with a way to them.
MOST_LINKS: Final = 40
# They say again, without colour, what the words beside them say.
MARKS: Final[Mapping[str, str]] = {
    "differs": "≠",
    "missing": "\N{EN DASH}",
    "alone": "1",
    "unknown": "?",
    "same": "=",
}


@dataclass(frozen=True)
class FlowLink:
    """A flow by its number: where it is read, what it is called, and how sensitive it is."""

    number: int
    name: str
    href: str
    code: str
    label: str


@dataclass(frozen=True)
class FlowLinks:
    """The flows of one map in a cell; ``name`` where the column has several maps."""

    name: str
    links: tuple[FlowLink, ...]
    more: int
    href: str


@dataclass(frozen=True)
class FactLine:
    """One fact in a cell: every answer with how many flows give it, and whether other areas say otherwise."""

    label: str
    answers: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class CellView:
    """What one area has of a kind; ``unrecorded`` are the facts without any answer here, in one line."""

    column: str
    count: str
    flows: tuple[FlowLinks, ...]
    facts: tuple[FactLine, ...]
    unrecorded: str


@dataclass(frozen=True)
class Remark:
    """What comes of comparing one row: a tone, one of :data:`MARKS`, and words."""

    tone: str
    text: str

    @property
    def mark(self) -> str:
        return MARKS[self.tone]


@dataclass(frozen=True)
class RowView:
    """One row; a cell is ``None`` where nothing is recorded."""

    sender: str
    receiver: str
    data: str
    code: str
    remarks: tuple[Remark, ...]
    cells: tuple[tuple[str, CellView | None], ...]


def remarks(row: Exchange, columns: Sequence[Column], nowhere: Sequence[str] = ()) -> list[Remark]:
    """Return what comes of comparing a row, what differs first; every row says something."""
    if not row.is_shared:
        name = next(column.name for column in columns if column.id in row.cells)
        return [Remark("alone", _("Recorded only in %(name)s") % {"name": name})]
    said = []
    if differing := row.facts_that("differs"):
        said.append(Remark("differs", _("Differs: %(facts)s") % {"facts": names_of(differing)}))
    if missing := [column.name for column in columns if column.id not in row.cells]:
        names = list_of(missing, translate=_)
        said.append(Remark("missing", _("Not recorded in %(names)s") % {"names": names}))
    open_ = (*row.facts_that("unknown"), *row.facts_that("nowhere"))
    if unknown := [fact for fact in open_ if fact not in nowhere]:
        text = _("Cannot be compared yet: %(facts)s") % {"facts": names_of(unknown)}
        said.append(Remark("unknown", text))
    return said or [Remark("same", _("The same in all, as far as it is recorded"))]


def answers(cell: Cell, fact: str) -> list[str]:
    """Return every answer to a fact, with how many flows give it where there are several: "Before (2)"."""
    said = cell.said[fact]
    written = [answer(fact, each, translate=_) for each in said]
    if len(said) == 1:
        return written
    return [f"{text} ({each.flows})" for text, each in zip(written, said, strict=True)]


def base_of(edition: Edition) -> str:
    """Return the address below which an edition is read."""
    map_, version = edition.map, edition.version
    return reverse("version", args=[map_.pk, version.number]) if version else reverse("map", args=[map_.pk])


def names_of(facts: Sequence[str]) -> str:
    """Return what facts are called, as one list."""
    return list_of(fact_names(facts, translate=_), translate=_)


def row_view(row: Exchange, columns: Sequence[Column], way: str, nowhere: Sequence[str]) -> RowView:
    """Return one row. ``nowhere`` are facts that the page says once of all rows."""
    return RowView(
        sender=role_name(row.kind.sender, translate=_),
        receiver=role_name(row.kind.receiver, translate=_),
        data=data_name(row.kind, way, translate=_),
        code=row.kind.data if way == "sensitivity" else "",
        remarks=tuple(remarks(row, columns, nowhere)),
        cells=tuple(
            (column.name, _cell(row, column, nowhere) if column.id in row.cells else None)
            for column in columns
        ),
    )


def _cell(row: Exchange, column: Column, nowhere: Sequence[str]) -> CellView:
    cell = row.cells[column.id]
    count = len(cell.flows)
    unrecorded = [fact for fact in FACTS if cell.is_unrecorded(fact)]
    return CellView(
        column=column.name,
        count=ngettext("%(count)d flow", "%(count)d flows", count) % {"count": count},
        flows=tuple(_links(cell, edition, column) for edition in column.editions if _on(cell, edition)),
        facts=tuple(_fact(row, cell, fact) for fact in FACTS if fact not in unrecorded),
        unrecorded=names_of([fact for fact in unrecorded if fact not in nowhere]),
    )


def _fact(row: Exchange, cell: Cell, fact: str) -> FactLine:
    return FactLine(
        label=fact_name(fact, translate=_),
        answers=tuple(answers(cell, fact)),
        differs=row.verdicts.get(fact) == "differs",
    )


def _on(cell: Cell, edition: Edition) -> list[Placed]:
    return [placed for placed in cell.flows if placed.map == str(edition.map.pk)]


def _links(cell: Cell, edition: Edition, column: Column) -> FlowLinks:
    placed = _on(cell, edition)
    base = base_of(edition)
    return FlowLinks(
        name=edition.map.name if len(column.editions) > 1 else "",
        links=tuple(_link(each, base) for each in placed[:MOST_LINKS]),
        more=max(len(placed) - MOST_LINKS, 0),
        href=f"{base}?view=table",
    )


def _link(placed: Placed, base: str) -> FlowLink:
    worst = placed.graph.most_sensitive(placed.flow)
    return FlowLink(
        number=placed.graph.numbers[placed.flow.id],
        name=flow_name(placed.graph, placed.flow),
        href=f"{base}f/{placed.flow.id}/",
        code=worst.sensitivity if worst else "",
        label=label(worst.sensitivity if worst else "", SENSITIVITIES, translate=_),
    )
