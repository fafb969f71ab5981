"""Named reads of redactions."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dataflows.models import Map, Redaction
from organisations.errors import NotVisible
from organisations.permissions import Actor, Permission, require


def redactions_of(actor: Actor, map_: Map) -> QuerySet[Redaction]:
    """Return the map's redactions, newest first, with the two people."""
    require(actor, Permission.REDACT, on=map_)
    return Redaction.objects.filter(map=map_).select_related("asked_by", "decided_by")


def redaction_for(actor: Actor, map_: Map, redaction_id: UUID) -> Redaction:
    """Return one redaction of the map, or raise ``NotVisible``."""
    redaction = redactions_of(actor, map_).filter(pk=redaction_id).select_related("map__programme").first()
    if redaction is None:
        raise NotVisible(_("There is no such redaction."))
    return redaction
