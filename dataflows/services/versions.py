"""Publishing: the draft becomes an immutable, numbered version."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dataflows.formats.document import MapDocument, canonical_json, sha256
from dataflows.models import Map, Version
from dataflows.selectors.documents import draft_document
from dataflows.selectors.maps import latest_version
from dataflows.services.drawing import ensure_picture
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

LONGEST_NOTE = 2000


def publish(*, actor: Actor, map_: Map, note: str = "", seen_seq: int | None = None) -> Version:
    """Freeze the draft as the next version, with its layout; recorded.

    The picture is drawn first (outside the transaction) when the draft has none yet. ``seen_seq`` is the
    map's sequence on the page where somebody pressed the button: when the draft has moved on since,
    nothing is published, so that nobody publishes what they have not seen.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not publish here.
    BadInput
        The map is empty, or the note is too long.
    Conflict
        The draft has changed since ``seen_seq``, equals the latest version, or was published meanwhile.
    """
    require(actor, Permission.MAP_PUBLISH, on=map_)
    if len(note) > LONGEST_NOTE or "\x00" in note:
        raise BadInput(_("A note can hold %(most)d characters.") % {"most": LONGEST_NOTE})
    layout = ensure_picture(map_=map_, document=draft_document(map_)).layout
    try:
        with transaction.atomic():
            return _freeze(actor, map_, note.strip(), seen_seq, layout)
    except IntegrityError as error:
        raise Conflict(_("Somebody published this version a moment ago. Look at it first.")) from error


def _freeze(actor: Actor, map_: Map, note: str, seen_seq: int | None, layout: str) -> Version:
    # An edit that comes now waits, or the document could be half before it and half after.
    Map.objects.filter(pk=map_.pk).update(changed_at=F("changed_at"))
    map_.refresh_from_db(fields=["seq"])
    if seen_seq is not None and seen_seq != map_.seq:
        raise Conflict(_("The draft has changed since you opened this page. Look again, then publish."))
    document = draft_document(map_)
    previous = latest_version(map_)
    text = canonical_json(document)
    _refuse_nothing_new(document, previous, text)
    version = Version.objects.create(
        programme_id=map_.programme_id,
        map=map_,
        number=previous.number + 1 if previous else 1,
        parent=previous,
        schema_version=document.schema_version,
        document=text,
        sha256=sha256(text),
        layout=layout,
        note=note,
        map_seq=map_.seq,
        published_by_id=UUID(actor.id) if actor.is_signed_in else None,
    )
    record(
        actor=actor,
        action="version.publish",
        on=version,
        programme=map_.programme,
        detail={"number": version.number, "sha256": version.sha256},
    )
    return version


def _refuse_nothing_new(document: MapDocument, previous: Version | None, text: str) -> None:
    if not document.graph.nodes:
        raise BadInput(_("There is nothing on this map yet. Import a flow list first."))
    if previous and previous.sha256 == sha256(text):
        raise Conflict(_("Nothing has changed since version %(number)d.") % {"number": previous.number})


def is_intact(version: Version) -> bool:
    """Say whether the stored document still has the hash it was published with."""
    return sha256(version.document) == version.sha256
