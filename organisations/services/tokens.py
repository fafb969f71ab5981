"""Making and revoking keys for a person's own programs."""

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.errors import BadInput, NotAllowed
from organisations.models import ApiToken, Programme
from organisations.permissions import Actor, Permission, nothing_here, require
from organisations.selectors import token_digest
from organisations.services.audit import record

PREFIX: Final = "dlt_"
LONGEST_NAME: Final = 80
LONGEST_LIFE: Final = timedelta(days=366)
MOST: Final = 20


@transaction.atomic
def make_token(
    *, actor: Actor, name: str, scope: str, days: int, programme: Programme | None = None
) -> tuple[ApiToken, str]:
    """Make a key and return it with its secret, which nobody can read again. Recorded.

    Raises
    ------
    NotAllowed
        The actor is not a person on our pages: a key makes no keys.
    NotVisible
        The person does not belong to the programme that the key is for.
    BadInput
        The name, the scope or the time is not one that we give, or the person has too many keys.
    """
    person = _person(actor)
    if programme is not None:
        require(actor, Permission.PROGRAMME_VIEW, on=programme)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        raise BadInput(_("A token needs a name of at most %(most)d characters.") % {"most": LONGEST_NAME})
    if scope not in ApiToken.Scope.values:
        raise BadInput(_("Choose what the token may do."))
    if not timedelta(days=1) <= timedelta(days=days) <= LONGEST_LIFE:
        raise BadInput(_("A token lasts for between a day and a year."))
    alive = ApiToken.objects.filter(user=person, revoked_at=None, expires_at__gt=timezone.now())
    if alive.count() >= MOST:
        raise BadInput(_("You have %(most)d tokens: revoke one first.") % {"most": MOST})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user_id=person,
        only_in=programme,
        name=name,
        start=secret[:10],
        digest=token_digest(secret),
        scope=scope,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record(actor=actor, action="token.make", on=token, programme=programme, detail={"scope": scope})
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """End one of the person's own keys at once. Ending it twice changes nothing. Recorded.

    Raises
    ------
    NotAllowed
        The actor is not a person on our pages.
    NotVisible
        The key is somebody else's.
    """
    if _person(actor) != token.user_id:
        raise nothing_here()
    ended = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    if ended:
        record(actor=actor, action="token.revoke", on=token, programme=token.only_in)


def _person(actor: Actor) -> UUID:
    if actor.kind != "member":
        raise NotAllowed(_("Tokens are made and revoked on the pages of your account."))
    return UUID(actor.id)
