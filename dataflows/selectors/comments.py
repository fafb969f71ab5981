"""Named reads of comments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from dataflows.models import Comment, Map, Outcome
from organisations.errors import NotVisible
from organisations.permissions import Actor, Permission, require


def comments_of(actor: Actor, map_: Map) -> QuerySet[Comment]:
    """Return the map's threads, newest first, with authors, replies and outcomes. Seven queries."""
    require(actor, Permission.COMMENT_VIEW, on=map_)
    return (
        Comment.objects.filter(map=map_, parent=None)
        .select_related("author", "organisation", "version", "review__link")
        .prefetch_related("replies__author", "replies__organisation", "outcomes__by")
        .prefetch_related("moderations__by", "replies__moderations__by")
        .order_by("-created_at")
    )


def comments_on(actor: Actor, map_: Map, threads: Iterable[UUID]) -> QuerySet[Comment]:
    """Return some of the map's threads: those that hang on one element, say."""
    return comments_of(actor, map_).filter(pk__in=list(threads))


def comment_for(actor: Actor, map_: Map, comment_id: UUID) -> Comment:
    """Return one comment of the map, or raise ``NotVisible``."""
    require(actor, Permission.COMMENT_VIEW, on=map_)
    comment = (
        Comment.objects.filter(map=map_, pk=comment_id)
        .select_related("version", "parent", "author", "review__link")
        .first()
    )
    if comment is None:
        raise NotVisible(_("There is no such comment."))
    return comment


@dataclass(frozen=True)
class Answered:
    """How many of some threads are answered."""

    done: int
    every: int

    @property
    def open(self) -> int:
        return self.every - self.done


def answered_by_version(map_: Map) -> Mapping[UUID, Answered]:
    """Return how many of each version's threads are answered. One query."""
    latest = Outcome.objects.filter(comment=OuterRef("pk")).order_by("-pk").values("kind")[:1]
    threads = Comment.objects.filter(map=map_, parent=None).annotate(last=Subquery(latest)).order_by()
    found: dict[UUID, list[bool]] = {}
    for version, last in threads.values_list("version", "last"):
        found.setdefault(version, []).append(last not in {None, Outcome.Kind.REOPENED})
    return {version: Answered(sum(answers), len(answers)) for version, answers in found.items()}


def answered_of(map_: Map) -> Answered:
    """Return how many of all threads about a map are answered. One query."""
    every = answered_by_version(map_).values()
    return Answered(sum(one.done for one in every), sum(one.every for one in every))
