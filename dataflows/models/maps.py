"""A map: a programme's picture of one area or service."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Area, Programme
from organisations.models.scoping import ScopedManager


class Map(models.Model):
    """The draft's anchor. ``seq`` numbers its changes; it is raised in the same transaction as each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="maps")
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="maps")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it shows"), blank=True)
    # Versions up to this number can be read by anybody, signed in or not. A newer one stays with members
    # until somebody opens it, and the draft never opens.
    open_number = models.PositiveIntegerField(_("open up to version"), null=True, blank=True)
    review_date = models.DateField(_("look at it again on"), null=True, blank=True)
    seq = models.PositiveBigIntegerField(default=0, editable=False)
    # The next place for a node or flow in creation order. One that becomes free is kept for whoever had it.
    next_place = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_map_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Say whether anybody may read some version of it."""
        return self.open_number is not None
