"""Reviewing over a link, as forms without scripts: who gets in, what a page costs and weighs."""

import gzip
import html
import secrets
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Review, ReviewLink
from dataflows.selectors.review_links import token_of
from dataflows.views.reviewing import CARDS_AT_ONCE, TRIES
from tests.factories.dataflows import FlowFactory, ReviewLinkFactory, VersionFactory
from tests.people import Tenant, World

LIMIT = 80_000


@pytest.fixture(autouse=True)
def _unlimited():
    cache.clear()


def address(link: ReviewLink, name: str = "review", *more: object) -> str:
    return reverse(name, args=[token_of(link), *more])


def page_of(client: Client, link: ReviewLink) -> str:
    return html.unescape(client.get(address(link)).content.decode())


def filled(link: ReviewLink, element: uuid.UUID, **what: str) -> dict[str, str]:
    return {
        "verdict": "mostly",
        "request_id": str(uuid.uuid4()),
        **{f"{element}-{k}": v for k, v in what.items()},
    }


def refused_of(link: ReviewLink) -> int:
    with scopes_disabled():
        return ReviewLink.objects.get(pk=link.pk).refused


def test_a_review_is_sent_without_an_account_and_its_page_says_what_became_of_it(
    riverside: Tenant, world: World
):
    client, link = Client(), riverside.review_link
    assert "Flows about Riverside organisation" in page_of(client, link)
    data = filled(link, riverside.flow.pk, kind="not_right", text="It is weekly.", channel="a letter")
    sent = client.post(address(link), data)
    told = html.unescape(client.get(sent.url).content.decode())
    assert "Thank you. Your review is sent" in told
    assert "It is weekly." in told
    with scopes_disabled():
        review = Review.objects.get(request_id=data["request_id"])
        comment = review.comments.get()
        proposal = comment.proposals.get()
    # The inbox shows it beside its flow; two presses accept it.
    keeper = world.client("facilitator")
    inbox = html.unescape(keeper.get(reverse("inbox", args=[riverside.map.pk])).content.decode())
    assert "It is weekly." in inbox
    accept = reverse("proposal", args=[riverside.map.pk, proposal.pk])
    assert accept in inbox
    form = keeper.get(accept)
    asked = {name: str(form.context["form"][name].value()) for name in ("text", "edit", "seen")}
    assert keeper.post(accept, asked).url == reverse("inbox", args=[riverside.map.pk])
    told = html.unescape(client.get(sent.url).content.decode())
    assert "We changed it as you suggested." in told
    # It is opened again in one press, as often as somebody presses.
    again = address(link, "review_reopen", review.pk, comment.pk)
    for _ in range(2):
        assert client.post(again).url == sent.url.split("?")[0]
    assert "Not yet answered" in client.get(sent.url).content.decode()


def test_what_was_typed_stays_when_something_is_missing(riverside: Tenant):
    link, flow = riverside.review_link, riverside.flow.pk
    data = filled(link, flow, kind="depends", text="On who is on duty.") | {"verdict": "", "email": "nowhere"}
    page = html.unescape(Client().post(address(link), data).content.decode())
    for said in ("Choose what you see", "not an e-mail address", "On who is on duty."):
        assert said in page
    data = filled(link, flow, text="Ring Jo Bloggs on 0161 496 0123.", kind="not_right")
    page = html.unescape(Client().post(address(link), data).content.decode())
    assert "looks like" in page
    assert "This is nobody's data" in page
    assert Client().post(address(link), data | {"sure": "on"}).status_code == 302


def test_whoever_guesses_gets_one_answer_and_then_has_to_wait(riverside: Tenant, capsys):
    link, client = riverside.review_link, Client()
    good = token_of(link)
    signed, signature = good.split(".")
    guesses = [
        *(secrets.token_urlsafe(22) + "." + secrets.token_urlsafe(32) for _ in range(300)),
        *(f"{signed}.{secrets.token_urlsafe(32)}" for _ in range(100)),
        *(f"{secrets.token_urlsafe(16)[:22]}.{signature}" for _ in range(100)),
    ]
    answers = [client.get(reverse("review", args=[guess])) for guess in guesses]
    codes = [answer.status_code for answer in answers]
    assert {*codes[:TRIES]} == {404}
    assert {*codes[TRIES:]} <= {404, 429}  # a minute may have begun meanwhile
    assert codes.count(429) > len(guesses) / 2
    assert answers[-1]["Retry-After"]
    # A link that is good goes on working from the same address.
    assert client.get(address(link)).status_code == 200
    with capsys.disabled():
        sys.stdout.write(f"\n{len(guesses)} guesses: 0 let in, {codes.count(429)} had to wait\n")


