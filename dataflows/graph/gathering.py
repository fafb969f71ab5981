"""Groups and bundles: a map with fewer boxes and lines, in which everything still has its one place."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from dataflows.graph.bundles import bundle_of
from dataflows.graph.company import BY_NAME, COMPANIES, FIRST_BY_NAME, company_of
from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.graph.vicinity import house_of, trimmed

# More than that nobody can follow with a finger, whatever the screen.
MOST_NODES: Final = 60
MOST_LINES: Final = 100

NAMESPACE: Final = uuid.UUID("6f1c7a52-2b0e-5d0c-9a35-0d5f6f5f9a11")

Words = Callable[[str, int, bool], str]
"""Names a group: by its company's code, how many it holds, and whether others of its kind stand alone."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The smaller graph, the drawn node in which each node stands, and the flows inside each drawn node."""

    graph: FlowGraph
    place: Mapping[Id, Id]
    inside: Mapping[Id, tuple[Id, ...]]
    is_reduced: bool


def by_theme(graph: FlowGraph, words: Words) -> Gathered:
    """Gather organisations by their lane; the person, meetings and whoever must be seen by name stay."""
    units = _Units(graph, house={node.id: _storage_house(graph, node) for node in graph.nodes})
    alone = {unit for unit, company in units.company.items() if company in BY_NAME | {"", "meetings"}}
    return _gather(units, "theme", alone, words)


def by_organisation(graph: FlowGraph, words: Words) -> Gathered:
    """Fold storages and teams into their organisation; what is still too much is gathered too."""
    units = _Units(graph, house={node.id: _any_house(graph, node) for node in graph.nodes})
    return _gather(units, "organisation", set(units.company), words)


def _storage_house(graph: FlowGraph, node: Node) -> Id | None:
    house = house_of(graph, node) if node.kind == "storage" else None
    return house.id if house else None


def _any_house(graph: FlowGraph, node: Node) -> Id | None:
    """Return the house that a node folds into: a team keeps its own name where its house's would hide it."""
    house = house_of(graph, node)
    if house is None or node.kind == "storage":
        return house.id if house else None
    company = company_of(node)
    return None if company in FIRST_BY_NAME and company != company_of(house) else house.id


class _Units:
    """What is moved about as one: an organisation with what folds into it, a meeting, the person."""

    def __init__(self, graph: FlowGraph, *, house: Mapping[Id, Id | None]) -> None:
        self.graph = graph
        self.unit = {node.id: _root(node.id, house) for node in graph.nodes}
        self.company = {node.id: company_of(node) for node in graph.nodes if self.unit[node.id] == node.id}
        self.ends = [(self.unit[flow.source], self.unit[flow.target]) for flow in graph.flows]

    @cached_property
    def ranked(self) -> list[Id]:
        """Return the units, those first who must be seen by themselves: the person, power, most flows."""
        flows = Counter(end for ends in self.ends for end in set(ends))
        order = {unit: place for place, unit in enumerate(self.company)}

        def key(unit: Id) -> tuple[int, int, int]:
            company = self.company[unit]
            first = 0 if not company else 1 if company in FIRST_BY_NAME else 2
            return first, -flows[unit], order[unit]

        return sorted(self.company, key=key)

    def places(self, alone: Collection[Id]) -> dict[Id, str]:
        """Return where each unit stands: by itself, or with its company; a group of one stays itself."""
        sizes = Counter(company for unit, company in self.company.items() if unit not in alone)
        return {
            unit: unit if unit in alone or not company or sizes[company] == 1 else company
            for unit, company in self.company.items()
        }

    def fits(self, places: Mapping[Id, str]) -> bool:
        """Say whether a picture of this can be read."""
        lines = {(places[source], places[target]) for source, target in self.ends}
        count = sum(source != target for source, target in lines)
        return len(set(places.values())) <= MOST_NODES and count <= MOST_LINES


def _root(node: Id, house: Mapping[Id, Id | None]) -> Id:
    """Follow the houses up to the one that stands by itself; a ring of houses ends where it began."""
    seen = {node}
    while (up := house[node]) is not None and up not in seen:
        node = up
        seen.add(node)
    return min(seen) if up is not None else node


