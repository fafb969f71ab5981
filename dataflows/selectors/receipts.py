"""Named reads of import receipts."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dataflows.language.arrow import ends_in_line
from dataflows.models import Flow, ImportOrigin, ImportReceipt, Map, Node
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


def receipts_of(actor: Actor, map_: Map) -> QuerySet[ImportReceipt]:
    """Return the receipts of all imports into the map, newest first, without the files."""
    require(actor, Permission.MAP_VIEW, on=map_)
    rows = ImportReceipt.objects.filter(map=map_, state=ImportReceipt.State.IMPORTED)
    return rows.select_related("made_by").defer("source")


def matched_before(map_: Map, label: str) -> dict[int, dict[int, str]]:
    """Return what somebody said the columns of this source hold, when it was imported last."""
    state = ImportReceipt.State.IMPORTED
    rows = ImportReceipt.objects.filter(map=map_, label=label, state=state).exclude(columns={})
    last = rows.only("columns").order_by("-imported_at").first()
    return last.matching if last else {}


@dataclass(frozen=True)
class MadeElement:
    """One line of a receipt: an element that the import made or matched, and where in the file it stands.

    ``name`` is the element's name as it is now, or ``""`` when it is no longer on the map.
    """

    origin: ImportOrigin
    name: str


def origins_of(receipt: ImportReceipt) -> QuerySet[ImportOrigin]:
    """Return what the import made and matched, in the order of the file."""
    return receipt.origins.order_by("position").defer("values")


def elements_of(map_: Map, origins: Iterable[ImportOrigin]) -> list[MadeElement]:
    """Return the elements that one page of origins speaks of, with the names they have now. Two queries."""
    rows = list(origins)
    ids = [row.element_id for row in rows]
    names = dict(Node.objects.filter(map=map_, pk__in=ids).values_list("pk", "name"))
    flows = Flow.objects.filter(map=map_, pk__in=ids)
    for pk, source, target in flows.values_list("pk", "source__name", "target__name"):
        names[pk] = ends_in_line(source, target)
    return [MadeElement(row, names.get(row.element_id, "")) for row in rows]
