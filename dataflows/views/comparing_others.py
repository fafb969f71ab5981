"""A map beside another map or a file: what is different where no history is shared, and what was guessed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dataflows.forms.maps import CompareWithForm
from dataflows.graph.comparing import Comparison, Difference
from dataflows.selectors.compared_lines import names_of
from dataflows.selectors.comparing import compare_strangers
from dataflows.selectors.copies import known_pairs
from dataflows.selectors.maps import latest_for, map_for, maps_of
from dataflows.services.comparing import compared_picture
from dataflows.services.comparing_files import as_map
from dataflows.services.reading import SourceFile
from dataflows.views.comparing import Side, address_of, compared_context
from dataflows.views.reading import Reading, read_draft
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput
from organisations.permissions import Permission, nothing_here


@require_http_methods(["GET", "HEAD", "POST"])
def with_page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Choose another map of the programme, or bring a file, to compare this one with. Nothing is stored.

    For members: reading a stranger's file costs time that others wait for.
    """
    reading = read_draft(request.actor, map_id)
    others = [one for one in maps_of(request.actor, reading.map.programme) if one.pk != reading.map.pk]
    known = {str(one.pk) for one in others}
    if (chosen := request.GET.get("map", "")) in known:
        return redirect("compare_map", map_id, chosen)
    form = CompareWithForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            name, data = form.as_file()
            return _with_file(request, reading, SourceFile(name=name, data=data))
        except BadInput as error:
            form.add_error("file", str(error))
    context = {**reading.context, "others": others, "form": form}
    return render(request, "dataflows/compare_with.html", context)


@require_safe
def with_map(request: DaylightRequest, map_id: UUID, other_id: UUID) -> HttpResponse:
    """Show what is different on another map: its draft for those who read drafts, else its newest version."""
    mine, other = _newest(request, map_id), _newest(request, other_id)
    if mine.map.programme_id != other.map.programme_id:
        raise nothing_here()
    compared = compare_strangers(mine.graph, other.graph, known_pairs(mine.map, other.map))

    def address(difference: Difference) -> str:
        there = other if difference.after else mine
        return address_of(there, difference.kind, difference.id)

    context = {
        **mine.context,
        **compared_context(request, compared, address, {}),
        **_of_strangers(compared),
        "was": Side("", mine.map.name, mine.base),
        "now": Side("", other.map.name, other.base),
        "picture": compared_picture(map_=mine.map, comparison=compared, address=address),
    }
    return render(request, "dataflows/compare.html", context)


def _with_file(request: DaylightRequest, reading: Reading, file: SourceFile) -> HttpResponse:
    read = as_map(file)
    compared = compare_strangers(reading.graph, read.document.graph)

    def address(difference: Difference) -> str:
        if not difference.before:
            return f"#change-{difference.id}"
        return address_of(reading, difference.kind, difference.before)

    context = {
        **reading.context,
        **compared_context(request, compared, address, {}),
        **_of_strangers(compared),
        "was": Side("", reading.map.name, reading.base),
        "now": Side("", file.name, ""),
        "loose": read.loose,
        "is_file": True,
        "picture": compared_picture(map_=reading.map, comparison=compared, address=address, kept=False),
    }
    return render(request, "dataflows/compare.html", context)


def _of_strangers(compared: Comparison) -> dict[str, object]:
    """Return what is said of two that share no history: guesses, and what one of them never speaks of."""
    guessed = [
        {
            "before": compared.before.node(was).name,
            "after": compared.after.node(compared.pairing.nodes[was]).name,
        }
        for was in compared.pairing.guessed
    ]
    return {"strangers": True, "guessed": guessed, "not_compared": names_of(compared.not_compared)}


def _newest(request: DaylightRequest, map_id: UUID) -> Reading:
    """Return the draft for those who read drafts, else the newest version."""
    map_ = map_for(request.actor, map_id, Permission.VERSION_VIEW)
    draft = Reading(actor=request.actor, map=map_, version=None)
    if draft.may(Permission.MAP_VIEW):
        return draft
    version = latest_for(request.actor, map_)
    if version is None:
        raise nothing_here()
    return Reading(actor=request.actor, map=map_, version=version)
