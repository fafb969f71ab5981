"""Finding the node that somebody means by an end of a flow, on the map or new."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from dataflows.formats.flow_row import is_person
from dataflows.models import Map, Node
from dataflows.services.names import tidy_name
from dataflows.services.planning import PERSON_NAME
from dataflows.services.register import Register
from organisations.errors import BadInput
from organisations.models.organisations import normalise

# Of several nodes with one name the first of these is meant: a storage is named with its organisation.
_FIRST = ("person", "organisation", "meeting", "storage")


@dataclass
class Ends:
    """The nodes of a map by all that people call them. ``new`` are those that are still to be stored."""

    map: Map
    register: Callable[[], Register]
    new: list[Node] = field(default_factory=list)

    @cached_property
    def nodes(self) -> dict[UUID, Node]:
        rows = Node.objects.filter(map=self.map).select_related("parent")
        return {row.pk: row for row in rows}

    def find(self, said: str) -> Node:
        """Return the node with this id or name; an organisation that is not on the map yet joins it.

        Raises
        ------
        BadInput
            Nothing is said, the id is not of this map, or several things are called so.
        """
        name = tidy_name(said, missing=_("Say who it is: an organisation, or the person."))
        if (pk := _as_id(name)) is not None:
            if pk not in self.nodes:
                raise BadInput(_("There is no such place on this map."))
            return self.nodes[pk]
        return self._on_map(name) or self._from_register(name)

    def place(self, *, pk: UUID, kind: str, name: str, within: str) -> Node:
        """Return a new node of a kind, to be stored.

        Raises
        ------
        BadInput
            The map has it already, or it cannot stand there.
        """
        name = tidy_name(name, missing=_("Give it a name."))
        if kind == "person" and any(node.kind == "person" for node in self.nodes.values()):
            raise BadInput(_("The person is on this map already."))
        if kind == "storage":
            return self._storage(pk, name, within)
        if kind == "organisation":
            owner = self.register().organisation(name)[0]
            if any(node.organisation_id == owner.pk for node in self.nodes.values()):
                raise BadInput(_("“%(name)s” is on this map already.") % {"name": owner.name})
            return self._join(Node(pk=pk, kind=kind, name=owner.name, organisation=owner))
        if kind not in ("person", "meeting"):
            raise BadInput(_("There is no such kind of thing on a map."))
        return self._join(Node(pk=pk, kind=kind, name=name))

    def _storage(self, pk: UUID, name: str, within: str) -> Node:
        home = self.find(within)
        if home.organisation is None:
            raise BadInput(_("A storage stands in an organisation: say in which."))
        kept_in = self.register().storage(home.organisation, name)[0]
        if any(node.storage_id == kept_in.pk for node in self.nodes.values()):
            raise BadInput(_("“%(name)s” is on this map already.") % {"name": kept_in.name})
        return self._join(Node(pk=pk, kind="storage", name=kept_in.name, storage=kept_in, parent=home))

    def _on_map(self, name: str) -> Node | None:
        wanted = normalise(name)
        called = [node for node in self.nodes.values() if wanted in _names_of(node)]
        if is_person(name):
            called += [node for node in self.nodes.values() if node.kind == "person"]
        for kind in _FIRST:
            found = {node.pk: node for node in called if node.kind == kind}
            if len(found) > 1:
                raise BadInput(
                    _("Several things on this map are called “%(name)s”. Write “organisation: storage”.")
                    % {"name": name}
                )
            if found:
                return found.popitem()[1]
        return None

    def _from_register(self, name: str) -> Node:
        if is_person(name):
            return self._join(Node(pk=uuid4(), kind="person", name=PERSON_NAME))
        if (kept_in := self._storage_called(name)) is not None:
            return kept_in
        owner = self.register().organisation(name)[0]
        here = (node for node in self.nodes.values() if node.organisation_id == owner.pk)
        known = next(here, None)
        return known or self._join(Node(pk=uuid4(), kind="organisation", name=owner.name, organisation=owner))

    def _storage_called(self, name: str) -> Node | None:
        """Return a new storage where the name says in which organisation: "Shelter: Case system"."""
        home, _colon, rest = name.partition(": ")
        if not rest.strip() or normalise(home) not in self.register().organisations:
            return None
        return self._storage(uuid4(), rest.strip(), home)

    def _join(self, node: Node) -> Node:
        self.nodes[node.pk] = node
        self.new.append(node)
        return node


def _names_of(node: Node) -> set[str]:
    names = {normalise(node.name)}
    if node.kind == "storage" and node.parent is not None:
        # As lists and cards write it.
        names |= {
            normalise(f"{node.parent.name}: {node.name}"),
            normalise(f"{node.name} ({node.parent.name})"),
        }
    return names


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
