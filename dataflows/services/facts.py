"""Setting facts of flows that are on a map, whatever kind of fact; and what the log says of them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from dataflows.models import DataType, Flow, FlowDataType
from dataflows.models.columns import ROW_FACTS
from dataflows.selectors.documents import carried_by
from dataflows.services.elements import LOT, carried_rows, summary_of
from dataflows.services.log import Edit


class FactChange(NamedTuple):
    """A fact that is to be set: ``value`` as the flow's row holds it (text, a day, a row of the register).

    The flow's ends should be loaded: the log says what it was called.
    """

    flow: Flow
    fact: str
    value: Any


def set_fact(*, edit: Edit, flow: Flow, fact: str, value: Any) -> None:
    """Set one fact of one flow."""
    set_facts(edit=edit, changes=[FactChange(flow, fact, value)])


def set_facts(*, edit: Edit, changes: Iterable[FactChange]) -> None:
    """Set facts of many flows at once; nothing is logged of what is so already."""
    changed: dict[str, list[Flow]] = {}
    for flow, fact, value in changes:
        if fact not in ROW_FACTS:
            raise ValueError(f"{fact} is not a fact in a flow's row")
        before = logged(flow, fact)
        setattr(flow, fact, value)
        after = logged(flow, fact)
        if before == after:
            continue
        changed.setdefault(fact, []).append(flow)
        edit.note(
            action="set",
            element_kind="flow",
            element_id=flow.pk,
            field_name=fact,
            before=before,
            after=after,
            summary=summary_of(flow),
        )
    for fact, flows in changed.items():
        _store(fact, flows)


def _store(fact: str, flows: Sequence[Flow]) -> None:
    """Store one fact of many flows: those of the same value together, since a long CASE is slow to write."""
    by_value: dict[Any, list[UUID]] = {}
    for flow in flows:
        by_value.setdefault(getattr(flow, fact), []).append(flow.pk)
    if len(by_value) > len(flows) // 4:
        Flow.objects.bulk_update(flows, [fact], batch_size=LOT)
        return
    for value, ids in by_value.items():
        for start in range(0, len(ids), LOT):
            Flow.objects.filter(pk__in=ids[start : start + LOT]).update(**{fact: value})


def set_data_types(*, edit: Edit, changes: Sequence[tuple[Flow, Sequence[DataType]]]) -> None:
    """Set what flows carry, in the order given; nothing is logged of what is so already."""
    carried = dict(carried_by([flow.pk for flow, _data_types in changes]))
    for flow, data_types in changes:
        before = [str(pk) for pk in carried.get(flow.pk, ())]
        after = as_logged("data_types", data_types)
        if before == after:
            continue
        # Undo may set one flow's twice, on the way back to what it was.
        carried[flow.pk] = [one.pk for one in dict.fromkeys(data_types)]
        FlowDataType.objects.filter(flow=flow).delete()
        FlowDataType.objects.bulk_create(carried_rows(flow, data_types))
        edit.note(
            action="set",
            element_kind="flow",
            element_id=flow.pk,
            field_name="data_types",
            before=before,
            after=after,
            summary=summary_of(flow),
        )


def logged(flow: Flow, fact: str) -> Any:
    """Return what the log says of a fact: the value that a map document would have."""
    if fact in {"agreement", "source", "target"}:
        pk = getattr(flow, f"{fact}_id")
        return str(pk) if pk else None
    return as_logged(fact, getattr(flow, fact))


def as_logged(fact: str, value: Any) -> Any:
    """Return a value as a flow's row holds it in the words of the log."""
    if fact == "data_types":
        return [str(pk) for pk in dict.fromkeys(one.pk for one in value)]
    if fact in {"agreement", "source", "target"}:
        return str(value.pk) if value else None
    if fact == "journey_stage":
        return value.name if value else ""
    if fact == "review_date":
        return value.isoformat() if value else ""
    return value
