"""Whatever is done to a map, every comment ever made has exactly one place on every later version."""

from collections import Counter
from functools import partial
from typing import Any
from uuid import uuid4

import hypothesis
import hypothesis.strategies as st
import pytest
from django_scopes import scope
from hypothesis.stateful import rule, run_state_machine_as_test

from dataflows.graph.descent import GONE, HERE, WHOLE
from dataflows.graph.model import FlowGraph
from dataflows.models import Act, Change, Comment, Flow, Lineage, Node, Version
from dataflows.selectors.comment_places import CommentPlaces
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services import edit_kinds as kinds
from dataflows.services.comments import add_comment
from dataflows.services.editing import edit_map
from tests.dataflows.services.test_histories import ANY, PEOPLE, Editing
from tests.people import Tenant
from tests.results import keep_result

pytestmark = pytest.mark.django_db
SAMPLED = hypothesis.settings(max_examples=25, stateful_step_count=30)
THEN = st.sampled_from(["remove", "merge", "split"])
FULL = hypothesis.settings(max_examples=500, stateful_step_count=50)
EVERY_PLACE = {"comment", "publish", "place: here", "place: gone", "place: merged", "place: split"}


class Commenting(Editing):
    """A map that is edited, and versions of it that are commented on."""

    # The log itself is held against the rows elsewhere.
    log_rows_and_document_agree = None
    lineage_is_complete = None

    @rule(who=PEOPLE, which=ANY, on=st.lists(ANY, min_size=1, max_size=6))
    def comment(self, who: str, which: int, on: list[int]) -> None:
        self.publish(who)
        versions = list(Version.objects.filter(map=self.map).order_by("number"))
        if not versions:
            return
        version = versions[which % len(versions)]
        graph = version_document(version).graph
        # The whole map, too: no element.
        elements = [None, *graph.flows_by_id, *graph.nodes_by_id]
        said = {"actor": self.actor(who), "version": version, "kind": "depends", "text": "Not here."}
        for place in on:
            element = elements[place % len(elements)]
            self.act("comment", partial(add_comment, **said, element_id=element))

    @rule(who=PEOPLE, which=ANY, on=st.lists(ANY, min_size=1, max_size=6), then=THEN)
    def comment_and_then(self, who: str, which: int, on: list[int], then: str) -> None:
        """What most needs a place: an element that is commented on, and goes or becomes another."""
        self.comment(who, which, on)
        comments = Comment.objects.filter(map=self.map, element_id__isnull=False)
        elements = list(comments.values_list("element_id", flat=True))
        if not elements:
            return
        element = elements[which % len(elements)]
        if then == "remove":
            self.edit(who, kinds.Remove(element=element, seen=self.map.seq))
        elif then == "merge":
            same = Flow.objects.filter(pk=element) or Node.objects.filter(pk=element, kind="organisation")
            for one in same:
                alike = {"map": self.map, **_alike(one)}
                others = type(one).objects.filter(**alike).exclude(pk=one.pk).values_list("pk", flat=True)[:1]
                for other in others:
                    self.edit(who, kinds.Merge(element=other, others=(element,), seen=self.map.seq))
        elif flow := Flow.objects.filter(pk=element).first():
            going = tuple(flow.data_types.values_list("name", flat=True)[:1])
            self.edit(who, kinds.Split(element=element, id=uuid4(), data_types=going, seen=self.map.seq))
        self.publish(who)

    def edit(self, who: str, *edits: kinds.TypedEdit) -> None:
        """Do it, and no more: that it can be taken back to the letter is tested elsewhere."""
        here = {"actor": self.actor(who), "map_": self.map, "edit": uuid4()}
        self.act(type(edits[0]).__name__, lambda: edit_map(**here, edits=edits))

    def teardown(self) -> None:
        super().teardown()
        if not hasattr(self, "map"):
            return
        comments = list(Comment.objects.filter(map=self.map).select_related("version"))
        Editing.done["comments"] += len(comments)
        for version in Version.objects.filter(map=self.map).order_by("number"):
            later = [one for one in comments if one.version.number <= version.number]
            self.require_one_place(later, version_document(version).graph, version.map_seq)
        self.map.refresh_from_db()
        self.require_one_place(comments, draft_document(self.map).graph, self.map.seq)

    def require_one_place(self, comments: list[Comment], graph: FlowGraph, seq: int) -> None:
        places = CommentPlaces(self.map, graph, seq)
        for comment in comments:
            place = places.places[comment.pk]
            told = places.of(comment)
            Editing.done[f"place: {place.state}"] += 1
            assert told.state == place.state
            assert [pin.id for pin in told.pins] == list(place.pins)
            assert len(set(place.pins)) == len(place.pins)
            assert set(place.pins) <= {*graph.flows_by_id, *graph.nodes_by_id}
            assert bool(place.pins) == (place.state not in {GONE, WHOLE})
            assert (place.state == WHOLE) == (comment.element_id is None)
            if comment.element_id is None:
                continue
            element = str(comment.element_id)
            is_there = element in graph.flows_by_id or element in graph.nodes_by_id
            assert (element in place.pins) == is_there
            assert (place.state == HERE) <= is_there
            if (
                not is_there
                and not Lineage.objects.filter(map=self.map, origin=element, kind="split").exists()
            ):
                self.require_as_it_left(element, place.pins, graph, seq)
            assert all(one in graph.flows_by_id or one in graph.nodes_by_id for one in map(_id, told.offers))
        assert sum(places.counts.values()) == sum(len(place.pins) for place in places.places.values())
        assert {pk for one in places.counts for pk in places.on(one)} == {
            pk for pk, place in places.places.items() if place.pins
        }

    def require_as_it_left(self, element: str, pins: tuple[str, ...], graph: FlowGraph, seq: int) -> None:
        """What was removed for its own sake is nowhere; what became another is where that one is."""
        gone = Change.objects.filter(map=self.map, element_id=element, action="remove", seq__lte=seq)
        act = Act.objects.get(map=self.map, edit=gone.order_by("seq").last().edit)
        while act.undoes:
            act = Act.objects.get(map=self.map, edit=act.undoes)
        rows = Lineage.objects.filter(map=self.map, edit=act.edit)
        became = {str(row.result) for row in rows if str(row.origin) == element}
        became |= {str(row.origin) for row in rows if str(row.result) == element}
        there = {*graph.flows_by_id, *graph.nodes_by_id}
        assert became & there <= set(pins)
        assert became or not pins


def _alike(one: Flow | Node) -> dict[str, object]:
    if isinstance(one, Flow):
        return {"source": one.source_id, "target": one.target_id}
    return {"kind": one.kind}


def _id(pin: Any) -> str:
    return str(pin.id)


def test_every_comment_has_one_place_on_every_later_version(
    riverside: Tenant, request: pytest.FixtureRequest
):
    Commenting.tenant = riverside
    Editing.done = Counter()
    full = request.config.getoption("--long")
    settings = FULL if full else SAMPLED
    with scope(programme=[riverside.programme]):
        # A sample may miss a kind of place: then some more are drawn.
        for _round in range(1 if full else 4):
            run_state_machine_as_test(Commenting, settings=hypothesis.settings(settings, deadline=None))
            if set(Editing.done) >= EVERY_PLACE:
                break
    keep_result("comment-places", dict(sorted(Editing.done.items())))
    assert set(Editing.done) >= EVERY_PLACE
