"""Named reads of maps and versions, each asking the permission it needs."""

from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from dataflows.models import Map, Version
from organisations.errors import NotVisible
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require


def maps_of(actor: Actor, programme: Programme) -> QuerySet[Map]:
    """Return the programme's maps that the actor may read, with counts of flows and the latest version."""
    maps = Map.objects.filter(programme=programme).select_related("area")
    if not actor.may(Permission.MAP_VIEW, programme):
        maps = maps.filter(is_open=True)
    return maps.annotate(
        flow_count=Count("flows", distinct=True), latest_version=Max("versions__number")
    ).order_by("name")


def open_maps() -> QuerySet[Map]:
    """Return the maps of every programme in sight whose versions anybody may read, once published."""
    return (
        Map.objects.filter(is_open=True, versions__isnull=False)
        .select_related("programme", "area")
        .annotate(latest_version=Max("versions__number"))
        .order_by("programme__name", "name")
    )


def map_for(actor: Actor, map_id: UUID, permission: Permission) -> Map:
    """Return the map when the actor holds the permission on it, or raise ``NotVisible`` or ``NotAllowed``."""
    map_ = Map.objects.select_related("programme", "area").filter(pk=map_id).first()
    if map_ is None:
        raise NotVisible(_("There is no such map, or you cannot see it."))
    require(actor, permission, on=map_)
    return map_


def version_for(actor: Actor, map_: Map, number: int) -> Version:
    """Return the numbered version of a map, or raise ``NotVisible``."""
    version = Version.objects.filter(map=map_, number=number).select_related("map", "published_by").first()
    if version is None:
        raise NotVisible(_("There is no such version of this map."))
    require(actor, Permission.VERSION_VIEW, on=version)
    return version


def versions_of(actor: Actor, map_: Map) -> QuerySet[Version]:
    """Return the map's versions, newest first, without their documents; with the number of comments."""
    require(actor, Permission.VERSION_VIEW, on=map_)
    return (
        Version.objects.filter(map=map_)
        .defer("document", "layout")
        .select_related("published_by")
        .annotate(comment_count=Count("comments"))
    )


def latest_version(map_: Map) -> Version | None:
    """Return the newest version of the map, or ``None`` before the first is published."""
    return Version.objects.filter(map=map_).select_related("map").first()
