"""Pictures of maps and their views: found by their content, asked for in the background, drawn and kept."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope

from dataflows.formats.document import MapDocument
from dataflows.graph.model import FlowGraph
from dataflows.graph.views import WHOLE, Shown, View, opening_view, size_of
from dataflows.models import DraftLayout, Flow, Map, Node, Picture, Version
from dataflows.render.draw import draw, drawing_key
from dataflows.render.errors import DrawingError
from dataflows.render.layout import Layout
from dataflows.render.rungs import sentence_of
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.draft_layouts import content_key, key_since, layout_of_draft, moved_on
from dataflows.selectors.sentences import seen_as, shown_sentences
from dataflows.services.draft_layouts import keep_layout, note_drawn
from jobs.models import Job, JobState
from jobs.registry import Attempt, Outcome
from jobs.selectors import latest_job
from jobs.services import enqueue
from organisations.models import Programme

DRAW_MAP = "draw_map"

# What a worker tells of its work: the map is read, drawn, kept.
STEPS: Final = 3
SOON: Final = timedelta(seconds=10)
# What somebody from outside looks at is drawn once nobody of a programme waits any more.
AFTER_MEMBERS: Final = -10
UNUSED_FOR: Final = timedelta(days=30)
MOST_FORGOTTEN: Final = 50


@dataclass(frozen=True)
class PictureState:
    """What a page can show: the picture, or one sentence about why there is none (yet)."""

    svg: str = ""
    failure: str = ""
    rung: str = ""
    engine: str = ""
    asked_at: datetime | None = None
    progress_done: int | None = None
    progress_of: int | None = None

    @property
    def is_being_drawn(self) -> bool:
        return not self.svg and not self.failure

    @property
    def look_again_after(self) -> int:
        """Return in how many milliseconds to look again: soon at first, later for what takes long."""
        waited = timezone.now() - self.asked_at if self.asked_at else timedelta()
        return 700 if waited < SOON else 3000

    @property
    def rung_sentence(self) -> str:
        """Return what is said of a picture that was not drawn in the usual way; else nothing."""
        said = sentence_of(self.rung) if self.svg else ""
        return _(said) if said else ""


def picture_state(
    *,
    map_: Map,
    document: MapDocument,
    version: Version | None = None,
    seen: Shown | None = None,
    from_outside: bool = False,
) -> PictureState:
    """Return the picture of a view of a draft or version; one that nobody has drawn yet is asked for.

    A version is redrawn whole from the positions it was published with, which needs no engine. Its other
    views are laid out. Without ``seen`` it is the view that the map opens with. What somebody
    ``from_outside`` the programme asks for is drawn after what its members wait for.
    """
    if not document.graph.nodes:
        return PictureState(failure=_("There is nothing on this map yet."))
    seen = seen or seen_as(document.graph, opening_view(size_of(document.graph)))
    drawn = moved_on(map_, seen.view) if version is None else None
    key = content_key(document.graph, seen, drawn)
    picture = Picture.objects.filter(programme_id=map_.programme_id, key=key).first()
    if picture is None and version is not None and version.layout and seen.view == WHOLE:
        picture = ensure_picture(map_=map_, document=document, layout=version.layout)
    if picture is None:
        return _on_its_way(map_, version, seen.view, key, AFTER_MEMBERS if from_outside else 0)
    _note_use(picture)
    # The stored failure is the English sentence; it is translated where it is read.
    failure = _(picture.failure) if picture.failure else ""
    engine = f"{picture.engine} {picture.engine_version}".strip()
    return PictureState(svg=picture.svg, failure=failure, rung=picture.rung, engine=engine)


def _on_its_way(map_: Map, version: Version | None, view: View, key: str, priority: int) -> PictureState:
    """Say how far the picture is, asking for it where nobody has; what keeps failing is not asked again."""
    job = latest_job(DRAW_MAP, _dedupe_key(map_, version, view))
    # Whoever changed the map has asked without knowing what it would look like.
    is_of_this = job is not None and job.payload.get("content", "") in {"", key}
    if job is not None and job.state == JobState.FAILED and job.payload.get("content") == key:
        tries = {"count": job.attempts}
        return PictureState(
            failure=_("The picture could not be drawn: it was tried %(count)d times, and failed.") % tries
        )
    waits_behind = job is not None and job.state == JobState.QUEUED and job.priority < priority
    if job is None or not is_of_this or waits_behind or job.state not in {JobState.QUEUED, JobState.RUNNING}:
        # A page that is looked at again and again joins the job that waits.
        job = request_drawing(
            map_=map_, version=version, view=view, content=key, supersede=False, priority=priority
        )
    return PictureState(asked_at=job.created_at, progress_done=job.progress_done, progress_of=job.progress_of)


def ensure_picture(
    *,
    map_: Map,
    document: MapDocument,
    seen: Shown | None = None,
    layout: str = "",
    draft: bool = False,
    again: bool = False,
    drawn: Callable[[], None] = lambda: None,
) -> Picture:
    """Return the picture of this content, drawing it now when it is new. Equal content is laid out once.

    Without ``seen`` it is the whole map's. What is on a ``draft`` stays where it stood on the picture before,
    and the next one begins from this. A drawing that fails is kept as its one sentence, so that pages
    can say it. With ``again`` a stored failure, or a picture that was not drawn in the usual way, is tried
    once more: never by itself, because then things would move that people are pointing at. ``drawn`` is
    called once the drawing is there and only has to be kept.

    ``map_`` must have been read, with its programme, before ``document`` was: when words have been redacted
    since, the picture may show them, and is returned but not kept.
    """
    redactions = map_.programme.redactions
    seen = seen or seen_as(document.graph, WHOLE)
    sentences = shown_sentences(document.graph, seen)
    stood = layout_of_draft(map_, seen.view) if draft else None
    key = key_since(drawing_key(seen.graph, sentences, translate=_), stood)
    found = Picture.objects.filter(programme_id=map_.programme_id, key=key).first()
    if found is not None and not (again and (found.failure or sentence_of(found.rung))):
        _note_use(found)
        return found
    facts = _drawn(seen.graph, sentences, layout, stood)
    drawn()
    picture = _keep(map_.programme_id, redactions, key, facts)
    if stood and facts["layout"]:
        keep_layout(stood, facts["layout"])
    return picture or Picture(programme_id=map_.programme_id, key=key, **facts)


def draw_unkept(*, graph: FlowGraph) -> Picture:
    """Return a picture that is stored nowhere: of what somebody only wants to look at once."""
    seen = seen_as(graph, WHOLE)
    return Picture(**_drawn(graph, shown_sentences(graph, seen), ""))


def _drawn(
    graph: FlowGraph, sentences: Mapping[str, str], layout: str, stood: DraftLayout | None = None
) -> dict[str, Any]:
    """Draw and return what is to be kept of it: the picture, or the sentence about why there is none."""
    try:
        stored = (layout, stood.layout if stood else "")
        positions, before = (Layout.from_json(text) if text else None for text in stored)
        hints = [(upper, lower) for upper, lower in stood.hints] if stood else []
        drawing = draw(graph, sentences=sentences, layout=positions, before=before, hints=hints, translate=_)
    except DrawingError as error:
        return {"failure": error.sentence, "svg": "", "layout": ""}
    return {
        "svg": drawing.svg,
        "layout": drawing.layout.to_json(),
        "engine": drawing.engine,
        "engine_version": drawing.engine_version,
        "rung": drawing.rung,
        "element_count": drawing.element_count,
        "failure": "",
    }


@transaction.atomic
def _keep(programme_id: uuid.UUID, redactions: int, key: str, facts: dict[str, Any]) -> Picture | None:
    """Store a drawing unless words have been redacted since its document was read; forget some old ones."""
    programme = Programme.objects.filter(pk=programme_id, redactions=redactions)
    # An UPDATE, so that a redaction waits for us, or we for it.
    if not programme.update(redactions=F("redactions")):
        return None
    # Two workers may draw the same content at once: the pictures are equal, either may stay.
    picture, _created = Picture.objects.update_or_create(programme_id=programme_id, key=key, defaults=facts)
    _note_use(picture)
    forget_pictures(programme_id=programme_id)
    return picture


def _note_use(picture: Picture) -> None:
    """Note that a picture is used today: one write a day, however often it is shown."""
    today = timezone.localdate()
    if picture.used_on < today:
        Picture.objects.filter(pk=picture.pk, used_on__lt=today).update(used_on=today)


def forget_pictures(*, programme_id: uuid.UUID) -> int:
    """Delete some pictures that nobody has used for long; the next time deletes more. Returns how many.

    Nothing is lost: a version is redrawn from the positions it was published with, a view when somebody asks.
    """
    unused = Picture.objects.filter(programme_id=programme_id, used_on__lt=timezone.localdate() - UNUSED_FOR)
    some = list(unused.order_by("used_on").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    # By date once more: one may be shown at this very moment.
    return unused.filter(pk__in=some).delete()[0] if some else 0


def request_drawing(
    *,
    map_: Map,
    version: Version | None = None,
    view: View | None = None,
    content: str = "",
    again: bool = False,
    supersede: bool = True,
    priority: int = 0,
) -> Job:
    """Ask the workers for a picture of the draft or of a version, in the language of whoever asks.

    Without ``view`` it is the one that the map opens with. ``content`` is the key of what it will show, as
    far as that is known: it tells a drawing that keeps failing from one of a map that has changed since. A
    newer request replaces a waiting one; with ``supersede=False`` it joins it.
    """
    view = view or opening_view(Node.objects.filter(map=map_).count() + Flow.objects.filter(map=map_).count())
    payload = {
        "map": str(map_.pk),
        "programme": str(map_.programme_id),
        "version": version.number if version else None,
        "show": view.token,
        "content": content,
        "again": again,
        "language": _language(),
    }
    key = _dedupe_key(map_, version, view)
    with transaction.atomic():
        return enqueue(kind=DRAW_MAP, payload=payload, dedupe_key=key, supersede=supersede, priority=priority)


def _dedupe_key(map_: Map, version: Version | None, view: View) -> str:
    return f"{map_.pk}:{version.number if version else 'draft'}:{_language()}:{view.token}"


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def draw_map(attempt: Attempt) -> Outcome | None:
    """Do a job of kind ``draw_map``: draw the map as it stands now. What has gone from it is no error."""
    payload = attempt.payload
    programmes = list(Programme.objects.filter(pk=payload["programme"]))
    with scope(programme=programmes), translation.override(payload["language"]):
        map_ = Map.objects.select_related("programme", "area").filter(pk=payload["map"]).first()
        view = View.read(payload.get("show", WHOLE.token))
        if map_ is None or view is None:
            return None
        pictures = Picture.objects.filter(programme_id=map_.programme_id).defer("svg", "layout")
        known = pictures.filter(key=payload.get("content", "")).first()
        if known is not None and not payload["again"]:
            # Whoever asked knew what it would show, and that is there by now: the map need not even be read.
            return _outcome(known)
        document, layout = draft_document(map_), ""
        note: Callable[[], None] | None = partial(note_drawn, map_=map_, view=view.token)
        if payload["version"] is not None:
            version = Version.objects.get(map=map_, number=payload["version"])
            document, layout = version_document(version), version.layout if view == WHOLE else ""
            note = None
        if view.node and view.node not in document.graph.nodes_by_id:
            return None
        attempt.progress(1, STEPS)
        picture = ensure_picture(
            map_=map_,
            document=document,
            seen=seen_as(document.graph, view),
            layout=layout,
            draft=payload["version"] is None,
            again=payload["again"],
            drawn=lambda: attempt.progress(2, STEPS),
        )
        return _outcome(picture, note)


def _outcome(picture: Picture, note: Callable[[], None] | None = None) -> Outcome:
    said = {"picture": picture.pk, "rung": picture.rung, "failure": picture.failure}
    return Outcome(said, store=note)
