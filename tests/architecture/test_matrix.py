"""Every address, method and actor against the table in matrix.py. An address without a row fails."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scope

from dataflows.graph.views import View
from dataflows.selectors.documents import draft_document
from dataflows.selectors.review_links import token_of as review_token_of
from dataflows.selectors.sentences import seen_as
from dataflows.services.maps import open_map
from jobs.models import Job, JobState
from organisations.models import ApiToken
from organisations.services.tokens import make_token
from tests.architecture.matrix import MATRIX, METHODS, OPENED, SIGN_IN, UNSAFE, Answer
from tests.people import ACTORS, SYSTEM, Tenant, World

pytestmark = pytest.mark.django_db

OWNERS = {"review_token", "map", "other", "number", "slug", "before", "after"}
THINGS = {
    *("flow", "node", "group", "bundle", "preview", "receipt", "comment", "redaction"),
    *("data_type", "filter", "register_edit", "proposal", "review_link", "review", "review_comment"),
}


def every_pattern(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Walk the resolver: our own addresses, allauth's and the API's."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from every_pattern(pattern.url_patterns)
        else:
            yield pattern


def arguments_of(tenant: Tenant) -> Mapping[str, object]:
    """What stands in the addresses of one programme."""
    return {
        **gathered_in(tenant),
        "slug": tenant.programme.slug,
        "programme": tenant.programme.pk,
        "map": tenant.map.pk,
        "number": tenant.version.number,
        "other": tenant.map.pk,
        "before": str(tenant.version.number),
        "after": str(tenant.version.number),
        "flow": tenant.flow.pk,
        "node": tenant.storage.pk,
        "preview": tenant.preview.pk,
        "interview": tenant.interview.pk,
        "interview_line": tenant.interview_line.pk,
        "photo": tenant.photo.pk,
        "receipt": tenant.receipt.pk,
        "comment": tenant.comment.pk,
        "redaction": tenant.redaction.pk,
        "proposal": tenant.proposal.pk,
        "review_link": tenant.review_link.pk,
        "review_token": review_token_of(tenant.review_link),
        "review": tenant.review.pk,
        "review_comment": tenant.review_comment.pk,
        "organisation": tenant.organisation.pk,
        "data_type": tenant.data_type.pk,
        "loose": 0,
        "kind": "data-types",
        "register_edit": tenant.register_edit,
        "filter_kind": "organisations",
        "storage": tenant.storage.storage_id,
        "agreement": tenant.agreement.pk,
        "token": token_of(tenant).pk,
        "filter": tenant.filter.pk,
        "job": failed_job_of(tenant).pk,
        "format": "json",
        "uidb36": "1",
        "key": "abc",
    }


def token_of(tenant: Tenant) -> ApiToken:
    """A token of council staff's."""
    token, _secret = make_token(actor=tenant.actor("council_staff"), name="Mine", scope="read", days=1)
    return token


def failed_job_of(tenant: Tenant) -> Job:
    return Job.objects.create(
        kind="draw_map", state=JobState.FAILED, payload={"programme": str(tenant.programme.pk)}
    )


def gathered_in(tenant: Tenant) -> Mapping[str, str]:
    """A group and a bundle of views of the map."""
    with scope(programme=[tenant.programme]):
        whole = draft_document(tenant.map).graph
    drawn = [seen_as(whole, View(kind)).graph for kind in ("theme", "organisation")]
    return {
        "group" if gathered in graph.nodes_by_id else "bundle": gathered
        for graph in drawn
        for gathered in graph.gathered
    }


def address(name: str, arguments: Mapping[str, object]) -> str:
    """The address of a row."""
    if name == "api_nothing":
        return reverse("api") + "nothing-here/"
    return reverse(name, args=[arguments[word] for word in MATRIX[name].arguments.split()])


class Visitors:
    """A browser for each actor, as it was just after signing in, whatever the last request did."""

    def __init__(self, world: World, **options: Any) -> None:
        self.cookies = {actor: world.client(actor).cookies for actor in ACTORS}
        self.headers = {actor: world.headers(actor) for actor in ACTORS}
        # One for all: a client reads every static file's name before its first request.
        self.client = Client(raise_request_exception=False, **options)

    def ask(self, actor: str, method: str, path: str) -> HttpResponseBase:
        """Make one request and take back all that it did."""
        self.client.cookies = self.cookies[actor].copy()
        cache.clear()  # or the next visitor meets the rate limit of this one
        with transaction.atomic():
            response = self.client.generic(method, path, headers=self.headers[actor])
            transaction.set_rollback(True)
        return response


