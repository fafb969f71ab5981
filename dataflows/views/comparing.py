"""Two versions of a map side by side: the list of changes first, then one picture of both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dataflows.forms.maps import RestoreForm
from dataflows.graph.comparing import REMOVED, Comparison, Difference
from dataflows.selectors.compared_lines import Line
from dataflows.selectors.comparing import ToldComparison, compare_versions, organisations_of
from dataflows.selectors.maps import map_for, versions_of
from dataflows.services.comparing import compared_picture
from dataflows.views.reading import Reading, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from organisations.errors import NotVisible
from organisations.permissions import Permission, nothing_here

DRAFT: Final = "draft"
MOST_DIGITS: Final = 9


@require_safe
def choose(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Go to the two that were chosen; without a choice, to what is newest beside the one before it."""
    map_ = map_for(request.actor, map_id, Permission.VERSION_VIEW)
    sides = sides_of(Reading(actor=request.actor, map=map_, version=None))
    known = [side.which for side in sides]
    if len(known) < 2:
        messages.info(request, _("There is nothing to compare yet: it takes two versions."))
        return redirect("versions", map_id)
    before, after = request.GET.get("before", known[1]), request.GET.get("after", known[0])
    if before not in known or after not in known:
        raise nothing_here()
    return redirect("compare", map_id, before, after)


@require_safe
def page(request: DaylightRequest, map_id: UUID, before: str, after: str) -> HttpResponse:
    """Show what is different between two versions, or a version and the draft."""
    was, now = (_read(request, map_id, which) for which in (before, after))
    compared = compare_versions(was.graph, now.graph)

    def address(difference: Difference) -> str:
        return address_of(was if difference.state == REMOVED else now, difference.kind, difference.id)

    context = {
        **now.context,
        **compared_context(request, compared, address, now.comment_counts),
        "was": side_of(was),
        "now": side_of(now),
        "sides": sides_of(now),
        "restores": _restores(was, now),
        "picture": compared_picture(map_=now.map, comparison=compared, address=address),
    }
    return render(request, "dataflows/compare.html", context)


def _restores(was: Reading, now: Reading) -> RestoreForm | None:
    """Return the form with which the version that was compared to the draft becomes the draft."""
    if was.version is not None or now.version is None or not now.may(Permission.MAP_EDIT):
        return None
    return RestoreForm(initial={"seen": was.map.seq})


def compared_context(
    request: DaylightRequest,
    compared: Comparison,
    address: Callable[[Difference], str],
    counts: Mapping[str, int],
) -> dict[str, object]:
    """Return the list of changes; of one organisation alone when the address names one."""
    about = request.GET.get("about", "")
    organisations = organisations_of(compared)
    chosen = next((node for node in organisations if node.id == about), None)
    told = ToldComparison(compared, about if chosen else "")

    def shown(lines: list[Line]) -> list[dict[str, object]]:
        return [
            {"line": line, "url": address(line.difference), "comments": counts.get(line.difference.id, 0)}
            for line in lines
        ]

    return {
        "told": told,
        "effects": [{"effect": effect, "url": address(effect.difference)} for effect in told.effects],
        "flows": shown(told.flows),
        "nodes": shown(told.nodes),
        "organisations": organisations,
        "chosen": chosen,
    }


def address_of(reading: Reading, kind: str, element: str) -> str:
    return f"{reading.base}{'f' if kind == 'flow' else 'n'}/{element}/"


@dataclass(frozen=True)
class Side:
    """One of the two: what the address calls it, and what people do."""

    which: str
    label: str
    url: str


def side_of(reading: Reading) -> Side:
    """Return how one of the two is called."""
    if reading.version is None:
        return Side(DRAFT, _("the draft"), reading.base)
    number = reading.version.number
    return Side(str(number), _("version %(number)d") % {"number": number}, reading.base)


def sides_of(reading: Reading) -> list[Side]:
    """Return everything of this map that can be compared, the newest first."""
    map_ = reading.map
    versions = [
        Side(
            str(one.number),
            _("version %(number)d") % {"number": one.number},
            reverse("version", args=[map_.pk, one.number]),
        )
        for one in versions_of(reading.actor, map_)
    ]
    draft = [Side(DRAFT, _("the draft"), reverse("map", args=[map_.pk]))]
    return [*(draft if reading.may(Permission.MAP_VIEW) else []), *versions]


def _read(request: DaylightRequest, map_id: UUID, which: str) -> Reading:
    if which == DRAFT:
        return read_draft(request.actor, map_id)
    if not (which.isascii() and which.isdigit() and len(which) <= MOST_DIGITS):
        raise NotVisible(_("There is no such version."))
    return read_version(request.actor, map_id, int(which))
