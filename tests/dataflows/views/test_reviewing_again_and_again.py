"""Reviews by link as people really use them: twice, half, too late, with words that had to be hidden."""

import html
import json
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Comment, Review, ReviewLink
from dataflows.selectors.review_links import token_of
from dataflows.services.moderating import moderate
from tests.factories.dataflows import ReviewLinkFactory, VersionFactory
from tests.people import Tenant


@pytest.fixture(autouse=True)
def _unlimited():
    cache.clear()


def filled(element: uuid.UUID, **what: str) -> dict[str, str]:
    said = {f"{element}-{name}": value for name, value in what.items()}
    return {"verdict": "mostly", "request_id": str(uuid.uuid4()), **said}


def read(answer) -> str:
    return html.unescape(answer.content.decode())


def test_that_it_is_right_and_yet_something_else_is_asked_about(riverside: Tenant):
    path = reverse("review", args=[token_of(riverside.review_link)])
    for more in ({"text": "But weekly."}, {"channel": "a letter"}):
        data = filled(riverside.flow.pk, kind="right", **more)
        assert "You say it is right, and wrote something too." in read(Client().post(path, data))
        with scopes_disabled():
            assert not Review.objects.filter(request_id=data["request_id"]).exists()


def test_one_form_sent_again_is_one_review_and_with_other_words_is_refused(riverside: Tenant):
    path = reverse("review", args=[token_of(riverside.review_link)])
    data = filled(riverside.flow.pk, kind="not_right", text="It is weekly.")
    told = [Client().post(path, data).url for _time in range(2)]
    assert told[0] == told[1]
    other = data | {f"{riverside.flow.pk}-text": "It is daily."}
    page = read(Client().post(path, other))
    assert "This form has been sent already, with other words." in page
    assert "It is daily." in page
    with scopes_disabled():
        assert Comment.objects.filter(review__request_id=data["request_id"]).count() == 1


def test_words_that_were_hidden_are_not_read_over_the_link_either(riverside: Tenant):
    path = reverse("review", args=[token_of(riverside.review_link)])
    told = Client().post(path, filled(riverside.flow.pk, kind="not_right", text="SECRET WORDS")).url
    assert "SECRET WORDS" in read(Client().get(told))
    with scopes_disabled():
        comment = Comment.objects.get(text="SECRET WORDS")
        moderate(
            actor=riverside.actor("facilitator"), comment=comment, hides=True, reason="It names a client."
        )
    page = read(Client().get(told))
    assert "SECRET WORDS" not in page
    assert "It names a client." in page


def test_a_link_that_ended_by_itself_says_what_became_of_it_and_takes_no_more(riverside: Tenant):
    link, client = riverside.review_link, Client()
    path = reverse("review", args=[token_of(link)])
    told = client.post(path, filled(riverside.flow.pk, kind="not_right", text="It is weekly.")).url
    with scopes_disabled():
        ReviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=30))
    assert "It is weekly." in read(client.get(told))
    assert client.get(path).status_code == 404
    assert client.post(path, filled(riverside.flow.pk, kind="right")).status_code == 404
    with scopes_disabled():
        ReviewLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert client.get(told).status_code == 404


def test_a_link_says_that_there_is_a_newer_version(riverside: Tenant):
    path = reverse("review", args=[token_of(riverside.review_link)])
    assert "This link shows the one before it." not in read(Client().get(path))
    with scopes_disabled():
        VersionFactory(map=riverside.map, number=9, published_by=riverside.people["owner"])
    assert "Version 9 was published on" in read(Client().get(path))


def test_a_text_of_two_lines_that_nobody_touched_is_no_suggestion(riverside: Tenant):
    with scopes_disabled():
        version = riverside.version
        told = json.loads(version.document)
        told["flows"][0]["purpose"] = "Keep in touch\nand plan support"
        said = {"document": json.dumps(told), "published_by": version.published_by}
        changed = VersionFactory(map=riverside.map, number=8, **said)
        link = ReviewLinkFactory(
            version=changed,
            kind="organisation",
            organisation=riverside.organisation,
            made_by=version.published_by,
        )
    # As browsers send it.
    sent = {"purpose": "Keep in touch\r\nand plan support"}
    path = reverse("review", args=[token_of(link)])
    for kind in ("", "right"):
        data = filled(told["flows"][0]["id"], kind=kind, **sent)
        assert Client().post(path, data).status_code == 302
        with scopes_disabled():
            assert not Review.objects.get(request_id=data["request_id"]).comments.exists()