def answer_of(response: HttpResponseBase) -> Answer:
    to = response.headers.get("Location", "")
    is_sign_in = response.status_code == 302 and to.startswith(f"{reverse(settings.LOGIN_URL)}?next=")
    return SIGN_IN if is_sign_in else response.status_code


def say(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


def test_every_address_has_a_row_and_every_row_an_address():
    names = {pattern.name for pattern in every_pattern()}
    assert None not in names, "an address has no name"
    assert names == set(MATRIX)


def test_every_address_answers_every_actor_as_the_table_says(world: World, capsys):
    visitors, here = Visitors(world), arguments_of(world.riverside)
    checked, wrong = 0, []
    for name, row in MATRIX.items():
        path = address(name, here)
        for method in METHODS:
            for actor in ACTORS:
                got, expected = answer_of(visitors.ask(actor, method, path)), row.expected(method, actor)
                checked += 1
                if got != expected:
                    wrong.append(f"{method} {name} as {actor}: {got}, not {expected}")
    say(f"{len(MATRIX)} URLs x {len(METHODS)} methods x {len(ACTORS)} actors = {checked} checked", capsys)
    assert not wrong, "\n".join([f"{len(wrong)} of {checked}:", *wrong])


def test_opening_a_map_changes_what_the_table_says_and_nothing_else(world: World):
    with scope(programme=[world.riverside.programme]):
        open_map(actor=SYSTEM, map_=world.riverside.map, up_to=1)
    visitors, here = Visitors(world), arguments_of(world.riverside)
    wrong = []
    for name, row in MATRIX.items():
        for actor in ("guest", "stranger"):
            got = answer_of(visitors.ask(actor, "GET", address(name, here)))
            expected = OPENED.get(name, {}).get(actor, row.expected("GET", actor))
            if got != expected:
                wrong.append(f"GET {name} as {actor}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_nobody_reaches_another_programmes_things_through_their_own_map(world: World):
    """Riverside or its map in the address, something of Otherplace's after it: not found, for everybody."""
    visitors = Visitors(world)
    mixed = {
        **arguments_of(world.otherplace),
        **{word: value for word, value in arguments_of(world.riverside).items() if word in OWNERS},
    }
    wrong, checked = [], 0
    for name, row in MATRIX.items():
        # What stands behind a programme or a map in the address; of what stands alone, the table tells.
        words = {*row.arguments.split()}
        if not (THINGS & words and OWNERS & words):
            continue
        for method in row.methods.keys() - {"OPTIONS"}:
            if (response := visitors.ask("owner", method, address(name, mixed))).status_code not in {
                404,
                405,
            }:
                wrong.append(f"{method} {name}: {response.status_code}")
            checked += 1
    assert checked > 10
    assert not wrong, "\n".join(wrong)


def test_nothing_is_done_without_a_csrf_token(world: World):
    visitors, here = Visitors(world, enforce_csrf_checks=True), arguments_of(world.riverside)
    done = [
        f"{method} {name}: {response.status_code}"
        for name, row in MATRIX.items()
        for method in UNSAFE
        if row.expected(method, "owner") in {200, 302}
        and (response := visitors.ask("owner", method, address(name, here))).status_code != 403
    ]
    assert not done, "\n".join(done)


def test_an_owner_without_a_second_factor_reaches_only_its_set_up(world: World):
    Authenticator.objects.filter(user=world.riverside.people["owner"]).delete()
    visitors, here = Visitors(world), arguments_of(world.riverside)
    for name in MATRIX:
        path = address(name, here)
        response = visitors.ask("owner", "GET", path)
        if name.startswith("api"):
            assert response.status_code == 403, path
        elif not path.startswith(
            ("/account/", "/help/", "/privacy/", "/accessibility/", "/healthz", "/readyz")
        ):
            assert response.headers.get("Location") == reverse("mfa_index"), path
