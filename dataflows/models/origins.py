"""Where an element of a map came from, and what its source said of it then."""

import uuid

from django.db import models

from dataflows.models.maps import Map
from dataflows.models.receipts import ImportReceipt
from organisations.models import Programme
from organisations.models.scoping import ScopedManager


class ImportOrigin(models.Model):
    """One element that one import made or matched.

    ``source`` is what people call the file (with the sheet or page in it), ``key`` what the file itself calls
    the row or cell, ``place`` where in the file it stands. ``values`` are the facts the file gave, as last
    imported: the base that a later import is merged against. The newest of a (source, key) holds whose
    import has not been taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="+")
    receipt = models.ForeignKey(ImportReceipt, on_delete=models.CASCADE, related_name="origins")
    position = models.PositiveIntegerField()
    source = models.TextField()
    key = models.TextField()
    place = models.TextField(blank=True)
    element_kind = models.CharField(max_length=20)
    element_id = models.UUIDField()
    matched = models.BooleanField(default=False)
    values = models.JSONField(default=dict)

    objects = ScopedManager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "position"], name="one_origin_per_position")
        ]
        indexes = [models.Index(fields=["map", "source"], name="origins_of_a_source")]

    def __str__(self) -> str:
        return f"{self.source}: {self.place}"
