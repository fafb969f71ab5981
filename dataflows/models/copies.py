"""Maps that were copied from another, for another area: which version they began as, and what became what."""

import uuid

from django.db import models

from dataflows.models.maps import Map
from dataflows.models.versions import Version
from organisations.models import Programme
from organisations.models.scoping import ScopedManager


class MapCopy(models.Model):
    """The link from a copy to its origin; ``elements`` is origin's id -> the copy's, of all there was."""

    map = models.OneToOneField(Map, on_delete=models.CASCADE, related_name="copied")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="copies")
    elements = models.JSONField(default=dict)
    # The form's own id: sent twice, it makes one map.
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.map} ← {self.version}"
