"""Named reads of maps and versions, each asking the permission it needs."""

from uuid import UUID

from django.db.models import Count, Max, QuerySet

from dataflows.models import Flow, Map, Node, Version
from organisations.models import Programme
from organisations.permissions import Actor, Permission, nothing_here, require


def maps_of(actor: Actor, programme: Programme) -> QuerySet[Map]:
    """Return the programme's maps that the actor may read, with counts of flows and the latest version."""
    maps = Map.objects.filter(programme=programme).select_related("area")
    if not actor.may(Permission.MAP_VIEW, programme):
        maps = maps.filter(open_number__isnull=False)
    return maps.annotate(
        flow_count=Count("flows", distinct=True), latest_version=Max("versions__number")
    ).order_by("name")


def open_maps() -> QuerySet[Map]:
    """Return the maps of every programme in sight that anybody may read, up to ``open_number``."""
    maps = Map.objects.filter(open_number__isnull=False).select_related("programme", "area")
    return maps.order_by("programme__name", "name")


def map_for(actor: Actor, map_id: UUID, permission: Permission) -> Map:
    """Return the map when the actor holds the permission on it, or raise ``NotVisible`` or ``NotAllowed``."""
    map_ = Map.objects.select_related("programme", "area").filter(pk=map_id).first()
    if map_ is None:
        raise nothing_here()
    require(actor, permission, on=map_)
    return map_


def version_for(actor: Actor, map_: Map, number: int) -> Version:
    """Return the numbered version of a map, or raise ``NotVisible``."""
    version = Version.objects.filter(map=map_, number=number).select_related("map", "published_by").first()
    if version is None:
        raise nothing_here()
    require(actor, Permission.VERSION_VIEW, on=version)
    return version


def versions_of(actor: Actor, map_: Map) -> QuerySet[Version]:
    """Return the map's versions, newest first, without their documents; with the number of comments."""
    require(actor, Permission.VERSION_VIEW, on=map_)
    return (
        _in_sight(actor, map_)
        .defer("document", "layout")
        .select_related("published_by")
        .annotate(comment_count=Count("comments"))
        # A count forgets the model's own order.
        .order_by("-number")
    )


def opened_besides(actor: Actor, map_: Map, version: Version) -> QuerySet[Version]:
    """Return the earlier versions that are closed and would be open with ``version``, newest first, whole."""
    require(actor, Permission.MAP_OPEN, on=map_)
    earlier = Version.objects.filter(map=map_, number__lt=version.number)
    return earlier.filter(number__gt=map_.open_number or 0).select_related("map")


def latest_version(map_: Map) -> Version | None:
    """Return the newest version of the map, or ``None`` before the first is published."""
    return Version.objects.filter(map=map_).select_related("map").first()


def latest_for(actor: Actor, map_: Map) -> Version | None:
    """Return the newest version that this actor may read, or ``None``."""
    return _in_sight(actor, map_).select_related("map").first()


def _in_sight(actor: Actor, map_: Map) -> QuerySet[Version]:
    """Return the map's versions that this actor may read: all for members, the open ones for others."""
    versions = Version.objects.filter(map=map_)
    if actor.may(Permission.PROGRAMME_VIEW, map_):
        return versions
    return versions.filter(number__lte=map_.open_number or 0)


def require_on(map_: Map, element: UUID) -> None:
    """Raise ``NotVisible`` unless a flow or node of this id is on the draft."""
    if not any(rows.filter(map=map_, pk=element).exists() for rows in (Flow.objects, Node.objects)):
        raise nothing_here()
