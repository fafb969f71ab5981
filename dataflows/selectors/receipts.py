"""Named reads of import receipts."""

from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.models import ImportReceipt, Map
from organisations.errors import NotVisible
from organisations.permissions import Actor, Permission, require


def preview_for(actor: Actor, map_: Map, receipt_id: UUID) -> ImportReceipt:
    """Return the actor's own preview of a file that is not imported yet, or raise ``NotVisible``."""
    require(actor, Permission.MAP_EDIT, on=map_)
    state = ImportReceipt.State.PREVIEW
    found = ImportReceipt.objects.filter(
        map=map_, pk=receipt_id, state=state, made_by_id=UUID(actor.id)
    ).first()
    if found is None:
        raise NotVisible(_("This preview is gone: it was imported, or another file took its place."))
    return found


def receipt_for(actor: Actor, map_: Map, receipt_id: UUID) -> ImportReceipt:
    """Return the receipt of an import into the map, or raise ``NotVisible``."""
    require(actor, Permission.MAP_VIEW, on=map_)
    state = ImportReceipt.State.IMPORTED
    found = (
        ImportReceipt.objects.filter(map=map_, pk=receipt_id, state=state).select_related("made_by").first()
    )
    if found is None:
        raise NotVisible(_("There is no such receipt."))
    return found


def receipts_of(actor: Actor, map_: Map) -> list[ImportReceipt]:
    """Return the receipts of all imports into the map, newest first, without the files."""
    require(actor, Permission.MAP_VIEW, on=map_)
    rows = ImportReceipt.objects.filter(map=map_, state=ImportReceipt.State.IMPORTED)
    return list(rows.select_related("made_by").defer("source"))
