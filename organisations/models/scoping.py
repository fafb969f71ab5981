"""The manager of everything that belongs to a programme: a query outside a programme raises.

django-scopes keeps the scope; its own manager is a class made inside a function, which neither the type
checker nor ``pickle`` can find, so this one stands at the top of a module.
"""

from typing import Any, TypeVar

from django.db import models
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

Row = TypeVar("Row", bound=models.Model)

DIMENSION = "programme"


class Unscoped(DisabledQuerySet):
    """What a query outside a programme gets: it raises whatever is asked, also what the library lets pass."""

    exists = DisabledQuerySet.error
    exclude = DisabledQuerySet.error
    in_bulk = DisabledQuerySet.error
    contains = DisabledQuerySet.error


class ScopedManager(models.Manager[Row]):
    """Reads only the rows of the current scope's programmes; without a scope, nothing can be read."""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope: dict[str, Any] = get_scope()  # type: ignore[no-untyped-call]
        if not scope.get("_enabled", True):
            return super().get_queryset()
        if DIMENSION not in scope:
            unreadable: models.QuerySet[Row] = Unscoped(  # type: ignore[no-untyped-call]
                self.model, using=self._db, missing_scopes={DIMENSION}
            )
            return unreadable
        programmes = scope[DIMENSION]
        if not isinstance(programmes, list | tuple):
            programmes = [programmes]
        return super().get_queryset().filter(**{f"{DIMENSION}__in": programmes})

    def all(self) -> models.QuerySet[Row]:
        """Return everything in scope; like any other read, it raises without one."""
        rows = super().all()
        # A copy would forget what prefetch_related has loaded; only the disabled one must be asked to raise.
        if isinstance(rows, DisabledQuerySet):
            rows.all()  # type: ignore[no-untyped-call]
        return rows
