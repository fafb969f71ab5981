"""What every address of the API that changes something shares: asked once, and of what was seen."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of
from organisations.errors import BadInput, NotSeen, Stale
from organisations.services.requests import once

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A word of your own for this request: sent again under it within two days, nothing is done "
    "twice and the answer is the same.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of what you read: 412 when it has been changed since, 428 without it.",
)


class WriteView(ReadView):
    """An address that can be read and written. Subclasses make one service call for each."""

    http_method_names = ["get", "head", "options", "post", "patch", "delete"]

    def once(self, request: Request, act: Callable[[], tuple[int, UUID | None]]) -> tuple[int, UUID | None]:
        """Do what is asked, once for each ``Idempotency-Key``; without one, each time it is asked."""
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return act()
        said = [request.method or "", request.get_full_path(), request.headers.get("If-Match", "")]
        asked = "\n".join(said).encode() + b"\n" + self.body_of(request)
        answer, _is_new = once(actor=actor_of(request), key=key, asked=asked, act=act)
        return answer

    def body_of(self, request: Request) -> bytes:
        """Return what was sent, for telling one request from another."""
        return repr(request.data).encode("utf-8", "backslashreplace")

    def expect(self, request: Request) -> Callable[[Any], None]:
        """Return what refuses to go on when a row is not any more what ``If-Match`` says was read.

        Raises
        ------
        NotSeen
            The request does not say.
        """
        given = request.headers.get("If-Match")
        if given is None:
            raise NotSeen(_("Send the ETag of what you read in If-Match, so that nobody's change is lost."))
        # Weak ones too: a proxy that compresses weakens the tags of what it passes on.
        tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}

        def same(row: Any) -> None:
            if "*" not in tags and self.etag_of(request, row) not in tags:
                raise Stale(_("This has been changed since you read it: read it again first."))

        return same

    def etag_of(self, request: Request, row: Any) -> str:
        """Return the ETag that reading the row gives: the hash of the very bytes."""
        renderer, media_type = request.accepted_renderer, request.accepted_media_type
        content: Any = renderer.render(self.get_serializer(row).data, media_type, self.get_renderer_context())
        return f'"{hashlib.sha256(content).hexdigest()}"'

    def answered(self, request: Request, status: int, row: Any) -> Response:
        """Return a row as the answer to a write, with its new ETag."""
        answer = Response(self.get_serializer(row).data, status=status)
        answer["ETag"] = self.etag_of(request, row)
        return answer

    def sent(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """Return the body's fields, checked.

        Raises
        ------
        BadInput
            It is not an object, holds a field that there is none of, or a value of the wrong kind.
        """
        serializer: Any = self.get_serializer(data=request.data, partial=partial)
        if not isinstance(request.data, dict):
            raise BadInput(_("Send an object with the fields to set."))
        if unknown := set(request.data) - set(serializer.fields):
            name = ascii(min(unknown))[1:-1][:80]
            raise BadInput(_("There is no field “%(name)s” to set here.") % {"name": name})
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        return data
