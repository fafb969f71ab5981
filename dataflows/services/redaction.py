"""Redaction: two people agree, and a name typed by mistake becomes a tombstone everywhere on a map."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dataflows.errors import FormatError
from dataflows.formats.document import from_dict, sha256
from dataflows.graph.vocabulary import ROLES
from dataflows.models import (
    AccessRow,
    Agreement,
    Change,
    Comment,
    DataType,
    Flow,
    ImportReceipt,
    JourneyStage,
    Map,
    Node,
    Picture,
    PracticeClaim,
    Proposal,
    Redaction,
    Storage,
    Version,
)
from organisations.errors import BadInput, Conflict, NotAllowed
from organisations.models import Area, Organisation, OrganisationAlias
from organisations.models.organisations import normalise
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

TOMBSTONE = "[removed]"
SHORTEST = 2

# Keys of documents and log entries that hold codes, never people's words.
_CODED_KEYS = frozenset(
    {
        *("kind", "sensitivity", "organisation_kind", "storage_kind", "themes", "identifiability", "regime"),
        *("lawful_basis", "article_9", "schedule_1", "confidentiality_route", "person_told"),
        *("person_choice", "consistency", "evidence", "confidence", "review_date", "format"),
    }
)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_FLOW_WORDS = [
    *("ref", "channel", "trigger", "frequency", "purpose", "if_not_shared", "necessity", "sender_law"),
    *("receiver_law", "safeguard", "dpia_reference", "evidence_source", "notes"),
]

_STORAGE_WORDS = ["name", "location", "access_note", "security", "retention", "notes"]

Row = models.Model


@transaction.atomic
def ask_redaction(*, actor: Actor, map_: Map, text: str, reason: str) -> Redaction:
    """Ask for a text to be removed from everything about a map; somebody else has to agree. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not ask for redactions here.
    BadInput
        The text is too short to be safe to replace, or no reason is given.
    """
    require(actor, Permission.REDACT, on=map_)
    if not actor.is_signed_in:
        raise NotAllowed(_("A redaction is asked for by a person."))
    text, reason = text.strip(), reason.strip()
    if "\x00" in text + reason:
        raise BadInput(_("The text holds a character that cannot be kept (U+0000)."))
    if len(text) < SHORTEST:
        raise BadInput(_("Give at least %(least)d characters to remove.") % {"least": SHORTEST})
    if not reason:
        raise BadInput(_("Say why this has to be removed."))
    redaction = Redaction.objects.create(
        programme_id=map_.programme_id, map=map_, text=text, reason=reason, asked_by_id=UUID(actor.id)
    )
    record(actor=actor, action="redaction.ask", on=redaction, programme=map_.programme)
    return redaction


def apply_redaction(*, actor: Actor, redaction: Redaction) -> Redaction:
    """Agree to a redaction that somebody else asked for, and carry it out at once. Recorded.

    Every version touched gets the hash of its redacted document; both hashes are kept. The text itself is
    forgotten: the redaction keeps only which rows it touched. Pictures that show it are thrown away and
    drawn anew when next looked at.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not redact here, or asked for this redaction themselves.
    Conflict
        It has been decided already, or two names would become the same.
    BadInput
        Removing the text would leave a version that cannot be read.
    """
    require(actor, Permission.REDACT, on=redaction)
    if actor.id == str(redaction.asked_by_id):
        raise NotAllowed(_("A redaction takes two people: somebody else has to agree."))
    try:
        with transaction.atomic():
            _apply(actor, redaction)
    except IntegrityError as error:
        raise Conflict(
            _("Removing this would give two things in the register the same name. Rename one of them first.")
        ) from error
    redaction.refresh_from_db()
    return redaction


def _apply(actor: Actor, redaction: Redaction) -> None:
    claimed = Redaction.objects.filter(pk=redaction.pk, state=Redaction.State.ASKED).update(
        state=Redaction.State.APPLYING, decided_by_id=UUID(actor.id), decided_at=timezone.now()
    )
    if not claimed:
        raise Conflict(_("This redaction has been decided already."))
    touched = [
        note
        for rows, columns in _places(redaction.map)
        for row in rows
        if (note := _redact_row(row, columns, redaction.text))
    ]
    ImportReceipt.objects.filter(map=redaction.map, state=ImportReceipt.State.PREVIEW).delete()
    # All of them: in a picture a name is broken over lines and escaped, so that searching could miss it.
    Picture.objects.filter(programme_id=redaction.programme_id).delete()
    Redaction.objects.filter(pk=redaction.pk).update(state=Redaction.State.APPLIED, text="", touched=touched)
    programme = redaction.map.programme
    detail: dict[str, object] = {"touched": touched}
    record(actor=actor, action="redaction.apply", on=redaction, programme=programme, detail=detail)


def _places(map_: Map) -> Iterator[tuple[models.QuerySet[Any], list[str]]]:
    """Yield every place where people's words about a map are kept: the rows, and their text columns."""
    programme = map_.programme_id
    yield Map.objects.filter(pk=map_.pk), ["name", "description"]
    yield Version.objects.filter(map=map_), ["document", "note"]
    yield Change.objects.filter(map=map_), ["before", "after", "summary"]
    yield Comment.objects.filter(map=map_), ["text", "sentence"]
    yield Node.objects.filter(map=map_), ["name", "notes"]
    yield Flow.objects.filter(map=map_), _FLOW_WORDS
    yield PracticeClaim.objects.filter(flow__map=map_), ["text"]
    yield Proposal.objects.filter(map=map_), ["payload", "outcome"]
    yield ImportReceipt.objects.filter(map=map_), ["file_name", "content"]
    yield Redaction.objects.filter(map=map_), ["reason"]
    yield Organisation.objects.filter(programme_id=programme), ["name", "short_name", "notes"]
    yield OrganisationAlias.objects.filter(programme_id=programme), ["name"]
    yield Area.objects.filter(programme_id=programme), ["name"]
    yield JourneyStage.objects.filter(programme_id=programme), ["name", "aliases"]
    yield Storage.objects.filter(programme_id=programme), _STORAGE_WORDS
    yield AccessRow.objects.filter(programme_id=programme), ["role", "notes"]
    yield DataType.objects.filter(programme_id=programme), ["name", "category", "dpv_concept", "notes"]
    yield Agreement.objects.filter(programme_id=programme), ["name", "notes"]


