"""Keeping a programme's register still while something is stored, and saying what cannot be stored."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, IntegrityError, models
from django.utils.translation import gettext as _

from dataflows.services.register_saving import REGISTER_MODELS
from organisations.errors import BadInput
from organisations.models import Programme, Theme


@contextmanager
def refusing_clashes() -> Iterator[None]:
    """Turn what the database will not store into one sentence. Stands round the import's transaction.

    Known clashes have sentences of their own before this; this one is for those nobody has thought of.
    """
    try:
        yield
    except (IntegrityError, DataError) as error:
        message = _(
            "The file names one thing in two ways that cannot stand beside each other. Nothing is stored."
        )
        raise BadInput(message) from error


def stamp_of(programme: Programme) -> str:
    """Return a text that changes whenever anything in the programme's register does. Ten queries."""
    digest = hashlib.sha256()
    read: tuple[type[models.Model], ...] = (*REGISTER_MODELS, Theme)
    for model in read:
        rows = model._default_manager.filter(programme=programme).order_by("pk")
        digest.update(repr(list(rows.values_list())).encode())
    return digest.hexdigest()
