"""How every answer of the API looks: pages by cursor, problems as RFC 9457 describes them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from organisations.errors import Busy, DomainError, NotAllowed, NotVisible
from organisations.middleware import AGAIN, REALM, status_of

PROBLEM_TYPE: Final = "application/problem+json"


class Cursor(CursorPagination):
    """Pages that neither repeat nor skip a row while others write. Views say the order, by unique columns."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(
        self,
        request: Request,  # noqa: ARG002 - part of the interface
        queryset: QuerySet[Any],  # noqa: ARG002
        view: APIView,
    ) -> tuple[str, ...]:
        """Return the view's own order; by key when it names none."""
        ordering: tuple[str, ...] = getattr(view, "ordering", ("pk",))
        return ordering

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> Any:
        """Return one page; a cursor that we did not make is the caller's mistake (400)."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (exceptions.NotFound, ModelValidationError, ValueError) as error:
            raise exceptions.ParseError(_("This is not a cursor of this list.")) from error


def problem_json(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer an error as ``application/problem+json``; ``None`` leaves what we did not foresee to Django.

    Guests who meet nothing are asked to sign in, and so learn nothing about what is there.
    """
    known = _known(error, is_signed_in=context["request"].actor.is_signed_in)
    if known is None:
        return None
    status, detail = known
    headers: dict[str, str] = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = REALM
    if isinstance(error, Busy):
        headers["Retry-After"] = AGAIN
    title = HTTPStatus(status).phrase
    # A sentence may repeat what was sent, and half a character can be received but not sent.
    whole = detail.encode("utf-8", "replace").decode()
    body = {"type": "about:blank", "title": title, "status": int(status), "detail": whole}
    if isinstance(error, DomainError):
        body |= error.members
    return Response(body, status=status, headers=headers, content_type=PROBLEM_TYPE)


def _known(error: Exception, *, is_signed_in: bool) -> tuple[int, str] | None:
    """Return the status and the sentence of an error that we know, else ``None``."""
    if isinstance(error, NotVisible | NotAllowed | exceptions.NotAuthenticated) and not is_signed_in:
        return HTTPStatus.UNAUTHORIZED, _("Sign in first, or send a token: “Authorization: Bearer …”.")
    if isinstance(error, DomainError):
        return status_of(error), str(error)
    if isinstance(error, Http404):
        return HTTPStatus.NOT_FOUND, _("There is nothing here that you can see.")
    if isinstance(error, PermissionDenied):
        return HTTPStatus.FORBIDDEN, _("You cannot do this.")
    if isinstance(error, exceptions.APIException):
        return error.status_code, _sentence(error.detail)
    return None


def _sentence(detail: Any) -> str:
    """Return DRF's error, which may be a list or a dict of fields, as one line."""
    if isinstance(detail, Mapping):
        return " ".join(f"{field}: {_sentence(part)}" for field, part in detail.items())
    if isinstance(detail, list):
        return " ".join(_sentence(part) for part in detail)
    return str(detail)
