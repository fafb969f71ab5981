"""Merging elements into one, splitting one in two, moving a storage: what they were is kept as lineage."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dataflows.language.facts import FLOW_FACTS
from dataflows.models import DataType, Flow, Lineage, Node, Storage
from dataflows.models.columns import ROW_FACTS
from dataflows.models.register_kinds import ORGANISATIONS, STORAGE
from dataflows.services.drafting import Draft
from dataflows.services.facts import logged
from dataflows.services.names import tidy_name
from dataflows.services.register_log import start_register_edit
from dataflows.services.register_rows import give
from organisations.errors import BadInput
from organisations.models import Organisation

_TEXTS_JOINED = ("notes", "evidence_source")
_NOT_MERGED = frozenset({"source", "target", "ref", *_TEXTS_JOINED})
# What a fact holds when nobody has said anything.
_BLANK = {"evidence": "assumed"}


def merge_flows(draft: Draft, stays: Flow, goes: Flow) -> None:
    """Make two flows one: it carries what both did; what only one knew is kept, what differs is noted.

    Raises
    ------
    BadInput
        They do not have the same ends.
    """
    if (stays.source_id, stays.target_id) != (goes.source_id, goes.target_id):
        raise BadInput(_("Only flows with the same ends can become one. Change the ends first."))
    carried = [*draft.data_types_of(stays), *draft.data_types_of(goes)]
    noted = [goes.notes] if goes.notes else []
    for fact in ROW_FACTS:
        if fact in _NOT_MERGED or logged(goes, fact) == logged(stays, fact):
            continue
        if logged(stays, fact) in ("", None, _BLANK.get(fact)):
            draft.give(stays, fact, getattr(goes, fact))
        elif logged(goes, fact) not in ("", None, _BLANK.get(fact)):
            noted.append(f"{_(FLOW_FACTS[fact][0])}: {_words(goes, fact)}")
    sources = [text for text in (stays.evidence_source, goes.evidence_source) if text]
    draft.give(stays, "evidence_source", "\n".join(dict.fromkeys(sources)))
    draft.give(stays, "notes", "\n".join(text for text in (stays.notes, *noted) if text))
    draft.give(stays, "data_types", list(dict.fromkeys(carried)))
    draft.move_claims(goes, stays)
    draft.remove(flows=[goes.pk])
    draft.descend(Lineage.Kind.MERGED, "flow", origin=goes.pk, result=stays.pk)


def merge_nodes(draft: Draft, stays: Node, goes: Node) -> None:
    """Make two nodes one: flows and storages of the one that goes are the other's from now on.

    Raises
    ------
    BadInput
        They are not of one kind.
    """
    if stays.kind != goes.kind:
        raise BadInput(_("Only two of one kind can become one."))
    for storage in Node.objects.filter(parent=goes, kind="storage").select_related("storage", "parent"):
        twin = Node.objects.filter(parent=stays, kind="storage", name=storage.name).first()
        if twin is not None:
            merge_nodes(draft, twin, storage)
        else:
            move_storage(draft, storage, stays)
    _re_end(draft, Flow.objects.filter(Q(source=goes) | Q(target=goes)), goes, stays)
    draft.change_node(stays, notes="\n".join(text for text in (stays.notes, goes.notes) if text))
    draft.remove(nodes=[goes])
    draft.descend(Lineage.Kind.MERGED, "node", origin=goes.pk, result=stays.pk)


def split_flow(draft: Draft, flow: Flow, pk: UUID, going: Sequence[DataType]) -> None:
    """Part a flow in two: the new one says the same, and carries what goes with it.

    Raises
    ------
    BadInput
        Nothing would go with the new one, or nothing would stay.
    """
    carried = draft.data_types_of(flow)
    moved = [one for one in carried if one in going]
    if not moved or len(moved) == len(carried) or len(moved) != len(set(going)):
        raise BadInput(_("Choose what goes with the new flow: some of what this one carries, not all of it."))
    made = Flow(pk=pk, **{fact: getattr(flow, fact) for fact in ROW_FACTS})
    made.ref = ""
    draft.add_flow(made, moved)
    draft.give(flow, "data_types", [one for one in carried if one not in moved])
    draft.descend(Lineage.Kind.SPLIT, "flow", origin=flow.pk, result=made.pk)


def split_node(draft: Draft, node: Node, pk: UUID, name: str, flows: Sequence[UUID]) -> None:
    """Part an organisation or meeting in two: these of its flows are the new one's from now on.

    Raises
    ------
    BadInput
        It is neither, the map has the new one already, or a flow is not this node's.
    """
    if node.kind not in ("organisation", "meeting"):
        raise BadInput(_("Only an organisation or a meeting can be split."))
    rows = Flow.objects.filter(Q(source=node) | Q(target=node), pk__in=flows)
    if not flows or rows.count() != len(set(flows)):
        raise BadInput(_("Choose the flows that go with the new one, among its own."))
    made = draft.ends.place(pk=pk, kind=node.kind, name=name, within="")
    draft.store_new_nodes()
    _re_end(draft, rows, node, made)
    draft.descend(Lineage.Kind.SPLIT, "node", origin=node.pk, result=made.pk)


def rename(draft: Draft, node: Node, name: str) -> None:
    """Call a node something else. What it stands for in the register is renamed there, and so on every map.

    Where the map calls it otherwise than the register, only the map's word changes.

    Raises
    ------
    NotAllowed
        The actor may not change the register.
    BadInput
        The name cannot be kept, or something else has it.
    """
    name = tidy_name(name, missing=_("Give it a name."))
    row, kind = (node.organisation, ORGANISATIONS) if node.kind == "organisation" else (node.storage, STORAGE)
    if row is None or row.name != node.name:
        draft.change_node(node, name=name)
        return
    # What was done so far comes first in the log: the map's names follow the register's at once.
    draft.edit.write()
    act = start_register_edit(actor=draft.edit.actor, programme=draft.edit.map.programme, edit=draft.edit.id)
    give(act, kind, row, {"name": name})
    act.write()
    draft.edit.touched[node.pk] = "node"
    draft.forget_ends()


def move_storage(draft: Draft, node: Node, home: Node) -> None:
    """Let a storage stand in another organisation, on the map and in the register.

    Where another map shows the storage too, that one keeps it as it is, and this map gets one of its own.

    Raises
    ------
    NotAllowed
        The actor may not change the register.
    BadInput
        It is no storage, or the place no organisation.
    """
    if node.storage is None or home.organisation is None:
        raise BadInput(_("A storage stands in an organisation: say in which."))
    kept_in = node.storage
    if kept_in.organisation_id != home.organisation_id:
        register = draft.register()
        twin = register.storages.get((home.organisation.pk, kept_in.normalised_name))
        elsewhere = Node.objects.filter(storage=kept_in).exclude(pk=node.pk).exists()
        if twin is not None and Node.objects.filter(map=draft.map_id, storage=twin).exists():
            raise BadInput(
                _("“%(name)s” is there already: make the two one instead.") % {"name": kept_in.name}
            )
        if twin is None and not elsewhere:
            _change_owner(draft, node, kept_in, home)
        else:
            draft.change_node(node, storage=twin or _like(draft, kept_in, home.organisation))
    draft.change_node(node, parent=home)


def _change_owner(draft: Draft, node: Node, kept_in: Storage, home: Node) -> None:
    act = start_register_edit(actor=draft.edit.actor, programme=draft.edit.map.programme, edit=draft.edit.id)
    # The register refuses to move what stands on a map: here the map moves with it.
    Node.objects.filter(pk=node.pk).update(storage=None)
    give(act, STORAGE, kept_in, {"organisation": str(home.organisation_id)})
    Node.objects.filter(pk=node.pk).update(storage=kept_in)
    act.write()


def _like(draft: Draft, kept_in: Storage, owner: Organisation) -> Storage:
    """Return a storage of the other organisation that is like this one."""
    made = draft.register().storage(owner, kept_in.name)[0]
    for fact in ("kind", "location", "access_note", "security", "retention", "notes"):
        setattr(made, fact, getattr(kept_in, fact))
    draft.store_register()
    return made


def _re_end(draft: Draft, flows: QuerySet[Flow], old: Node, new: Node) -> None:
    for flow in list(flows.select_related("source", "target")):
        for end in ("source", "target"):
            if getattr(flow, f"{end}_id") == old.pk:
                draft.give(flow, end, new)


def _words(flow: Flow, fact: str) -> str:
    if fact == "agreement":
        return flow.agreement.name if flow.agreement else ""
    return str(logged(flow, fact))
