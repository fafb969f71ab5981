"""Opening a map's versions to everybody, after asking whether that is safe."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms import OpenForm
from dataflows.selectors.maps import map_for
from dataflows.services.maps import open_map
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Ask "safe to publish?", then let everybody read the versions; or stop that, without asking."""
    map_ = map_for(request.actor, map_id, Permission.MAP_OPEN)
    form = OpenForm(posted(request)[0])
    if request.method == "POST" and map_.is_open:
        open_map(actor=request.actor, map_=map_, is_open=False)
        messages.success(request, _("Only members of the programme can read this map now."))
        return redirect("versions", map_.pk)
    if request.method == "POST" and form.is_valid():
        open_map(actor=request.actor, map_=map_, is_open=True)
        messages.success(request, _("Everybody can read the published versions of this map now."))
        return redirect("versions", map_.pk)
    reading = Reading(actor=request.actor, map=map_, version=None)
    return render(request, "dataflows/open.html", {**reading.context, "form": form})
