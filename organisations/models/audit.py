"""The audit trail: who did what to what, and when. Ids and field names, never what people wrote."""

from django.db import models

from organisations.models.append_only import append_only
from organisations.models.programmes import Programme
from organisations.models.scoping import ScopedManager


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

    objects = ScopedManager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["programme", "-id"], name="audit_by_programme")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_id}"
