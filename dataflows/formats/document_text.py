"""From the bytes of a document to plain JSON values, refusing what JSON readers quietly change or lose."""

import json
from collections import Counter
from typing import Any

from dataflows.errors import FormatError
from dataflows.formats.limits import MAX_BYTES
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop


def parse_json(data: bytes) -> Any:
    """Return the JSON value in ``data``.

    Raises
    ------
    FormatError
        For a file that is empty, too big, not UTF-8 or not JSON; for a key written twice in one object
        (readers keep only one of them), for numbers JSON does not have, and for the character U+0000.
    """
    if not data.strip():
        raise FormatError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise FormatError(
            _("The file is %(size).1f MB; documents up to %(limit)d MB can be read."),
            size=len(data) / 1_000_000,
            limit=MAX_BYTES // 1_000_000,
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(_("The file is not a map document: it is not text in UTF-8.")) from error
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise FormatError(
            _("The file is not a map document: line %(line)s is not JSON."), line=error.lineno
        ) from error
    except RecursionError as error:
        raise FormatError(_("The file is not a map document: it is nested too deeply.")) from error
    except ValueError as error:
        raise FormatError(_("The file is not a map document: it holds a number that is too long.")) from error
    _check_characters(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        counts = Counter(key for key, _value in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise FormatError(_("The document writes “%(key)s” twice in one place."), key=twice[:60])
    return value


def _no_constant(constant: str) -> Any:
    raise FormatError(
        _("The file is not a map document: %(constant)s is not a number JSON has."), constant=constant
    )


def _check_characters(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str):
            check_text(item)


def check_text(text: str) -> None:
    """Raise ``FormatError`` for U+0000 and for half characters, which no database of ours can hold."""
    if "\x00" in text:
        raise FormatError(_("The document holds the character U+0000, which no text needs."))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise FormatError(
            _("The document holds half a character (a lone surrogate); write it again in UTF-8.")
        )
