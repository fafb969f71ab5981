"""Named reads about programmes, organisations and people; each says what it loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from organisations.models import Membership, Organisation, Programme, Role, User
from organisations.permissions import Actor, Permission, nothing_here, require


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """Return the member that this signed-in user is, with every role. One query."""
    if not isinstance(user, User):
        raise TypeError("Only a signed-in user is a member.")
    with scopes_disabled():
        memberships = list(Membership.objects.filter(user=user))
    return Actor(
        kind="member",
        id=str(user.pk),
        name=str(user),
        initials=user.initials,
        roles={membership.programme_id: Role(membership.role) for membership in memberships},
        organisations={membership.programme_id: membership.organisation_id for membership in memberships},
    )


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


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations of every programme whose register the actor may read, with what they hold.

    Parents, areas, themes and aliases are loaded: four queries.
    """
    return (
        Organisation.objects.filter(programme_id__in=actor.programmes_with(Permission.PROGRAMME_VIEW))
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
