"""What stands in the way of an edit: somebody else's change of the same fact, or a removal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.language.acts import fact_label, value_words
from dataflows.models import Change, Map
from dataflows.selectors.history import last_change_of, later_changes, names_in, people_of
from organisations.errors import Conflict


@dataclass(frozen=True, kw_only=True)
class Clashing:
    """One fact that somebody changed since it was read: both values in words, whose the other is, and when.

    ``edit`` is the number of the edit in its batch. Without a fact, the element as a whole was changed or
    removed (``is_gone``).
    """

    edit: int
    element: UUID
    name: str
    fact: str = ""
    label: str = ""
    yours: str = ""
    theirs: str = ""
    by: str = ""
    at: datetime | None = None
    is_gone: bool = False


class EditClash(Conflict):
    """An edit that would overwrite somebody's work. ``seq`` is what the map's last change is now."""

    def __init__(self, clashes: Sequence[Clashing], seq: int) -> None:
        super().__init__(_sentence(clashes))
        self.clashes, self.seq = clashes, seq

    @property
    def members(self) -> dict[str, Any]:
        """Return what programs are told beside the sentence."""
        return {
            "seq": self.seq,
            "conflicts": [_told(one) for one in self.clashes if not one.is_gone],
            "removed": [_told(one) for one in self.clashes if one.is_gone],
        }


@dataclass(frozen=True)
class Claim:
    """What one edit is about to set: an element, a fact of it (none: the element as a whole), and from when.

    ``wanted`` is the value in the words of whoever sets it. Of an element as a whole, the actor's own changes
    since do not count.
    """

    edit: int
    element: UUID
    fact: str
    seen: int
    wanted: Any = None


@dataclass
class Clashes:
    """Collects what stands in the way of a batch."""

    map: Map
    actor_id: str
    found: list[Clashing] = field(default_factory=list)

    def look(self, claims: Sequence[Claim]) -> None:
        """Find what was changed since it was read. Two queries, and a few more where something was."""
        if not claims:
            return
        changes = later_changes(
            self.map, [claim.element for claim in claims], min(claim.seen for claim in claims)
        )
        met = [(claim, last) for claim in claims if (last := self._last(claim, changes)) is not None]
        names = names_in(change for _claim, change in met)
        people = people_of(change.actor_id for _claim, change in met)
        self.found += [_clashing(claim, change, names, people) for claim, change in met]

    def gone(self, edit: int, element: UUID) -> bool:
        """Note that an element is not on the map any more; ``False`` when it never was."""
        last = last_change_of(self.map, element)
        if last is None:
            return False
        people = people_of([last.actor_id])
        self.found.append(
            Clashing(
                edit=edit,
                element=element,
                name=last.summary,
                by=people.get(last.actor_id, ""),
                at=last.at,
                is_gone=True,
            )
        )
        return True

    def refuse(self) -> None:
        """Raise :class:`EditClash` when anything was found."""
        if self.found:
            self.map.refresh_from_db(fields=["seq"])
            raise EditClash(self.found, self.map.seq)

    def _last(self, claim: Claim, changes: Iterable[Change]) -> Change | None:
        """Return the last change that stands in the way of one claim."""
        last = None
        for change in changes:
            if change.element_id != claim.element or change.seq <= claim.seen:
                continue
            if claim.fact and change.field == claim.fact and change.after != claim.wanted:
                last = change
            elif claim.fact and change.field == claim.fact:
                last = None
            elif not claim.fact and change.actor_id != self.actor_id and change.action == "set":
                last = change
        return last


def clashing_with(
    change: Change, later: Change, names: Mapping[str, str], people: Mapping[str, str]
) -> Clashing:
    """Return how a later change stands against taking one back."""

    def words(value: Any) -> str:
        return value_words(change.element_kind, change.field, value, names=names, translate=_)

    is_same = change.field and later.field == change.field
    return Clashing(
        edit=0,
        element=change.element_id,
        name=later.summary or change.summary,
        fact=later.field,
        label=fact_label(later.element_kind, later.field, _),
        yours=words(change.before) if is_same else "",
        theirs=words(later.after) if is_same else "",
        by=people.get(later.actor_id, ""),
        at=later.at,
        is_gone=later.action == "remove",
    )


def _clashing(claim: Claim, change: Change, names: Mapping[str, str], people: Mapping[str, str]) -> Clashing:
    def words(value: Any) -> str:
        return value_words(change.element_kind, change.field, value, names=names, translate=_)

    return Clashing(
        edit=claim.edit,
        element=claim.element,
        name=change.summary,
        fact=change.field,
        label=fact_label(change.element_kind, change.field, _),
        yours=words(claim.wanted) if claim.fact else "",
        theirs=words(change.after),
        by=people.get(change.actor_id, ""),
        at=change.at,
    )


def _told(one: Clashing) -> dict[str, Any]:
    said: dict[str, Any] = {
        "edit": one.edit,
        "element": str(one.element),
        "name": one.name,
        "by": one.by,
        "at": one.at.isoformat() if one.at else None,
    }
    if not one.is_gone:
        said |= {"field": one.fact, "label": one.label, "yours": one.yours, "theirs": one.theirs}
    return said


def _sentence(clashes: Sequence[Clashing]) -> str:
    if len(clashes) > 1:
        count = len(clashes)
        return ngettext(
            "%(count)d change stands against somebody else's: nothing is stored.",
            "%(count)d changes stand against somebody else's: nothing is stored.",
            count,
        ) % {"count": count}
    one = clashes[0]
    named = {"by": one.by or _("Somebody"), "name": one.name, "fact": one.label}
    if one.is_gone:
        return _("%(by)s has removed %(name)s meanwhile: nothing is stored.") % named
    named |= {"yours": one.yours, "theirs": one.theirs}
    if one.yours:
        return (
            _(
                "%(by)s has changed “%(fact)s” of %(name)s to “%(theirs)s” meanwhile; you wanted “%(yours)s”"
                ". Nothing is stored."
            )
            % named
        )
    return _("%(by)s has changed “%(fact)s” of %(name)s to “%(theirs)s” meanwhile.") % named
