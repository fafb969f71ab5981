"""Named reads of pictures: what was drawn for a draft and for each version."""

from collections.abc import Sequence
from dataclasses import dataclass

from dataflows.graph.views import opening_view, size_of
from dataflows.models import Map, Picture, Version
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.draft_layouts import content_key, moved_on
from dataflows.selectors.sentences import seen_as
from organisations.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Rendering:
    """The picture that a draft (no number) or a version opens with; without one, nobody has looked yet."""

    map: Map
    number: int | None
    key: str
    picture: Picture | None


def draft_rendering(actor: Actor, map_: Map) -> Rendering:
    """Return how the draft was drawn."""
    require(actor, Permission.MAP_VIEW, on=map_)
    return _rendering(map_, None)


def version_rendering(actor: Actor, version: Version) -> Rendering:
    """Return how a version was drawn."""
    require(actor, Permission.VERSION_VIEW, on=version)
    return _rendering(version.map, version)


def version_renderings(actor: Actor, map_: Map, numbers: Sequence[int]) -> list[Rendering]:
    """Return how these versions of the map were drawn, in the order given."""
    require(actor, Permission.VERSION_VIEW, on=map_)
    versions = {row.number: row for row in Version.objects.filter(map=map_, number__in=numbers)}
    return [_rendering(map_, versions[number]) for number in numbers]


def _rendering(map_: Map, version: Version | None) -> Rendering:
    graph = (version_document(version) if version else draft_document(map_)).graph
    seen = seen_as(graph, opening_view(size_of(graph)))
    key = content_key(graph, seen, None if version else moved_on(map_, seen.view))
    picture = Picture.objects.filter(programme_id=map_.programme_id, key=key).defer("svg", "layout").first()
    return Rendering(map_, version.number if version else None, key, picture)
