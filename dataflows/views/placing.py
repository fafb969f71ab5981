"""Comments with the place where each hangs in what is being read, ready for templates."""

from collections.abc import Iterable, Sequence

from dataflows.models import Comment
from dataflows.selectors.comment_places import PlacedComment
from dataflows.views.reading import Reading


class Placed:
    """A thread and its place. Whatever a template asks of the comment is the comment's."""

    def __init__(self, comment: Comment, place: PlacedComment, base: str) -> None:
        self.comment, self.placed, self.base = comment, place, base


def placed(reading: Reading, comments: Iterable[Comment]) -> Sequence[Placed]:
    """Return threads with their places in the version or draft that is read."""
    return [Placed(comment, reading.places.of(comment), reading.base) for comment in comments]
