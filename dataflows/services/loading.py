"""Loading a map document into an empty map: the way back from a JSON export, losing nothing."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as translate

from dataflows.errors import FormatError
from dataflows.formats.document import MapDocument, read_document
from dataflows.formats.receipt import Receipt
from dataflows.models import Act, Flow, ImportOrigin, ImportReceipt, Map, Node
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import add_flows, add_nodes, start_edit
from dataflows.services.holding import refusing_clashes
from dataflows.services.loader import Loader
from dataflows.services.reading import label_of
from dataflows.services.register import hold_register
from dataflows.services.register_log import RegisterEdit
from dataflows.services.register_saving import save_register
from dataflows.services.storing import store_many
from organisations.errors import BadInput, Conflict
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record


def load_document(*, actor: Actor, map_: Map, data: bytes, file_name: str, label: str = "") -> ImportReceipt:
    """Fill an empty map from a document, as one edit with a receipt. Recorded.

    Ids stay as they are in the document unless something else here has them already. What the programme's
    register knows of an organisation, storage or data type stays as it is; differences are said.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The document cannot be used; nothing was stored.
    Conflict
        The map is not empty.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    try:
        document = read_document(data)
    except FormatError as error:
        raise BadInput(error.translated(translate)) from error
    with refusing_clashes(), transaction.atomic():
        return _store(
            actor=actor,
            map_=map_,
            document=document,
            file_name=file_name,
            label=label or label_of(file_name),
        )


def _store(*, actor: Actor, map_: Map, document: MapDocument, file_name: str, label: str) -> ImportReceipt:
    edit = start_edit(actor=actor, map_=map_, kind=Act.Kind.IMPORT)
    if map_.nodes.exists():
        raise Conflict(translate("This map is not empty. Start a new map for the document."))
    hold_register(map_.programme_id)
    loader = Loader(map_, document)
    nodes, flows = loader.rows()
    save_register(loader.register, by=RegisterEdit(actor=actor, programme=map_.programme, id=edit.id))
    add_nodes(edit=edit, nodes=nodes)
    add_flows(edit=edit, flows=flows)
    edit.write()
    receipt = ImportReceipt.objects.create(
        programme_id=map_.programme_id,
        map=map_,
        state=ImportReceipt.State.IMPORTED,
        file_name=file_name[:200],
        label=label,
        content={
            **Receipt(tuple(loader.items)).to_dict(translate),
            **loader.register.new_names(),
            "kept": len(flows),
        },
        edit=edit.id,
        made_by_id=uuid.UUID(actor.id) if actor.is_signed_in else None,
        imported_at=map_.changed_at,
    )
    store_many(_origins(receipt, nodes, [flow for flow, _data_types in flows]))
    record(
        actor=actor,
        action="map.load",
        on=map_,
        programme=map_.programme,
        detail={"receipt": str(receipt.pk), "kept": len(flows)},
    )
    request_drawing(map_=map_)
    return receipt


def _origins(receipt: ImportReceipt, nodes: Sequence[Node], flows: Sequence[Flow]) -> list[ImportOrigin]:
    """Return where in the document each element stood; without a source, for no later import is merged."""
    places = [
        *(("node", f"nodes[{number}]", node.pk) for number, node in enumerate(nodes)),
        *(("flow", f"flows[{number}]", flow.pk) for number, flow in enumerate(flows)),
    ]
    return [
        ImportOrigin(
            programme_id=receipt.programme_id,
            map_id=receipt.map_id,
            receipt=receipt,
            position=position,
            source="",
            key=place,
            place=place,
            element_kind=kind,
            element_id=pk,
        )
        for position, (kind, place, pk) in enumerate(places)
    ]
