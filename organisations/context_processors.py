"""What every page knows: who is asking, what they may see, and whether this is the demo."""

from django.conf import settings
from django.http import HttpRequest

from organisations.models import Role
from organisations.permissions import GUEST, Actor, Permission
from organisations.selectors import demo_people


def actor(request: HttpRequest) -> dict[str, object]:
    """Return the actor and the demo switch; in the demo also its people, read where a page lists them."""
    asking: Actor = getattr(request, "actor", GUEST)
    context: dict[str, object] = {
        "actor": asking,
        "DEMO": settings.DEMO,
        "may_see_status": asking.may_anywhere(Permission.STATUS_VIEW),
    }
    if settings.DEMO:
        context["demo_people"] = demo_people
        roles = [role for role in Role if role in asking.roles.values()]
        context["actor_roles"] = ", ".join(str(role.label).lower() for role in roles)
    return context
