"""Signing off a version for one's organisation, and taking that back. By a named member, and for no other."""

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dataflows.models import SignOff, Version
from dataflows.selectors.signing import on_version
from organisations.errors import BadInput, Conflict
from organisations.models import Organisation
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record

LONGEST = 400


@transaction.atomic
def sign_off(
    *, actor: Actor, version: Version, signs: bool = True, note: str = "", request_id: UUID | None = None
) -> SignOff:
    """Sign a version off for the organisation that the actor speaks for, or take that back. Recorded.

    The same ``request_id`` sent again returns what it made the first time.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not sign off here.
    BadInput
        The actor speaks for no organisation, or for one that is not on this version; or the note is too long.
    Conflict
        A newer version has been published, it is signed off already, or there is nothing to take back.
    """
    require(actor, Permission.SIGN_OFF, on=version)
    request_id = request_id or uuid4()
    mine = SignOff.objects.filter(version=version, by_id=UUID(actor.id), request_id=request_id)
    if (earlier := mine.first()) is not None:
        later = SignOff.objects.filter(
            map=version.map_id, organisation=earlier.organisation_id, pk__gt=earlier.pk
        )
        if earlier.signs != signs or later.exists():
            raise Conflict(_("This form has been sent already. Open the page again."))
        return earlier
    speaks_for = actor.organisations.get(version.programme_id)
    organisation = Organisation.objects.filter(pk=speaks_for).first() if speaks_for else None
    if organisation is None:
        raise BadInput(_("You speak for no organisation here. Ask an owner of the programme to set it."))
    note = " ".join(note.split())
    if len(note) > LONGEST or "\x00" in note:
        raise BadInput(_("A note can hold %(most)d characters.") % {"most": LONGEST})
    _refuse_out_of_place(version, organisation, signs=signs)
    try:
        with transaction.atomic():
            made = SignOff.objects.create(
                programme_id=version.programme_id,
                map_id=version.map_id,
                version=version,
                organisation=organisation,
                signs=signs,
                note=note,
                by_id=UUID(actor.id),
                request_id=request_id,
            )
    except IntegrityError as error:
        raise Conflict(_("This form has been sent already. Open the page again.")) from error
    record(
        actor=actor,
        action="version.sign_off" if signs else "version.sign_off_back",
        on=version,
        programme=version.programme,
        detail={"organisation": str(organisation.pk), "number": version.number},
    )
    return made


def _refuse_out_of_place(version: Version, organisation: Organisation, *, signs: bool) -> None:
    rows = SignOff.objects.filter(map=version.map_id, organisation=organisation)
    last = rows.select_related("version").order_by("-pk").first()
    if not signs:
        if last is None or not last.signs:
            raise Conflict(_("There is no sign-off of yours to take back."))
        return
    newest = (
        Version.objects.filter(map=version.map_id).order_by("-number").values_list("number", flat=True)[0]
    )
    if version.number != newest:
        raise Conflict(_("Version %(number)d has been published since. Read that one.") % {"number": newest})
    if not on_version(version, organisation):
        raise BadInput(
            _("%(name)s is not on version %(number)d.")
            % {"name": organisation.name, "number": version.number}
        )
    if last is not None and last.signs and last.version_id == version.pk:
        raise Conflict(_("Version %(number)d is signed off already.") % {"number": version.number})
