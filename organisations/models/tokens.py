"""Keys with which a person's own programs read and write through the API, and what such a program sent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.people import User
from organisations.models.programmes import Programme


class ApiToken(models.Model):
    """A key of one person's. The secret itself is shown once and never kept: ``digest`` is its SHA-256.

    ``start`` is the secret's first characters, by which people tell their keys apart. What a key may do is
    what its person may, narrowed by ``scope`` (organisations/permissions.py) and by ``only_in``.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        REGISTER = "register", _("Read, and change the register")
        IMPORT = "import", _("Read, edit drafts, and import into them")
        ALL = "all", _("Read, change the register, edit drafts, and import into them")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    only_in = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    start = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(_("what it may do"), max_length=20, choices=Scope)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.start}… ({self.name})"


class DoneRequest(models.Model):
    """A write that a program sent under an ``Idempotency-Key``: sent again, it has no second effect.

    ``digest`` is of the key, ``fingerprint`` of what was asked; ``status`` and ``target`` are the answer: its
    words are read anew from ``target`` each time, since they may have been redacted meanwhile.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    target = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_request_per_person_and_key")
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.target or ''}"
