"""Who is on a map's pages just now, and what they have selected there."""

from django.db import models

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.scoping import ScopedManager


class Presence(models.Model):
    """One person on one map, here ``until`` a time that is put off while they stay. Ids and times alone.

    ``colour`` is the place of their colour among those of the others who are here. Nothing of this is kept:
    a row whose time is over is nobody.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="present")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    colour = models.PositiveSmallIntegerField(default=0)
    element = models.UUIDField(null=True, blank=True)
    until = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["map", "person"], name="one_presence_per_person_and_map")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.map_id} until {self.until}"
