"""Looking after threads: taking words out of sight and showing them again, and hanging a comment anew."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.models import Comment, Lineage, Moderation
from dataflows.selectors.documents import draft_document
from dataflows.selectors.sentences import element_kind_of
from dataflows.services.comments import hold_map
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

LONGEST = 400


@transaction.atomic
def moderate(*, actor: Actor, comment: Comment, hides: bool, reason: str) -> Moderation:
    """Take a comment's words out of sight, or show them again, and say why. Recorded; nothing is deleted.

    Those who answer comments go on reading the words; everybody reads who did it, when and why.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not answer comments here.
    BadInput
        The reason is missing or too long.
    Conflict
        It is hidden (or shown) already.
    """
    require(actor, Permission.COMMENT_ANSWER, on=comment)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST or "\x00" in reason:
        raise BadInput(_("Say why, in at most %(most)d characters.") % {"most": LONGEST})
    hold_map(comment.version)
    if (comment.moderation is not None) == hides:
        raise Conflict(_("It is hidden already.") if hides else _("It is shown already."))
    moderation = Moderation.objects.create(
        programme_id=comment.programme_id,
        map_id=comment.map_id,
        comment=comment,
        hides=hides,
        reason=reason,
        by_id=UUID(actor.id),
    )
    action = "comment.hide" if hides else "comment.show"
    record(actor=actor, action=action, on=comment, programme=comment.programme)
    return moderation


@transaction.atomic
def attach_again(*, actor: Actor, comment: Comment, element: UUID) -> None:
    """Say that what a comment hung on, which was removed, is ``element`` again. Recorded.

    It is said of the element, so every comment on it hangs there from now on. Said again, the last one holds.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not answer comments here.
    BadInput
        There is no such element of the same kind on the draft.
    Conflict
        What it hangs on is still there, or it never hung on an element.
    """
    require(actor, Permission.COMMENT_ANSWER, on=comment)
    hold_map(comment.version)
    graph = draft_document(comment.map).graph
    if comment.element_id is None or element_kind_of(graph, comment.element_id):
        raise Conflict(_("What this is about is still on the map."))
    if not element_kind_of(graph, element) or element_kind_of(graph, element) != comment.element_kind:
        raise BadInput(_("That is not on the draft any more. Open the page again."))
    Lineage.objects.create(
        programme_id=comment.programme_id,
        map_id=comment.map_id,
        edit=uuid4(),
        kind=Lineage.Kind.AGAIN,
        element_kind=comment.element_kind,
        origin=comment.element_id,
        result=element,
    )
    record(
        actor=actor,
        action="comment.attach",
        on=comment,
        programme=comment.programme,
        detail={"element": str(element)},
    )
