"""Zip files looked through before anything in them is read: what they hold, and how big it really is."""

import io
import zipfile
import zlib
from typing import Final

from dataflows.errors import FormatError
from dataflows.formats.limits import MAX_BYTES
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

MAX_ENTRIES: Final = 300
MAX_UNPACKED: Final = 80_000_000
CHUNK: Final = 1 << 16
# What may stand before the first sign of XML: a byte order mark, spaces, the zeros of UTF-16.
BLANK: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
ENCRYPTED: Final = 0x1
BROKEN: Final = _("The file is broken: it cannot be unpacked. Save it again and try once more.")
PASSWORD: Final = _("The file is protected by a password; save it without one and try again.")
TOO_MUCH: Final = _("The file unpacks to more than %(limit)d MB; take out what is not needed.")
TOO_MANY: Final = _("The file holds more than %(limit)d parts; take out the sheets that are not needed.")
STRANGE: Final = _("The file holds a part with a name that no such file has: “%(name)s”.")
TWICE: Final = _("The file holds two parts of one name: “%(name)s”.")
NESTED: Final = _("The file holds another packed file: “%(name)s”. Unpack it and try again.")
ENTITIES: Final = _("The file declares entities of its own, which no spreadsheet needs: “%(name)s”.")


def is_zip(data: bytes) -> bool:
    """Say whether ``data`` begins as a zip file does."""
    return data.startswith(b"PK\x03\x04")


def names_in(data: bytes) -> list[str]:
    """Return the names of the files in a zip that :func:`unpack` has accepted, but for what systems add."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [name for name in archive.namelist() if not name.endswith("/") and not is_hidden(name)]


def is_hidden(name: str) -> bool:
    """Say whether a file is one that a system puts beside those that people see."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def unpack(data: bytes, *, any_name: bool = False) -> dict[str, bytes]:
    """Return the parts of a zip that are XML or CSV by name; every part is counted while it is unpacked.

    With ``any_name`` also those that are XML by their first sign: a workbook may call its sheets anything.

    Sizes that the file states are not believed: a stated size may be a lie, so unpacking stops at the limit.

    Raises
    ------
    FormatError
        When it is too big packed or unpacked, has too many parts, is protected, or holds what does no good.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(
            _("The file is %(size).1f MB; files up to %(limit)d MB can be read."),
            size=len(data) / 1_000_000,
            limit=MAX_BYTES // 1_000_000,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_names(archive.infolist())
            return _parts(archive, any_name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise FormatError(BROKEN) from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FormatError(TOO_MANY, limit=MAX_ENTRIES)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & ENCRYPTED:
            raise FormatError(PASSWORD)
        if name.startswith(("/", "\\")) or ".." in name.split("/") or ":" in name:
            raise FormatError(STRANGE, name=name[:60])
        if name.lower() in seen:
            raise FormatError(TWICE, name=name[:60])
        seen.add(name.lower())


def _parts(archive: zipfile.ZipFile, any_name: bool) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for entry in archive.infolist():
        name = entry.filename.lower()
        is_text = name.endswith((".xml", ".rels", ".csv", ".tsv"))
        with archive.open(entry) as stream:
            read = bytearray()
            start = b""
            while chunk := stream.read(CHUNK):
                start = start or chunk[:64]
                is_text = is_text or (any_name and start.lstrip(BLANK).startswith(b"<"))
                left -= len(chunk)
                if left < 0:
                    raise FormatError(TOO_MUCH, limit=MAX_UNPACKED // 1_000_000)
                if is_text:
                    read += chunk
        if is_zip(start):
            raise FormatError(NESTED, name=entry.filename[:60])
        if is_text:
            parts[entry.filename] = part = bytes(read)
            # A picture in a workbook may have a document type, and is never parsed.
            if not name.endswith((".csv", ".tsv", ".svg")) and _declares(part):
                raise FormatError(ENTITIES, name=entry.filename[:60])
    return parts


def _declares(xml: bytes) -> bool:
    """Say whether XML has a document type, in whatever encoding: nothing that spreadsheets write has one."""
    plain = xml.replace(b"\x00", b"") if xml[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in xml[:8] else xml
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
