"""Writing the edit log: numbers that never skip, one act that may hold many changes."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dataflows.models import Act, Change, Map
from dataflows.services.storing import store_many
from live.nudges import CHANGES, nudge
from organisations.permissions import Actor


@dataclass(kw_only=True)
class Edit:
    """One act on a map, collecting its changes until :meth:`write` puts them in the log together.

    ``asked`` is the hash of what a client asked for under its ``id``; ``undoes`` the edit that it takes back.
    """

    actor: Actor
    map: Map
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    kind: str = Act.Kind.EDIT
    undoes: uuid.UUID | None = None
    asked: str = ""
    touched: dict[uuid.UUID, str] = field(default_factory=dict)
    _changes: list[Change] = field(default_factory=list)
    _is_begun: bool = False

    def note(
        self,
        *,
        action: str,
        element_kind: str,
        element_id: uuid.UUID,
        field_name: str = "",
        before: Any = None,
        after: Any = None,
        summary: str = "",
    ) -> None:
        """Remember one change: ``action`` is add, set or remove; before and after are document values."""
        self.touched[element_id] = "remove" if action == "remove" else element_kind
        self._changes.append(
            Change(
                programme_id=self.map.programme_id,
                map=self.map,
                edit=self.id,
                actor_kind=self.actor.kind,
                actor_id=self.actor.id,
                action=action,
                element_kind=element_kind,
                element_id=element_id,
                field=field_name,
                before=before,
                after=after,
                summary=summary,
            )
        )

    def write(self) -> int:
        """Number the changes and store them. Must run in the transaction of the rows they tell of.

        Returns the map's sequence after the act, of which followers hear once it is committed. The UPDATE
        holds the map's row until then, so numbers become visible in order: a reader that saw 7 will never
        find a 6 turning up later.
        """
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("The log is written in the transaction of the change itself.")
        self._begin()
        count = len(self._changes)
        Map.objects.filter(pk=self.map.pk).update(seq=F("seq") + count, changed_at=timezone.now())
        self.map.refresh_from_db(fields=["seq"])
        for number, change in enumerate(self._changes, start=self.map.seq - count + 1):
            change.seq = number
        store_many(self._changes)
        nudge(self.map.pk, CHANGES)
        self._changes = []
        return self.map.seq

    def _begin(self) -> None:
        """Store the act once, even when it changes nothing: sent again, it still has been done."""
        if self._is_begun:
            return
        self._is_begun = True
        # What follows from an act (names that follow the register) is part of it.
        Act.objects.get_or_create(
            map=self.map,
            edit=self.id,
            defaults={
                "programme_id": self.map.programme_id,
                "kind": self.kind,
                "undoes": self.undoes,
                "asked": self.asked,
                "actor_kind": self.actor.kind,
                "actor_id": self.actor.id,
            },
        )
