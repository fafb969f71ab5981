"""Finishing what an import left loose: somebody says who the missing end is, and the flow joins the map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.formats.flow_row import FlowRow
from dataflows.graph.model import Party
from dataflows.models import ImportReceipt
from dataflows.services.importing import carry_out
from dataflows.services.names import tidy_name
from dataflows.services.reading import plan_row
from organisations.errors import Conflict
from organisations.permissions import Actor, Permission, nothing_here, require


@dataclass(frozen=True)
class LooseEnd:
    """A row without an end: its ``number`` in the receipt, what it says, and the receipt that finished it."""

    number: int
    source: str
    row: FlowRow
    finished: UUID | None

    @property
    def place(self) -> str:
        """Return where in the file it stands."""
        return self.row.place or self.row.ref or _("row %(number)d") % {"number": self.row.number}

    @property
    def lacks_sender(self) -> bool:
        return not self.row.from_organisation

    @property
    def lacks_receiver(self) -> bool:
        return not self.row.to_organisation


def loose_ends_of(receipt: ImportReceipt) -> list[LooseEnd]:
    """Return what an import left loose, in the order of the file."""
    return [_loose_end(number, told) for number, told in enumerate(receipt.content.get("loose", ()))]


@transaction.atomic
def finish_loose_end(
    *, actor: Actor, receipt: ImportReceipt, number: int, sender: str = "", receiver: str = ""
) -> ImportReceipt:
    """Put one loose flow on the map with the ends that somebody gives. Recorded.

    It is an import of one row under the same source: it has a receipt of its own, is undone like any, and the
    next import of the file finds it. An organisation that nobody knew is added as a draft.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map, or there is no such loose end.
    BadInput
        An end is still missing, or cannot be kept.
    Conflict
        Somebody has finished it already, and that has not been undone.
    """
    require(actor, Permission.MAP_EDIT, on=receipt)
    held = _hold(receipt)
    ends = loose_ends_of(held)
    if not 0 <= number < len(ends):
        raise nothing_here()
    end = ends[number]
    if end.finished and ImportReceipt.objects.filter(pk=end.finished, undone_at=None).exists():
        raise Conflict(_("Somebody has finished this already."))
    row = replace(
        end.row,
        from_organisation=end.row.from_organisation or _name(sender),
        to_organisation=end.row.to_organisation or _name(receiver),
    )
    done = carry_out(
        actor=actor,
        map_=held.map,
        planned=lambda: plan_row(
            map_=held.map, row=row, source=end.source, label=held.label, file_name=held.file_name
        ),
        file_name=held.file_name,
    )
    held.content["loose"][number]["finished"] = str(done.pk)
    held.save(update_fields=["content"])
    return done


def _hold(receipt: ImportReceipt) -> ImportReceipt:
    """Return the receipt as it is now, which nobody else can change before we commit."""
    ImportReceipt.objects.filter(pk=receipt.pk).update(file_name=receipt.file_name)
    return ImportReceipt.objects.select_related("map__programme", "map__area").get(pk=receipt.pk)


def _name(text: str) -> str:
    return tidy_name(text, missing=_("Say who it is: an organisation, or the person."))


def _loose_end(number: int, told: Mapping[str, Any]) -> LooseEnd:
    row = dict(told["row"])
    row["data_types"] = tuple(row["data_types"])
    row["sender"], row["receiver"] = Party(**row["sender"]), Party(**row["receiver"])
    finished = told.get("finished")
    return LooseEnd(number, told["source"], FlowRow(**row), UUID(finished) if finished else None)
