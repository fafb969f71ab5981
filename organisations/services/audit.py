"""Writing the audit trail."""

from django.db import models

from organisations.models import AuditEntry, Programme
from organisations.permissions import Actor


def record(
    *,
    actor: Actor,
    action: str,
    on: models.Model,
    programme: Programme | None,
    detail: dict[str, object] | None = None,
) -> None:
    """Write one act to the trail, in the caller's transaction. ``detail``: ids and names of fields only."""
    by_token = {"token": actor.token} if actor.token else {}
    AuditEntry.objects.create(
        programme=programme,
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=action,
        object_kind=on._meta.model_name or "",
        object_id=str(on.pk),
        detail=(detail or {}) | by_token,
    )
