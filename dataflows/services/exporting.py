"""Taking maps out: every format that a document can be written in, and the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dataflows.formats.counting import flows_in
from dataflows.formats.document import MapDocument
from dataflows.formats.registry import CODECS
from dataflows.models import Map, Version
from dataflows.render.layout import Layout
from dataflows.render.standalone import Caption, standalone_svg
from dataflows.selectors.sentences import all_sentences
from dataflows.services.drawing import ensure_picture
from organisations.errors import BadInput, NotVisible


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
}


def export_document(*, map_: Map, document: MapDocument, version: Version | None, format_name: str) -> bytes:
    """Return a document in the named format, once every flow has been counted in what was written.

    Raises
    ------
    NotVisible
        There is no such format.
    BadInput
        The picture cannot be drawn, or a flow is missing from the file, with the sentence that says why.
    """
    if format_name == "svg":
        body = _picture(map_, document, version)
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


def _picture(map_: Map, document: MapDocument, version: Version | None) -> bytes:
    """Return the picture complete in itself: its own style, caption and legend, no links."""
    picture = ensure_picture(map_=map_, document=document, layout=version.layout if version else "")
    if picture.failure:
        raise BadInput(_(picture.failure))
    day = timezone.localtime(version.published_at if version else timezone.now())
    caption = Caption(
        name=document.map.name,
        edition=_("Version %(number)d") % {"number": version.number} if version else _("Draft"),
        date=date_format(day, "j F Y"),
    )
    svg = standalone_svg(
        document.graph,
        layout=Layout.from_json(picture.layout),
        sentences=all_sentences(document.graph),
        caption=caption,
        translate=_,
    )
    return svg.encode()
