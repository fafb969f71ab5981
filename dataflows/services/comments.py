"""Saying something about an element of a version, and answering."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dataflows.formats.cells import shows
from dataflows.models import Comment, Map, Version
from dataflows.selectors.documents import version_document
from dataflows.selectors.sentences import element_kind_of, sentence_of
from live.nudges import nudge
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

LONGEST = 4000
LONGEST_FIELD = 40


@transaction.atomic
def add_comment(
    *,
    actor: Actor,
    version: Version,
    kind: str,
    text: str,
    element_id: uuid.UUID | None = None,
    field: str = "",
    request_id: uuid.UUID | None = None,
) -> Comment:
    """Hang a comment on an element of a version (or on the version as a whole), with the sentence as read.

    Recorded. The same ``request_id`` sent again returns the comment that it made the first time.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not comment here.
    BadInput
        The text is empty or too long, the kind is unknown, or the element is not on this version.
    """
    require(actor, Permission.COMMENT_ADD, on=version)
    if request_id and (earlier := _earlier(actor, version, request_id)):
        return earlier
    if kind not in Comment.Kind.values:
        raise BadInput(_("Choose what kind of comment this is."))
    hold_map(version)
    version.refresh_from_db(fields=["document"])
    document = version_document(version)
    element_kind = element_kind_of(document.graph, element_id) if element_id else ""
    if field and not (field.isidentifier() and len(field) <= LONGEST_FIELD):
        raise BadInput(_("That is not a fact that a comment can hang on."))
    if element_id and not element_kind:
        raise BadInput(_("That is not on this version of the map."))
    sentence = sentence_of(document.graph, element_id) if element_id else ""
    return _store(
        actor,
        version,
        Comment(
            kind=kind,
            text=clean_text(text),
            element_kind=element_kind,
            element_id=element_id,
            field=field,
            sentence=sentence,
            request_id=request_id or uuid.uuid4(),
        ),
    )


@transaction.atomic
def reply(*, actor: Actor, comment: Comment, text: str, request_id: uuid.UUID | None = None) -> Comment:
    """Answer a comment, in its thread. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not comment here.
    BadInput
        The text is empty or too long.
    """
    require(actor, Permission.COMMENT_ADD, on=comment)
    if request_id and (earlier := _earlier(actor, comment.version, request_id)):
        return earlier
    hold_map(comment.version)
    first = comment.parent or comment
    first.refresh_from_db(fields=["sentence"])
    return _store(
        actor,
        first.version,
        Comment(
            parent=first,
            text=clean_text(text),
            element_kind=first.element_kind,
            element_id=first.element_id,
            field=first.field,
            sentence=first.sentence,
            request_id=request_id or uuid.uuid4(),
        ),
    )


def hold_map(version: Version) -> None:
    """Wait for a redaction in progress, whose words would otherwise come back with the sentence we read.

    Whatever is said of the map begins with this, so whoever follows what is said hears of it here.
    """
    nudge(version.map_id, "talk")
    Map.objects.filter(pk=version.map_id).update(changed_at=F("changed_at"))


def _store(actor: Actor, version: Version, comment: Comment) -> Comment:
    comment.programme_id = version.programme_id
    comment.map_id, comment.version = version.map_id, version
    comment.author_id = uuid.UUID(actor.id)
    comment.organisation_id = actor.organisations.get(version.programme_id)
    try:
        with transaction.atomic():
            comment.save()
            action = "comment.reply" if comment.parent else "comment.add"
            record(actor=actor, action=action, on=comment, programme=version.programme)
    except IntegrityError as error:
        # Pressed twice at the same moment: the other press has stored it.
        if earlier := _earlier(actor, version, comment.request_id):
            return earlier
        raise Conflict(_("This form has been sent already. Open the page again to write another.")) from error
    return comment


def _earlier(actor: Actor, version: Version, request_id: uuid.UUID) -> Comment | None:
    return Comment.objects.filter(
        version=version, author_id=uuid.UUID(actor.id), request_id=request_id
    ).first()


def clean_text(text: str) -> str:
    """Return what somebody wrote as it is kept, or raise ``BadInput``: empty, too long, or not to be kept."""
    text = text.strip()
    if not shows(text):
        raise BadInput(_("Write what you want to say."))
    if len(text) > LONGEST:
        raise BadInput(
            _("A comment can hold %(most)d characters; this one has %(count)d.")
            % {"most": LONGEST, "count": len(text)}
        )
    if "\x00" in text:
        raise BadInput(_("The comment holds a character that cannot be kept (U+0000)."))
    return text