def _gather(units: _Units, kind: str, alone: Collection[Id], words: Words) -> Gathered:
    places = units.places(alone)
    is_reduced = not units.fits(places)
    if is_reduced:
        alone = _most_that_fit(units, [unit for unit in units.ranked if unit in alone])
        places = units.places(alone)
    return _built(units, kind, places, words, is_reduced=is_reduced)


def _most_that_fit(units: _Units, ranked: list[Id]) -> set[Id]:
    """Return as many of the first as a readable picture can show by themselves."""
    low, high = 0, min(len(ranked), MOST_NODES)
    while low < high:
        middle = (low + high + 1) // 2
        if units.fits(units.places(set(ranked[:middle]))):
            low = middle
        else:
            high = middle - 1
    return set(ranked[:low])


def _built(units: _Units, kind: str, places: Mapping[Id, str], words: Words, *, is_reduced: bool) -> Gathered:
    """Return the graph in which each unit stands where ``places`` says."""
    graph = units.graph
    members: dict[str, list[Id]] = {}
    for unit, where in places.items():
        members.setdefault(where, []).append(unit)
    # The map's first node tells its groups from those of other maps, and stays as the map grows.
    groups = {
        code: _id(kind, "group", graph.nodes[0].id, code) for code in members if code not in graph.nodes_by_id
    }
    by_themselves = {company for unit, company in units.company.items() if places[unit] == unit}
    nodes = tuple(
        _group(graph, groups[code], code, ids, words(code, len(ids), code in by_themselves))
        if code in groups
        else graph.node(code)
        for code, ids in members.items()
    )
    where_of = {node.id: places[units.unit[node.id]] for node in graph.nodes}
    place = {node_id: groups.get(where, where) for node_id, where in where_of.items()}
    flows, bundles, inside = _lines(graph, kind, place)
    first = {bundle: min(graph.numbers[flow] for flow in ids) for bundle, ids in bundles.items()}
    smaller = replace(
        graph,
        nodes=nodes,
        flows=tuple(flows),
        numbered={flow.id: first.get(flow.id) or graph.numbers[flow.id] for flow in flows},
        gathered={**{groups[code]: tuple(members[code]) for code in groups}, **bundles},
    )
    return Gathered(graph=trimmed(smaller), place=place, inside=inside, is_reduced=is_reduced)


def _group(graph: FlowGraph, group_id: Id, company: str, ids: Iterable[Id], name: str) -> Node:
    members = [graph.node(node_id) for node_id in ids]
    return Node(
        id=group_id,
        kind="meeting" if company == "meetings" else "organisation",
        name=name,
        organisation_kind=COMPANIES[company],
        named=any(node.named for node in members),
        draft=all(node.draft for node in members),
    )


def _lines(
    graph: FlowGraph, kind: str, place: Mapping[Id, Id]
) -> tuple[list[Flow], dict[Id, tuple[Id, ...]], dict[Id, tuple[Id, ...]]]:
    """Return the flows to draw, the members of those that are bundles, and the flows inside drawn nodes."""
    between: dict[tuple[Id, Id], list[Flow]] = {}
    for flow in graph.flows:
        between.setdefault((place[flow.source], place[flow.target]), []).append(flow)
    flows: list[Flow] = []
    bundles: dict[Id, tuple[Id, ...]] = {}
    inside: dict[Id, tuple[Id, ...]] = {}
    for (source, target), members in between.items():
        ids = tuple(flow.id for flow in members)
        if source == target:
            inside[source] = ids
        elif len(members) == 1:
            flows.append(replace(members[0], source=source, target=target))
        else:
            bundle_id = _id(kind, "bundle", source, target)
            bundles[bundle_id] = ids
            flows.append(bundle_of(members, bundle_id=bundle_id, source=source, target=target))
    return flows, bundles, inside


def _id(kind: str, what: str, *of: str) -> Id:
    """Return an id that stays while a group or bundle grows: from what it is, never from who is in it."""
    return str(uuid.uuid5(NAMESPACE, "/".join((kind, what, *of))))
