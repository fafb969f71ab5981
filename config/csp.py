"""The Content-Security-Policy header, from ``settings.SECURE_CSP`` (the name Django 6 uses)."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

HEADER = "Content-Security-Policy"
Policy = Mapping[str, Sequence[str]]


def header_value(policy: Policy) -> str:
    """Return the header's text for a policy.

    >>> header_value({"default-src": ["'none'"], "img-src": ["'self'", "data:"]})
    "default-src 'none'; img-src 'self' data:"
    """
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware(MiddlewareMixin):
    """Send the policy with every response.

    A view that needs another one sets it whole as the response's ``_csp``; a header it has already
    written itself is left alone.
    """

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the header, from the response's own policy if it has one."""
        policy: Policy = getattr(response, "_csp", settings.SECURE_CSP)
        if policy and not response.has_header(HEADER):
            response[HEADER] = header_value(policy)
        return response
