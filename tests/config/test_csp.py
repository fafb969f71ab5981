"""The Content-Security-Policy goes with every response, and can be replaced but not forgotten."""

from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from config.csp import HEADER, ContentSecurityPolicyMiddleware, header_value


def answer(response: HttpResponse) -> HttpResponse:
    return ContentSecurityPolicyMiddleware(lambda request: response)(RequestFactory().get("/"))


def test_the_policy_of_the_settings_allows_nothing_inline_or_foreign():
    policy = answer(HttpResponse())[HEADER]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


@override_settings(SECURE_CSP={"default-src": ["'none'"], "img-src": ["'self'", "data:"]})
def test_the_header_is_written_from_the_settings():
    assert answer(HttpResponse())[HEADER] == "default-src 'none'; img-src 'self' data:"


def test_a_response_may_bring_its_own_policy():
    response = HttpResponse()
    response._csp = {"sandbox": []}
    assert answer(response)[HEADER] == "sandbox"


def test_a_header_already_written_is_left_alone():
    response = HttpResponse(headers={HEADER: "sandbox"})
    assert answer(response)[HEADER] == "sandbox"


def test_a_directive_without_sources_has_no_trailing_space():
    assert header_value({"sandbox": [], "img-src": ["'self'"]}) == "sandbox; img-src 'self'"
