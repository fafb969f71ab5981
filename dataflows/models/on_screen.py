"""What a map's projector page shows beside the map: what the mapper is at, or nothing."""

from django.db import models

from dataflows.models.maps import Map
from organisations.models import Programme
from organisations.models.scoping import ScopedManager


class OnScreen(models.Model):
    """The element that the mapper drew or selected last: ids alone. ``is_blank`` shows nobody anything.

    ``turn`` counts how often this changed, so that a screen knows whether it has the newest.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.OneToOneField(Map, on_delete=models.CASCADE, related_name="on_screen")
    element = models.UUIDField(null=True, blank=True)
    is_blank = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.map}: {self.element}"
