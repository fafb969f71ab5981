"""The list of a map's versions, and publishing the next one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dataflows.forms.maps import PublishForm
from dataflows.selectors.comments import answered_by_version, answered_of
from dataflows.selectors.copies import copies_of, origin_of
from dataflows.selectors.maps import map_for, versions_of
from dataflows.selectors.safety import concerns_told
from dataflows.services.versions import fingerprint, publish
from dataflows.views.cards import stats
from dataflows.views.reading import Reading, read_draft
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_safe
def index(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """List the versions of a map, newest first."""
    map_ = map_for(request.actor, map_id, Permission.VERSION_VIEW)
    reading = Reading(actor=request.actor, map=map_, version=None)
    versions = list(versions_of(request.actor, map_))
    answered = answered_by_version(map_)
    states = len(versions) + reading.may(Permission.MAP_VIEW)
    context = {
        **reading.context,
        "versions": [(one, answered.get(one.pk)) for one in versions],
        "origin": origin_of(map_) if reading.may(Permission.MAP_VIEW) else None,
        "copies": copies_of(map_) if reading.may(Permission.MAP_VIEW) else (),
        "can_compare": bool(versions) and states > 1,
    }
    return render(request, "dataflows/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Show what is about to be published; publish it."""
    map_for(request.actor, map_id, Permission.MAP_PUBLISH)
    reading = read_draft(request.actor, map_id)
    form = PublishForm(posted(request)[0], initial={"seen": lambda: fingerprint(reading.document)})
    if request.method == "POST" and form.is_valid():
        try:
            version = publish(actor=request.actor, map_=reading.map, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
            if not version.layout:
                messages.warning(
                    request,
                    _(
                        "Its picture could not be drawn, so where everything stands is not kept with it. "
                        "Its table and sentences are complete."
                    ),
                )
            return redirect("version", map_id, version.number)
    number = reading.latest.number + 1 if reading.latest else 1
    context = {
        **reading.context,
        "form": form,
        "stats": stats(reading.graph),
        "number": number,
        "answered": answered_of(reading.map),
        "concerns": concerns_told(reading.graph),
        "unrated": [data_type.name for data_type in reading.graph.data_types if not data_type.sensitivity],
    }
    return render(request, "dataflows/publish.html", context)
