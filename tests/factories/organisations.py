"""Programmes, their registers of organisations, and people."""

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from organisations.models import (
    Area,
    AuditEntry,
    Membership,
    Organisation,
    OrganisationAlias,
    Programme,
    Role,
    Theme,
    User,
)
from tests.factories.base import Factory, says, says_each, within


class ProgrammeFactory(Factory):
    name = factory.Sequence(lambda number: f"Programme {number}")
    slug = factory.LazyAttribute(lambda made: made.name.lower().replace(" ", "-"))
    description = factory.LazyAttribute(lambda made: f"{made.name} description")

    class Meta:
        model = Programme


class AreaFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    name = says_each("area")

    class Meta:
        model = Area


class ThemeFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Iterator(["health", "welfare", "justice", "housing"])
    name = says_each("theme")

    class Meta:
        model = Theme


class OrganisationFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    name = says_each("organisation")
    short_name = says_each("short")
    kind = "vcse"
    notes = says("organisation's notes")

    class Meta:
        model = Organisation


class OrganisationAliasFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    organisation = within(OrganisationFactory)
    name = says_each("alias")

    class Meta:
        model = OrganisationAlias


class UserFactory(Factory):
    """Somebody who has confirmed their e-mail address."""

    name = factory.Sequence(lambda number: f"Person {number}")
    email = factory.LazyAttribute(lambda made: f"{made.name.lower().replace(' ', '.')}@example.org")
    # No password: as made by an owner, who lets people sign in by a code sent to them.
    password = factory.LazyFunction(lambda: make_password(None))
    email_address = factory.RelatedFactory("tests.factories.organisations.EmailAddressFactory", "user")

    class Meta:
        model = User
        skip_postgeneration_save = True


class EmailAddressFactory(Factory):
    user = factory.SubFactory(UserFactory, email_address=None)
    email = factory.SelfAttribute("user.email")
    verified = True
    primary = True

    class Meta:
        model = EmailAddress


class SecondFactorFactory(Factory):
    """A one-time code app, as owners need outside the demo."""

    user = factory.SubFactory(UserFactory)
    type = Authenticator.Type.TOTP
    data = factory.LazyFunction(lambda: {"secret": "MFRGGZDFMZTWQ2LK"})

    class Meta:
        model = Authenticator


class MembershipFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.VIEWER

    class Meta:
        model = Membership


class AuditEntryFactory(Factory):
    programme = factory.SubFactory(ProgrammeFactory)
    actor_kind = "member"
    action = "map.create"
    object_kind = "map"
    object_id = says("object")
    detail = factory.LazyAttribute(lambda made: {"note": f"{made.programme.name} detail"})

    class Meta:
        model = AuditEntry
