"""What a person decides about their own account."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.errors import BadInput, NotAllowed
from organisations.models import User
from organisations.models.people import Digest
from organisations.permissions import Actor
from organisations.services.audit import record


@transaction.atomic
def choose_digest(*, actor: Actor, digest: str) -> None:
    """Say how often to be told by e-mail what happened; "" for never. Recorded.

    Raises
    ------
    NotAllowed
        The actor is not a person on our pages.
    BadInput
        There is no such choice.
    """
    if actor.kind != "member":
        raise NotAllowed(_("People choose this on the page of their account."))
    if digest not in ("", *Digest.values):
        raise BadInput(_("Choose how often you want to be told."))
    user = User.objects.get(pk=UUID(actor.id))
    user.digest = digest
    user.save(update_fields=["digest"])
    record(actor=actor, action="person.digest", on=user, programme=None, detail={"digest": digest})
