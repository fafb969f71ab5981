"""You said, we did: one message to each commenter when the next version is published.

Each message is a job of its own. What marks it as sent is stored in the transaction that ends the job, and
the message goes out last in it: a job that is done twice finds the mark and sends nothing. Only a process
that dies between the two can send a message again; none is lost.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django_scopes import scope

from dataflows.models import Comment, Digest, ReviewAddress, Version
from dataflows.models import Outcome as Answer
from dataflows.selectors.review_links import token_of
from dataflows.selectors.reviews import told_review
from dataflows.services.mailing import page_address, write_to
from jobs.registry import Attempt, Outcome
from jobs.services import enqueue
from organisations.models import Membership, Programme, User

TELL: Final = "tell_commenter"


def request_digests(*, version: Version) -> int:
    """Have everybody told what became of what they said before ``version``; return how many will be.

    Call in the transaction that publishes it.
    """
    readers = [
        {"user": str(pk)} for pk in threads_before(version).values_list("author", flat=True).distinct()
    ]
    addresses = ReviewAddress.objects.filter(
        review__map=version.map_id, review__version__number__lt=version.number
    )
    readers += [{"address": str(pk)} for pk in addresses.values_list("pk", flat=True)]
    for reader in readers:
        payload = {"programme": str(version.programme_id), "version": str(version.pk), **reader}
        key = f"{version.pk}:{'.'.join(reader.values())}"
        enqueue(
            kind=TELL,
            payload=payload | {"language": translation.get_language()},
            dedupe_key=key,
            supersede=False,
        )
    return len(readers)


def threads_before(version: Version) -> QuerySet[Comment]:
    """Return members' threads on earlier versions that were answered since their authors were last told."""
    told = Digest.objects.filter(version__map=version.map_id, reader=OuterRef(OuterRef("author")))
    answered = Answer.objects.filter(comment=OuterRef("pk")).exclude(kind=Answer.Kind.REOPENED)
    fresh = answered.exclude(Exists(told.filter(sent_at__gt=OuterRef("at"))))
    threads = Comment.objects.filter(map=version.map_id, parent=None, author__is_active=True)
    return threads.filter(Exists(fresh), version__number__lt=version.number).order_by("created_at")


def tell_commenter(attempt: Attempt) -> Outcome | None:
    """Do a job of kind ``tell_commenter``: write to one person what became of what they said."""
    payload = attempt.payload
    programmes = list(Programme.objects.filter(pk=payload["programme"]))
    with scope(programme=programmes), translation.override(payload["language"]):
        version = Version.objects.select_related("map").filter(pk=payload["version"]).first()
        if version is None:
            return None
    return Outcome(store=partial(_tell, payload, version, programmes))


def _tell(payload: Any, version: Version, programmes: Sequence[Programme]) -> None:
    with scope(programme=programmes), translation.override(payload["language"]):
        if "user" in payload:
            _tell_member(version, UUID(payload["user"]))
        else:
            _tell_reviewer(version, int(payload["address"]))


def _tell_member(version: Version, reader_id: UUID) -> None:
    # Whoever has left the programme since is not written to.
    here = Membership.objects.filter(programme=version.programme_id, user=OuterRef("pk"))
    reader = User.objects.filter(Exists(here), pk=reader_id, is_active=True).first()
    threads = list(threads_before(version).filter(author=reader_id).prefetch_related("outcomes"))
    if reader is None or not threads:
        return
    made = Digest.objects.get_or_create(
        version=version, reader=reader, defaults={"programme_id": version.programme_id}
    )
    if made[1]:
        _send(version, reader.email, threads, page_address("comments", version.map_id))


def _tell_reviewer(version: Version, address_id: int) -> None:
    address = (
        ReviewAddress.objects.select_related("review__link", "review__version").filter(pk=address_id).first()
    )
    if address is None:
        return
    review = address.review
    page = page_address("review_sent", token_of(review.link), review.pk)
    email, threads = address.email, told_review(review).threads
    # Two versions published close together: whoever takes the address away writes.
    if not ReviewAddress.objects.filter(pk=address_id).delete()[0]:
        return
    _send(version, email, threads, page if review.link.tells else "")


def _send(version: Version, email: str, threads: Sequence[Comment], page: str) -> None:
    context = {
        "version": version,
        "map": version.map,
        "threads": threads,
        "compare": page_address("compare", version.map_id, version.number - 1, version.number),
        "page": page,
    }
    subject = _("What became of what you said: %(map)s") % {"map": version.map.name}
    write_to(email, subject, "digest", context)
