"""The audit trail: who did what to what, and when. Ids and field names, never what people wrote."""

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from organisations.models.append_only import append_only
from organisations.models.programmes import Programme


@append_only()
class AuditEntry(models.Model):
    """One act. Written in the act's own transaction by ``organisations.services.audit.record``."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["AuditEntry"]] = ScopedManager(programme="programme")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["programme", "-id"], name="audit_by_programme")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_id}"
