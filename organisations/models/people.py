"""People with accounts, and the role each has in a programme."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.organisations import Organisation
from organisations.models.programmes import Programme
from organisations.models.scoping import ScopedManager


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an account without a password signs in by a code sent to its e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class Digest(models.TextChoices):
    """How often somebody is told by e-mail what happened in their programmes; empty: never."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week, on Mondays")


class User(AbstractBaseUser):
    """An account. What its person may do is decided by memberships alone: there is no superuser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True)
    digest = models.CharField(_("what happened, by e-mail"), max_length=10, choices=Digest, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Return up to two letters that stand for the person beside their colour."""
        words = self.name.split() or ["?"]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


class Role(models.TextChoices):
    """What a person is in a programme. What each role may do: organisations/permissions.py."""

    OWNER = "owner", _("Owner")
    FACILITATOR = "facilitator", _("Facilitator")
    COUNCIL_STAFF = "council_staff", _("Council staff")
    PARTNER = "partner", _("Partner")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """One person's role in one programme, and the organisation they speak for there."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["programme", "user"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "user"], name="one_role_per_person_and_programme")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
