"""A draft is read in several queries: what others save between two of them is in it wholly, or not at all."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django_scopes import scope

from dataflows.models import FlowDataType, Map
from dataflows.selectors import documents
from dataflows.selectors.documents import MOST_READS, draft_document
from dataflows.services.capturing import capture
from dataflows.services.undo import undo
from tests.factories.dataflows import DataTypeFactory, FlowDataTypeFactory, MapFactory
from tests.people import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def map_(riverside: Tenant) -> Map:
    return MapFactory(programme=riverside.programme)


def draw(riverside: Tenant, map_: Map, line: str) -> None:
    """As somebody else does it, who has read the map for themselves."""
    own = Map.objects.select_related("programme").get(pk=map_.pk)
    capture(actor=riverside.actor("facilitator"), map_=own, edit=uuid4(), line=line)


def loose_ends(map_: Map) -> list[str]:
    """Read the draft; return the ends of flows that are not on it, and data that nobody names."""
    graph = draft_document(map_).graph
    ends = {end for flow in graph.flows for end in (flow.source, flow.target)}
    data = {data for flow in graph.flows for data in flow.data_types}
    return sorted((ends - graph.nodes_by_id.keys()) | (data - graph.data_types_by_id.keys()))


class After:
    """Does something after a part of the document was read, the first so many times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, part: str, act: Callable[[int], None], *, times: int):
        self.reads = 0
        self._real, self._act, self._times = getattr(documents, part), act, times
        monkeypatch.setattr(documents, part, self.read)

    def read(self, map_: Map) -> object:
        found = self._real(map_)
        self.reads += 1
        if self.reads <= self._times:
            self._act(self.reads)
        return found


@pytest.mark.parametrize("part", ["_nodes", "_flows"])
def test_a_flow_that_comes_meanwhile_comes_with_its_ends(riverside, map_, monkeypatch, part):
    draw(riverside, map_, "Shelter > Council: name")
    map_.refresh_from_db()
    After(monkeypatch, part, lambda _time: draw(riverside, map_, "Library > Museum: opening hours"), times=1)
    assert loose_ends(map_) == []
    assert len(draft_document(map_).graph.flows) == 2
    assert map_.seq == Map.objects.get(pk=map_.pk).seq


def test_who_edits_without_a_pause_waits_once(riverside, map_, monkeypatch):
    def edit(time: int) -> None:
        draw(riverside, map_, f"Here {time} > There {time}: notes")

    after = After(monkeypatch, "_nodes", edit, times=MOST_READS)
    assert loose_ends(map_) == []
    assert after.reads == MOST_READS + 1
    assert map_.seq == Map.objects.get(pk=map_.pk).seq


def test_data_that_is_merged_in_the_register_meanwhile_is_the_other(riverside, monkeypatch):
    other = DataTypeFactory(programme=riverside.programme)
    carried = FlowDataTypeFactory(
        flow=riverside.flow, data_type=DataTypeFactory(programme=riverside.programme)
    )
    map_ = Map.objects.select_related("programme").get(pk=riverside.map.pk)

    def merge(_time: int) -> None:
        gone = carried.data_type
        FlowDataType.objects.filter(pk=carried.pk).update(data_type=other)
        gone.delete()

    After(monkeypatch, "_flows", merge, times=1)
    assert loose_ends(map_) == []
    assert str(other.pk) in draft_document(map_).graph.flow(str(riverside.flow.pk)).data_types


@pytest.mark.django_db(transaction=True)
def test_it_is_whole_however_others_draw_and_undo(riverside, map_):
    over = threading.Event()
    wrong: list[Exception] = []

    def somebody() -> None:
        try:
            with scope(programme=[riverside.programme]):
                for number in range(25):
                    draw(riverside, map_, f"Office {number} > Archive {number}: letters {number}")
                    own = Map.objects.select_related("programme").get(pk=map_.pk)
                    undo(actor=riverside.actor("facilitator"), map_=own, edit=uuid4())
        except Exception as error:  # noqa: BLE001 - told where the test can fail
            wrong.append(error)
        finally:
            over.set()
            connection.close()

    thread = threading.Thread(target=somebody)
    thread.start()
    reads = 0
    while not over.is_set() and reads < 5_000:
        own = Map.objects.select_related("programme", "area").get(pk=map_.pk)
        assert loose_ends(own) == []
        reads += 1
    thread.join(30)
    assert wrong == []
    assert reads > 5
