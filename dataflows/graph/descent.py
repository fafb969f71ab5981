"""Where something that hung on an element hangs once elements have been merged, split or removed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.comparing import key_of_flow
from dataflows.graph.keys import key
from dataflows.graph.model import FlowGraph, Id

WHOLE: Final = "whole"
HERE: Final = "here"
SPLIT: Final = "split"
MERGED: Final = "merged"
AGAIN: Final = "again"
GONE: Final = "gone"


@dataclass(frozen=True, slots=True)
class Descent:
    """One step of lineage: ``origin`` was ``merged`` into ``result``, is it ``again``, or was ``split``."""

    kind: str
    origin: Id
    result: Id


@dataclass(frozen=True, slots=True)
class Place:
    """Where something hangs now: on each of ``pins``, or, when it is gone, on none."""

    state: str
    pins: tuple[Id, ...] = ()


def place_of(element: Id, present: Collection[Id], descents: Iterable[Descent]) -> Place:
    """Return the one place of what hung on ``element``, given the ids of all elements that are there now.

    ``descents`` are the merges and splits that stand, in any order. What has no element is on the whole map.

    Examples
    --------
    >>> split, merged = Descent("split", "a", "b"), Descent("merged", "a", "c")
    >>> place_of("a", {"a", "b"}, [split])
    Place(state='split', pins=('a', 'b'))
    >>> place_of("a", {"c"}, [merged])
    Place(state='merged', pins=('c',))
    >>> place_of("a", {"b"}, []), place_of("a", {"a"}, [merged])
    (Place(state='gone', pins=()), Place(state='here', pins=('a',)))
    """
    if not element:
        return Place(WHOLE)
    became: dict[Id, list[Descent]] = {}
    for one in descents:
        became.setdefault(one.origin, []).append(one)
    found, ways = _follow(element, present, became)
    if not found:
        return Place(GONE)
    if found == (element,):
        return Place(HERE, found)
    return Place(next(way for way in (SPLIT, AGAIN, MERGED) if way in ways), found)


def _follow(
    element: Id, present: Collection[Id], became: Mapping[Id, list[Descent]]
) -> tuple[tuple[Id, ...], frozenset[str]]:
    """Return what ``element`` has become that is there, and the ways in which it did."""
    found: dict[Id, None] = {}
    ways: set[str] = set()
    waiting, met = [element], {element}
    while waiting:
        at = waiting.pop(0)
        is_there = at in present
        if is_there:
            found[at] = None
        for one in became.get(at, ()):
            # What is there itself was merged into nothing: that merge was taken back.
            if one.result in met or (is_there and one.kind != SPLIT):
                continue
            met.add(one.result)
            ways.add(one.kind)
            waiting.append(one.result)
    return tuple(found), frozenset(ways)


def offers_of(element: Id, seen: FlowGraph, now: FlowGraph) -> tuple[Id, ...]:
    """Return what has been added since that may be ``element`` again: called the same, or moving the same."""
    if (node := seen.nodes_by_id.get(element)) is not None:
        called = (node.kind, key(node.name))
        new = (one for one in now.nodes if one.id not in seen.nodes_by_id)
        return tuple(one.id for one in new if (one.kind, key(one.name)) == called)
    if (flow := seen.flows_by_id.get(element)) is not None:
        moved = key_of_flow(seen, flow)
        fresh = (one for one in now.flows if one.id not in seen.flows_by_id)
        return tuple(one.id for one in fresh if key_of_flow(now, one) == moved)
    return ()
