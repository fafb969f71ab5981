"""Published versions: immutable, numbered, each the whole map as canonical JSON with its hash."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.models.maps import Map
from organisations.models import Programme, User
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


@append_only(redactable=frozenset({"document", "sha256", "note"}))
class Version(models.Model):
    """A snapshot of a map with its layout. The database refuses to change or delete one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    schema_version = models.PositiveSmallIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    # Where everything stands, for ever; empty when the map could not be drawn on the day.
    layout = models.TextField(blank=True)
    note = models.TextField(_("what is new"), blank=True)
    map_seq = models.PositiveBigIntegerField()
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["map", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.map} v{self.number}"

    @property
    def is_open(self) -> bool:
        """Say whether anybody may read it: so, when its map is open to everybody."""
        return self.map.is_open
