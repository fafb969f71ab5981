"""Reviews that came over a link: which were sent, and what became of what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from dataflows.models import Comment, Review, ReviewLink, Version
from organisations.permissions import Actor, Permission, nothing_here, require


@dataclass(frozen=True)
class ToldReview:
    """You said, we did: a review's threads with their outcomes, and the first version that came after it."""

    review: Review
    threads: Sequence[Comment]
    newer: Version | None

    @property
    def answered(self) -> int:
        return sum(thread.outcome is not None for thread in self.threads)

    def comment(self, comment_id: UUID) -> Comment:
        """Return one of its threads, or raise ``NotVisible``."""
        found = next((thread for thread in self.threads if thread.pk == comment_id), None)
        if found is None:
            raise nothing_here()
        return found


def sent_over(actor: Actor, link: ReviewLink) -> QuerySet[Review]:
    """Return the reviews that were sent over a link, newest first, with the number of comments in each."""
    require(actor, Permission.REVIEW, on=link)
    return Review.objects.filter(link=link).annotate(comment_count=Count("comments")).order_by("-sent_at")


def what_became_of(actor: Actor, link: ReviewLink, review_id: UUID) -> ToldReview:
    """Return a review that was sent over this link with what became of it, or raise ``NotVisible``.

    Replies are shown without names: whoever reads this has no account. Seven queries.
    """
    require(actor, Permission.REVIEW, on=link)
    review = Review.objects.filter(link=link, pk=review_id).select_related("link", "version").first()
    if review is None:
        raise nothing_here()
    return told_review(review)


def newest_after(link: ReviewLink) -> Version | None:
    """Return the map's newest version where it came after the link's; its document is not read."""
    newer = Version.objects.filter(map=link.map_id, number__gt=link.version.number)
    return newer.defer("document", "layout").order_by("-number").first()


def told_review(review: Review) -> ToldReview:
    """Return a review's threads with their outcomes and replies. Six queries."""
    threads = Comment.objects.filter(review=review, parent=None).prefetch_related(
        "outcomes", "moderations", "replies__moderations"
    )
    newer = Version.objects.filter(map=review.map_id, number__gt=review.version.number).defer("document")
    return ToldReview(review, list(threads.order_by("created_at")), newer.order_by("number").first())
