"""Photos of a wall of notes, and the notes on it that are ticked off as their flows are drawn."""

import uuid

from django.db import models

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class WallPhoto(models.Model):
    """A photo beside the capture bar, written anew without what its camera put into it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="walls")
    image = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return f"{self.map}, {self.added_at:%Y-%m-%d}"


class WallNote(models.Model):
    """One note on a wall: where it hangs, as shares of width and height, and the flow that it became."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    photo = models.ForeignKey(WallPhoto, on_delete=models.CASCADE, related_name="wall_notes")
    number = models.PositiveIntegerField()
    # Nothing where somebody only counts it.
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    element = models.UUIDField(null=True)
    ticked_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["photo", "number"], name="a_note_has_its_number")]

    def __str__(self) -> str:
        return str(self.number)
