"""Areas side by side as rows of a file: one for each row of the table and area."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dataflows.graph.side_by_side import FACTS, Exchange
from dataflows.language.areas import data_name, fact_name, role_name
from dataflows.selectors.areas import Column
from dataflows.views.side_by_side import Table
from dataflows.views.side_by_side_rows import answers, remarks


def file_rows(table: Table, way: str) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows. The flows of an area add up to all it has: what is left out is a row too."""
    headings = [
        *(_("From"), _("To"), _("Data"), _("Area"), _("Read from"), _("Flows"), _("Numbers of the flows")),
        *(fact_name(fact, translate=_) for fact in FACTS),
        _("Compared"),
    ]
    rows = [
        [*_kind(row, way), *_cell(row, column), said]
        for row in table.rows
        for said in ["; ".join(remark.text for remark in remarks(row, table.columns))]
        for column in table.columns
    ]
    return headings, [*rows, *_left_out(table)]


def _kind(row: Exchange, way: str) -> list[str]:
    ends = (role_name(role, translate=_) for role in (row.kind.sender, row.kind.receiver))
    return [*ends, data_name(row.kind, way, translate=_)]


def _cell(row: Exchange, column: Column) -> list[str]:
    cell = row.cells.get(column.id)
    if cell is None:
        return [column.name, _source(column), "0", _("Not recorded here"), *("" for _fact in FACTS)]
    numbers = (placed.graph.numbers[placed.flow.id] for placed in cell.flows)
    return [
        column.name,
        _source(column),
        str(len(cell.flows)),
        "; ".join(map(str, numbers)),
        *("; ".join(answers(cell, fact)) for fact in FACTS),
    ]


def _source(column: Column) -> str:
    """Return which maps a column is read from, each with its version: "Manchester, version 3"."""
    return "; ".join(
        _("%(map)s, version %(number)d") % {"map": each.map.name, "number": each.version.number}
        if each.version
        else _("%(map)s, draft") % {"map": each.map.name}
        for each in column.editions
    )


def _left_out(table: Table) -> Iterator[list[str]]:
    for column, tally in zip(table.columns, table.tallies, strict=True):
        if tally.left_out:
            words = _("Left out by what was chosen")
            yield ["", "", words, column.name, _source(column), str(tally.left_out), *[""] * (len(FACTS) + 2)]
