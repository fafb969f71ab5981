"""Formats by name: what each reads and writes, and how an unknown file is recognised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.formats.csv_export import flows_csv
from dataflows.formats.csv_flows import FlowSheet, read_flows
from dataflows.formats.decoding import decode
from dataflows.formats.document import MapDocument, canonical_json, read_document
from dataflows.formats.dot_export import to_dot
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One format; ``read`` or ``write`` is ``None`` where Daylight does not do it."""

    name: str
    label: str
    media_type: str
    extension: str
    read: Callable[[bytes], MapDocument | FlowSheet] | None = None
    write: Callable[[MapDocument], bytes] | None = None


def _json(document: MapDocument) -> bytes:
    return canonical_json(document).encode()


def _csv(document: MapDocument) -> bytes:
    # Spreadsheets take CSV for the machine's own encoding unless it begins with a byte order mark.
    return flows_csv(document.graph).encode("utf-8-sig")


def _dot(document: MapDocument) -> bytes:
    return to_dot(document).encode()


CODECS: Final[Mapping[str, Codec]] = {
    codec.name: codec
    for codec in (
        Codec(
            name="json",
            label=_("Daylight map document"),
            media_type="application/json",
            extension=".json",
            read=read_document,
            write=_json,
        ),
        Codec(
            name="csv",
            label=_("Flow list (CSV)"),
            media_type="text/csv; charset=utf-8",
            extension=".csv",
            read=read_flows,
            write=_csv,
        ),
        Codec(
            name="dot",
            label=_("Graphviz DOT"),
            media_type="text/vnd.graphviz; charset=utf-8",
            extension=".dot",
            write=_dot,
        ),
    )
}


def sniff(data: bytes) -> str:
    """Return the name of the format that ``data`` is in, judged by what it holds and not by its name.

    Raises
    ------
    FormatError
        When it is no text, or a file of a kind that Daylight does not read.

    Examples
    --------
    >>> sniff(b'{"format": "daylight-map"}'), sniff(b"from,to\\n")
    ('json', 'csv')
    """
    return "json" if decode(data).text.lstrip().startswith(("{", "[")) else "csv"
