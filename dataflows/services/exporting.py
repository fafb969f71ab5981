"""Taking maps out: every format that a document can be written in, and the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dataflows.formats.counting import flows_in
from dataflows.formats.document import MapDocument
from dataflows.formats.registry import CODECS
from dataflows.models import Map, Version
from dataflows.services.printing import PRINTED, USUAL, Paper, picture_of, print_map
from organisations.errors import BadInput, NotVisible

# Opened by itself, a picture or any other file is a document: nothing in it may run or load anything.
FILE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Export:
    """One format that a map can be taken away in."""

    name: str
    label: "str | Promise"
    media_type: str
    extension: str


EXPORTS: Final[Mapping[str, Export]] = {
    **{
        name: Export(name, gettext_lazy(codec.label), codec.media_type, codec.extension)
        for name, codec in CODECS.items()
        if codec.write is not None
    },
    "svg": Export("svg", gettext_lazy("Picture (SVG)"), "image/svg+xml", ".svg"),
    "png": Export("png", gettext_lazy("Picture (PNG)"), "image/png", ".png"),
    "pdf": Export("pdf", gettext_lazy("On paper (PDF)"), "application/pdf", ".pdf"),
    "summary": Export("summary", gettext_lazy("Summary on one page (PDF)"), "application/pdf", ".pdf"),
}


def export_document(
    *,
    map_: Map,
    document: MapDocument,
    version: Version | None,
    format_name: str,
    paper: Paper = USUAL,
) -> bytes:
    """Return a document in the named format, once every flow has been counted in what was written.

    Raises
    ------
    NotVisible
        There is no such format.
    BadInput
        The picture cannot be drawn, or a flow is missing from the file, with the sentence that says why.
    """
    if format_name in PRINTED:
        return print_map(map_=map_, document=document, version=version, format_name=format_name, paper=paper)
    if format_name == "svg":
        body = picture_of(map_=map_, document=document, version=version)
    else:
        codec = CODECS.get(format_name)
        if codec is None or codec.write is None:
            raise NotVisible(_("A map cannot be taken away in that format."))
        body = codec.write(document)
    counted = flows_in(format_name, body)
    if counted != len(document.graph.flows):
        raise BadInput(
            _("The file holds %(counted)s of the map's %(flows)s flows, so it is not handed out.")
            % {"counted": counted, "flows": len(document.graph.flows)}
        )
    return body
