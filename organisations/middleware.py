"""Who is asking: sets ``request.actor``, scopes every query to what it can see, turns "no" into an answer."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_scopes import scope

from organisations.errors import BadInput, Conflict, DomainError, NotAllowed, NotVisible
from organisations.models import Role, User
from organisations.permissions import GUEST, Actor
from organisations.selectors import actor_of, programmes_in_sight

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Pages that an owner without a second factor can still reach: to set one up, or to leave.
_OPEN_WITHOUT_SECOND_FACTOR = (
    "/account/",
    "/static/",
    "/healthz",
    "/readyz",
    "/help/",
    "/privacy/",
    "/accessibility/",
)

STATUS_OF_ERROR: dict[type[DomainError], int] = {
    NotVisible: 404,
    NotAllowed: 403,
    BadInput: 400,
    Conflict: 409,
}


class ActorMiddleware:
    """Give every request an actor, and run it inside the programmes that this actor can see."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        actor = actor_of(request.user) if request.user.is_authenticated else GUEST
        request.actor = actor  # type: ignore[attr-defined]
        if self._lacks_second_factor(request, actor):
            return _ask_for_second_factor(request)
        with scope(programme=programmes_in_sight(actor)):
            response = self.get_response(request)
        if actor.is_signed_in and not response.has_header("Cache-Control"):
            # Shared computers keep nothing of a member's pages; programs may keep, but must ask again.
            response["Cache-Control"] = "private, " + ("no-cache" if _is_api(request) else "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a domain error: sign-in for guests who meet nothing, else a page with its sentence."""
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, NotVisible | NotAllowed) and not getattr(request, "actor", GUEST).is_signed_in:
            return redirect_to_login(request.get_full_path())
        status = STATUS_OF_ERROR[type(error)]
        title = {404: _("Page not found"), 403: _("You cannot do this"), 409: _("Something has changed")}.get(
            status, _("That did not work")
        )
        context = {"title": title, "sentence": str(error), "status": status}
        return render(request, "error.html", context, status=status)

    def _lacks_second_factor(self, request: HttpRequest, actor: Actor) -> bool:
        """Owners need a second factor, outside the demo, before they reach anything but its set-up."""
        return (
            Role.OWNER in actor.roles.values()
            and not settings.DEMO
            and not request.path.startswith(_OPEN_WITHOUT_SECOND_FACTOR)
            and isinstance(request.user, User)
            and not is_mfa_enabled(request.user)
        )


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Send people to where a second factor is set up; tell programs, which follow no such page."""
    if not _is_api(request):
        return redirect("mfa_index")
    problem = {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": _("Owners need a second factor: set one up on the pages first."),
    }
    return JsonResponse(problem, status=403, content_type="application/problem+json")


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
