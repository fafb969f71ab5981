"""What the log says of how a map's elements were before some of its changes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dataflows.language.acts import CLAIMS
from dataflows.models import Change
from dataflows.models.columns import PARTIES


class Since:
    """Changes of one map, in order and without a gap to its newest; asked about how it was before them.

    Of a fact that was set more than once the first change counts: what it was until then is what it was. What
    it was in between may have gone.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        first: dict[UUID, Change] = {}
        self._sets: dict[UUID, dict[str, Change]] = {}
        self._removals: dict[UUID, Change] = {}
        for change in changes:
            first.setdefault(change.element_id, change)
            if change.action == "set":
                self._sets.setdefault(change.element_id, {}).setdefault(change.field, change)
            elif change.action == "remove":
                self._removals[change.element_id] = change
        self.new = {pk for pk, change in first.items() if change.action == "add"}
        self.renamed = {pk for pk, facts in self._sets.items() if "name" in facts}

    def sets(self) -> list[Change]:
        """Return, for each fact that was set, the change which says what it was, in their order."""
        found = (one for pk, facts in self._sets.items() if pk not in self.new for one in facts.values())
        return sorted(found, key=lambda change: change.seq)

    def removals(self) -> list[Change]:
        """Return the last removal of what was there, in their order."""
        found = (one for pk, one in self._removals.items() if pk not in self.new)
        return sorted(found, key=lambda change: change.seq)

    def claims(self) -> dict[UUID, list[str]]:
        """Return which accounts each flow had, where they were moved to or from it."""
        return {one.element_id: list(_before(one)) for one in self.sets() if one.field == CLAIMS}

    def said_of_claims(self) -> dict[str, Any]:
        """Return each account that went with a flow, as it was then, by its id."""
        said = (one.before for one in self._removals.values() if isinstance(one.before, dict))
        return {claim["pk"]: claim for flow in said for claim in flow.get("claims", ())}

    def as_it_was(self, removal: Change, *, but: frozenset[str] = frozenset()) -> Change:
        """Return a removal of what the element was then, not of what it was when it was removed.

        ``but`` are facts that stay as they were at its removal.
        """
        said = dict(_before(removal))
        for fact, change in self._sets.get(removal.element_id, {}).items():
            side, _, rest = fact.partition("_")
            if fact in but or fact == CLAIMS:
                continue
            if rest and side in PARTIES:
                said[side] = {**said[side], rest: change.before}
            else:
                said[fact] = change.before
        return Change(
            action="remove", element_kind=removal.element_kind, element_id=removal.element_id, before=said
        )


def _before(change: Change) -> Any:
    return change.before
