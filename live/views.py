"""Asking for a stream: ``/live/?m=<room>~<number>&m=…``."""

from typing import Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from live.asgi import OFFER, Offer
from live.framing import act_event, cursor_of, event, numbers_of, retry, state_event
from live.rooms import Found, find
from live.stream import Listening, Wish
from organisations.errors import BadInput, NotAllowed, NotVisible
from organisations.permissions import Actor, nothing_here, require

MOST_ROOMS: Final = 8
# Where streams are not served they end at once: whoever asks comes back every three seconds.
BACK_IN: Final = 3000
QUIET: Final = "quiet"


@require_GET
def stream(request: HttpRequest) -> HttpResponse:
    """Let somebody listen to rooms, from a number of each on (or that of ``Last-Event-ID``).

    A server that holds streams takes over from here. Any other answers what there is to tell, and ends.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "member":
        return JsonResponse({"detail": _("Sign in to follow a map live.")}, status=401)
    try:
        wishes = wishes_from(request.GET.getlist("m"), request.headers.get("Last-Event-ID", ""))
        found = _let_in(actor, wishes)
    except BadInput as error:
        return JsonResponse({"detail": str(error)}, status=400)
    except NotVisible as error:
        return JsonResponse({"detail": str(error)}, status=404)
    except NotAllowed as error:
        return JsonResponse({"detail": str(error)}, status=403)
    listening = Listening(
        person=UUID(actor.id),
        session=request.session.session_key or "",
        address=get_adapter().get_client_ip(request),
        wishes=wishes,
    )
    answer = HttpResponse(content_type="text/event-stream; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    offer: Offer | None = getattr(request, "scope", {}).get(OFFER)
    if offer is None:
        answer.content = at_once(listening, found)
        return answer
    offer.listening, offer.found = listening, found
    answer.content = retry(BACK_IN)
    # The stream needs no database of its own; this thread ends here.
    connection.close()
    return answer


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
    if since is None or more[0] not in ("", QUIET):
        raise BadInput(_("That is no map and number: %(word)s") % {"word": word[:60]})
    return Wish(pk, since[0], more[0] == QUIET)


def _let_in(actor: Actor, wishes: list[Wish]) -> Found:
    found = find([wish.room for wish in wishes])
    for wish in wishes:
        at = found.get(wish.room)
        if at is None:
            raise nothing_here()
        require(actor, at[0].permission, on=at[1])
    return found


def at_once(listening: Listening, found: Found) -> bytes:
    """Return what there is to tell by now as a stream that ends."""
    parts = [retry(BACK_IN)]
    numbers = [wish.since for wish in listening.wishes]
    for place, wish in enumerate(listening.wishes):
        source = found[wish.room][0]
        if not wish.quiet:
            source.arrive(wish.room, [listening.person])
        told = source.read(wish.room, since=wish.since, states=source.states)
        for act in told.acts:
            numbers[place] = act.last
            parts.append(act_event(wish.room, act, cursor=cursor_of(numbers)))
        numbers[place] = told.seq
        if told.seq < wish.since:
            parts.append(event("anew", {"room": str(wish.room)}, cursor=cursor_of(numbers)))
        parts += [state_event(wish.room, name, value) for name, value in told.states.items()]
    return b"".join([*parts, event("hello", {}, cursor=cursor_of(numbers))])
