"""Named reads of comments."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from dataflows.models import Comment, Map
from organisations.errors import NotVisible
from organisations.permissions import Actor, Permission, require


def comments_of(actor: Actor, map_: Map) -> QuerySet[Comment]:
    """Return the map's threads, newest first, with authors, versions and replies loaded. Three queries."""
    require(actor, Permission.COMMENT_VIEW, on=map_)
    return (
        Comment.objects.filter(map=map_, parent=None)
        .select_related("author", "organisation", "version")
        .prefetch_related("replies__author", "replies__organisation")
        .order_by("-created_at")
    )


def comments_on(actor: Actor, map_: Map, element_id: UUID) -> QuerySet[Comment]:
    """Return the threads that hang on one element, whichever version they were written on."""
    return comments_of(actor, map_).filter(element_id=element_id)


def comment_for(actor: Actor, map_: Map, comment_id: UUID) -> Comment:
    """Return one comment of the map, or raise ``NotVisible``."""
    require(actor, Permission.COMMENT_VIEW, on=map_)
    comment = Comment.objects.filter(map=map_, pk=comment_id).select_related("version", "parent").first()
    if comment is None:
        raise NotVisible(_("There is no such comment."))
    return comment


def counts_by_element(map_: Map) -> Mapping[str, int]:
    """Return how many threads hang on each element of a map. One query."""
    rows = Comment.objects.filter(map=map_, parent=None, element_id__isnull=False)
    counted = rows.values("element_id").annotate(threads=Count("pk")).order_by()
    return {str(row["element_id"]): row["threads"] for row in counted}
