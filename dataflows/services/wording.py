"""Where people's words are kept in a programme, and how they are taken out of a row."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext, gettext_noop

from dataflows.errors import FormatError
from dataflows.formats.document import from_dict, sha256
from dataflows.graph.vocabulary import ROLES
from dataflows.language.tombstone import Words
from dataflows.models import (
    AccessRow,
    Agreement,
    Change,
    Comment,
    DataType,
    Flow,
    ImportOrigin,
    ImportReceipt,
    Interview,
    InterviewLine,
    JourneyStage,
    Map,
    Moderation,
    Node,
    Outcome,
    PracticeClaim,
    Proposal,
    Redaction,
    RegisterChange,
    Review,
    ReviewLink,
    SavedFilter,
    SignOff,
    Storage,
    Version,
)
from organisations.errors import BadInput
from organisations.models import Area, Organisation, OrganisationAlias
from organisations.models.organisations import normalise

Row = models.Model
Columns = tuple[str, ...]

_FLOW_WORDS: Final[Columns] = (
    *("ref", "channel", "trigger", "frequency", "purpose", "if_not_shared", "necessity", "sender_law"),
    *("receiver_law", "safeguard", "dpia_reference", "evidence_source", "notes"),
)
_STORAGE_WORDS: Final[Columns] = ("name", "location", "access_note", "security", "retention", "notes")

# Every column in which people write what they like, under the name of the place as pages say it. A test holds
# it against the tables. Not among them: a programme's own name and description, which are addresses too.
WORDS: Final[Mapping[str, Mapping[type[Row], Columns]]] = {
    gettext_noop("drafts"): {
        Map: ("name", "description"),
        Node: ("name", "notes"),
        Flow: _FLOW_WORDS,
        PracticeClaim: ("text",),
        Proposal: ("payload", "outcome"),
    },
    gettext_noop("versions"): {Version: ("document", "note")},
    gettext_noop("the history"): {
        Change: ("before", "after", "summary"),
        RegisterChange: ("name", "before", "after"),
    },
    gettext_noop("comments"): {
        Comment: ("text", "sentence"),
        Outcome: ("text",),
        Moderation: ("reason",),
        Review: ("role",),
        ReviewLink: ("label",),
        SignOff: ("note",),
    },
    gettext_noop("interviews"): {Interview: ("label",), InterviewLine: ("text",)},
    gettext_noop("receipts of imports"): {
        ImportReceipt: ("file_name", "label", "sheets", "content"),
        ImportOrigin: ("source", "key", "place", "values"),
    },
    gettext_noop("reasons of redactions"): {Redaction: ("reason",)},
    gettext_noop("the register"): {
        Organisation: ("name", "short_name", "notes"),
        OrganisationAlias: ("name",),
        Area: ("name",),
        JourneyStage: ("name", "aliases"),
        Storage: _STORAGE_WORDS,
        AccessRow: ("role", "notes"),
        DataType: ("name", "category", "dpv_concept", "notes"),
        Agreement: ("name", "notes"),
        SavedFilter: ("name", "query"),
    },
}

# Keys of documents and log entries that hold codes or the programme's name, never people's words.
_CODED_KEYS: Final = frozenset(
    {
        *("kind", "sensitivity", "organisation_kind", "storage_kind", "themes", "identifiability", "regime"),
        *("lawful_basis", "article_9", "schedule_1", "confidentiality_route", "person_told"),
        *("person_choice", "consistency", "evidence", "confidence", "review_date", "format", "programme"),
    }
)
# Keys of documents whose text may be of any length; everything else holds at most this many characters.
_LONG_KEYS: Final = frozenset(
    {
        *("description", "notes", "access_note", "security", "retention", "purpose", "if_not_shared"),
        *("necessity", "safeguard", "evidence_source"),
    }
)
_LONGEST_LABEL: Final = 200
# Columns of the logs that hold a fact's value.
_LOGGED: Final = frozenset({"before", "after"})
_AT_ONCE: Final = 200


def rows_with(programme_id: UUID, words: Words) -> Iterator[tuple[str, Row, dict[str, Any]]]:
    """Yield the place, the row, and the new values of its columns, for each row that holds the words."""
    for place, tables in WORDS.items():
        for model, columns in tables.items():
            for row in _rows(model, programme_id):
                if changed := _without_words(row, columns, words):
                    yield place, row, changed


def places_with(*, programme_id: UUID, text: str) -> dict[str, int]:
    """Return in how many rows of each place a text is found, however it is written."""
    return dict(Counter(place for place, _row, _changed in rows_with(programme_id, Words(text))))


def store(row: Row, changed: dict[str, Any]) -> dict[str, Any]:
    """Give a row its new values, and return the note about it that the redaction keeps."""
    note: dict[str, Any] = {"table": row._meta.model_name, "id": str(row.pk), "columns": sorted(changed)}
    values = dict(changed)
    if isinstance(row, Version) and "document" in changed:
        # A document that had lost its hash before goes without: what was broken stays to be found.
        if sha256(row.document) == row.sha256:
            values["sha256"] = sha256(changed["document"])
        note |= {"sha256_before": row.sha256, "sha256_after": values.get("sha256", row.sha256)}
    if "name" in changed and hasattr(row, "normalised_name"):
        values["normalised_name"] = normalise(changed["name"])[: _limit(row, "normalised_name")]
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    return note


def _rows(model: type[Row], programme_id: UUID) -> Iterator[Row]:
    """Yield a table's rows of the programme, a few in memory at a time."""
    manager = model._default_manager
    ids = list(manager.filter(programme_id=programme_id).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), _AT_ONCE):
        yield from manager.filter(pk__in=ids[first : first + _AT_ONCE])


