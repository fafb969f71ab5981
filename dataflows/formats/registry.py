"""Formats by name: what each reads and writes, and how an unknown file is recognised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.errors import FormatError
from dataflows.formats import (
    csv_export,
    csv_flows,
    document,
    dot_export,
    dot_in,
    drawio_in,
    drawio_out,
    fides,
    fides_out,
    graphml,
    lines,
    mermaid,
    otm,
    threat_dragon,
    threat_dragon_out,
    workbook_in,
    workbook_out,
)
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.decoding import decode
from dataflows.formats.document import MapDocument
from dataflows.formats.flow_row import Peek
from dataflows.formats.glimpse import Glimpse
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

Read = Callable[[bytes, ReadOptions], MapDocument | Contents]
Write = Callable[[MapDocument], bytes]
Look = Callable[[bytes, str], tuple[Peek, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One format; ``read`` or ``write`` is ``None`` where Daylight does not do it.

    ``recognise`` says whether a file that somebody brings is in this format, by what it holds; ``peek`` gives
    the headings of its sheets, where people may say what their columns hold.
    """

    name: str
    label: str
    media_type: str
    extension: str
    recognise: Callable[[Glimpse], bool] | None = None
    read: Read | None = None
    peek: Look | None = None
    write: Write | None = None


# In the order in which a file is looked at; a flow list is what any other text may be.
CODECS: Final[Mapping[str, Codec]] = {
    codec.name: codec
    for codec in (
        Codec(
            name="xlsx",
            label=_("Workbook (XLSX)"),
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            extension=".xlsx",
            recognise=workbook_in.recognise_workbook,
            read=workbook_in.read_workbook,
            peek=workbook_in.peek_workbook,
            write=workbook_out.write_workbook,
        ),
        Codec(
            name="csv-zip",
            label=_("All sheets as CSV files (zip)"),
            media_type="application/zip",
            extension=".zip",
            recognise=workbook_in.recognise_zip,
            read=workbook_in.read_zip,
            peek=workbook_in.peek_zip,
            write=workbook_out.write_zip,
        ),
        Codec(
            name="threat-dragon",
            label=_("OWASP Threat Dragon"),
            media_type="application/json",
            extension=".json",
            recognise=threat_dragon.recognise,
            read=threat_dragon.read,
            write=threat_dragon_out.write,
        ),
        Codec(
            name="otm",
            label=_("Open Threat Model"),
            media_type="application/json",
            extension=".otm",
            recognise=otm.recognise,
            read=otm.read,
        ),
        Codec(
            name="drawio",
            label=_("draw.io"),
            media_type="application/vnd.jgraph.mxfile",
            extension=".drawio",
            recognise=drawio_in.recognise,
            read=drawio_in.read,
            write=drawio_out.write,
        ),
        Codec(
            name="fides",
            label=_("Fides manifest"),
            media_type="application/yaml",
            extension=".yml",
            recognise=fides.recognise,
            read=fides.read,
            write=fides_out.write,
        ),
        Codec(
            name="json",
            label=_("Daylight map document"),
            media_type="application/json",
            extension=".json",
            recognise=document.recognise,
            read=document.read,
            write=document.write,
        ),
        Codec(
            name="dot",
            label=_("Graphviz DOT"),
            media_type="text/vnd.graphviz; charset=utf-8",
            extension=".dot",
            recognise=dot_in.recognise,
            read=dot_in.read,
            write=dot_export.write,
        ),
        Codec(
            name="graphml",
            label=_("GraphML"),
            media_type="application/graphml+xml",
            extension=".graphml",
            write=graphml.write,
        ),
        Codec(
            name="mermaid",
            label=_("Mermaid flowchart"),
            media_type="text/plain; charset=utf-8",
            extension=".mmd",
            write=mermaid.write,
        ),
        Codec(
            name="lines",
            label=_("Typed lines"),
            media_type="text/plain; charset=utf-8",
            extension=".txt",
            recognise=lines.recognise,
            read=lines.read,
        ),
        Codec(
            name="csv",
            label=_("Flow list (CSV)"),
            media_type="text/csv; charset=utf-8",
            extension=".csv",
            recognise=csv_flows.recognise,
            read=csv_flows.read,
            peek=csv_flows.peek,
            write=csv_export.write,
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
    glimpse = Glimpse.of(data)
    if lines.is_marked(glimpse):
        return "lines"
    for codec in CODECS.values():
        if codec.recognise is not None and codec.recognise(glimpse):
            return codec.name
    decode(data)  # raises, with the sentence for what it is
    raise FormatError(_("Daylight cannot tell what kind of file this is."))
