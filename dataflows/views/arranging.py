"""Arranging the picture of a draft: tidy, put back, move one thing up or down."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dataflows.selectors.maps import map_for
from dataflows.services import arranging
from dataflows.views.reading import Reading, read_draft
from dataflows.views.requests import DaylightRequest
from dataflows.views.showing import Showing, showing
from organisations.errors import Conflict
from organisations.permissions import Permission


@require_POST
def tidy(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Have the picture that somebody looks at laid out as a whole."""
    reading, here = _looked_at(request, map_id)
    arranging.tidy(actor=request.actor, map_=reading.map, view=here.view)
    messages.success(request, _("The picture is tidied. You can put everything back."))
    return _back(reading, here)


@require_POST
def put_back(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Put things back to where they stood before they were tidied or moved."""
    reading, here = _looked_at(request, map_id)
    try:
        arranging.put_back(actor=request.actor, map_=reading.map, view=here.view)
    except Conflict as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Everything is back where it stood."))
    return _back(reading, here)


@require_POST
def nudge(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Move a box or a flow's label past its neighbour in the column."""
    reading, here = _looked_at(request, map_id)
    up = request.POST.get("to") != "down"
    try:
        arranging.nudge(actor=request.actor, map_=reading.map, view=here.view, element=element_id, up=up)
    except Conflict as error:
        messages.warning(request, str(error))
    return _back(reading, here)


def _looked_at(request: DaylightRequest, map_id: UUID) -> tuple[Reading, Showing]:
    map_for(request.actor, map_id, Permission.MAP_EDIT)
    reading = read_draft(request.actor, map_id)
    return reading, showing(reading.graph, request.POST)


def _back(reading: Reading, here: Showing) -> HttpResponse:
    return redirect(f"{reading.base}?{urlencode(here.fields)}" if here.fields else reading.base)
