"""Doing what a program asks once, however often it sends it."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.errors import BadInput, SentOtherwise
from organisations.models import DoneRequest
from organisations.permissions import Actor

KEPT: Final = timedelta(days=2)
LONGEST_KEY: Final = 255

# What was answered: the status, and the thing that was made or changed.
Answer = tuple[int, UUID | None]


def once(*, actor: Actor, key: str, asked: bytes, act: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Do ``act`` and return its answer; under a key that this person has sent before, the answer of then.

    The key and the act are stored in one transaction: two that arrive together have one effect, and an act
    that fails leaves the key free. Returns whether it was done just now.

    Raises
    ------
    BadInput
        The key is empty or longer than 255 characters.
    SentOtherwise
        Under this key, something else was asked before.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadInput(_("An Idempotency-Key has between 1 and 255 characters."))
    mine = DoneRequest.objects.filter(user=UUID(actor.id))
    digest, fingerprint = _digest(key.encode()), _digest(asked)
    with transaction.atomic():
        mine.filter(created_at__lt=timezone.now() - KEPT).delete()
        try:
            # Of two that arrive together the second waits here until the first is stored, or has failed.
            with transaction.atomic():
                done = DoneRequest.objects.create(
                    user_id=UUID(actor.id), digest=digest, fingerprint=fingerprint
                )
        except IntegrityError:
            before = mine.filter(digest=digest).first()
            if before is None:
                raise
            if before.fingerprint != fingerprint:
                raise SentOtherwise(_("Something else was sent under this Idempotency-Key before.")) from None
            return (before.status, before.target), False
        done.status, done.target = act()
        done.save(update_fields=["status", "target"])
        return (done.status, done.target), True


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
