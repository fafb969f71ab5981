"""What a document says otherwise than the register: every difference is said, none is taken over."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from dataflows.errors import Message
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.model import Node
from dataflows.graph.vocabulary import gettext_noop
from dataflows.models import AccessRow, Agreement, DataType, Storage
from dataflows.services.register import Register
from organisations.models import Organisation, Programme

_ = gettext_noop

FILLED = _("The register did not say this of %(name)s, and does now.")
STAYS = _("The register says “%(mine)s” of %(name)s, and stays as it is.")

Known = Organisation | Storage | DataType | Agreement


def item(kind: str, ref: str, reason: Message, *, column: str = "", value: str = "") -> ReceiptItem:
    """Return a line of the receipt of a document."""
    return ReceiptItem(kind=kind, source="document", ref=ref, reason=reason, column=column, value=value)


def filled(fact: str, value: str, *, name: str) -> ReceiptItem:
    """Return the line for what a document added to a row that the register had."""
    reason = Message(FILLED, {"name": name})
    return ReceiptItem(
        kind="filled", source="document", column=fact, value=value, became=value, reason=reason
    )


def dropped(column: str, value: object, template: str, **values: object) -> ReceiptItem:
    """Return the line that says what was dropped, and why."""
    return item("dropped", "", Message(template, values), column=column, value=str(value))


def facts_that_differ(row: Known, told: Mapping[str, object]) -> Iterator[ReceiptItem]:
    """Yield a line for each fact that the register has otherwise."""
    for fact, theirs in told.items():
        mine = getattr(row, fact)
        if mine != theirs:
            yield dropped(fact, theirs, STAYS, mine=mine, name=row.name)


class Places:
    """The areas, themes and readers that the register had before anything was loaded."""

    def __init__(self, programme: Programme, register: Register) -> None:
        within = {"organisation__programme": programme}
        areas, themes = Organisation.areas.through, Organisation.themes.through
        self._areas = _grouped(
            areas._default_manager.filter(**within).values_list("organisation_id", "area__name")
        )
        self._themes = _grouped(
            themes._default_manager.filter(**within).values_list("organisation_id", "theme__code")
        )
        names = {row.pk: row.name for row in register.organisations.values()}
        self._readers = _grouped((row.storage_id, _reader(row, names)) for row in register.access_rows)

    def of_organisation(self, row: Organisation, node: Node) -> Iterator[ReceiptItem]:
        """Yield a line for the areas and the themes of a known organisation, where they differ."""
        yield from _lists_differ("areas", row.name, self._areas.get(row.pk, ()), node.areas)
        yield from _lists_differ("themes", row.name, self._themes.get(row.pk, ()), node.themes)

    def of_storage(self, row: Storage, node: Node) -> Iterator[ReceiptItem]:
        """Yield a line when the document lets others open a known storage than the register does."""
        told = [f"{one.organisation or '?'} ({one.role})" for one in node.access]
        yield from _lists_differ("access", row.name, self._readers.get(row.pk, ()), told)


def _lists_differ(
    column: str, name: str, mine: Iterable[str], theirs: Iterable[str]
) -> Iterator[ReceiptItem]:
    ours, told = sorted(mine), sorted(theirs)
    if ours != told:
        yield dropped(column, ", ".join(told), STAYS, mine=", ".join(ours), name=name)


def _reader(row: AccessRow, names: Mapping[UUID, str]) -> str:
    reader = names[row.organisation_id] if row.organisation_id else "?"
    return f"{reader} ({row.role})"


def _grouped(pairs: Iterable[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    grouped: dict[UUID, list[str]] = {}
    for owner, value in pairs:
        grouped.setdefault(owner, []).append(value)
    return grouped
