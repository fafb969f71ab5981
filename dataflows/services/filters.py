"""Keeping what a person looks for again and again in the register's lists."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.formats.cells import shows, unkeepable
from dataflows.models import SavedFilter
from dataflows.models.register_kinds import RegisterKind
from organisations.errors import BadInput, NotAllowed
from organisations.models import Programme
from organisations.permissions import Actor, Permission, nothing_here, require
from organisations.services.audit import record

LONGEST_NAME: Final = 80
MOST: Final = 50


@transaction.atomic
def save_filter(
    *, actor: Actor, programme: Programme, kind: RegisterKind, name: str, query: Mapping[str, str]
) -> tuple[SavedFilter, bool]:
    """Keep a filter under a name, for this person alone; one of the same name is replaced. Recorded.

    Returns the filter, and whether it is a new one.

    Raises
    ------
    NotVisible, NotAllowed
        The actor does not read this register, or is nobody in particular.
    BadInput
        The name is empty or too long, or there are too many filters.
    """
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    person = _person(actor)
    name = " ".join(name.split())
    if not shows(name) or len(name) > LONGEST_NAME or unkeepable(name + "".join(query.values())):
        raise BadInput(_("A filter needs a name of at most %(most)d characters.") % {"most": LONGEST_NAME})
    mine = SavedFilter.objects.filter(programme=programme, user_id=person)
    if mine.exclude(kind=kind.code, name=name).count() >= MOST:
        raise BadInput(_("You have %(most)d filters here: remove one first.") % {"most": MOST})
    saved, is_new = SavedFilter.objects.update_or_create(
        programme=programme, user_id=person, kind=kind.code, name=name, defaults={"query": dict(query)}
    )
    record(actor=actor, action="filter.save", on=saved, programme=programme, detail={"kind": kind.code})
    return saved, is_new


@transaction.atomic
def forget_filter(*, actor: Actor, saved: SavedFilter) -> None:
    """Remove one of the person's own filters. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor does not read this register, or the filter is somebody else's.
    """
    require(actor, Permission.PROGRAMME_VIEW, on=saved)
    if str(saved.user_id) != actor.id and actor.kind != "system":
        raise nothing_here()
    record(actor=actor, action="filter.forget", on=saved, programme=saved.programme)
    saved.delete()


def _person(actor: Actor) -> UUID:
    try:
        return UUID(actor.id)
    except ValueError as error:
        raise NotAllowed(_("Sign in first.")) from error
