"""Redaction: two people agree, and a name typed by mistake becomes a tombstone everywhere in a programme."""

from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.language.tombstone import TOMBSTONE, Words
from dataflows.models import ImportReceipt, Map, Picture, Redaction, ReviewAddress
from dataflows.models.redaction import NOBODY
from dataflows.services.versions import seal_again, well_sealed
from dataflows.services.wording import rows_with, store
from organisations.errors import BadInput, Conflict, NotAllowed
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

SHORTEST: Final = 3
# What the engines call a broken promise that something is there once.
_UNIQUE: Final = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}


@transaction.atomic
def ask_redaction(*, actor: Actor, map_: Map, text: str, reason: str) -> Redaction:
    """Ask for a text to be removed from a map's whole programme; somebody else has to agree. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not ask for redactions here.
    BadInput
        The text is too short to be safe to replace or part of the tombstone itself, or no reason is given.
    """
    require(actor, Permission.REDACT, on=map_)
    person = _person(actor)
    text, reason = text.strip(), reason.strip()
    if "\x00" in text + reason:
        raise BadInput(_("The text holds a character that cannot be kept (U+0000)."))
    words = Words(text)
    if len(words.folded) < SHORTEST:
        raise BadInput(_("Give at least %(least)d characters to remove.") % {"least": SHORTEST})
    if words.are_in_the_tombstone:
        raise BadInput(_("These letters are part of “%(mark)s” itself.") % {"mark": TOMBSTONE})
    if not reason:
        raise BadInput(_("Say why this has to be removed."))
    # Whoever removes the same words just now either finds this row, or was done before it came.
    Programme.objects.filter(pk=map_.programme_id).update(redactions=F("redactions"))
    redaction = Redaction.objects.create(
        programme_id=map_.programme_id, map=map_, text=text, reason=reason, asked_by_id=person
    )
    record(actor=actor, action="redaction.ask", on=redaction, programme=map_.programme)
    return redaction


@transaction.atomic
def refuse_redaction(*, actor: Actor, redaction: Redaction) -> Redaction:
    """Set a redaction aside, or take back one's own; its words are forgotten. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not decide on redactions here.
    Conflict
        It has been decided already.
    """
    require(actor, Permission.REDACT, on=redaction)
    refused = Redaction.objects.filter(pk=redaction.pk, state=Redaction.State.ASKED).update(
        state=Redaction.State.REFUSED, text="", decided_by_id=_person(actor), decided_at=timezone.now()
    )
    if not refused:
        raise Conflict(_("This redaction has been decided already."))
    record(actor=actor, action="redaction.refuse", on=redaction, programme=redaction.map.programme)
    redaction.refresh_from_db()
    return redaction


def apply_redaction(*, actor: Actor, redaction: Redaction) -> Redaction:
    """Agree to a redaction that somebody else asked for, and carry it out at once. Recorded.

    The words go from every map of the programme and from its register. Every version touched gets the hash
    of its redacted document, and every version after it a new seal; what was before is kept beside it. The
    words themselves are forgotten: the redaction keeps only which rows it touched. Pictures and previews
    of imports are thrown away.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not redact here, or asked for this redaction themselves.
    Conflict
        It has been decided already, two names would become the same, or words would be left.
    BadInput
        Removing the text would leave a version that cannot be read.
    """
    require(actor, Permission.REDACT, on=redaction)
    person = _person(actor)
    if person == redaction.asked_by_id:
        raise NotAllowed(_("A redaction takes two people: somebody else has to agree."))
    try:
        with transaction.atomic():
            _apply(actor, person, redaction)
    except IntegrityError as error:
        if not _is_same_name(error):
            raise
        raise Conflict(
            _("Removing this would give two things in the programme the same name. Rename one of them first.")
        ) from error
    redaction.refresh_from_db()
    return redaction


def _apply(actor: Actor, person: UUID, redaction: Redaction) -> None:
    _hold_everything(redaction.programme_id)
    claimed = Redaction.objects.filter(pk=redaction.pk, state=Redaction.State.ASKED).update(
        state=Redaction.State.APPLYING,
        unfinished_id=NOBODY,
        decided_by_id=person,
        decided_at=timezone.now(),
    )
    if not claimed:
        raise Conflict(_("This redaction has been decided already."))
    words = Words(redaction.text)
    well = well_sealed(programme_id=redaction.programme_id)
    touched = [store(row, changed) for _place, row, changed in rows_with(redaction.programme_id, words)]
    _note_seals(touched, seal_again(programme_id=redaction.programme_id, well=well))
    here = {"programme_id": redaction.programme_id}
    ImportReceipt.objects.filter(**here, state=ImportReceipt.State.PREVIEW).delete()
    # All of them: in a picture a name is broken over lines and escaped, so that searching could miss it.
    Picture.objects.filter(**here).delete()
    # An address is kept to be used once: where it holds the words, it goes unused.
    ReviewAddress.objects.filter(**here, email__icontains=redaction.text).delete()
    _take_along(person, redaction, words)
    left = next(rows_with(redaction.programme_id, words), None)
    if left is not None:
        raise Conflict(_("These words cannot be removed as they stand. Choose a longer or a shorter text."))
    Redaction.objects.filter(pk=redaction.pk).update(
        state=Redaction.State.APPLIED, text="", touched=touched, unfinished=None
    )
    detail: dict[str, object] = {"touched": touched}
    programme = redaction.map.programme
    record(actor=actor, action="redaction.apply", on=redaction, programme=programme, detail=detail)


def _hold_everything(programme_id: UUID) -> None:
    """Wait for whoever edits, publishes, comments or imports in the programme, and let nobody else begin."""
    for pk in Map.objects.filter(programme_id=programme_id).order_by("pk").values_list("pk", flat=True):
        Map.objects.filter(pk=pk).update(changed_at=F("changed_at"))
    # The register is held by the programme's row. Whoever is drawing has read the words already: with another
    # number of redactions, the picture will not be kept.
    Programme.objects.filter(pk=programme_id).update(redactions=F("redactions") + 1)


def _note_seals(touched: list[dict[str, Any]], seals: dict[str, dict[str, str]]) -> None:
    """Write both seals beside each version touched; those that only got a new seal lost no words."""
    versions = {note["id"]: note for note in touched if note["table"] == "version"}
    for pk, both in seals.items():
        if pk not in versions:
            versions[pk] = {"table": "version", "id": pk, "columns": []}
            touched.append(versions[pk])
        versions[pk].update(both)


def _take_along(person: UUID, redaction: Redaction, words: Words) -> None:
    """Close the other redactions that ask for the same words: they would keep them, and find nothing."""
    asked = Redaction.objects.filter(programme_id=redaction.programme_id, state=Redaction.State.ASKED)
    for other in asked.exclude(pk=redaction.pk):
        if words.are_in(other.text):
            note: dict[str, Any] = {"redaction": str(redaction.pk)}
            asked.filter(pk=other.pk).update(
                state=Redaction.State.REFUSED,
                text="",
                touched=[note],
                decided_by_id=person,
                decided_at=timezone.now(),
            )


def _person(actor: Actor) -> UUID:
    if not actor.is_signed_in:
        raise NotAllowed(_("A redaction is asked for and decided by people."))
    return UUID(actor.id)


def _is_same_name(error: IntegrityError) -> bool:
    """Say whether the database refused because something would be there twice, on either engine."""
    cause = error.__cause__
    return {getattr(cause, "pgcode", None), getattr(cause, "sqlite_errorname", None)} & _UNIQUE != set()
