"""Where every comment on a map hangs in a later version or the draft: on elements, or unplaced."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from dataflows.graph.comparing import Comparison, Difference
from dataflows.graph.descent import GONE, WHOLE, Descent, Place, offers_of, place_of
from dataflows.graph.model import FlowGraph
from dataflows.models import Act, Change, Comment, Lineage, Map, Version
from dataflows.selectors.compared_lines import Line, line_of
from dataflows.selectors.comparing import compare_versions
from dataflows.selectors.documents import version_document
from dataflows.selectors.sentences import name_of


@dataclass(frozen=True)
class Pin:
    """An element that a comment hangs on, with its name now."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True)
class PlacedComment:
    """One comment's place in words.

    ``changes`` says for an element that is still there what changed since; ``offers`` are elements that were
    added since and may be what is gone.
    """

    state: str
    pins: tuple[Pin, ...] = ()
    changes: tuple[Line, ...] = ()
    offers: tuple[Pin, ...] = ()

    @property
    def is_unplaced(self) -> bool:
        return self.state == GONE

    @property
    def old_name(self) -> str:
        """Return what its element was called, where it is called something else now."""
        return next((line.old_name for line in self.changes if line.old_name), "")


class CommentPlaces:
    """The places of a map's threads in one graph: ``seq`` is the number of its last change."""

    def __init__(self, map_: Map, graph: FlowGraph, seq: int) -> None:
        self.map, self.graph, self.seq = map_, graph, seq
        self._seen: dict[UUID, FlowGraph] = {}
        self._compared: dict[UUID, Comparison] = {}

    @cached_property
    def places(self) -> Mapping[UUID, Place]:
        """Return the one place of every thread, by its id. Two queries, and two more if lineage was made."""
        threads = Comment.objects.filter(map=self.map, parent=None).order_by("created_at")
        elements = dict(threads.values_list("pk", "element_id"))
        present = {*self.graph.nodes_by_id, *self.graph.flows_by_id}
        descents = descents_at(self.map, self.seq) if elements else ()
        return {
            pk: place_of(str(element) if element else "", present, descents)
            for pk, element in elements.items()
        }

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many threads hang on each element."""
        return Counter(pin for place in self.places.values() for pin in place.pins)

    def on(self, element: str) -> list[UUID]:
        """Return the threads that hang on an element."""
        return [pk for pk, place in self.places.items() if element in place.pins]

    def of(self, comment: Comment) -> PlacedComment:
        """Return the place of a thread in words. Its version is loaded, once for all that were read on it."""
        place = self.places.get(comment.pk, Place(WHOLE))
        element = str(comment.element_id)
        if place.state == WHOLE:
            return PlacedComment(WHOLE)
        if place.state == GONE:
            offers = offers_of(element, self._graph_seen(comment.version), self.graph)
            return PlacedComment(GONE, offers=tuple(self._pins(offers)))
        changed = self._difference(comment, element) if element in place.pins else None
        lines = (line_of(self._comparison(comment.version), changed),) if changed and changed.facts else ()
        return PlacedComment(place.state, tuple(self._pins(place.pins)), lines)

    def _pins(self, ids: Iterable[str]) -> Iterable[Pin]:
        for one in ids:
            kind = "flow" if one in self.graph.flows_by_id else "node"
            yield Pin(one, kind, name_of(self.graph, UUID(one)))

    def _difference(self, comment: Comment, element: str) -> Difference | None:
        compared = self._comparison(comment.version)
        every = (*compared.nodes, *compared.flows)
        return next((one for one in every if one.after == element and one.before), None)

    def _comparison(self, version: Version) -> Comparison:
        if version.pk not in self._compared:
            self._compared[version.pk] = compare_versions(self._graph_seen(version), self.graph)
        return self._compared[version.pk]

    def _graph_seen(self, version: Version) -> FlowGraph:
        if version.pk not in self._seen:
            self._seen[version.pk] = version_document(version).graph
        return self._seen[version.pk]


def descents_at(map_: Map, seq: int) -> tuple[Descent, ...]:
    """Return what had become of elements when a map's last change was number ``seq``. Three queries.

    An element was merged when that is how it left the map last: it may have been put back since, and removed
    for its own sake. One that left because its split was taken back is a part of its origin again.
    """
    rows = list(Lineage.objects.filter(map=map_).order_by("pk"))
    if not rows:
        return ()
    left = _last_left(map_, seq, {one for row in rows for one in (row.origin, row.result)})
    found, again = [], {}
    for row in rows:
        origin, result = str(row.origin), str(row.result)
        if row.kind == Lineage.Kind.AGAIN:
            # Said anew, it is the last one that holds.
            again[origin] = Descent(row.kind, origin, result)
            continue
        if row.kind == Lineage.Kind.SPLIT:
            found.append(Descent(row.kind, origin, result))
            if left.get(row.result) == row.edit:
                found.append(Descent(Lineage.Kind.MERGED, result, origin))
        elif left.get(row.origin) == row.edit:
            found.append(Descent(row.kind, origin, result))
    return (*found, *again.values())


def _last_left(map_: Map, seq: int, elements: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return by which edit each element that is not there left; of one that was done again, the first."""
    undoing = dict(Act.objects.filter(map=map_, undoes__isnull=False).values_list("edit", "undoes"))
    changes = Change.objects.filter(
        map=map_, seq__lte=seq, element_id__in=elements, action__in=["add", "remove"]
    )
    last = {
        element: (action, edit)
        for element, action, edit in changes.order_by("seq").values_list("element_id", "action", "edit")
    }
    left = {}
    for element, (action, edit) in last.items():
        root = edit
        while action == "remove" and (before := undoing.get(root)) is not None:
            root = before
        if action == "remove":
            left[element] = root
    return left
