"""Maps to measure on: the samples where they are, and made-up ones of any size shaped like them."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dataflows.graph.model import DataType, Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import ORGANISATION_KINDS, SENSITIVITIES
from tests.dataflows.render.sample_maps import MAPS, available, sample_map


def made_up_map(flows: int, *, seed: int = 1) -> FlowGraph:
    """Return a map shaped like real ones: a hub, storages, flows mostly to and from the hub."""
    dice = random.Random(seed)
    count = max(6, min(flows // 2, 150))
    kinds = list(ORGANISATION_KINDS)
    nodes = [Node(id="person", kind="person", name="The person")]
    ends: list[list[Id]] = [["person"]]
    for number in range(count):
        organisation = Node(
            id=f"o{number}",
            kind="organisation",
            name=f"Organisation number {number}",
            organisation_kind=dice.choice(kinds),
        )
        storages = [
            Node(id=f"s{number}-{place}", kind="storage", name=f"Case system {place}", parent=organisation.id)
            for place in range(dice.choice((0, 1, 1, 2)))
        ]
        nodes += [organisation, *storages]
        ends.append([storage.id for storage in storages] or [organisation.id])
    hubs = [dice.randrange(1, count) for _ in range(1 + flows // 60)]
    data_types = tuple(DataType(id=code, name=f"Kind of {code}", sensitivity=code) for code in SENSITIVITIES)
    made = []
    for number in range(flows):
        here = dice.choice(hubs) if dice.random() < 0.6 else dice.randrange(count + 1)
        there = dice.choice([place for place in range(count + 1) if place != here])
        pair = [dice.choice(ends[here]), dice.choice(ends[there])]
        if dice.random() < 0.5:
            pair.reverse()
        carried = (dice.choice(data_types).id,)
        made.append(Flow(id=f"f{number}", source=pair[0], target=pair[1], data_types=carried))
    return FlowGraph(nodes=tuple(nodes), flows=tuple(made), data_types=data_types)


def maps(sizes: Sequence[int], *, seeds: int = 1) -> Iterator[tuple[str, FlowGraph]]:
    """Yield the maps to draw, with their names."""
    if available():
        for name in MAPS:
            yield name, sample_map(name)
    for flows in sizes:
        for seed in range(1, seeds + 1):
            yield f"made-up-{flows}" + (f"-{seed}" if seeds > 1 else ""), made_up_map(flows, seed=seed)


def stored_map(actor: Any, programme: Any, flows: int) -> Any:
    """Return a made-up map of so many flows, loaded into the database of the running Django."""
    from dataflows.formats.document import MapDocument, MapMeta, canonical_json  # noqa: PLC0415
    from dataflows.services.loading import load_document  # noqa: PLC0415
    from dataflows.services.maps import create_map  # noqa: PLC0415

    graph = with_uuids(made_up_map(flows))
    name = f"Made up, {flows} flows"
    map_ = create_map(actor=actor, programme=programme, name=name)
    document = MapDocument(map=MapMeta(id=str(map_.pk), name=name), graph=graph)
    load_document(actor=actor, map_=map_, data=canonical_json(document).encode(), file_name="bench.json")
    return map_


def with_uuids(graph: FlowGraph) -> FlowGraph:
    """Return the same map with the kind of ids that documents have."""

    def of(name: Id | None) -> Id:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{len(graph.flows)}/{name}"))

    return replace(
        graph,
        nodes=tuple(
            replace(node, id=of(node.id), parent=of(node.parent) if node.parent else None)
            for node in graph.nodes
        ),
        flows=tuple(
            replace(
                flow,
                id=of(flow.id),
                source=of(flow.source),
                target=of(flow.target),
                data_types=tuple(of(kind) for kind in flow.data_types),
            )
            for flow in graph.flows
        ),
        data_types=tuple(replace(kind, id=of(kind.id)) for kind in graph.data_types),
    )
