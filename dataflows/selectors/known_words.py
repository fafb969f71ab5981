"""The words that a map and its programme know, offered while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import FlowGraph
from dataflows.language.typed import typed_end
from dataflows.models import Agreement, DataType, Map
from organisations.models import Organisation

MOST: Final = 500


@dataclass(frozen=True)
class KnownWords:
    """What to offer for each fact, the map's own words first."""

    ends: Sequence[str]
    data_types: Sequence[str]
    channel: Sequence[str]
    trigger: Sequence[str]
    frequency: Sequence[str]
    agreement: Sequence[str]

    @property
    def lists(self) -> list[tuple[str, Sequence[str]]]:
        """Return the lists by name, as pages write them."""
        return [(name, getattr(self, name)) for name in self.__dataclass_fields__]


def known_words(map_: Map, graph: FlowGraph) -> KnownWords:
    """Return what may be meant while somebody types on this map. Three queries."""
    here = {"programme_id": map_.programme_id}
    organisations = Organisation.objects.filter(**here).order_by("name").values_list("name", flat=True)
    data_types = DataType.objects.filter(**here).order_by("name").values_list("name", flat=True)
    agreements = Agreement.objects.filter(**here).order_by("name").values_list("name", flat=True)
    ends = [typed_end(graph, node.id) for node in graph.nodes]
    return KnownWords(
        ends=_first([*ends, *organisations[:MOST]]),
        data_types=_first([*(one.name for one in graph.data_types), *data_types[:MOST]]),
        channel=_first(sorted({flow.channel for flow in graph.flows if flow.channel})),
        trigger=_first(sorted({flow.trigger for flow in graph.flows if flow.trigger})),
        frequency=_first(sorted({flow.frequency for flow in graph.flows if flow.frequency})),
        agreement=_first(list(agreements[:MOST])),
    )


def _first(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))[:MOST]
