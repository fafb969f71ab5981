"""Asking for news: as a stream, ``/live/?m=<room>~<number>&m=…``, or what there is now, ``/since/?m=…``."""

import hashlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from live.asgi import OFFER, Offer
from live.framing import act_facts, compact, cursor_of, event, numbers_of, retry
from live.rooms import Found, find
from live.stream import Listening, Wish
from organisations.errors import BadInput, NotAllowed, NotVisible
from organisations.middleware import status_of
from organisations.permissions import Actor, nothing_here, require

MOST_ROOMS: Final = 8
# Where streams are not served they end at once: whoever asks comes back every three seconds.
BACK_IN: Final = 3000
QUIET: Final = "quiet"

Answering = Callable[[HttpRequest, Listening, Found], HttpResponse]


def for_members(answering: Answering) -> Callable[[HttpRequest], HttpResponse]:
    """Let members listen to the rooms that a request names, and tell a script in one sentence why not."""

    @wraps(answering)
    def answer(request: HttpRequest) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.kind != "member":
            return JsonResponse({"detail": _("Sign in to follow a map live.")}, status=401)
        try:
            wishes = wishes_from(request.GET.getlist("m"), request.headers.get("Last-Event-ID", ""))
            found = _let_in(actor, wishes)
        except (BadInput, NotVisible, NotAllowed) as error:
            return JsonResponse({"detail": str(error)}, status=status_of(error))
        listening = Listening(
            person=UUID(actor.id),
            session=request.session.session_key or "",
            address=get_adapter().get_client_ip(request),
            wishes=wishes,
        )
        response = answering(request, listening, found)
        response["Cache-Control"] = "no-store"
        return response

    return answer


@require_safe
@for_members
def stream(request: HttpRequest, listening: Listening, found: Found) -> HttpResponse:
    """Let somebody listen to rooms, from a number of each on (or that of ``Last-Event-ID``).

    A server that holds streams takes over from here. Any other answers what there is to tell, and ends.
    """
    answer = HttpResponse(content_type="text/event-stream; charset=utf-8")
    answer["X-Accel-Buffering"] = "no"
    offer: Offer | None = request.META.get("asgi.scope", {}).get(OFFER)
    if offer is None:
        events = (event(name, data, cursor=cursor) for name, data, cursor in news(listening, found))
        answer.content = b"".join([retry(BACK_IN), *events])
        return answer
    offer.listening, offer.found = listening, found
    answer.content = retry(BACK_IN)
    return answer


@require_safe
@for_members
def since(request: HttpRequest, listening: Listening, found: Found) -> HttpResponse:
    """Return the events that a stream would begin with, as JSON; 304 while they are those of the ``ETag``."""
    told = list(news(listening, found))
    events = [{"name": name, "data": data} for name, data, _cursor in told]
    body = compact({"events": events, "cursor": told[-1][2]}).encode()
    tag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(body, content_type="application/json")
    answer["ETag"] = tag
    return answer


def news(listening: Listening, found: Found) -> Iterator[tuple[str, Any, str]]:
    """Yield what there is to tell by now: each event's name, data and cursor. The last is the greeting."""
    numbers = [wish.since for wish in listening.wishes]
    for place, wish in enumerate(listening.wishes):
        source, room = found[wish.room][0], str(wish.room)
        if not wish.quiet:
            source.arrive(wish.room, [listening.person])
        told = source.read(wish.room, since=wish.since, states=source.states)
        for act in told.acts:
            numbers[place] = act.last
            yield "changes", act_facts(wish.room, act), cursor_of(numbers)
        numbers[place] = told.seq
        if told.seq < wish.since:
            yield "anew", {"room": room}, cursor_of(numbers)
        for name, value in sorted(told.states.items()):
            yield name, {"room": room, name: value}, ""
    yield "hello", {}, cursor_of(numbers)


def wishes_from(words: list[str], last_event_id: str) -> list[Wish]:
    """Return what is asked for, as ``<room>~<number>`` or ``<room>~<number>~quiet`` each.

    Raises
    ------
    BadInput
        There is none, there are too many, or one cannot be read.
    """
    if not 0 < len(words) <= MOST_ROOMS:
        raise BadInput(_("Say which maps to follow: one to %(count)d.") % {"count": MOST_ROOMS})
    wishes = [_wish(word) for word in words]
    if len({wish.room for wish in wishes}) < len(wishes):
        raise BadInput(_("A map is named twice."))
    numbers = numbers_of(last_event_id, len(wishes))
    if numbers is None:
        return wishes
    return [
        Wish(wish.room, max(wish.since, number), wish.quiet)
        for wish, number in zip(wishes, numbers, strict=True)
    ]


def _wish(word: str) -> Wish:
    room, number, *more = [*word.split("~"), ""]
    since = numbers_of(number, 1)
    try:
        pk = UUID(room)
    except ValueError:
        since = None
        pk = UUID(int=0)
    if since is None or more not in ([""], [QUIET, ""]):
        raise BadInput(_("That is no map and number: %(word)s") % {"word": word[:60]})
    return Wish(pk, since[0], QUIET in more)


def _let_in(actor: Actor, wishes: list[Wish]) -> Found:
    found = find([wish.room for wish in wishes])
    for wish in wishes:
        at = found.get(wish.room)
        if at is None:
            raise nothing_here()
        require(actor, at[0].permission, on=at[1])
    return found
