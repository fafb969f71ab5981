"""Reminders that something is due for review: one row for each that has been given, so that none is twice."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Programme
from organisations.models.scoping import ScopedManager


class Reminder(models.Model):
    """That people were reminded of one thing's review date, once at each stage of it."""

    class Kind(models.TextChoices):
        MAP = "map", _("Map")
        FLOW = "flow", _("Flow")
        AGREEMENT = "agreement", _("Agreement")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    element_id = models.UUIDField()
    review_date = models.DateField()
    # "soon", "due", and "overdue-1", "overdue-2" … for each thirty days after.
    stage = models.CharField(max_length=20)
    given_at = models.DateTimeField(auto_now_add=True)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects = ScopedManager()

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "element_id", "review_date", "stage"], name="one_reminder_per_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.review_date} ({self.stage})"
