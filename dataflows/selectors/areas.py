"""A programme's areas with what their maps hold, ready to be laid side by side."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery

from dataflows.formats.document import MapDocument
from dataflows.graph.side_by_side import Side
from dataflows.models import Map, Version
from dataflows.selectors.documents import draft_document, version_document
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Edition:
    """What is read of one map: a version, or its draft when ``version`` is ``None``."""

    map: Map
    version: Version | None
    document: MapDocument


@dataclass(frozen=True)
class Column:
    """One area with the editions of its maps; a map without an area, or asked for alone, is by itself."""

    id: str
    name: str
    editions: tuple[Edition, ...]

    @property
    def side(self) -> Side:
        """Return what is compared."""
        return Side(self.id, {str(each.map.pk): each.document.graph for each in self.editions})


def comparable_maps(actor: Actor, programme: Programme) -> list[Map]:
    """Return the maps of a programme that this member may compare, area after area. One query.

    Raises
    ------
    NotVisible
        The programme is not the actor's.
    """
    require(actor, Permission.PROGRAMME_VIEW, on=programme)
    maps = Map.objects.filter(programme=programme).select_related("programme", "area")
    return sorted(maps, key=lambda map_: ((map_.area or map_).name.casefold(), map_.name.casefold()))


def editions_of(actor: Actor, maps: Sequence[Map], *, drafts: bool) -> list[Edition]:
    """Return what this actor reads of some maps: the newest version of each, or the draft.

    The draft where ``drafts`` are asked for or no version is published yet, and the actor may read it; a
    map of which it may read neither is left out. One query, and eleven for each draft.
    """
    newest = _newest_versions([map_.pk for map_ in maps])
    editions = []
    for map_ in maps:
        version = newest.get(map_.pk)
        if (drafts or version is None) and actor.may(Permission.MAP_VIEW, map_):
            editions.append(Edition(map_, None, draft_document(map_)))
        elif version is not None and actor.may(Permission.VERSION_VIEW, version):
            editions.append(Edition(map_, version, version_document(version)))
    return editions


def columns_of(editions: Sequence[Edition], *, each_map: bool) -> list[Column]:
    """Return the columns in the order of their first editions: one for each area, or one for each map."""
    gathered: dict[str, list[Edition]] = {}
    for edition in editions:
        of = edition.map if each_map or edition.map.area is None else edition.map.area
        gathered.setdefault(str(of.pk), []).append(edition)
    return [Column(id_, _name(found, each_map), tuple(found)) for id_, found in gathered.items()]


def _name(editions: Sequence[Edition], each_map: bool) -> str:
    map_ = editions[0].map
    return map_.name if each_map or map_.area is None else map_.area.name


def _newest_versions(map_ids: Collection[UUID]) -> Mapping[UUID, Version]:
    numbers = Version.objects.filter(map=OuterRef("map")).order_by("-number").values("number")[:1]
    versions = Version.objects.filter(map__in=map_ids, number=Subquery(numbers)).defer("layout")
    return {version.map_id: version for version in versions.select_related("map")}
