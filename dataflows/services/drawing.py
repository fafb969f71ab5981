"""Pictures of maps: found by their content, asked for in the background, drawn, checked and kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from dataflows.formats.document import MapDocument
from dataflows.models import Map, Picture, Version
from dataflows.render.draw import draw, drawing_key
from dataflows.render.errors import DrawingError
from dataflows.render.layout import Layout
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.sentences import all_sentences
from jobs.services import enqueue
from organisations.models import Programme

DRAW_MAP = "draw_map"


@dataclass(frozen=True)
class PictureState:
    """What a page can show: the picture, or one sentence about why there is none (yet)."""

    svg: str = ""
    failure: str = ""
    rung: str = ""
    engine: str = ""

    @property
    def is_being_drawn(self) -> bool:
        return not self.svg and not self.failure


def picture_state(*, map_: Map, document: MapDocument, version: Version | None = None) -> PictureState:
    """Return the picture of a draft or version; one that nobody has drawn yet is asked for.

    A version is redrawn from the positions it was published with, which needs no engine.
    """
    if not document.graph.nodes:
        return PictureState(failure=_("There is nothing on this map yet."))
    picture = picture_of(map_=map_, document=document)
    if picture is None and version is not None and version.layout:
        picture = ensure_picture(map_=map_, document=document, layout=version.layout)
    if picture is None:
        request_drawing(map_=map_, version=version)
        return PictureState()
    # The stored failure is the English sentence; it is translated where it is read.
    failure = _(picture.failure) if picture.failure else ""
    engine = f"{picture.engine} {picture.engine_version}".strip()
    return PictureState(svg=picture.svg, failure=failure, rung=picture.rung, engine=engine)


def picture_of(*, map_: Map, document: MapDocument) -> Picture | None:
    """Return the stored picture of this content, or ``None``."""
    key = drawing_key(document.graph, all_sentences(document.graph), translate=_)
    return Picture.objects.filter(programme_id=map_.programme_id, key=key).first()


def ensure_picture(*, map_: Map, document: MapDocument, layout: str = "", again: bool = False) -> Picture:
    """Return the picture of this content, drawing it now when it is new. Equal content is laid out once.

    A drawing that fails is kept as its one sentence, so that pages can say it. With ``again``, a stored
    failure is tried once more.
    """
    sentences = all_sentences(document.graph)
    key = drawing_key(document.graph, sentences, translate=_)
    found = Picture.objects.filter(programme_id=map_.programme_id, key=key).first()
    if found is not None and not (found.failure and again):
        return found
    try:
        positions = Layout.from_json(layout) if layout else None
        drawing = draw(document.graph, sentences=sentences, layout=positions, translate=_)
    except DrawingError as error:
        facts: dict[str, str | int] = {"failure": error.sentence, "svg": "", "layout": ""}
    else:
        facts = {
            "svg": drawing.svg,
            "layout": drawing.layout.to_json(),
            "engine": drawing.engine,
            "engine_version": drawing.engine_version,
            "rung": drawing.rung,
            "element_count": len(document.graph.nodes) + len(document.graph.flows),
            "failure": "",
        }
    # Two workers may draw the same content at once: the pictures are equal, either may stay.
    picture, _created = Picture.objects.update_or_create(
        programme_id=map_.programme_id, key=key, defaults=facts
    )
    return picture


def request_drawing(*, map_: Map, version: Version | None = None, again: bool = False) -> None:
    """Ask the workers for a picture of the draft or of a version. A newer request replaces a waiting one."""
    payload = {
        "map": str(map_.pk),
        "programme": str(map_.programme_id),
        "version": version.number if version else None,
        "again": again,
    }
    key = f"{map_.pk}:{version.number}" if version else str(map_.pk)
    with transaction.atomic():
        enqueue(kind=DRAW_MAP, payload=payload, dedupe_key=key)


def draw_map(_job_id: uuid.UUID, payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Do a job of kind ``draw_map``: draw the map as it stands now. A map that has gone is no error."""
    with scope(programme=list(Programme.objects.filter(pk=payload["programme"]))):
        map_ = Map.objects.select_related("programme", "area").filter(pk=payload["map"]).first()
        if map_ is None:
            return None
        document, layout = draft_document(map_), ""
        if payload["version"] is not None:
            version = Version.objects.get(map=map_, number=payload["version"])
            document, layout = version_document(version), version.layout
        picture = ensure_picture(map_=map_, document=document, layout=layout, again=payload["again"])
        return {"picture": picture.pk, "rung": picture.rung, "failure": picture.failure}