def _limit(row: Row, column: str) -> int | None:
    limit: int | None = getattr(row._meta.get_field(column), "max_length", None)
    return limit


def _without_words(row: Row, columns: Columns, words: Words) -> dict[str, Any]:
    """Return the columns of a row that hold the words, as they are without them."""
    changed: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column)
        if isinstance(row, Version) and column == "document":
            new = _document_without(value, words)
        else:
            fact = row.field if isinstance(row, Change | RegisterChange) and column in _LOGGED else column
            new = _walk(value, fact, _Remover(words, longest=_limit(row, column)))
        if new != value:
            changed[column] = new
    return changed


@dataclass(frozen=True)
class _Remover:
    """Takes the words out of one text, so that it still fits where it stands."""

    words: Words
    longest: int | None = None
    in_document: bool = False

    def __call__(self, text: str, key: str) -> str:
        longest = self.longest
        if self.in_document and key not in _LONG_KEYS:
            # The name of a flow is made of others and may be longer.
            longest = max(_LONGEST_LABEL, len(text))
        return self.words.removed_from(text, longest=longest)


def _document_without(text: str, words: Words) -> str:
    value = json.loads(text)
    redacted = _walk(value, "", _Remover(words, in_document=True))
    if redacted == value:
        return text
    try:
        from_dict(redacted)
    except FormatError as error:
        raise BadInput(
            gettext("Without this text a version could not be read any more. Choose a longer text.")
        ) from error
    # Written as canonical_json writes, so that the new hash is the hash of a canonical document.
    return json.dumps(redacted, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _walk(value: Any, key: str, remove: _Remover) -> Any:
    """Return the value with the words taken out of every text, but for codes and ids."""
    if isinstance(value, str):
        return value if _is_coded(key, value) else remove(value, key)
    if isinstance(value, list):
        return [_walk(item, key, remove) for item in value]
    if isinstance(value, dict):
        return {name: _walk(item, name, remove) for name, item in value.items()}
    return value


def _is_coded(key: str, text: str) -> bool:
    """Say whether a text is no word of anybody's. A role is a code on a flow, words in a storage."""
    return key in _CODED_KEYS or (key == "role" and text in ROLES) or _is_id(text)


def _is_id(text: str) -> bool:
    try:
        return len(text) == 36 and str(UUID(text)) == text
    except ValueError:
        return False
