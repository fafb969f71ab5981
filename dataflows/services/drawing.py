"""Pictures of maps: found by their content, asked for in the background, drawn, checked and kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope

from dataflows.formats.document import MapDocument
from dataflows.models import Map, Picture, Version
from dataflows.render.draw import draw, drawing_key
from dataflows.render.errors import DrawingError, EngineFailed, EngineMissing, EngineTimeout
from dataflows.render.layout import Layout
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.sentences import all_sentences
from jobs.registry import Attempt, Outcome
from jobs.services import enqueue
from organisations.models import Programme

DRAW_MAP = "draw_map"

# These say something about the engine on that day, not about the map: worth another try before long.
PASSING_FAILURES: Final = (EngineFailed, EngineMissing, EngineTimeout)
TRY_AGAIN_AFTER: Final = timedelta(minutes=10)


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
    if picture is None or is_stale(picture):
        # A page that is looked at again and again joins the job that waits.
        request_drawing(map_=map_, version=version, supersede=False)
        return PictureState()
    # The stored failure is the English sentence; it is translated where it is read.
    failure = _(picture.failure) if picture.failure else ""
    engine = f"{picture.engine} {picture.engine_version}".strip()
    return PictureState(svg=picture.svg, failure=failure, rung=picture.rung, engine=engine)


def picture_of(*, map_: Map, document: MapDocument) -> Picture | None:
    """Return the stored picture of this content, or ``None``."""
    key = drawing_key(document.graph, all_sentences(document.graph), translate=_)
    return Picture.objects.filter(programme_id=map_.programme_id, key=key).first()


def is_stale(picture: Picture) -> bool:
    """Say whether the picture failed by the engine, long enough ago to try once more."""
    return picture.passing and picture.tried_at < timezone.now() - TRY_AGAIN_AFTER


def ensure_picture(*, map_: Map, document: MapDocument, layout: str = "", again: bool = False) -> Picture:
    """Return the picture of this content, drawing it now when it is new. Equal content is laid out once.

    A drawing that fails is kept as its one sentence, so that pages can say it. With ``again``, or after a
    while when the engine was at fault, a stored failure is tried once more.

    ``map_`` must have been read, with its programme, before ``document`` was: when words have been redacted
    since, the picture may show them, and is returned but not kept.
    """
    redactions = map_.programme.redactions
    sentences = all_sentences(document.graph)
    key = drawing_key(document.graph, sentences, translate=_)
    found = Picture.objects.filter(programme_id=map_.programme_id, key=key).first()
    if found is not None and not (found.failure and (again or is_stale(found))):
        return found
    facts = _drawn(document, sentences, layout)
    picture = _keep(map_.programme_id, redactions, key, facts)
    return picture or Picture(programme_id=map_.programme_id, key=key, **facts)


def _drawn(document: MapDocument, sentences: Mapping[str, str], layout: str) -> dict[str, Any]:
    """Draw and return what is to be kept of it: the picture, or the sentence about why there is none."""
    try:
        positions = Layout.from_json(layout) if layout else None
        drawing = draw(document.graph, sentences=sentences, layout=positions, translate=_)
    except DrawingError as error:
        passing = isinstance(error, PASSING_FAILURES)
        return {"failure": error.sentence, "passing": passing, "svg": "", "layout": ""}
    return {
        "svg": drawing.svg,
        "layout": drawing.layout.to_json(),
        "engine": drawing.engine,
        "engine_version": drawing.engine_version,
        "rung": drawing.rung,
        "element_count": len(document.graph.nodes) + len(document.graph.flows),
        "failure": "",
        "passing": False,
    }


@transaction.atomic
def _keep(programme_id: uuid.UUID, redactions: int, key: str, facts: dict[str, Any]) -> Picture | None:
    """Store a drawing unless words have been redacted since its document was read."""
    programme = Programme.objects.filter(pk=programme_id, redactions=redactions)
    # An UPDATE, so that a redaction waits for us, or we for it.
    if not programme.update(redactions=F("redactions")):
        return None
    # Two workers may draw the same content at once: the pictures are equal, either may stay.
    picture, _created = Picture.objects.update_or_create(programme_id=programme_id, key=key, defaults=facts)
    return picture


def request_drawing(
    *, map_: Map, version: Version | None = None, again: bool = False, supersede: bool = True
) -> None:
    """Ask the workers for a picture of the draft or of a version, in the language of whoever asks.

    A newer request replaces a waiting one; with ``supersede=False`` it joins it.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    payload = {
        "map": str(map_.pk),
        "programme": str(map_.programme_id),
        "version": version.number if version else None,
        "again": again,
        "language": language,
    }
    key = f"{map_.pk}:{version.number if version else 'draft'}:{language}"
    with transaction.atomic():
        enqueue(kind=DRAW_MAP, payload=payload, dedupe_key=key, supersede=supersede)


def draw_map(attempt: Attempt) -> Outcome | None:
    """Do a job of kind ``draw_map``: draw the map as it stands now. A map that has gone is no error."""
    payload = attempt.payload
    programmes = list(Programme.objects.filter(pk=payload["programme"]))
    with scope(programme=programmes), translation.override(payload["language"]):
        map_ = Map.objects.select_related("programme", "area").filter(pk=payload["map"]).first()
        if map_ is None:
            return None
        document, layout = draft_document(map_), ""
        if payload["version"] is not None:
            version = Version.objects.get(map=map_, number=payload["version"])
            document, layout = version_document(version), version.layout
        picture = ensure_picture(map_=map_, document=document, layout=layout, again=payload["again"])
        return Outcome({"picture": picture.pk, "rung": picture.rung, "failure": picture.failure})
