"""Copying a map for another area."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms.maps import CopyForm
from dataflows.selectors.maps import map_for
from dataflows.services.copying import copy_map
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: DaylightRequest, map_id: uuid.UUID) -> HttpResponse:
    """Ask what the copy of the newest version is called and which area it is for; make it."""
    map_ = map_for(request.actor, map_id, Permission.MAP_CREATE)
    reading = Reading(actor=request.actor, map=map_, version=None)
    if reading.latest is None:
        messages.info(request, _("Publish a version first: a copy is always of a version."))
        return redirect("versions", map_.pk)
    form = CopyForm(posted(request)[0], initial={"description": map_.description})
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_map(actor=request.actor, version=reading.latest, **form.cleaned_data)
        except BadInput as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("This is the copy. What it was copied from is kept with it."))
            return redirect("map", made.pk)
    return render(request, "dataflows/map_copy.html", {**reading.context, "form": form})
