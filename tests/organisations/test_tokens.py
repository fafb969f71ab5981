"""Tokens: never more than their person, never on pages, and dead when they should be."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from organisations.errors import BadInput, NotAllowed, NotVisible
from organisations.models import ApiToken, AuditEntry, Membership, Role, User
from organisations.permissions import ROLE_PERMISSIONS, SCOPE_PERMISSIONS, Permission
from organisations.selectors import actor_of_token, token_digest
from organisations.services import tries
from organisations.services.tokens import MOST, make_token, revoke_token
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everywhere():
    cache.clear()
    with scopes_disabled():
        yield


def make(here: Tenant, role: str = "council_staff", **facts):
    given = {"name": "Import", "scope": "all", "days": 30, **facts}
    return make_token(actor=here.actor(role), **given)


def asks(secret: str, path: str = "api_maps") -> int:
    return Client(headers={"Authorization": f"Bearer {secret}"}).get(reverse(path)).status_code


def test_the_secret_is_long_given_once_and_never_kept(riverside: Tenant):
    token, secret = make(riverside)
    assert secret.startswith("dlt_")
    assert len(secret) >= 47, "256 bits of chance"
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert row["digest"] == token_digest(secret)
    assert make(riverside)[1] != secret


def test_a_token_does_as_its_person_and_only_what_its_scope_says(riverside: Tenant):
    for scope in ApiToken.Scope:
        _token, secret = make(riverside, "viewer", scope=scope)
        actor = actor_of_token(secret)
        assert actor is not None
        for permission in Permission:
            expected = permission in SCOPE_PERMISSIONS[scope] and permission in ROLE_PERMISSIONS[Role.VIEWER]
            assert actor.may(permission, riverside.map) == expected, (scope, permission)
            assert actor.may_anywhere(permission) == expected
            assert bool(actor.programmes_with(permission)) == expected


@pytest.mark.parametrize("scope", ApiToken.Scope)
def test_no_scope_reaches_what_only_people_decide(scope):
    never = {
        *(Permission.PROGRAMME_MANAGE, Permission.MAP_PUBLISH, Permission.MAP_OPEN, Permission.REDACT),
        *(Permission.COMMENT_ADD, Permission.STATUS_VIEW, Permission.JOB_RETRY),
    }
    assert not never & SCOPE_PERMISSIONS[scope]


def test_a_token_is_dead_when_it_has_ended_was_revoked_or_its_person_is_gone(riverside: Tenant):
    token, secret = make(riverside)
    assert asks(secret) == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert asks(secret) == 401
    token, secret = make(riverside)
    revoke_token(actor=riverside.actor("council_staff"), token=token)
    assert asks(secret) == 401
    _token, secret = make(riverside)
    User.objects.filter(pk=riverside.people["council_staff"].pk).update(is_active=False)
    assert asks(secret) == 401


def test_a_token_follows_its_persons_role(riverside: Tenant):
    _token, secret = make(riverside)
    membership = Membership.objects.filter(user=riverside.people["council_staff"])
    membership.update(role=Role.VIEWER)
    actor = actor_of_token(secret)
    assert actor is not None
    assert not actor.may(Permission.REGISTER_EDIT, riverside.map)
    membership.delete()
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get(reverse("api_maps")).json()["results"] == []


def test_a_token_for_one_programme_sees_no_other(world: World):
    user = world.riverside.people["council_staff"]
    Membership.objects.create(programme=world.otherplace.programme, user=user, role=Role.COUNCIL_STAFF)
    _token, secret = make(world.riverside, programme=world.riverside.programme)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    (only,) = client.get(reverse("api_programmes")).json()["results"]
    assert only["name"] == "Riverside"
    with pytest.raises(NotVisible):
        make(world.riverside, "viewer", programme=world.otherplace.programme)


def test_a_token_opens_no_page_and_counts_before_a_session(world: World):
    _token, secret = make(world.riverside, "viewer", scope="read")
    client = world.client("council_staff")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    answer = client.post(
        reverse("api_data_types"),
        {"programme": str(world.riverside.programme.pk), "name": "New"},
        content_type="application/json",
    )
    assert answer.status_code == 403, "the viewer's token, not the session of council staff"
    assert "token does not let you" in answer.json()["detail"]
    pages = Client(headers={"Authorization": f"Bearer {secret}"})
    assert pages.get(reverse("map", args=[world.riverside.map.pk])).status_code == 302


@pytest.mark.parametrize("secret", ["", "x", "dlt_" + "a" * 43, "é", "a b c", "\u202e"])
def test_a_wrong_token_gets_one_sentence_that_does_not_say_why(secret: str):
    answer = Client().get(reverse("api_maps"), headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Daylight", error="invalid_token"'
    assert answer["Content-Type"] == "application/problem+json"
    assert "not valid" in answer.json()["detail"]


def test_whoever_keeps_asking_with_a_wrong_token_is_asked_to_wait_until_the_minute_ends(monkeypatch):
    clock = SimpleNamespace(now=60_000_015.0, time=lambda: clock.now)
    monkeypatch.setattr(tries, "time", clock)
    statuses = [asks("dlt_wrong") for _ in range(32)]
    assert statuses[:30] == [401] * 30
    assert statuses[30:] == [429, 429]
    asked_again = Client().get(reverse("api_maps"), headers={"Authorization": "Bearer dlt_wrong"})
    assert asked_again["Retry-After"] == str(60 - 60_000_015 % 60)
    clock.now += int(asked_again["Retry-After"])
    assert asks("dlt_wrong") == 401


@pytest.mark.parametrize("header", ["bearer  {}", "Bearer\t{}", "  BEARER {}  "])
def test_a_token_may_stand_behind_any_blanks(riverside: Tenant, header: str):
    _token, secret = make(riverside, "council_staff")
    headers = {"Authorization": header.format(secret)}
    assert Client().get(reverse("api_maps"), headers=headers).status_code == 200


def test_who_sends_a_token_in_another_way_hears_how(world: World):
    path = reverse("api_map", args=[world.riverside.map.pk])
    answer = Client().get(path, headers={"Authorization": "Token dlt_x"})
    assert answer.status_code == 401
    assert "Authorization: Bearer" in answer.json()["detail"]


def test_an_owners_token_needs_the_owners_second_factor(riverside: Tenant):
    _token, secret = make(riverside, "owner")
    assert asks(secret) == 200
    Authenticator.objects.filter(user=riverside.people["owner"]).delete()
    assert asks(secret) == 403


def test_last_use_is_noted_once_an_hour(riverside: Tenant):
    token, secret = make(riverside)
    asks(secret)
    first = ApiToken.objects.get(pk=token.pk).last_used_at
    assert first is not None
    asks(secret)
    assert ApiToken.objects.get(pk=token.pk).last_used_at == first
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(hours=2))
    asks(secret)
    assert ApiToken.objects.get(pk=token.pk).last_used_at > first


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 81}, "needs a name"),
        ({"name": "a\x00"}, "needs a name"),
        ({"scope": "everything"}, "Choose what"),
        ({"days": 0}, "between a day and a year"),
        ({"days": 400}, "between a day and a year"),
    ],
)
def test_bad_input_makes_no_token(riverside: Tenant, facts, sentence):
    with pytest.raises(BadInput, match=sentence):
        make(riverside, **facts)
    assert not ApiToken.objects.exists()


def test_there_are_only_so_many(riverside: Tenant):
    for _ in range(MOST):
        token, _secret = make(riverside)
    with pytest.raises(BadInput, match="revoke one first"):
        make(riverside)
    revoke_token(actor=riverside.actor("council_staff"), token=token)
    make(riverside)


def test_a_token_makes_and_revokes_none(riverside: Tenant):
    token, secret = make(riverside)
    actor = actor_of_token(secret)
    assert actor is not None
    with pytest.raises(NotAllowed):
        make_token(actor=actor, name="Another", scope="read", days=1)
    with pytest.raises(NotAllowed):
        revoke_token(actor=actor, token=token)


def test_what_a_token_does_is_on_record_with_the_token(riverside: Tenant):
    token, secret = make(riverside)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    flows = b"from organisation,to organisation,data types\nShelter,GP,Name\n"
    answer = client.generic("POST", reverse("api_imports", args=[riverside.map.pk]), flows)
    assert answer.status_code == 201, answer.content
    entry = AuditEntry.objects.get(action="map.import")
    assert (entry.actor_kind, entry.actor_id) == ("token", str(riverside.people["council_staff"].pk))
    assert entry.detail["token"] == str(token.pk)


# --- the page -------------------------------------------------------------------------------------


def test_a_person_makes_a_token_sees_it_once_and_revokes_it(world: World):
    client = world.client("council_staff")
    page = client.post(reverse("tokens"), {"name": "Import", "scope": "import", "days": "30", "only_in": ""})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert asks(secret) == 200
    page = client.get(reverse("tokens"))
    assert secret not in page.content.decode()
    assert secret[:10] in page.content.decode()
    token = ApiToken.objects.get()
    assert world.client("owner").post(reverse("token_revoke", args=[token.pk])).status_code == 404
    client.post(reverse("token_revoke", args=[token.pk]))
    assert asks(secret) == 401


def test_a_form_that_lacks_something_says_what(world: World):
    page = world.client("viewer").post(reverse("tokens"), {"name": "", "days": "30"})
    assert page.status_code == 400
    for sentence in ("Say what the token is for", "Choose what the token may do"):
        assert sentence in page.content.decode()


def test_a_programme_that_is_not_ones_own_cannot_be_chosen(world: World):
    sent = {"name": "x", "scope": "read", "days": "30", "only_in": str(world.otherplace.programme.pk)}
    page = world.client("viewer").post(reverse("tokens"), sent)
    assert page.status_code == 400
    assert not ApiToken.objects.exists()
