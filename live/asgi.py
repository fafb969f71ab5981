"""Streams in front of Django: Django says who may listen, and then has nothing more to do with it.

A streaming response of Django's would hold a thread, and what that has open, for as long as it lives. Here
the request goes through every middleware and the view like any other; when the view has put a
:class:`~live.stream.Listening` into the offer, what Django answers becomes the beginning of a stream.
(docs/adr/0024-streams-in-front-of-django.md)
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from live.hub import Hub, Receive, Send
from live.places import NoPlaceError
from live.rooms import Found
from live.stream import Listening

PATH: Final = "/live/"
OFFER: Final = "daylight.stream"
# Whoever finds no place asks for news every now and then instead, and for a place again after this.
AGAIN: Final = b"30"


@dataclass
class Offer:
    """What a server that holds streams offers to the view, and the view's answer."""

    listening: Listening | None = None
    found: Found = field(default_factory=dict)


class Streams:
    """An ASGI application that serves streams, and leaves everything else to another."""

    def __init__(self, pages: Any, hub: Hub) -> None:
        self._pages = pages
        self._hub = hub

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            await self._pages(scope, receive, send)
            return
        scope[OFFER] = offer = Offer()
        answer: list[dict[str, Any]] = []
        await self._pages(scope, receive, _keep_in(answer))
        if offer.listening is None or not answer:
            for message in answer:
                await send(message)
            return
        start = {**answer[0], "headers": _without_length(answer[0]["headers"])}
        try:
            await self._hub.serve(offer.listening, offer.found, send, receive, start)
        except NoPlaceError as error:
            await _refuse(send, 429 if error.is_own else 503)


def _keep_in(answer: list[dict[str, Any]]) -> Send:
    async def keep(message: dict[str, Any]) -> None:
        answer.append(message)

    return keep


def _without_length(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() != b"content-length"]


async def _refuse(send: Send, status: int) -> None:
    body = json.dumps({"type": "about:blank", "title": "Too many streams", "status": status}).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", AGAIN),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
