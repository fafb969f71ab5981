"""The columns of the register's lists: what stands above each, and the address that sorts by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dataflows.models.register_kinds import RegisterKind

# Label, and the name to sort by; a column without one cannot be sorted.
_COLUMNS: Final[Mapping[str, tuple[tuple[Any, str], ...]]] = {
    "organisation": (
        (_("Name"), "name"),
        (_("Kind"), "kind"),
        (_("Part of"), "parent"),
        (_("Areas"), ""),
        (_("On maps"), "uses"),
    ),
    "data_type": (
        (_("Name"), "name"),
        (_("Sensitivity"), "sensitivity"),
        (_("Category"), "category"),
        (_("Could hurt"), "could_hurt"),
        (_("Flows"), "uses"),
    ),
    "storage": (
        (_("Name"), "name"),
        (_("Whose it is"), "organisation"),
        (_("Kind"), "kind"),
        (_("Hosted"), "location"),
        (_("Who can open it"), ""),
        (_("How long it is kept"), ""),
        (_("On maps"), "uses"),
    ),
    "agreement": (
        (_("Name"), "name"),
        (_("Kind"), "kind"),
        (_("Review date"), "review_date"),
        (_("Flows"), "uses"),
    ),
}


@dataclass(frozen=True)
class Heading:
    """``sorted`` is "ascending", "descending" or "" for a column that the list is not sorted by."""

    label: Any
    query: str
    sorted: str


def headings(kind: RegisterKind, sort: str, query: Mapping[str, str]) -> list[Heading]:
    """Return the headings of a list; the second choice of a column turns its order round."""
    return [_heading(label, name, sort, query) for label, name in _COLUMNS[kind.code]]


def _heading(label: Any, name: str, sort: str, query: Mapping[str, str]) -> Heading:
    if not name:
        return Heading(label, "", "")
    down, column = sort.startswith("-"), sort.removeprefix("-")
    is_this = column == name
    address = QueryDict(mutable=True)
    address.update({**query, "sort": f"-{name}" if is_this and not down else name})
    order = ("descending" if down else "ascending") if is_this else ""
    return Heading(label, address.urlencode(), order)
