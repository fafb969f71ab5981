"""Accepting what somebody suggests: the draft says so, and the comment is answered, in one act."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.models import Comment, Flow, Outcome, Proposal
from dataflows.services import edit_kinds as kinds
from dataflows.services.answering import answer
from dataflows.services.comments import hold_map
from dataflows.services.editing import edit_map
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require


@transaction.atomic
def accept_proposal(
    *,
    actor: Actor,
    proposal: Proposal,
    element: UUID,
    edit: UUID,
    text: str,
    seen: int | None = None,
    sure: bool = False,
) -> Outcome:
    """Give a flow of the draft the suggested values and answer the comment with one sentence. Recorded.

    ``element`` is the flow that the comment hangs on now. One step of the actor's, which undo takes back (the
    answer stays until it is opened again). The same ``edit`` sent again has no second effect.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change the draft or answer comments.
    BadInput
        A value cannot be kept, or looks like somebody's data and nobody is ``sure``; the sentence is missing.
    Conflict
        It has been decided already, the flow is not on the draft, or (``EditClash``) somebody changed the
        same fact since it was ``seen``.
    """
    require(actor, Permission.MAP_EDIT, on=proposal)
    require(actor, Permission.COMMENT_ANSWER, on=proposal)
    comment = _comment_of(proposal)
    if (earlier := Outcome.objects.filter(request_id=edit, comment=comment).first()) is not None:
        return earlier
    # Whoever answers it at this moment is waited for.
    hold_map(comment.version)
    proposal.refresh_from_db(fields=["state"])
    if proposal.state != Proposal.State.OPEN:
        raise Conflict(_("It has been decided already."))
    if not Flow.objects.filter(map_id=proposal.map_id, pk=element).exists():
        raise Conflict(_("The flow that this is about is not on the draft any more. Answer it in words."))
    edits = [
        kinds.SetFact(element=element, fact=fact, value=value, seen=seen)
        for fact, value in proposal.payload["to"].items()
    ]
    edit_map(actor=actor, map_=proposal.map, edit=edit, edits=edits, sure=sure)
    decided = {"state": Proposal.State.ACCEPTED, "outcome": text, "decided_at": timezone.now()}
    Proposal.objects.filter(pk=proposal.pk).update(**decided)
    return answer(actor=actor, comment=comment, kind=Outcome.Kind.CHANGED, text=text, request_id=edit)


def _comment_of(proposal: Proposal) -> Comment:
    if proposal.comment is None or "to" not in proposal.payload:
        raise BadInput(_("This suggestion does not say what to change."))
    return proposal.comment
