"""What every address of the API shares: who asks, what is refused at the door, when nothing has changed."""

import hashlib
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from organisations.errors import BadInput
from organisations.middleware import REALM
from organisations.permissions import Actor


class ReadView(GenericAPIView[Any]):
    """An address that can be read. Subclasses translate, and make one selector call.

    Each answer carries a strong ETag, the hash of its bytes: whatever changes (a name in the register, a
    redaction), the tag changes with it. ``If-None-Match`` with that tag is answered by 304.
    """

    http_method_names = ["get", "head", "options"]
    # True where a map's own openness decides: the selectors then turn guests away.
    open_to_guests = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Turn guests away, and text that no database of ours can hold."""
        super().initial(request, *args, **kwargs)
        if not (self.open_to_guests or actor_of(request).is_signed_in):
            raise NotAuthenticated
        if any("\x00" in part for pair in _pairs(request) for part in pair):
            raise BadInput(_("The address holds a character that cannot be used (U+0000)."))

    def page(self, rows: Any) -> Response:
        """Return one page of rows as the view's serializer writes them."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    def one(self, row: Any) -> Response:
        """Return one row as the view's serializer writes it."""
        return Response(self.get_serializer(row).data)

    def get_authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the same for all
        """Return what a 401 asks for, without which REST framework would answer 403."""
        return REALM

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Arrange for the ETag once the bytes are known; each person's answer is their own."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, ["Cookie", "Authorization"])
        if answer.status_code == 200 and request.method in ("GET", "HEAD"):
            answer.add_post_render_callback(partial(_conditional, request))
        return answer


def actor_of(request: Request) -> Actor:
    """Return who asks, as the middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def programme_in(request: Request) -> UUID | None:
    """Return the programme that the address asks about with ``?programme=``, if it does.

    Raises
    ------
    BadInput
        It is not a UUID.
    """
    text = request.query_params.get("programme")
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(_("“programme” has to be the id of a programme.")) from error


def _pairs(request: Request) -> list[tuple[str, str]]:
    return [(key, value) for key, values in request.query_params.lists() for value in values]


def _conditional(request: Request, response: Response) -> HttpResponseBase | None:
    etag = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response["ETag"] = etag
    return get_conditional_response(request._request, etag=etag, response=response)