def test_after_it_has_ended_a_link_is_refused_and_counted(riverside: Tenant, world: World):
    link, client = riverside.review_link, Client()
    sent = client.post(address(link), filled(link, riverside.flow.pk)).url
    keeper = world.client("facilitator")
    keeper.post(reverse("review_link_end", args=[riverside.map.pk, link.pk]))
    asked = [
        client.get(address(link)),
        client.post(address(link), filled(link, riverside.flow.pk)),
        client.get(sent),
        client.post(address(link, "review_reopen", riverside.review.pk, riverside.review_comment.pk)),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert refused_of(link) == len(asked)
    # What it says is what an address that never was gets.
    never = client.get(reverse("review", args=["a.b"]))
    assert never.content == asked[0].content
    page = html.unescape(keeper.get(reverse("reviews", args=[riverside.map.pk])).content.decode())
    assert f"{len(asked)} tries for what it does not open were refused." in page


def test_what_belongs_to_another_link_is_refused_and_counted(riverside: Tenant, world: World):
    link, client = riverside.review_link, Client()
    theirs = world.otherplace
    with scopes_disabled():
        other = ReviewLinkFactory(version=riverside.version, made_by=riverside.people["owner"])
    asked = [
        client.get(address(link, "review_sent", theirs.review.pk)),
        client.get(address(other, "review_sent", riverside.review.pk)),
        client.post(address(link, "review_reopen", riverside.review.pk, theirs.review_comment.pk)),
        client.post(address(other, "review_reopen", riverside.review.pk, riverside.review_comment.pk)),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert refused_of(link) + refused_of(other) == len(asked)
    # A form that speaks of another programme's flow stores nothing, and gives the words back.
    data = filled(link, theirs.flow.pk, kind="not_right", text="That flow is not right.")
    page = html.unescape(client.post(address(link), data).content.decode())
    assert "is not on this link any more. You wrote of it: “That flow is not right.”" in page
    with scopes_disabled():
        assert not Review.objects.filter(request_id=data["request_id"]).exists()


def test_its_pages_are_kept_nowhere_and_found_by_nobody(riverside: Tenant):
    for path in (
        address(riverside.review_link),
        address(riverside.review_link, "review_sent", riverside.review.pk),
        "/r/a.b/",
    ):
        answer = Client().get(path)
        assert answer["Cache-Control"] == "private, no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert b'href="/account' not in answer.content


def with_flows(riverside: Tenant, count: int) -> ReviewLink:
    with scopes_disabled():
        for _ in range(count):
            FlowFactory(map=riverside.map, source=riverside.flow.source, target=riverside.person)
        version = VersionFactory(map=riverside.map, number=2 + count, published_by=riverside.people["owner"])
        link: ReviewLink = ReviewLinkFactory(
            version=version,
            kind="organisation",
            organisation=riverside.organisation,
            made_by=version.published_by,
        )
    return link


def test_a_page_asks_as_much_of_the_database_for_many_flows(riverside: Tenant, django_assert_num_queries):
    for link in (riverside.review_link, with_flows(riverside, 3)):
        with django_assert_num_queries(6):
            Client().get(address(link))


def test_a_phones_first_page_weighs_less_than_eighty_kilobytes(riverside: Tenant, capsys):
    body = Client().get(address(with_flows(riverside, 40))).content
    assert body.count(b"data-card") > 40
    names = (
        "css/daylight.css",
        "css/review.css",
        "js/page.js",
        "review/review.js",
        "review/draft.js",
        "img/favicon.svg",
    )
    packed = len(gzip.compress(body)) + sum(
        len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in names
    )
    fonts = ("Regular", "SemiBold")
    packed += sum(
        len(Path(str(finders.find(f"fonts/AtkinsonHyperlegibleNext-{name}.woff2"))).read_bytes())
        for name in fonts
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\nA review of {body.count(b'data-card') - 1} flows: {packed:,} bytes compressed with fonts"
        )
    assert packed < LIMIT


def test_many_flows_come_in_parts_that_a_form_can_hold(riverside: Tenant):
    link = with_flows(riverside, CARDS_AT_ONCE + 5)
    first, second = (Client().get(f"{address(link)}?page={number}") for number in (1, 2))
    assert len(first.context["cards"]) == CARDS_AT_ONCE
    assert first.context["flow_count"] == CARDS_AT_ONCE + len(second.context["cards"])
    fields = sum(len(card.form.fields) for card in first.context["cards"]) + 10
    assert fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_who_has_not_been_heard_is_listed_and_a_link_is_made_once(riverside: Tenant, world: World):
    keeper, path = world.client("facilitator"), reverse("reviews", args=[riverside.map.pk])
    page = html.unescape(keeper.get(path).content.decode())
    assert "1 review" in page
    data = {"for_whom": "lived", "days": "14", "label": "", "request_id": str(uuid.uuid4())}
    before = timezone.now()
    for _ in range(2):
        assert keeper.post(path, data).status_code == 302
    with scopes_disabled():
        (made,) = ReviewLink.objects.filter(map=riverside.map, created_at__gt=before)
    assert reverse("review", args=[token_of(made)]) in keeper.get(path).content.decode()
    assert "Choose for whom" in keeper.post(path, {**data, "for_whom": ""}).content.decode()
    # Who reads but does not keep the map sees what was sent, and no link.
    viewer = world.client("viewer").get(path).content.decode()
    assert "/r/" not in viewer
    assert "Mostly" in viewer
