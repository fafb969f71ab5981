"""Nothing of one programme shows anywhere in another: every page is crawled for its words and its ids."""

import re
import uuid

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django_scopes import ScopeError

from dataflows.formats.registry import CODECS
from dataflows.selectors.review_links import token_of as review_token_of
from tests.architecture.matrix import MATRIX
from tests.architecture.test_matrix import address, arguments_of, say
from tests.factories.dataflows import MapFactory
from tests.people import Tenant, World, has_uuid, rows_of, tenant_models

pytestmark = pytest.mark.django_db

# Codes of closed lists, hashes and addresses are the same everywhere: no text of a programme's own.
CODED = {
    *("kind", "sensitivity", "code", "identifiability", "sender_role", "sender_regime"),
    *("sender_lawful_basis", "sender_article_9", "sender_schedule_1", "receiver_role", "receiver_regime"),
    *("receiver_lawful_basis", "receiver_article_9", "receiver_schedule_1", "confidentiality_route"),
    *("person_told", "person_choice", "consistency", "evidence", "confidence", "role", "state", "action"),
    *("actor_kind", "actor_id", "element_kind", "field", "object_kind", "key", "engine", "rung"),
    *("sha256", "seal", "layout", "failure", "verdict", "right", "stage", "view", "former", "hints"),
}
FORMATS = tuple(name for name, codec in CODECS.items() if codec.write)


def leaks(body: bytes, secrets: set[str]) -> set[str]:
    """Which secrets a page shows."""
    text = body.decode("utf-8", "replace").lower()
    return {secret for secret in secrets if secret in text}


def body_of(client: Client, path: str) -> bytes:
    response = client.get(path, follow=True)
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("name", ["riverside", "otherplace"])
def test_every_text_of_the_world_carries_its_programmes_name(world: World, name: str):
    """Or the crawl below would look for words that are not there."""
    tenant: Tenant = getattr(world, name)
    seen = set()
    for row in rows_of(tenant.programme):
        seen.add(type(row))
        for field in row._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            value = getattr(row, field.attname)
            if is_text and value not in ("", {}, []) and field.name not in CODED:
                assert tenant.programme.name.lower() in str(value).lower(), (
                    f"{type(row).__name__}.{field.name}"
                )
    assert seen >= set(tenant_models()), "a kind of row is missing from the world"


def test_no_member_of_one_programme_reads_a_word_of_another(world: World, capsys):
    found, pages = [], 0
    for tenant, other, roles in (
        (world.riverside, world.otherplace, ("viewer", "facilitator", "owner")),
        (world.otherplace, world.riverside, ("owner",)),
    ):
        # Beside another map the programme's areas are compared.
        MapFactory(programme=tenant.programme)
        secrets = other.texts_and_ids()
        for role in roles:
            client = Client()
            client.force_login(tenant.people[role])
            for theirs in (True, False):
                asked = other if theirs else tenant
                # Whoever holds a review link reads what it opens, wherever they belong: not theirs here.
                opened = reverse("review", args=[review_token_of(other.review_link)])
                for path in (each for each in addresses(asked) if not each.startswith(opened)):
                    pages += 1
                    # What somebody asks for stands in their own address, and may be said back to them.
                    hidden = {secret for secret in secrets if not theirs or secret not in path}
                    if shown := leaks(body_of(client, path), hidden):
                        found.append(f"{path} as {tenant.programme} {role}: {sorted(shown)[:3]}")
    say(f"{pages} pages crawled for {len(secrets)} words and ids of another programme", capsys)
    assert not found, "\n".join(found)


def addresses(tenant: Tenant) -> list[str]:
    """Every address of a programme, each format, and lists narrowed to it."""
    here = arguments_of(tenant)
    narrowed = [
        f"{reverse(name)}?programme={tenant.programme.pk}"
        for name in ("api_maps", "api_organisations", "api_data_types")
    ]
    files = [reverse("draft_file", args=[tenant.map.pk, name]) for name in FORMATS]
    views = [f"{reverse('map', args=[tenant.map.pk])}?view={view}" for view in ("table", "sentences", "grid")]
    return [*(address(name, here) for name in MATRIX), *narrowed, *files, *views]


# Each page's form token is its own.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def test_the_crawl_would_notice(world: World):
    """A member's own pages do show the words that the crawl looks for."""
    client = Client()
    client.force_login(world.riverside.people["owner"])
    secrets = world.riverside.texts_and_ids()
    for name in ("home", "map", "version", "comments", "api_maps", "api_flows", "api_comments"):
        assert leaks(body_of(client, address(name, arguments_of(world.riverside))), secrets), name


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model.__name__)
def test_a_query_that_forgets_the_programme_raises(model: type[models.Model]):
    everything = model._default_manager
    for ask in (
        everything.count,
        everything.first,
        everything.filter,
        everything.update,
        everything.exists,
        everything.exclude,
        lambda: list(everything.all()),
    ):
        with pytest.raises(ScopeError):
            ask()


def test_ids_of_the_other_programme_are_looked_for(world: World):
    uuids = [row for row in rows_of(world.otherplace.programme) if has_uuid(row)]
    assert len(world.otherplace.texts_and_ids()) == len(uuids) + 1 > 30


def test_what_others_have_and_what_nobody_has_is_answered_alike(world: World):
    """Neither status nor words tell a stranger that something exists."""
    client, theirs = world.client("facilitator"), world.otherplace
    nothing = uuid.uuid4()
    pairs = [
        (reverse("programme", args=[theirs.programme.slug]), reverse("programme", args=["no-such"])),
        (reverse("map", args=[theirs.map.pk]), reverse("map", args=[nothing])),
        (reverse("version", args=[theirs.map.pk, 1]), reverse("version", args=[nothing, 1])),
        (reverse("flow", args=[theirs.map.pk, theirs.flow.pk]), reverse("flow", args=[nothing, nothing])),
        (reverse("api_programme", args=[theirs.programme.pk]), reverse("api_programme", args=[nothing])),
        (reverse("api_map", args=[theirs.map.pk]), reverse("api_map", args=[nothing])),
        (reverse("api_version", args=[theirs.map.pk, 1]), reverse("api_version", args=[nothing, 1])),
    ]
    for existing, missing in pairs:
        one, other = client.get(existing), client.get(missing)
        assert one.status_code == other.status_code == 404
        assert TOKEN.sub(b"", one.content) == TOKEN.sub(b"", other.content), existing
