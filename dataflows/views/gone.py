"""What is not on a map (any more): a page that says so and leads back to the map, not away from it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dataflows.views.reading import NOT_HERE, Reading
from dataflows.views.requests import DaylightRequest


def gone(request: DaylightRequest, reading: Reading, **more: object) -> HttpResponse:
    """Return that page with status 404, or the part of it that goes into a map's panel.

    ``last_acts`` and ``element_id`` tell what became of an element that was on the draft.
    """
    context = {**reading.context, "sentence": _(NOT_HERE), **more}
    template = "dataflows/_gone.html" if request.htmx else "dataflows/gone.html"
    answer = render(request, template, context, status=404)
    # Scripts show this in the place of what is gone; any other failure opens as a page.
    answer["Daylight-Part"] = "gone"
    return answer
