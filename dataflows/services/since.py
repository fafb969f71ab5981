"""What the log says of how a map's elements were before some of its changes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from dataflows.language.acts import CLAIMS
from dataflows.models import Change
from dataflows.models.columns import PARTIES

# What a removal says beside facts that can be set; accounts are asked about by their ids.
_NOT_SET: Final = frozenset({"id", "kind", "organisation", "position", "claims"})


class Since:
    """Changes of one map, in order and without a gap to its newest; asked about how it was before them.

    The first change that speaks of a fact says what it was: a later one says what it was in between, which
    may have gone.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        first: dict[UUID, Change] = {}
        self._sets: dict[UUID, dict[str, Change]] = {}
        self._removals: dict[UUID, list[Change]] = {}
        for change in changes:
            first.setdefault(change.element_id, change)
            if change.action == "remove":
                self._removals.setdefault(change.element_id, []).append(change)
            elif change.action == "set" and change.element_id not in self._removals:
                self._sets.setdefault(change.element_id, {}).setdefault(change.field, change)
        self.new = {pk for pk, change in first.items() if change.action == "add"}
        self.renamed = {change.element_id for change in changes if change.field == "name"}

    def sets(self) -> list[Change]:
        """Return, for each fact that may be otherwise now, a change that says what it was."""
        found = [one for pk, facts in self._sets.items() if pk not in self.new for one in facts.values()]
        for removal in self.removals():
            known = self._sets.get(removal.element_id, {})
            found += [one for one in _facts(removal) if one.field not in known]
        return sorted((one for one in found if one.field != CLAIMS), key=lambda change: change.seq)

    def removals(self) -> list[Change]:
        """Return the first removal of what was there, in their order."""
        found = [all_[0] for pk, all_ in self._removals.items() if pk not in self.new]
        return sorted(found, key=lambda change: change.seq)

    def claims(self) -> dict[UUID, list[str]]:
        """Return which accounts each flow had that has been removed, or lost or got some."""
        found = {one.element_id: _ids(before_of(one).get("claims", ())) for one in self.removals()}
        moved = ((pk, facts[CLAIMS]) for pk, facts in self._sets.items() if CLAIMS in facts)
        return found | {pk: list(before_of(one)) for pk, one in moved if pk not in self.new}

    def said_of_claims(self) -> dict[str, Any]:
        """Return each account that went with a flow, as it was when it went last, by its id."""
        flows = (before_of(one) for all_ in self._removals.values() for one in all_)
        return {claim["pk"]: claim for said in flows for claim in said.get("claims", ())}

    def as_it_was(self, removal: Change, *, but: Iterable[str] = ()) -> Change:
        """Return a removal of what the element was then, not of what it was when it was removed.

        ``but`` are facts that stay as they were at its last removal. Accounts are left out: they may be with
        another flow by now, and are asked about by :meth:`claims`.
        """
        said = {fact: value for fact, value in before_of(removal).items() if fact != "claims"}
        for fact, change in self._sets.get(removal.element_id, {}).items():
            side, _, rest = fact.partition("_")
            if fact == CLAIMS:
                continue
            if rest and side in PARTIES:
                said[side] = {**said[side], rest: change.before}
            else:
                said[fact] = change.before
        last = before_of(self._removals[removal.element_id][-1])
        return _change(removal, "remove", before=said | {fact: last[fact] for fact in but})


def _facts(removal: Change) -> Iterator[Change]:
    """Yield what a removal says of each fact, as changes that set it."""
    for fact, value in before_of(removal).items():
        if fact in PARTIES:
            for rest, said in value.items():
                yield _change(removal, "set", field=f"{fact}_{rest}", before=said)
        # Only what stands in something moves.
        elif fact not in _NOT_SET and (fact, value) != ("parent", None):
            yield _change(removal, "set", field=fact, before=value)


def _change(of: Change, action: str, *, field: str = "", before: Any) -> Change:
    element = {"element_kind": of.element_kind, "element_id": of.element_id}
    return Change(seq=of.seq, action=action, field=field, before=before, **element)


def _ids(claims: Iterable[Any]) -> list[str]:
    return [claim["pk"] for claim in claims]


def before_of(change: Change) -> Any:
    """Return what an element, or one fact of it, was before a change, as the log says it."""
    return change.before
