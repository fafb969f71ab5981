"""The front page, a programme's page, and starting a map."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dataflows.forms.maps import MapForm
from dataflows.selectors.maps import maps_of, open_maps
from dataflows.selectors.register_summary import register_summary
from dataflows.services.maps import create_map
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput
from organisations.permissions import Permission, require
from organisations.selectors import programme_by_slug, programmes_of


@require_safe
def home(request: DaylightRequest) -> HttpResponse:
    """List the maps that this person can read: their programmes', and those open to everybody."""
    programmes = [
        {
            "programme": programme,
            "maps": maps_of(request.actor, programme),
            "may_create": request.actor.may(Permission.MAP_CREATE, programme),
            "may_edit": request.actor.may(Permission.MAP_EDIT, programme),
        }
        for programme in programmes_of(request.actor)
    ]
    mine = request.actor.programme_ids
    others = [map_ for map_ in open_maps() if map_.programme_id not in mine]
    return render(request, "dataflows/home.html", {"programmes": programmes, "open_maps": others})


@require_safe
def programme(request: DaylightRequest, slug: str) -> HttpResponse:
    """Show a programme: its maps, and its register in numbers."""
    found = programme_by_slug(request.actor, slug)
    context = {
        "programme": found,
        "maps": maps_of(request.actor, found),
        "register": register_summary(request.actor, found),
        "may_create": request.actor.may(Permission.MAP_CREATE, found),
        "may_edit": request.actor.may(Permission.MAP_EDIT, found),
    }
    return render(request, "dataflows/programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_map(request: DaylightRequest, slug: str) -> HttpResponse:
    """Start a map in a programme."""
    found = programme_by_slug(request.actor, slug)
    require(request.actor, Permission.MAP_CREATE, on=found)
    form = MapForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            map_ = create_map(actor=request.actor, programme=found, **form.cleaned_data)
        except BadInput as error:
            form.add_error("name", str(error))
        else:
            return redirect("map", map_.pk)
    return render(request, "dataflows/map_new.html", {"programme": found, "form": form})
