"""What can go wrong, each with one clear sentence for the person who meets it.

::

    DomainError
      NotVisible      the thing does not exist for this actor            404
      NotAllowed      the actor may see it but not do this               403
      BadInput        what was given cannot be used; nothing was stored  400
      Conflict        somebody else's change stands in the way           409
      Stale           what was to be changed is not what was seen        412
      SentOtherwise   the same key came with another request before      422
      NotSeen         a change that does not say what it was made from   428
      Busy            as asked it is right, but others ask too           503
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A business rule said no. ``str(error)`` is the sentence that people read."""

    @property
    def members(self) -> Mapping[str, Any]:
        """Return what programs are told beside the sentence."""
        return {}


class NotVisible(DomainError):
    """The thing does not exist, or this actor must not learn that it does."""


class NotAllowed(DomainError):
    """The actor belongs here but lacks the permission."""


class BadInput(DomainError):
    """What was given cannot be used. Nothing was stored."""


class Conflict(DomainError):
    """The state has moved on: the act was right once and is not any more."""


class Busy(DomainError):
    """Nothing is wrong with what was asked: it can be asked again in a while."""


class Stale(Conflict):
    """What was to be changed is not any more what the program had read."""


class SentOtherwise(BadInput):
    """The same key was sent with another request before."""


class NotSeen(BadInput):
    """A change that does not say which state it was made from."""
