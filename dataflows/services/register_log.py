"""Writing the register's log: numbers that never skip, one act that may hold many changes."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from dataflows.models import RegisterChange
from dataflows.models.register_kinds import RegisterKind
from organisations.models import Programme
from organisations.permissions import Actor, Permission, require


@dataclass(kw_only=True)
class RegisterEdit:
    """One act on a programme's register, collecting its changes until :meth:`write` logs them together."""

    actor: Actor
    programme: Programme
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    undoes: uuid.UUID | None = None
    changes: list[RegisterChange] = field(default_factory=list)

    def note(
        self,
        *,
        action: str,
        kind: RegisterKind,
        element_id: uuid.UUID,
        name: str,
        fact: str = "",
        before: Any = None,
        after: Any = None,
    ) -> None:
        """Remember one change: ``action`` is add, set or remove; of a row that comes or goes, every fact."""
        self.changes.append(
            RegisterChange(
                programme=self.programme,
                edit=self.id,
                undoes=self.undoes,
                actor_kind=self.actor.kind,
                actor_id=self.actor.id,
                action=action,
                element_kind=kind.code,
                element_id=element_id,
                name=name,
                field=fact,
                before=before,
                after=after,
            )
        )

    def write(self) -> None:
        """Number the changes and store them. Must run in the transaction of the rows they tell of."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("The log is written in the transaction of the change itself.")
        count = len(self.changes)
        Programme.objects.filter(pk=self.programme.pk).update(register_seq=F("register_seq") + count)
        self.programme.refresh_from_db(fields=["register_seq"])
        for number, change in enumerate(self.changes, start=self.programme.register_seq - count + 1):
            change.seq = number
        RegisterChange.objects.bulk_create(self.changes, batch_size=500)


def start_register_edit(
    *, actor: Actor, programme: Programme, edit: uuid.UUID | None = None, undoes: uuid.UUID | None = None
) -> RegisterEdit:
    """Begin one act on a register; finish it with ``write()`` in the same transaction.

    Whoever else changes this register, by hand or by an import, waits here until we commit.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this register.
    """
    require(actor, Permission.REGISTER_EDIT, on=programme)
    Programme.objects.filter(pk=programme.pk).update(register_seq=F("register_seq"))
    return RegisterEdit(actor=actor, programme=programme, id=edit or uuid.uuid4(), undoes=undoes)
