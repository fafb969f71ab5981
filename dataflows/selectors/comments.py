"""Named reads of comments."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
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


def comments_on(actor: Actor, map_: Map, threads: Iterable[UUID]) -> QuerySet[Comment]:
    """Return some of the map's threads: those that hang on one element, say."""
    return comments_of(actor, map_).filter(pk__in=list(threads))


def comment_for(actor: Actor, map_: Map, comment_id: UUID) -> Comment:
    """Return one comment of the map, or raise ``NotVisible``."""
    require(actor, Permission.COMMENT_VIEW, on=map_)
    comment = Comment.objects.filter(map=map_, pk=comment_id).select_related("version", "parent").first()
    if comment is None:
        raise NotVisible(_("There is no such comment."))
    return comment
