"""A source that is a list: acts with numbers, states, and a dice that decides how much is read at once."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import OperationalError

from live.rooms import Act, Told
from organisations.permissions import Permission


@dataclass
class ListSource:
    """One room. ``at_once`` acts are read at a time; ``fails`` readings go wrong first."""

    acts: list[Act] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=lambda: {"now": 0})
    at_once: int = 3
    fails: int = 0
    reads: int = 0
    permission: Permission = Permission.MAP_VIEW

    @property
    def states(self) -> frozenset[str]:
        return frozenset(self.told)

    @property
    def seq(self) -> int:
        return self.acts[-1].last if self.acts else 0

    def add(self, dice: random.Random) -> Act:
        act = Act(self.seq + 1, self.seq + dice.randint(1, 4), {"edit": f"e{len(self.acts)}"})
        self.acts.append(act)
        return act

    def find(self, ids: Collection[UUID]) -> Mapping[UUID, Any]:
        return {}

    def read(self, room: UUID, *, since: int | None, states: Collection[str]) -> Told:
        self.reads += 1
        if self.fails:
            self.fails -= 1
            raise OperationalError("away")
        later = [] if since is None else [act for act in self.acts if act.last > since]
        some = later[: self.at_once]
        is_all = len(some) == len(later)
        return Told(
            seq=self.seq if is_all else some[-1].last,
            acts=some,
            states={name: self.told[name] for name in states},
            is_all=is_all,
        )

    def arrive(self, room: UUID, people: Collection[UUID]) -> None: ...
    def leave(self, room: UUID, person: UUID) -> None: ...
