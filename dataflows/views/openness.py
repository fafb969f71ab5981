"""Opening a version to everybody, after asking whether that is safe; closing the map again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms.maps import OpenForm
from dataflows.language.safety import words_found
from dataflows.selectors.maps import map_for, opened_besides
from dataflows.selectors.safety import concerns_told
from dataflows.services.maps import close_map, open_map
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Ask "safe to publish?" about the latest version, then let everybody read it; or close the map."""
    map_ = map_for(request.actor, map_id, Permission.MAP_OPEN)
    if request.method == "POST" and "close" in request.POST:
        close_map(actor=request.actor, map_=map_)
        messages.success(request, _("Only members of the programme can read this map now."))
        return redirect("versions", map_.pk)
    reading = Reading(actor=request.actor, map=map_, version=None)
    form = None
    if reading.latest and reading.latest.number != map_.open_number:
        form = OpenForm(posted(request)[0], initial={"up_to": reading.latest.number})
    if form and request.method == "POST" and form.is_valid():
        try:
            open_map(actor=request.actor, map_=map_, up_to=form.cleaned_data["up_to"])
        except BadInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Everybody can read this map now, up to the version you opened."))
            return redirect("versions", map_.pk)
    context = {**reading.context, "form": form}
    if form and reading.latest:
        opened = Reading(actor=request.actor, map=map_, version=reading.latest)
        context |= {"concerns": concerns_told(opened.graph), "concerns_base": opened.base}
        besides = opened_besides(request.actor, map_, reading.latest)
        notes = [one.note for one in (reading.latest, *besides)]
        context["in_notes"] = words_found(map_.description, *notes)
        context["earlier"] = [
            (each, concerns)
            for one in besides
            for each in [Reading(actor=request.actor, map=map_, version=one)]
            if (concerns := concerns_told(each.graph, besides=opened.graph))
        ]
    return render(request, "dataflows/open.html", context)
