"""What every page knows: who is asking, and whether this is the demo."""

from django.conf import settings
from django.http import HttpRequest

from organisations.permissions import GUEST
from organisations.selectors import demo_people


def actor(request: HttpRequest) -> dict[str, object]:
    """Return the actor and the demo switch; in the demo also its people, read where a page lists them."""
    context: dict[str, object] = {"actor": getattr(request, "actor", GUEST), "DEMO": settings.DEMO}
    if settings.DEMO:
        context["demo_people"] = demo_people
    return context
