"""Maps and their copies: which came from which, and which element of one is which of the other."""

from collections.abc import Mapping

from django.db.models import QuerySet

from dataflows.models import Map, MapCopy


def origin_of(map_: Map) -> MapCopy | None:
    """Return what a map was copied from, with the version and its map. One query."""
    rows = MapCopy.objects.select_related("version__map").defer("version__document", "version__layout")
    return rows.filter(map=map_).first()


def copies_of(map_: Map) -> QuerySet[MapCopy]:
    """Return the maps that were copied from a map, by name, with the versions that they began as."""
    rows = MapCopy.objects.filter(version__map=map_).select_related("map", "version")
    return rows.defer("elements", "version__document", "version__layout").order_by("map__name")


def known_pairs(before: Map, after: Map) -> Mapping[str, str]:
    """Return which element of one map is which of the other: copy and origin, or two copies of one map.

    One query. Elements may be gone from either by now.
    """
    copies = {
        one.map_id: one for one in MapCopy.objects.filter(map__in=[before, after]).select_related("version")
    }
    of_before, of_after = copies.get(before.pk), copies.get(after.pk)
    if of_after is not None and of_after.version.map_id == before.pk:
        return dict(of_after.elements)
    if of_before is not None and of_before.version.map_id == after.pk:
        return {mine: theirs for theirs, mine in of_before.elements.items()}
    if of_before is not None and of_after is not None and of_before.version.map_id == of_after.version.map_id:
        there = of_after.elements
        return {mine: there[one] for one, mine in of_before.elements.items() if one in there}
    return {}
