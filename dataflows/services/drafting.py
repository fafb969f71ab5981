"""A draft while one act changes it: its rows by id, names resolved to rows, each change stored and logged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.models import Change, DataType, Flow, Lineage, Node, PracticeClaim
from dataflows.selectors.documents import carried_by
from dataflows.services.elements import add_flows, add_nodes, remove_flows, remove_nodes
from dataflows.services.ends import Ends
from dataflows.services.facts import FactChange, set_data_types, set_facts
from dataflows.services.flow_values import read_value
from dataflows.services.log import Edit
from dataflows.services.register import Register, hold_register
from dataflows.services.register_saving import save_register
from organisations.errors import BadInput
from organisations.permissions import nothing_here


@dataclass
class Draft:
    """What one act needs of a map. The register is read and held only when a name has to be found in it."""

    edit: Edit
    _registers: list[Register] = field(default_factory=list)

    @property
    def map_id(self) -> UUID:
        return self.edit.map.pk

    @cached_property
    def ends(self) -> Ends:
        return Ends(self.edit.map, self.register)

    def register(self) -> Register:
        """Return the programme's register, which nobody else adds to until this act is done."""
        if not self._registers:
            hold_register(self.edit.map.programme_id)
            self._registers.append(Register.of(self.edit.map.programme))
        return self._registers[0]

    def flow(self, pk: UUID) -> Flow:
        """Return a flow as it is now, its ends with it, or raise ``NotVisible``. One query."""
        rows = Flow.objects.select_related("source", "target", "journey_stage", "agreement")
        found = rows.filter(map=self.map_id, pk=pk).first()
        if found is None:
            raise nothing_here()
        return found

    def node(self, pk: UUID) -> Node:
        """Return a node as it is now, or raise ``NotVisible``. One query."""
        rows = Node.objects.select_related("organisation", "storage", "parent")
        found = rows.filter(map=self.map_id, pk=pk).first()
        if found is None:
            raise nothing_here()
        return found

    def refuse_taken(self, pk: UUID) -> None:
        """Refuse an id for something new that something has, or had, on this map or anywhere in sight.

        Raises
        ------
        BadInput
            It is not free. Nodes and flows share one space of ids.
        """
        had = Change.objects.filter(map=self.map_id, element_id=pk)
        if any(rows.exists() for rows in (Flow.objects.filter(pk=pk), Node.objects.filter(pk=pk), had)):
            raise BadInput(_("Something else has this id already."))

    def read(self, fact: str, value: Any) -> Any:
        """Return a value that somebody typed as a flow's row holds it; new names are stored."""
        read = read_value(fact, value, register=self.register)
        self.store_register()
        return read

    def end(self, said: str) -> Node:
        """Return the node that somebody means, stored when it is new."""
        node = self.ends.find(said)
        self.store_new_nodes()
        return node

    def forget_ends(self) -> None:
        """Look anew which nodes there are, the next time an end has to be found."""
        self.__dict__.pop("ends", None)

    def store_new_nodes(self) -> None:
        """Store the nodes that were found to be new, after what they stand for."""
        self.store_register()
        add_nodes(edit=self.edit, nodes=self.ends.new)
        self.ends.new.clear()

    def store_register(self) -> None:
        """Store what is new in the register."""
        for register in self._registers:
            if register.new:
                save_register(register)
                register.new.clear()

    def give(self, flow: Flow, fact: str, value: Any) -> None:
        """Set one fact of a flow to a value as its row holds it."""
        if fact == "data_types":
            set_data_types(edit=self.edit, changes=[(flow, value)])
        else:
            set_facts(edit=self.edit, changes=[FactChange(flow, fact, value)])

    def add_flow(self, flow: Flow, data_types: Sequence[DataType]) -> None:
        """Put a new flow on the map."""
        add_flows(edit=self.edit, flows=[(flow, data_types)])

    def data_types_of(self, flow: Flow) -> list[DataType]:
        """Return what a flow carries, in order. Two queries."""
        ids = carried_by([flow.pk]).get(flow.pk, ())
        rows = DataType.objects.in_bulk(ids)
        return [rows[pk] for pk in ids]

    def change_node(self, node: Node, **values: Any) -> None:
        """Set columns of a node's row and log each that changes; rows that it points at are logged by id."""
        for column, value in values.items():
            before, after = (_logged(one) for one in (getattr(node, column), value))
            if before == after:
                continue
            called = node.name
            setattr(node, column, value)
            self.edit.note(
                action="set",
                element_kind="node",
                element_id=node.pk,
                field_name=column,
                before=before,
                after=after,
                summary=called,
            )
            node.save(update_fields=[column])
            self.forget_ends()

    def move_claims(self, origin: Flow, result: Flow) -> None:
        """Let what people claimed of one flow be said of another."""
        mine, theirs = (_claims(flow) for flow in (origin, result))
        if mine:
            self.set_claims(origin, [])
            self.set_claims(result, [*theirs, *mine])

    def set_claims(self, flow: Flow, ids: Sequence[str]) -> None:
        """Let these accounts be of this flow; those it had before go where the same act sends them."""
        self.edit.note(
            action="set",
            element_kind="flow",
            element_id=flow.pk,
            field_name="claims",
            before=_claims(flow),
            after=list(ids),
        )
        PracticeClaim.objects.filter(pk__in=ids, programme_id=flow.programme_id).update(flow=flow)

    def remove(self, *, flows: Iterable[UUID] = (), nodes: Iterable[Node] = ()) -> None:
        """Take flows off the map, then nodes."""
        remove_flows(edit=self.edit, ids=list(flows))
        remove_nodes(edit=self.edit, nodes=list(nodes))
        self.forget_ends()

    def descend(self, kind: str, element_kind: str, *, origin: UUID, result: UUID) -> None:
        """Keep that ``origin`` became, or became also, ``result``."""
        Lineage.objects.create(
            programme_id=self.edit.map.programme_id,
            map_id=self.map_id,
            edit=self.edit.id,
            kind=kind,
            element_kind=element_kind,
            origin=origin,
            result=result,
        )


def _claims(flow: Flow) -> list[str]:
    return [str(pk) for pk in PracticeClaim.objects.filter(flow=flow).values_list("pk", flat=True)]


def _logged(value: Any) -> Any:
    return str(value.pk) if hasattr(value, "pk") else value
