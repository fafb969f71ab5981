"""Publishing: the draft becomes an immutable, numbered version, sealed to the one before it."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dataflows.formats.document import MapDocument, canonical_json, sha256
from dataflows.models import Map, Version
from dataflows.selectors.documents import draft_document
from dataflows.selectors.maps import latest_version
from dataflows.services.drawing import ensure_picture
from dataflows.services.telling import request_digests
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

LONGEST_NOTE = 2000
LONGEST_WINDOW = timedelta(days=366)
MOVED_ON = gettext_noop("The draft has changed since you opened this page. Look again, then publish.")


def publish(
    *, actor: Actor, map_: Map, note: str = "", seen: str = "", comments_until: date | None = None
) -> Version:
    """Freeze the draft as the next version, with its layout; recorded.

    The picture is drawn first (outside the transaction) when the draft has none yet. ``seen`` is the
    :func:`fingerprint` of the draft on the page where somebody pressed the button: when the draft, or what
    the register says of it, has moved on since, nothing is published that nobody has seen.
    ``comments_until`` is the last day on which comments are asked for. Whoever said something about an
    earlier version is told what became of it.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not publish here.
    BadInput
        The map is empty, the note is too long, or comments are asked for until a day that has passed.
    Conflict
        The draft has changed since it was ``seen`` or drawn, equals the latest version, or was published.
    """
    require(actor, Permission.MAP_PUBLISH, on=map_)
    if len(note) > LONGEST_NOTE or "\x00" in note:
        raise BadInput(_("A note can hold %(most)d characters.") % {"most": LONGEST_NOTE})
    if comments_until is not None and not timedelta(0) <= comments_until - localdate() <= LONGEST_WINDOW:
        raise BadInput(_("Comments can be asked for until today or a day of the next year."))
    document = draft_document(map_)
    drawn = fingerprint(document)
    if seen not in {"", drawn}:
        raise Conflict(_(MOVED_ON))
    layout = ensure_picture(map_=map_, document=document, draft=True, again=True).layout
    try:
        with transaction.atomic():
            asked = Version(note=note.strip(), layout=layout, comments_until=comments_until)
            return _freeze(actor, map_, drawn, asked)
    except IntegrityError as error:
        raise Conflict(_("Somebody published this version a moment ago. Look at it first.")) from error


def fingerprint(document: MapDocument) -> str:
    """Return what tells one draft from another: the hash that its version would have."""
    return sha256(canonical_json(document))


def _freeze(actor: Actor, map_: Map, drawn: str, version: Version) -> Version:
    # An edit that comes now waits, or the document could be half before it and half after.
    Map.objects.filter(pk=map_.pk).update(changed_at=F("changed_at"))
    map_.refresh_from_db(fields=["seq"])
    document = draft_document(map_)
    previous = latest_version(map_)
    text = canonical_json(document)
    if sha256(text) != drawn:
        raise Conflict(_(MOVED_ON))
    _refuse_nothing_new(document, previous, text)
    version.programme_id, version.map, version.map_seq = map_.programme_id, map_, map_.seq
    version.number, version.parent = previous.number + 1 if previous else 1, previous
    version.schema_version, version.document, version.sha256 = document.schema_version, text, sha256(text)
    version.published_by_id = UUID(actor.id) if actor.is_signed_in else None
    version.seal = version.seal_after(previous)
    version.save(force_insert=True)
    request_digests(version=version)
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
    """Say whether the stored version still has the hash and the seal it was published with."""
    return not faults_of(version, version.parent)


def faults_of(version: Version, previous: Version | None) -> list[str]:
    """Return what is wrong with a stored version, given the one before it; nothing when all is well."""
    faults = []
    if version.number != (previous.number + 1 if previous else 1):
        faults.append(_("the version before it is missing"))
    if version.parent_id != (previous.pk if previous else None):
        faults.append(_("it names another version as the one before it"))
    if sha256(version.document) != version.sha256:
        faults.append(_("its document does not have its hash"))
    if version.seal != version.seal_after(previous):
        faults.append(_("its seal is broken"))
    return faults


def broken_versions(*, programme_id: UUID) -> Iterator[tuple[Version, list[str]]]:
    """Yield a programme's versions that are not as they were published, each with its faults."""
    for previous, version in _chains(programme_id):
        if faults := faults_of(version, previous):
            yield version, faults


def well_sealed(*, programme_id: UUID) -> set[UUID]:
    """Return which versions of a programme have the seal they should have."""
    chains = _chains(programme_id)
    return {version.pk for previous, version in chains if version.seal == version.seal_after(previous)}


def seal_again(*, programme_id: UUID, well: set[UUID]) -> dict[str, dict[str, str]]:
    """Seal a programme's versions anew after a redaction; return, by id, both seals of each that changed.

    Only those that were ``well`` sealed before: what was broken stays broken, so that it is found. Works
    only while a redaction is being applied: the database refuses it otherwise.
    """
    changed: dict[str, dict[str, str]] = {}
    for previous, version in _chains(programme_id):
        before, after = version.seal, version.seal_after(previous)
        if version.pk in well and after != before:
            Version.objects.filter(pk=version.pk).update(seal=after)
            changed[str(version.pk)] = {"seal_before": before, "seal_after": after}
            version.seal = after
    return changed


def _chains(programme_id: UUID) -> Iterator[tuple[Version | None, Version]]:
    """Yield each version of a programme with the one before it on its map, one in memory at a time."""
    versions = Version.objects.filter(programme_id=programme_id).order_by("map", "number")
    previous: Version | None = None
    for pk in list(versions.values_list("pk", flat=True)):
        version = Version.objects.select_related("map").get(pk=pk)
        if previous is not None and previous.map_id != version.map_id:
            previous = None
        yield previous, version
        previous = version
