"""The register's own log: append-only, numbered per programme without gaps."""

import uuid

from django.db import models

from organisations.models import Programme
from organisations.models.append_only import append_only
from organisations.models.scoping import ScopedManager


@append_only(redactable=frozenset({"name", "before", "after"}))
class RegisterChange(models.Model):
    """Who changed what in a programme's register, from what to what. Undo is another change.

    ``edit`` is the id that the client made for the act: the same edit sent twice has one effect, and one act
    (a change to fifty organisations, say) holds many changes. ``undoes`` names the edit that this one takes
    back. ``name`` is what the row was called when it happened.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    edit = models.UUIDField(default=uuid.uuid4)
    undoes = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=20)
    element_kind = models.CharField(max_length=20)
    element_id = models.UUIDField()
    name = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "seq"], name="one_register_change_per_number")
        ]
        indexes = [
            models.Index(fields=["programme", "element_id"], name="register_changes_of_a_row"),
            models.Index(fields=["programme", "edit"], name="register_changes_of_an_edit"),
            models.Index(fields=["programme", "undoes"], name="register_changes_undoing"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.element_kind} {self.field}"
