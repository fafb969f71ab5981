"""Finding the flow on a map that a row of a file is: as it came last time, else by what it says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dataflows.formats.flow_row import FlowRow
from dataflows.models import DataType, Flow, ImportOrigin, ImportReceipt, Map
from dataflows.selectors.documents import carried_by
from organisations.models.organisations import normalise


@dataclass(frozen=True)
class Found:
    """A flow on the map that a row is; ``base`` is what the source said of it last time, if it did."""

    flow: Flow
    base: Mapping[str, str] | None = None


@dataclass
class Matcher:
    """The flows of a map, by all that rows may find them by.

    ``by_id`` is for drawings that were made of this very map: their lines have the ids of its flows.
    """

    map: Map
    origins: dict[tuple[str, str], ImportOrigin] = field(default_factory=dict)
    flows: dict[UUID, Flow] = field(default_factory=dict)
    carried: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    by_id: dict[str, Flow] = field(default_factory=dict)
    by_ref: dict[str, Flow] = field(default_factory=dict)
    by_signature: dict[object, list[Flow]] = field(default_factory=dict)
    claimed: set[UUID] = field(default_factory=set)
    next_number: int = 0

    @classmethod
    def of(cls, map_: Map, sources: Iterable[str]) -> "Matcher":
        """Load the map's flows and where they came from. Four queries."""
        matcher = cls(map=map_)
        rows = Flow.objects.filter(map=map_).select_related("agreement", "journey_stage")
        matcher.flows = {row.pk: row for row in rows}
        matcher.by_id = {str(pk): row for pk, row in matcher.flows.items()}
        matcher.carried = carried_by(list(matcher.flows))
        for row in matcher.flows.values():
            if row.ref:
                matcher.by_ref[normalise(row.ref)] = row
            matcher.by_signature.setdefault(signature(row, matcher.carried.get(row.pk, ())), []).append(row)
        matcher.next_number = len(matcher.by_ref)
        imported = ImportOrigin.objects.filter(
            map=map_,
            source__in=list(sources),
            receipt__state=ImportReceipt.State.IMPORTED,
            # What was imported before one that was taken back holds again.
            receipt__undone_at=None,
        )
        # The newest last: of one key it is the one that holds.
        for origin in imported.order_by("receipt__imported_at", "position"):
            matcher.origins[origin.source, origin.key] = origin
        return matcher

    def origin(self, source: str, row: FlowRow) -> ImportOrigin | None:
        """Return what is known of the row from the last import of its source."""
        return self.origins.get((source, key_of(row))) if key_of(row) else None

    def find(self, source: str, row: FlowRow, told: Flow, data_types: Iterable[DataType]) -> Found | None:
        """Return the flow that the row is: by origin, else reference and ends, else ends, data and channel.

        Each flow on the map is at most one row's.
        """
        origin = self.origin(source, row)
        if origin is not None and origin.element_id in self.flows:
            return self._claim(Found(self.flows[origin.element_id], origin.values))
        if (own := self.by_id.get(row.key)) is not None:
            return self._claim(Found(own))
        known = self.by_ref.get(normalise(told.ref)) if told.ref else None
        if known is not None and not known._state.adding and _ends(known) == _ends(told):
            return self._claim(Found(known))
        twins = self.by_signature.get(signature(told, (one.pk for one in data_types)), ())
        free = (
            twin
            for twin in twins
            if not twin._state.adding and twin.pk not in self.claimed and not (told.ref and twin.ref)
        )
        twin = next(free, None)
        return self._claim(Found(twin)) if twin else None

    def twin(self, told: Flow, data_types: Iterable[DataType]) -> Flow | None:
        """Return a flow, on the map or of an earlier row, with the same ends, data and channel."""
        twins = self.by_signature.get(signature(told, (one.pk for one in data_types)), ())
        return twins[0] if twins else None

    def remember(self, told: Flow, data_types: Iterable[DataType]) -> None:
        """Count a new flow among those that later rows may repeat; give it a reference when it has none."""
        self.by_signature.setdefault(signature(told, (one.pk for one in data_types)), []).append(told)
        told.ref = told.ref or self._new_ref()
        self.by_ref.setdefault(normalise(told.ref), told)

    def _claim(self, found: Found) -> Found | None:
        if found.flow.pk in self.claimed:
            return None
        self.claimed.add(found.flow.pk)
        return found

    def _new_ref(self) -> str:
        """Return a reference for a flow whose row has none: the next free one of F1, F2, F3…"""
        self.next_number += 1
        while normalise(f"F{self.next_number}") in self.by_ref:
            self.next_number += 1
        return f"F{self.next_number}"


def key_of(row: FlowRow) -> str:
    """Return what the source calls a row: a cell's id, or the row's own reference; ``""`` when nothing."""
    return row.key or (f"ref {normalise(row.ref)}" if row.ref else "")


def signature(flow: Flow, data_types: Iterable[UUID]) -> object:
    """Return what makes two flows the same to somebody who reads them: ends, data and channel."""
    return (flow.source_id, flow.target_id, frozenset(data_types), normalise(flow.channel))


def _ends(flow: Flow) -> tuple[UUID, UUID]:
    return flow.source_id, flow.target_id