def _redact_row(row: Row, columns: list[str], text: str) -> dict[str, Any] | None:
    """Redact one row and return what was touched, or ``None`` when it does not hold the text."""
    changed: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column)
        fact = row.field if isinstance(row, Change) and column != "summary" else column
        new = _without(value, text, fact, is_document=isinstance(row, Version) and column == "document")
        if new != value:
            changed[column] = new
    if not changed:
        return None
    note: dict[str, Any] = {"table": row._meta.model_name, "id": str(row.pk), "columns": sorted(changed)}
    if isinstance(row, Version) and "document" in changed:
        changed["sha256"] = sha256(changed["document"])
        note |= {"sha256_before": row.sha256, "sha256_after": changed["sha256"]}
    if "name" in changed and hasattr(row, "normalised_name"):
        changed["normalised_name"] = normalise(changed["name"])
    type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return note


def _without(value: Any, text: str, fact: str, *, is_document: bool) -> Any:
    """Return the value with the text replaced by the tombstone."""

    def replace(words: str) -> str:
        return words.replace(text, TOMBSTONE)

    if not is_document:
        return _walk(value, replace, fact)
    redacted = _walk(json.loads(value), replace, fact)
    try:
        from_dict(redacted)
    except FormatError as error:
        raise BadInput(
            _("Without this text a version could not be read any more. Choose a longer text.")
        ) from error
    # Written as canonical_json writes, so that the new hash is the hash of a canonical document.
    return json.dumps(redacted, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _walk(value: Any, replace: Callable[[str], str], key: str) -> Any:
    """Return the value with every text in it replaced, but for codes and ids."""
    if isinstance(value, str):
        return value if _is_coded(key, value) else replace(value)
    if isinstance(value, list):
        return [_walk(item, replace, key) for item in value]
    if isinstance(value, dict):
        return {name: _walk(item, replace, name) for name, item in value.items()}
    return value


def _is_coded(key: str, text: str) -> bool:
    """Say whether a text is no word of anybody's. A role is a code on a flow, words in a storage."""
    is_role = key == "role" and text in ROLES
    return key in _CODED_KEYS or is_role or _UUID.fullmatch(text) is not None
