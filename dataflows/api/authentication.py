"""How REST framework learns who asks: the middleware knows already."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from organisations.middleware import REALM


class TokenAuthentication(BaseAuthentication):
    """A request that came with a token needs no CSRF token: nobody's browser sends it by itself."""

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        """Return the user of the request and the id of its token; ``None`` when it came without one."""
        actor = request._request.actor  # type: ignore[attr-defined]
        return (request._request.user, actor.token) if actor.kind == "token" else None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the same for all
        """Return what a 401 asks for."""
        return REALM


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the API's description of tokens."""

    target_class = "dataflows.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """Return the scheme as OpenAPI names it."""
        return {"type": "http", "scheme": "bearer"}
