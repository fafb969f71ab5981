"""Messages that say what became of what somebody said: one for each commenter and version."""

from django.db import models

from dataflows.models.versions import Version
from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class Digest(models.Model):
    """That a member was told, with a version, what became of their comments. So nobody is told twice.

    Somebody without an account leaves none: their address is removed when they have been told.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="digests")
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "reader"], name="one_digest_per_reader_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.reader_id}"
