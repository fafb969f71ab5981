"""From the bytes of a text file to its letters, saying when the encoding had to be guessed."""

import re
from typing import Final, NamedTuple

from dataflows.errors import FormatError
from dataflows.formats.limits import MAX_BYTES
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

SIGNATURES: Final = (
    (b"PK\x03\x04", _("The file is a workbook or a zip, and here rows of text are needed.")),
    (
        b"\xd0\xcf\x11\xe0",
        _("The file is an old or protected workbook; save it as .xlsx without a password and try again."),
    ),
    (b"%PDF", _("The file is a PDF; Daylight needs the list itself as CSV.")),
    (b"\x89PNG", _("The file is a picture; Daylight needs the list itself as CSV.")),
    (b"\xff\xd8\xff", _("The file is a picture; Daylight needs the list itself as CSV.")),
    (b"\x1f\x8b", _("The file is compressed; unpack it and try again.")),
)
NOT_TEXT: Final = _("The file is not text that can be read; save the sheet as CSV in UTF-8 and try again.")
CONTROLS: Final = re.compile(r"[\x01-\x08\x0b\x0e-\x1f]")
# In Windows-1252 nearly every byte is a letter: text in another encoding shows as mostly accents.
MOST_ACCENTS: Final = 0.2


class Decoded(NamedTuple):
    """A file's text and the encoding it was read in; ``guessed`` when the file did not say."""

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes) -> Decoded:
    """Return the text in ``data``: UTF-8, UTF-16 that says so, or else Windows-1252 as a guess.

    Raises
    ------
    FormatError
        For a file that is empty, too big, of another kind, in no such encoding, or that holds U+0000.

    Examples
    --------
    >>> decode("Tŷ".encode("utf-16")).encoding, decode(b"Caf\\xe9 Nero").guessed
    ('UTF-16', True)
    """
    if not data.strip():
        raise FormatError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise FormatError(
            _("The file is %(size).1f MB; files up to %(limit)d MB can be read."),
            size=len(data) / 1_000_000,
            limit=MAX_BYTES // 1_000_000,
        )
    for signature, sentence in SIGNATURES:
        if data.startswith(signature):
            raise FormatError(sentence)
    decoded = _decode(data)
    if "\x00" in decoded.text:
        raise FormatError(_("The file holds the character U+0000, which no text needs."))
    if not decoded.text.strip():
        raise FormatError(_("The file is empty."))
    return decoded


def _decode(data: bytes) -> Decoded:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise FormatError(NOT_TEXT)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(_strictly(data, "utf-16"), "UTF-16", guessed=False)
    try:
        return Decoded(data.decode("utf-8-sig"), "UTF-8", guessed=False)
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252")
    accents = sum(character > "\x7f" for character in text)
    if "\x00" not in text and (CONTROLS.search(text) or accents > MOST_ACCENTS * len(text)):
        raise FormatError(NOT_TEXT)
    return Decoded(text, "Windows-1252", guessed=True)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(NOT_TEXT) from error
