"""Named reads about programmes, organisations and people; each says what it loads."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_scopes import scopes_disabled

from organisations.models import ApiToken, Membership, Organisation, Programme, Role, User
from organisations.permissions import SCOPE_PERMISSIONS, Actor, Permission, nothing_here, require

NOTED_EVERY: Final = timedelta(hours=1)


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """Return the member that this signed-in user is, with every role. One query."""
    if not isinstance(user, User):
        raise TypeError("Only a signed-in user is a member.")
    with scopes_disabled():
        memberships = list(Membership.objects.filter(user=user))
    return _member(user, memberships)


def _member(user: User, memberships: Sequence[Membership]) -> Actor:
    return Actor(
        kind="member",
        id=str(user.pk),
        name=str(user),
        initials=user.initials,
        roles={membership.programme_id: Role(membership.role) for membership in memberships},
        organisations={membership.programme_id: membership.organisation_id for membership in memberships},
    )


def actors_of_sessions(keys: Collection[str]) -> dict[str, Actor]:
    """Return the members who are signed in with these sessions, by session key. Three queries.

    Whose session has ended, who may not sign in any more or has another password since is not among them.
    """
    sessions = Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())
    held = {session.session_key: session.get_decoded() for session in sessions}
    ids = {pk for each in held.values() if (pk := each.get(SESSION_KEY))}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
    with scopes_disabled():
        memberships = list(Membership.objects.filter(user__in=list(users.values())))
    actors = {}
    for key, each in held.items():
        user = users.get(each.get(SESSION_KEY, ""))
        if user and constant_time_compare(each.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            mine = [membership for membership in memberships if membership.user_id == user.pk]
            actors[key] = _member(user, mine)
    return actors


def actor_of_token(secret: str) -> Actor | None:
    """Return who acts with this key, or ``None``: unknown, ended, revoked, or its person may not sign in.

    The person's roles are read each time, so that a key never outlives them. Two queries, and a third once an
    hour, to note that the key is in use.
    """
    now = timezone.now()
    found = ApiToken.objects.filter(
        digest=token_digest(secret), revoked_at=None, expires_at__gt=now, user__is_active=True
    )
    token = found.select_related("user").first()
    if token is None:
        return None
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    person = actor_of(token.user)
    return replace(
        person,
        kind="token",
        token=str(token.pk),
        at_most=SCOPE_PERMISSIONS[ApiToken.Scope(token.scope)],
        roles={pk: role for pk, role in person.roles.items() if token.only_in_id in (None, pk)},
    )


def token_digest(secret: str) -> str:
    """Return what is kept of a key. Plain SHA-256: with 256 bits of chance nobody guesses the secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """Return a person's own keys, newest first, with the programme that each is for."""
    return ApiToken.objects.filter(user=UUID(actor.id)).select_related("only_in")


def programmes_in_sight(actor: Actor) -> list[Programme]:
    """Return the programmes whose rows this actor's queries may touch: its own, and those with open maps.

    What it may do with a row is still decided by ``require``; this only draws the outer line. One query.
    """
    return list(Programme.objects.filter(Q(pk__in=actor.programme_ids) | Q(has_open_maps=True)))


def programmes_of(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes this actor belongs to."""
    return Programme.objects.filter(pk__in=actor.programme_ids)


def programme_by_slug(actor: Actor, slug: str) -> Programme:
    """Return the programme at this address, or raise ``NotVisible``."""
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        raise nothing_here()
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    return programme


def organisations_of(programme_id: UUID) -> QuerySet[Organisation]:
    """Return a programme's organisations with parent, areas, themes and aliases loaded."""
    return (
        Organisation.objects.filter(programme_id=programme_id)
        .select_related("parent")
        .prefetch_related("areas", "themes", "aliases")
    )


@dataclass(frozen=True)
class DemoPerson:
    """A made-up person whom the demo can sign in with one click."""

    pk: UUID
    name: str
    role_label: str
    programme_name: str
    organisation_name: str


def demo_people() -> Sequence[DemoPerson]:
    """Return the sample programmes' people, owner first, one line each. One query."""
    order = list(Role)
    with scopes_disabled():
        memberships = Membership.objects.filter(user__is_demo=True, user__is_active=True)
        rows = list(
            memberships.select_related("user", "programme", "organisation").order_by("programme__name")
        )
    people: dict[UUID, DemoPerson] = {}
    for row in sorted(rows, key=lambda row: order.index(Role(row.role))):
        organisation = row.organisation.name if row.organisation else ""
        person = DemoPerson(
            row.user_id, str(row.user), row.get_role_display(), row.programme.name, organisation
        )
        people.setdefault(row.user_id, person)
    return list(people.values())


def demo_person(person_id: str) -> User | None:
    """Return the sample person with this id, or ``None``. Real accounts are never found here."""
    try:
        key = UUID(person_id)
    except ValueError:
        return None
    return User.objects.filter(pk=key, is_demo=True, is_active=True).first()


def memberships_of(user: User) -> list[Membership]:
    """Return every role a person has, with programme and organisation."""
    with scopes_disabled():
        rows = Membership.objects.filter(user=user).select_related("programme", "organisation")
        return list(rows.order_by("programme__name"))
