"""Making and ending review links, and noticing what is asked of them in vain."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.models import ReviewLink, Version
from organisations.errors import BadInput, Conflict
from organisations.models import Organisation
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

LONGEST_LABEL: Final = 80
LONGEST_LIFE: Final = timedelta(days=183)
MOST: Final = 200


@transaction.atomic
def make_link(
    *,
    actor: Actor,
    version: Version,
    organisation: Organisation | None,
    days: int,
    label: str = "",
    request_id: UUID | None = None,
) -> ReviewLink:
    """Make a link to a version for an organisation, or (without one) for lived experience. Recorded.

    The same ``request_id`` sent again returns the link that it made the first time.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not make links here.
    BadInput
        The organisation is another programme's, the time or the label is not one that we give, or there are
        too many links.
    """
    require(actor, Permission.REVIEW_INVITE, on=version)
    if request_id and (earlier := _earlier(actor, version, request_id)):
        return earlier
    if organisation is not None and organisation.programme_id != version.programme_id:
        raise BadInput(_("Choose an organisation of this programme."))
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL or "\x00" in label:
        raise BadInput(_("Who gets it can have at most %(most)d characters.") % {"most": LONGEST_LABEL})
    if not timedelta(days=1) <= timedelta(days=days) <= LONGEST_LIFE:
        raise BadInput(_("A link lasts for between a day and six months."))
    alive = ReviewLink.objects.filter(map=version.map_id, revoked_at=None, expires_at__gt=timezone.now())
    if alive.count() >= MOST:
        raise BadInput(_("This map has %(most)d links: end one first.") % {"most": MOST})
    try:
        with transaction.atomic():
            link = ReviewLink.objects.create(
                programme_id=version.programme_id,
                map_id=version.map_id,
                version=version,
                kind=ReviewLink.Kind.ORGANISATION if organisation else ReviewLink.Kind.LIVED,
                organisation=organisation,
                label=label,
                made_by_id=UUID(actor.id),
                expires_at=timezone.now() + timedelta(days=days),
                request_id=request_id or uuid4(),
            )
    except IntegrityError as error:
        if request_id and (earlier := _earlier(actor, version, request_id)):
            return earlier
        raise Conflict(_("This form has been sent already. Open the page again.")) from error
    record(
        actor=actor,
        action="review_link.make",
        on=link,
        programme=version.programme,
        detail={"kind": link.kind, "organisation": str(organisation.pk) if organisation else ""},
    )
    return link


def _earlier(actor: Actor, version: Version, request_id: UUID) -> ReviewLink | None:
    mine = ReviewLink.objects.filter(version=version, made_by_id=UUID(actor.id), request_id=request_id)
    return mine.first()


@transaction.atomic
def end_link(*, actor: Actor, link: ReviewLink) -> None:
    """End a link at once: its address opens nothing any more. Ending it twice changes nothing. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not end links here.
    """
    require(actor, Permission.REVIEW_INVITE, on=link)
    if ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(actor=actor, action="review_link.end", on=link, programme=link.programme)


def note_opened(*, link: ReviewLink) -> None:
    """Keep when a link was opened last, so that those who sent it see that it arrived."""
    ReviewLink.objects.filter(pk=link.pk).update(opened_at=timezone.now())


def note_refused(*, link: ReviewLink) -> None:
    """Count that something was asked over a link that it does not open, or does not open any more."""
    ReviewLink.objects.filter(pk=link.pk).update(refused=F("refused") + 1)
