"""What holds a row of the register: while something does, the row cannot be removed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import ngettext

from dataflows.models import (
    AccessRow,
    Comment,
    Flow,
    FlowDataType,
    Node,
    PracticeClaim,
    Proposal,
    ReviewLink,
    SignOff,
    Storage,
)
from dataflows.models.register_kinds import RegisterKind
from organisations.models import Membership, Organisation


@dataclass(frozen=True)
class Holder:
    """A column that may point at a row, and how many of its things to say there are."""

    model: type[models.Model]
    column: str
    say: Callable[[int], str]
    # What is counted, where it is not the column's own rows.
    counted: str = "pk"


def _maps(count: int) -> str:
    return ngettext("%(count)d map", "%(count)d maps", count) % {"count": count}


def _flows(count: int) -> str:
    return ngettext("%(count)d flow", "%(count)d flows", count) % {"count": count}


def _teams(count: int) -> str:
    return ngettext("%(count)d team", "%(count)d teams", count) % {"count": count}


def _storages(count: int) -> str:
    return ngettext("%(count)d storage", "%(count)d storages", count) % {"count": count}


def _opened(count: int) -> str:
    return ngettext("%(count)d storage it can open", "%(count)d storages it can open", count) % {
        "count": count
    }


def _members(count: int) -> str:
    return ngettext("%(count)d member", "%(count)d members", count) % {"count": count}


def _said(count: int) -> str:
    return ngettext("%(count)d thing said for it", "%(count)d things said for it", count) % {"count": count}


def _links(count: int) -> str:
    return ngettext("%(count)d review link", "%(count)d review links", count) % {"count": count}


def _signed(count: int) -> str:
    return ngettext("%(count)d sign-off", "%(count)d sign-offs", count) % {"count": count}


HOLDERS: Final[Mapping[str, tuple[Holder, ...]]] = {
    "organisation": (
        Holder(Node, "organisation", _maps, counted="map"),
        Holder(Organisation, "parent", _teams),
        Holder(Storage, "organisation", _storages),
        Holder(AccessRow, "organisation", _opened, counted="storage"),
        Holder(Membership, "organisation", _members),
        Holder(Comment, "organisation", _said),
        Holder(PracticeClaim, "organisation", _said),
        Holder(PracticeClaim, "wanted_by", _said),
        Holder(Proposal, "organisation", _said),
        Holder(ReviewLink, "organisation", _links),
        Holder(SignOff, "organisation", _signed),
    ),
    "data_type": (Holder(FlowDataType, "data_type", _flows, counted="flow"),),
    "storage": (Holder(Node, "storage", _maps, counted="map"),),
    "agreement": (Holder(Flow, "agreement", _flows),),
}


def uses_of(kind: RegisterKind, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return what holds each row, in words ("2 maps"). Rows that nothing holds are left out."""
    found: dict[UUID, list[str]] = {}
    for holder in HOLDERS[kind.code]:
        rows = holder.model._default_manager.filter(**{f"{holder.column}__in": ids}).order_by()
        counts = rows.values_list(holder.column).annotate(count=models.Count(holder.counted, distinct=True))
        for pk, count in counts:
            found.setdefault(pk, []).append(holder.say(count))
    return found
