"""Rows that a log names, found again: each read once, and said when it has gone."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.models import JourneyStage
from organisations.errors import Conflict


@dataclass
class KnownRows:
    """The register's rows that changes of one programme's maps speak of."""

    programme_id: UUID
    _seen: dict[str, Any] = field(default_factory=dict)

    def load(self, model: Any, ids: set[str]) -> None:
        """Read many at once."""
        found = model._default_manager.in_bulk([UUID(pk) for pk in ids - set(self._seen)])
        self._seen |= {str(pk): row for pk, row in found.items()}

    def known(self, model: Any, pk: str | None) -> Any:
        """Return a row by its id; none for none. ``Conflict`` when it has gone."""
        if not pk:
            return None
        if pk not in self._seen:
            self._seen[pk] = model._default_manager.filter(pk=pk).first()
        if self._seen[pk] is None:
            raise no_longer_there()
        return self._seen[pk]

    def stage(self, name: str) -> JourneyStage | None:
        """Return the journey stage of this name; none for none. ``Conflict`` when it has gone."""
        if not name:
            return None
        if name not in self._stages:
            raise no_longer_there()
        return self._stages[name]

    @cached_property
    def _stages(self) -> dict[str, JourneyStage]:
        return {row.name: row for row in JourneyStage.objects.filter(programme_id=self.programme_id)}


def no_longer_there() -> Conflict:
    """Return the answer where what an element had has gone from the register since."""
    return Conflict(
        _(
            "What it had has been removed from the register since, so that it cannot be given back. Put that "
            "back first."
        )
    )
