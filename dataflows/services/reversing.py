"""Taking one act's changes back, newest first: what was set is as before, what was added goes."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from dataflows.models import Agreement, Change, DataType, Flow, Node, Storage
from dataflows.services.drafting import Draft
from dataflows.services.facts import FactChange, set_data_types, set_facts
from dataflows.services.joining import move_storage, rename
from dataflows.services.known_rows import KnownRows, no_longer_there
from dataflows.services.putting_back import put_back_all
from dataflows.services.since import before_of
from dataflows.services.taking_off import take_all_off


class Reversal:
    """The reverse of some changes of one map, read once and stored in few statements."""

    def __init__(self, draft: Draft, changes: Sequence[Change]) -> None:
        self.draft, self.changes = draft, changes
        self.facts: list[FactChange] = []
        self.carried: list[tuple[Flow, Sequence[DataType]]] = []
        self.back: list[Change] = []
        self.rows = KnownRows(draft.edit.map.programme_id)

    def run(self) -> None:
        """Do the reverse of each change, from the last to the first; what was added goes at the end.

        But what was removed before, and is put back as it was then, is taken off at once where it was added
        again; and so is a node that stands for the same as one that is put back.

        Raises
        ------
        Conflict
            What an element had has gone from the register.
        """
        for change in reversed(self.changes):
            if change.action == "remove":
                self._store_facts()
                self.back.append(change)
            elif change.action == "set" and change.element_kind == "flow":
                self._store_back()
                self._set_flow(change)
            elif change.action == "set":
                self._store()
                self._set_node(change)
            elif self._is_in_the_way(change):
                self._make_room(change)
        self._store()
        added = [one for one in self.changes if one.action == "add" and not self._is_in_the_way(one)]
        take_all_off(self.draft, [change.element_id for change in added])

    def _is_in_the_way(self, added: Change) -> bool:
        elements, rows = self._comes_back
        if added.element_id in elements:
            return True
        return added.element_kind == "node" and not rows.isdisjoint(_stands_for(added.after))

    @cached_property
    def _comes_back(self) -> tuple[set[UUID], set[str]]:
        """Return what is put back, and the organisations and storages that its nodes stand for."""
        gone = [change for change in self.changes if change.action == "remove"]
        nodes = (change for change in gone if change.element_kind == "node")
        return {change.element_id for change in gone}, set().union(
            *(_stands_for(one.before) for one in nodes)
        )

    def _make_room(self, added: Change) -> None:
        """Take it off now, and forget the flows that were read: some may go with it."""
        self._store()
        take_all_off(self.draft, [added.element_id])
        self._flows = {}

    def _store(self) -> None:
        """Store what has been collected, so that what comes next finds it."""
        self._store_back()
        self._store_facts()

    def _store_back(self) -> None:
        if self.back:
            put_back_all(self.draft, self.back)
            self.back = []

    def _store_facts(self) -> None:
        set_facts(edit=self.draft.edit, changes=self.facts)
        if self.carried:
            set_data_types(edit=self.draft.edit, changes=self.carried)
        self.facts, self.carried = [], []

    def _set_flow(self, change: Change) -> None:
        flow, before = self._flow(change.element_id), before_of(change)
        if flow is None:
            return
        if change.field == "claims":
            self._store()
            self.draft.set_claims(flow, before)
        elif change.field == "data_types":
            self.carried.append((flow, [self.rows.known(DataType, pk) for pk in before]))
        else:
            self.facts.append(FactChange(flow, change.field, self._value(change.field, before)))

    def _set_node(self, change: Change) -> None:
        if not Node.objects.filter(map=self.draft.map_id, pk=change.element_id).exists():
            return
        node, before = self.draft.node(change.element_id), before_of(change)
        if change.field == "name":
            rename(self.draft, node, before)
        elif change.field == "parent":
            move_storage(self.draft, node, self._node(before))
        elif change.field == "storage":
            self.draft.change_node(node, storage=self.rows.known(Storage, before))
        else:
            self.draft.change_node(node, **{change.field: before})

    def _flow(self, pk: UUID) -> Flow | None:
        """Return a flow that is on the map, read with the others; one that was put back just now, alone."""
        if pk not in self._flows:
            found = self._rows([pk]).get(pk)
            if found is None:
                return None
            self._flows[pk] = found
        return self._flows[pk]

    @cached_property
    def _flows(self) -> dict[UUID, Flow]:
        return self._rows({one.element_id for one in self.changes if one.action == "set"})

    def _rows(self, ids: Iterable[UUID]) -> dict[UUID, Flow]:
        rows = Flow.objects.select_related("source", "target", "journey_stage", "agreement")
        return rows.filter(map=self.draft.map_id).in_bulk(list(ids))

    def _value(self, fact: str, before: Any) -> Any:
        """Return what the log says of a fact as a flow's row holds it."""
        if not before:
            return None if fact in ("agreement", "journey_stage", "review_date") else before
        if fact == "journey_stage":
            return self.rows.stage(before)
        if fact == "review_date":
            return date.fromisoformat(before)
        if fact in ("source", "target"):
            return self._node(before)
        return self.rows.known(Agreement, before) if fact == "agreement" else before

    def _node(self, pk: str) -> Node:
        found = Node.objects.filter(map=self.draft.map_id, pk=pk).select_related("organisation").first()
        if found is None:
            raise no_longer_there()
        return found


def _stands_for(said: Any) -> set[str]:
    """Return the register's row that a node, as the log says it was, stands for."""
    return {said[column] for column in ("organisation", "storage") if said.get(column)}
