"""Answering what people said: an outcome and one sentence; and opening a thread again."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.formats.cells import shows
from dataflows.models import Comment, Outcome, Proposal, ReviewLink
from dataflows.models.comments import ANSWERS
from dataflows.services.comments import hold_map
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, nothing_here, require
from organisations.services.audit import record

LONGEST = 400


@transaction.atomic
def answer(
    *, actor: Actor, comment: Comment, kind: str, text: str, request_id: uuid.UUID | None = None
) -> Outcome:
    """Say what became of a thread, in one plain sentence. Recorded; earlier answers stay.

    The same ``request_id`` sent again returns the outcome that it made the first time.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not answer comments here.
    BadInput
        The kind is unknown, the sentence is missing or too long, or it answers a reply.
    """
    require(actor, Permission.COMMENT_ANSWER, on=comment)
    if kind not in dict(ANSWERS):
        raise BadInput(_("Choose what became of it."))
    sentence = _sentence(text)
    # A redaction in progress waits for us, or we for it: our words would stay otherwise.
    hold_map(comment.version)
    return _store(actor, comment, kind, sentence, request_id or uuid.uuid4())


@transaction.atomic
def reopen(*, actor: Actor, comment: Comment) -> Outcome:
    """Open an answered thread again. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not comment here.
    BadInput
        It is a reply.
    Conflict
        It is not answered.
    """
    require(actor, Permission.COMMENT_ADD, on=comment)
    hold_map(comment.version)
    if comment.parent_id is None and comment.outcome is None:
        raise Conflict(_("It is not answered yet, so there is nothing to open again."))
    return _store(actor, comment, Outcome.Kind.REOPENED, "", uuid.uuid4())


@transaction.atomic
def reopen_over_link(*, actor: Actor, link: ReviewLink, comment: Comment) -> Outcome:
    """Open a thread again that came over this link. Recorded; nobody is named.

    Raises
    ------
    NotVisible
        The actor did not come over this link, or the comment did not.
    Conflict
        It is not answered.
    """
    require(actor, Permission.REVIEW, on=link)
    if comment.review is None or comment.review.link_id != link.pk:
        raise nothing_here()
    hold_map(comment.version)
    if comment.outcome is None:
        raise Conflict(_("It is not answered yet, so there is nothing to open again."))
    return _store(actor, comment, Outcome.Kind.REOPENED, "", uuid.uuid4())


def _store(actor: Actor, comment: Comment, kind: str, text: str, request_id: uuid.UUID) -> Outcome:
    if comment.parent_id is not None:
        raise BadInput(_("That is a reply. Answer the comment that the thread begins with."))
    by = uuid.UUID(actor.id) if actor.link is None else None
    sent = Outcome.objects.filter(request_id=request_id, comment=comment, by_id=by)
    if (earlier := sent.first()) is not None:
        return earlier
    try:
        with transaction.atomic():
            outcome = Outcome.objects.create(
                programme_id=comment.programme_id,
                map_id=comment.map_id,
                comment=comment,
                kind=kind,
                text=text,
                by_id=by,
                request_id=request_id,
            )
    except IntegrityError as error:
        raise Conflict(_("This form has been sent already. Open the page again to write another.")) from error
    opened = kind == Outcome.Kind.REOPENED
    _settle_proposals(comment, text, opened=opened)
    record(
        actor=actor,
        action="comment.reopen" if opened else "comment.answer",
        on=comment,
        programme=comment.programme,
        detail={"outcome": str(kind)},
    )
    return outcome


def _settle_proposals(comment: Comment, text: str, *, opened: bool) -> None:
    """What a thread suggests is set aside with its answer, and asked again when it is opened again."""
    states = Proposal.State
    was, becomes = (states.SET_ASIDE, states.OPEN) if opened else (states.OPEN, states.SET_ASIDE)
    decided = None if opened else timezone.now()
    comment.proposals.filter(state=was).update(state=becomes, outcome=text, decided_at=decided)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    if not shows(text):
        raise BadInput(_("Write one sentence that says what became of it."))
    if len(text) > LONGEST:
        raise BadInput(
            _("One sentence can hold %(most)d characters; this one has %(count)d.")
            % {"most": LONGEST, "count": len(text)}
        )
    if "\x00" in text:
        raise BadInput(_("The sentence holds a character that cannot be kept (U+0000)."))
    return text
