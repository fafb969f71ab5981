"""`/robots.txt`: what programs that follow every link may read."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
MAP = "/m/5f0f7e5e-0000-4000-8000-000000000001"
FLOW = "5f0f7e5e-0000-4000-8000-000000000002"


def may_read(rules: str, address: str) -> bool:
    """Decide as RFC 9309 says: the longest rule that matches, and of two as long the one that allows."""
    matching = []
    for line in rules.splitlines():
        word, _colon, path = line.partition(": ")
        pattern = re.escape(path).replace(r"\*", ".*").replace(r"\$", "$")
        if word in {"Allow", "Disallow"} and re.match(pattern, address):
            matching.append((len(path), word == "Allow"))
    return max(matching, default=(0, True))[1]


@pytest.mark.parametrize("address", ["/", f"{MAP}/v/1/", f"{MAP}/v/12/f/{FLOW}/", f"{MAP}/v/12/n/{FLOW}/"])
def test_open_versions_may_be_read(client: Client, address):
    assert may_read(robots(client), address)


@pytest.mark.parametrize(
    "address",
    [
        "/?next=/",
        "/help/",
        "/status",
        "/api/v1/maps/",
        "/account/login/",
        f"{MAP}/",
        f"{MAP}/versions/",
        f"{MAP}/v/1/?show=theme",
        f"{MAP}/v/1/?show=around&node={FLOW}&hops=2",
        f"{MAP}/v/1/?next=/",
        f"{MAP}/v/1/f/{FLOW}/?show=theme",
        f"{MAP}/v/1/export/svg/",
        f"{MAP}/v/1/picture/",
        f"{MAP}/v/1/comment/?element={FLOW}",
    ],
)
def test_nothing_else_may(client: Client, address):
    assert not may_read(robots(client), address)


def robots(client: Client) -> str:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    rules = answer.content.decode()
    assert rules.startswith("User-agent: *\n")
    return rules
