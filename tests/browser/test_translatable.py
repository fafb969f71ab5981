"""Every word can be translated: with a made-up language in ⟦brackets⟧, only data is left outside."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models
from django.utils import timezone, translation

from dataflows.formats.columns import FLOW_HEADINGS
from dataflows.selectors.review_links import token_of
from tests.browser.addresses import pages
from tests.factories.dataflows import MapFactory
from tests.people import Tenant, World, rows_of

# The name of the service, formats by name, and marks that are the same in every language.
SAME_IN_EVERY_LANGUAGE = {
    *("daylight", "csv", "json", "dot", "svg", "api", "xlsx", "zip", "graphml", "mmd", "drawio", "yml"),
    *("pdf", "png"),
    *("sqlite", "postgresql"),
}
READ_ALOUD = {"aria-label", "alt", "title", "placeholder"}
# What is not shown, and what is written on keys and in files.
UNSEEN = {"script", "style", "template", "kbd", "code"}
BETWEEN = "\x1f"
# The API's page is another project's, and error pages that speak to machines are none.
NOT_OURS = {"api_docs"}


@pytest.fixture
def made_up_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Translate every message into itself, in brackets."""

    def wrap(message: str) -> str:
        return f"⟦{message}⟧" if message else message

    catalogue = translation._trans
    monkeypatch.setattr(catalogue, "gettext", wrap, raising=False)
    monkeypatch.setattr(catalogue, "pgettext", lambda _context, message: wrap(message), raising=False)
    monkeypatch.setattr(
        catalogue, "ngettext", lambda one, many, number: wrap(one if number == 1 else many), raising=False
    )
    monkeypatch.setattr(
        catalogue,
        "npgettext",
        lambda _context, one, many, number: wrap(one if number == 1 else many),
        raising=False,
    )


class Words(HTMLParser):
    """Collects what a page shows or has read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.unseen = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        said = {name: value or "" for name, value in attrs}
        self.texts += [
            value for name, value in said.items() if name in READ_ALOUD or name.startswith("data-text-")
        ]
        if tag == "input" and said.get("type") in {"submit", "button"}:
            self.texts.append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.texts.append(data)


def outside_brackets(text: str) -> str:
    """Return what is left of a text without its translated parts, which may hold one another."""
    while text != (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)):
        text = shorter
    return text


def data_of(tenant: Tenant) -> list[str]:
    """Return every text in the programme's rows, longest first."""
    people = list(tenant.people.values())
    texts = {text for row in [*rows_of(tenant.programme), *people] for text in _texts(row)}
    # Files have the same column names in every language.
    return sorted({*texts, *FLOW_HEADINGS}, key=len, reverse=True)


def _texts(row: models.Model) -> Iterator[str]:
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.JSONField):
            yield from (" ".join(text.lower().split()) for text in _in_json(value) if text)
        if isinstance(field, models.CharField | models.TextField | models.UUIDField) and value:
            yield " ".join(str(value).lower().split())
            yield from ("".join(word[0] for word in str(value).split()[:2]).lower(),) * (field.name == "name")


def _in_json(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _in_json(part)


def untranslated(texts: list[str], data: list[str]) -> list[str]:
    """Return the texts in which a word is left that is neither translated nor data."""
    found = []
    # A sentence is shown in parts: its brackets may open in one piece of text and close in another.
    for text in outside_brackets(BETWEEN.join(texts)).split(BETWEEN):
        rest = " ".join(re.sub(r"\{\w+\}", " ", text).lower().split())
        # First names of databases and formats: data may hold a part of one ("post", somebody's initials).
        rest = re.sub(rf"\b({'|'.join(SAME_IN_EVERY_LANGUAGE)})\b", " ", rest)
        for known in data:
            rest = rest.replace(known, " ")
        if re.search(r"[^\W\d_]{2,}", rest):
            found.append(" ".join(text.split())[:100])
    return found


@pytest.mark.parametrize("role", ["guest", "partner", "council_staff"])
def test_every_word_can_be_translated(world: World, made_up_language: None, role: str) -> None:
    tenant = world.riverside
    tenant.receipt.imported_at = timezone.now()
    tenant.receipt.save()
    # Beside another map the programme's areas are compared.
    MapFactory(programme=tenant.programme)
    data = data_of(tenant)
    client = world.client(role)
    wrong: dict[str, list[str]] = {}
    for name, path in pages(addresses_of(tenant)).items():
        answer = client.get(path)
        if name in NOT_OURS or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        words = Words()
        words.feed(answer.content.decode())
        if left := untranslated(words.texts, data):
            wrong[f"{name} ({answer.status_code})"] = left
    assert wrong == {}, "\n".join(f"{page}: {words}" for page, words in wrong.items())


def addresses_of(tenant: Tenant) -> dict[str, Any]:
    """What the pages' addresses are filled in with."""
    return {
        "map_id": tenant.map.pk,
        "slug": tenant.programme.slug,
        "number": tenant.version.number,
        "other_id": tenant.map.pk,
        "before": tenant.version.number,
        "after": "draft",
        "flow.element_id": tenant.flow.pk,
        "element_id": tenant.person.pk,
        "receipt_id": tenant.preview.pk,
        "receipt.receipt_id": tenant.receipt.pk,
        "comment_id": tenant.comment.pk,
        "token": token_of(tenant.review_link),
        "review_id": tenant.review.pk,
        "proposal_id": tenant.proposal.pk,
        "interview_id": tenant.interview.pk,
        "loose_end.receipt_id": tenant.receipt.pk,
        "loose_end.number": 0,
        "edit_id": tenant.register_edit,
        "rows": {
            "organisations": tenant.organisation.pk,
            "data-types": tenant.data_type.pk,
            "storage": tenant.storage.storage_id,
            "agreements": tenant.agreement.pk,
        },
    }


def test_a_word_that_nobody_marked_is_found() -> None:
    assert untranslated(["⟦Maps of ⟦all⟧ kinds⟧", "Riverside map 1", "7"], ["riverside map 1"]) == []
    assert untranslated(["⟦Shelter ", "sends", " names⟧", "{percent}%"], []) == []
    assert untranslated(["⟦Maps⟧ here", "Publish"], []) == ["here", "Publish"]
