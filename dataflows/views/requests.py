"""The request as our middleware leaves it, for typing."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from organisations.permissions import Actor


class DaylightRequest(HttpRequest):
    """A request whose actor is known, and which may ask for a fragment only."""

    actor: Actor
    htmx: HtmxDetails
