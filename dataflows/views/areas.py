"""A programme's areas side by side, as a page and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dataflows.formats.csv_export import rows_csv
from dataflows.models import Map
from dataflows.selectors.areas import Column, columns_of, comparable_maps, editions_of
from dataflows.views.asking import Asked, asked_in, choices, labels
from dataflows.views.requests import DaylightRequest
from dataflows.views.side_by_side import Table, table_of
from dataflows.views.side_by_side_file import file_rows
from dataflows.views.side_by_side_rows import base_of
from organisations.errors import BadInput
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require
from organisations.selectors import programme_by_slug

# More columns than that nobody can hold in mind, nor a page.
MOST_COLUMNS: Final = 12
# With so many areas all of them are shown at once; with more, people choose.
SHOWN_AT_ONCE: Final = 5


@dataclass(frozen=True)
class Laid:
    """What is laid side by side; ``problem`` says in a sentence why there is no table."""

    maps: Sequence[Map]
    chosen: Sequence[Map]
    columns: Sequence[Column]
    asked: Asked
    problem: str
    notices: tuple[str, ...]

    @property
    def table(self) -> Table | None:
        """Return the table, or ``None`` when there is a problem."""
        return None if self.problem else table_of(self.columns, self.asked)


@require_safe
def page(request: DaylightRequest, slug: str) -> HttpResponse:
    """Lay areas of a programme side by side; those that were asked for, or all when there are few."""
    programme = programme_by_slug(request.actor, slug)
    laid = _laid(request, programme)
    context = {
        "programme": programme,
        "laid": laid,
        "asked": laid.asked,
        "table": laid.table,
        "heads": [(column, [(each, base_of(each)) for each in column.editions]) for column in laid.columns],
        "choices": [(name, labels()[name], _options(laid.asked, name)) for name in choices()],
        "may_see_drafts": request.actor.may(Permission.MAP_VIEW, programme),
        "may_export": request.actor.may(Permission.MAP_EXPORT, programme),
    }
    return render(request, "dataflows/areas.html", context)


@require_safe
def file(request: DaylightRequest, slug: str) -> HttpResponse:
    """Send the same table as CSV: one row for each row and area, with what the choices left out."""
    programme = programme_by_slug(request.actor, slug)
    require(request.actor, Permission.MAP_EXPORT, on=programme)
    laid = _laid(request, programme)
    table = laid.table
    if table is None:
        raise BadInput(laid.problem)
    body = rows_csv(*file_rows(table, laid.asked.way)).encode("utf-8-sig")
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"{slugify(programme.name) or 'programme'}-areas.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _laid(request: DaylightRequest, programme: Programme) -> Laid:
    asked = asked_in(request.GET)
    maps = comparable_maps(request.actor, programme)
    chosen = [map_ for map_ in maps if str(map_.pk) in asked.maps]
    if not asked.maps and len({map_.area_id or map_.pk for map_ in maps}) <= SHOWN_AT_ONCE:
        chosen = maps
    columns, problem = _columns(request.actor, maps, chosen, asked)
    notices = _notices(asked, chosen)
    if asked.maps:
        asked = replace(asked, maps=tuple(str(map_.pk) for map_ in chosen))
    return Laid(maps, chosen, columns, asked, problem, notices)


def _columns(
    actor: Actor, maps: Sequence[Map], chosen: Sequence[Map], asked: Asked
) -> tuple[list[Column], str]:
    """Return the columns, or none and the sentence that says what to do."""
    each_map = asked.columns == "maps"
    count = len({map_.pk if each_map else map_.area_id or map_.pk for map_ in chosen})
    if len(maps) < 2:
        return [], _("This programme has fewer than two maps, so there is nothing to compare yet.")
    if count > MOST_COLUMNS:
        return [], _("Choose at most %(most)d columns.") % {"most": MOST_COLUMNS}
    if count < 2 and len(chosen) > 1:
        return [], _("These maps are of one area. Choose a map of another, or a column for each map.")
    if count < 2:
        return [], _("Choose two or more areas to compare.")
    return columns_of(editions_of(actor, chosen, drafts=asked.drafts), each_map=each_map), ""


def _notices(asked: Asked, chosen: Sequence[Map]) -> tuple[str, ...]:
    said = []
    lost = len(set(asked.maps)) - len(chosen) if asked.maps else 0
    if lost > 0:
        said.append(
            ngettext(
                "One map that was asked for is not in this programme.",
                "%(count)d maps that were asked for are not in this programme.",
                lost,
            )
            % {"count": lost}
        )
    if asked.misread:
        said.append(_("Part of the address is not a choice on this page, so the usual one is shown."))
    return tuple(said)


def _options(asked: Asked, name: str) -> list[tuple[str, str, bool]]:
    return [(value, label, getattr(asked, name) == value) for value, label in choices()[name].items()]
