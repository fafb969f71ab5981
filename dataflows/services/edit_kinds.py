"""The kinds of edits there are: what pages, the table and the API ask for, typed and without any row.

``seen`` is the number of the map's last change when its editor read it: what somebody else has changed after
that is not overwritten. Ends and places are given by the id of a node of the map, or by a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class AddNode:
    """Put an organisation, storage, meeting or the person on the map; a storage stands ``within`` another."""

    id: UUID
    kind: str
    name: str
    within: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Connect:
    """Draw a flow from ``source`` to ``target`` with the facts that are known of it."""

    id: UUID
    source: str
    target: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SetFact:
    """Give one fact of a flow a value (as people type it or as documents keep it), or a node its notes."""

    element: UUID
    fact: str
    value: Any
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReEnd:
    """Let a flow start (``source``) or end (``target``) somewhere else."""

    element: UUID
    end: str
    to: str
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rename:
    """Call a node something else; an organisation or storage is renamed in the register, so everywhere."""

    element: UUID
    name: str
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class MoveStorage:
    """Let a storage stand in another organisation of the map."""

    element: UUID
    to: str
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Make one of several flows, or of several nodes: ``element`` stays, and the others become it."""

    element: UUID
    others: tuple[UUID, ...]
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Split:
    """Part a flow in two that are alike but for what they carry: ``data_types`` go with the new one."""

    element: UUID
    id: UUID
    data_types: tuple[str, ...]
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class SplitNode:
    """Part an organisation or meeting in two: these of its ``flows`` go with the new one."""

    element: UUID
    id: UUID
    name: str
    flows: tuple[UUID, ...]
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Remove:
    """Take a flow off the map, or a node with its storages and all their flows."""

    element: UUID
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Restore:
    """Put back what was removed, as it was, with the ends it needs; and ``others`` that are not back yet."""

    element: UUID
    others: tuple[UUID, ...] = ()


TypedEdit = (
    AddNode | Connect | SetFact | ReEnd | Rename | MoveStorage | Merge | Split | SplitNode | Remove | Restore
)
