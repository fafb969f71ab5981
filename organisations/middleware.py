"""Who is asking: sets ``request.actor``, scopes every query to what it can see, turns "no" into an answer."""

from collections.abc import Callable
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_scopes import scope

from organisations.errors import (
    BadInput,
    Busy,
    Conflict,
    DomainError,
    NotAllowed,
    NotSeen,
    NotVisible,
    SentOtherwise,
    Stale,
)
from organisations.models import Role, User
from organisations.permissions import GUEST, Actor
from organisations.selectors import actor_of, actor_of_token, programmes_in_sight
from organisations.services.tries import count_try

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

# Seconds after which it is worth asking again.
AGAIN: Final = "30"
REALM: Final = 'Bearer realm="Daylight"'
# Nobody guesses a key: this only keeps a program with an old one from asking all day at full speed.
TRIES: Final = 30

STATUS_OF_ERROR: dict[type[DomainError], int] = {
    NotVisible: 404,
    NotAllowed: 403,
    BadInput: 400,
    Conflict: 409,
    Stale: 412,
    SentOtherwise: 422,
    NotSeen: 428,
    Busy: 503,
}


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a domain error: its own, or that of what it is a kind of."""
    return next(STATUS_OF_ERROR[kind] for kind in type(error).__mro__ if kind in STATUS_OF_ERROR)


class ActorMiddleware:
    """Give every request an actor, and run it inside the programmes that this actor can see."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        actor = actor_of_request(request)
        if actor is None:
            return refuse_token(request)
        request.actor = actor  # type: ignore[attr-defined]
        if self._lacks_second_factor(request, actor):
            return _ask_for_second_factor(request)
        with scope(programme=programmes_in_sight(actor)):
            response = self.get_response(request)
        if actor.is_signed_in and not response.has_header("Cache-Control"):
            # Shared computers keep nothing of a member's pages; programs may keep, but must ask again.
            response["Cache-Control"] = "private, " + ("no-cache" if is_api(request) else "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a domain error: sign-in for guests who meet nothing, else a page with its sentence."""
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, NotVisible | NotAllowed) and not getattr(request, "actor", GUEST).is_signed_in:
            return redirect_to_login(request.get_full_path())
        status = status_of(error)
        titles = {
            403: _("You cannot do this"),
            404: _("Page not found"),
            409: _("Something has changed"),
            503: _("Busy just now"),
        }
        title = titles.get(status, _("That did not work"))
        context = {"title": title, "sentence": str(error), "status": status}
        answer = render(request, "error.html", context, status=status)
        if isinstance(error, Busy):
            answer["Retry-After"] = AGAIN
        return answer

    def _lacks_second_factor(self, request: HttpRequest, actor: Actor) -> bool:
        """Owners need a second factor, outside the demo, before they or their keys reach anything else."""
        return (
            Role.OWNER in actor.roles.values()
            and not settings.DEMO
            and not request.path.startswith(_OPEN_WITHOUT_SECOND_FACTOR)
            and not is_mfa_enabled(
                request.user if isinstance(request.user, User) else User.objects.get(pk=actor.id)
            )
        )


def actor_of_request(request: HttpRequest) -> Actor | None:
    """Return who asks; ``None`` when a key for programs came with the request and is not good.

    A key counts for the API alone, and there it counts instead of the browser's session.
    """
    if is_api(request) and (secret := bearer_of(request)) is not None:
        request.user = AnonymousUser()
        return actor_of_token(secret)
    return actor_of(request.user) if request.user.is_authenticated else GUEST


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Send people to where a second factor is set up; tell programs, which follow no such page."""
    if not is_api(request):
        return redirect("mfa_index")
    return _problem(403, "Forbidden", _("Owners need a second factor: set one up on the pages first."))


def is_api(request: HttpRequest) -> bool:
    """Say whether a program asks."""
    return request.path.startswith("/api/")


def bearer_of(request: HttpRequest) -> str | None:
    """Return the key in the request's ``Authorization`` header; ``None`` when there is no such header."""
    scheme, *secret = request.headers.get("Authorization", "").split(maxsplit=1) or [""]
    return " ".join(secret).strip() if scheme.lower() == "bearer" else None


def refuse_token(request: HttpRequest) -> HttpResponse:
    """Answer a key that is unknown, ended or revoked: the answer does not say which."""
    tries, again = count_try(request, "bad-token")
    if tries > TRIES:
        answer = _problem(429, "Too Many Requests", _("Too many requests with a token that is not valid."))
        answer["Retry-After"] = str(again)
        return answer
    sentence = _("This token is not valid, or not any more. Make a new one on the page of your account.")
    answer = _problem(401, "Unauthorized", sentence)
    answer["WWW-Authenticate"] = f'{REALM}, error="invalid_token"'
    return answer


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")
