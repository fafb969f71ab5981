"""Named reads across all of an actor's programmes: what the API lists."""

from django.db.models import Count, Max, QuerySet

from dataflows.models import Map
from organisations.permissions import Actor, Permission


def maps_visible_to(actor: Actor) -> QuerySet[Map]:
    """Return the maps whose drafts the actor may read, with counts of flows and the latest version."""
    return (
        Map.objects.filter(programme_id__in=actor.programmes_with(Permission.MAP_VIEW))
        .select_related("area")
        .annotate(flow_count=Count("flows", distinct=True), latest_version=Max("versions__number"))
    )
