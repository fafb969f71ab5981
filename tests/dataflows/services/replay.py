"""A map worked out from its log alone, by code that shares nothing with what wrote it; and from its rows."""

from collections.abc import Iterable
from typing import Any

from dataflows.models import Change, Flow, Map, Node
from dataflows.models.columns import PARTIES
from dataflows.selectors.documents import carried_by
from dataflows.services.elements import logged_flow, node_values

State = dict[str, dict[str, Any]]
# Accounts of a flow are rows of their own: the log only says where they went.
BESIDE = {"claims"}


def replayed(changes: Iterable[Change]) -> State:
    """Apply every change in order; each must fit what was there before it."""
    state: State = {}
    for change in changes:
        pk = str(change.element_id)
        if change.action == "add":
            assert pk not in state, f"{change.seq}: added twice"
            state[pk] = as_kept(change.after)
        elif change.action == "remove":
            assert state.pop(pk) == as_kept(change.before), f"{change.seq}: removed as something else"
        elif change.field not in BESIDE:
            at, fact = place_of(state[pk], change.field)
            assert at[fact] == change.before, f"{change.seq}: {change.field} was something else"
            at[fact] = change.after
    return state


def rows_of(map_: Map) -> State:
    """Read what is in the rows, as the log would say it."""
    flows = Flow.objects.filter(map=map_).select_related("journey_stage")
    carried = carried_by([flow.pk for flow in flows])
    nodes = Node.objects.filter(map=map_)
    return {
        **{str(node.pk): as_kept(node_values(node)) for node in nodes},
        **{str(flow.pk): as_kept(logged_flow(flow, carried.get(flow.pk, ()))) for flow in flows},
    }


def place_of(values: dict[str, Any], fact: str) -> tuple[dict[str, Any], str]:
    for side in PARTIES:
        if fact.startswith(f"{side}_"):
            return values[side], fact.removeprefix(f"{side}_")
    return values, fact


def as_kept(values: Any) -> dict[str, Any]:
    return {
        key: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if key not in BESIDE
    }
