"""Redactions: the one way that something immutable forgets a name typed by mistake."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class Redaction(models.Model):
    """Two people agree to replace a text by a tombstone everywhere on a map. The text itself is not kept
    here once applied: only what was touched, and each version's hash before and after.

    While a row is ``applying`` (only inside the act's own transaction) the append-only triggers let the
    named text columns change, and nothing else.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="redactions")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(blank=True)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    touched = models.JSONField(default=list)

    objects = ScopedManager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="redaction_takes_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.map}: {self.get_state_display()}"
