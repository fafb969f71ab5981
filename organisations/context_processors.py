"""What every page knows: who is asking, and whether this is the demo."""

from django.conf import settings
from django.http import HttpRequest

from organisations.permissions import GUEST


def actor(request: HttpRequest) -> dict[str, object]:
    """Return the actor and the demo switch for templates."""
    return {"actor": getattr(request, "actor", GUEST), "DEMO": settings.DEMO}
