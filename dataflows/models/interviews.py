"""Interviews: what one person said, line by line, kept beside the map until somebody merges it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from dataflows.models.receipts import ImportReceipt
from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class Interview(models.Model):
    """One talk with one person about one map; ``label`` is their role, never their name.

    ``receipt`` is what its lines were merged by last, or are about to be.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="interviews")
    label = models.CharField(_("who is asked"), max_length=200)
    held_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    receipt = models.ForeignKey(ImportReceipt, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.label


class InterviewLine(models.Model):
    """One line of an interview, as it was typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="lines")
    text = models.CharField(max_length=2000)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.text
