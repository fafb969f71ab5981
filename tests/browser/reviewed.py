"""What stands in the addresses of reviews: a map's newest link, a review that came over it, a suggestion."""

from typing import Any

from dataflows.models import Map, Proposal, Review
from dataflows.selectors.review_links import token_of


def review_values(map_: Map) -> dict[str, Any]:
    """Return the values for one map on which a review with a suggestion has been sent."""
    proposal = Proposal.objects.filter(map=map_, comment__review__isnull=False)[0]
    assert proposal.comment is not None
    review = Review.objects.select_related("link").get(comments=proposal.comment)
    return {
        "token": token_of(review.link),
        "review_id": review.pk,
        "link_id": review.link_id,
        "proposal_id": proposal.pk,
    }
