"""The edit log: append-only, numbered per map without gaps."""

import uuid

from django.db import models

from dataflows.models.maps import Map
from organisations.models import Programme
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


@append_only(redactable=frozenset({"before", "after", "summary"}))
class Change(models.Model):
    """Who changed what, from what to what. Undo is another change, so nothing here is ever rewritten.

    ``edit`` is the id that the client made for the act: the same edit sent twice has one effect, and one
    act (an import, say) may hold many changes.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="changes")
    seq = models.PositiveBigIntegerField()
    edit = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=20)
    element_kind = models.CharField(max_length=20)
    element_id = models.UUIDField()
    field = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    summary = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["map", "seq"], name="one_change_per_number")]
        indexes = [
            models.Index(fields=["map", "element_id"], name="changes_of_an_element"),
            models.Index(fields=["edit"], name="changes_of_an_edit"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.element_kind} {self.field}"
