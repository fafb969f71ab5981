"""Copying a version of a map for another area; the copy keeps the link to what it was copied from."""

from uuid import UUID

from django.db import transaction

from dataflows.models import ImportOrigin, ImportReceipt, Map, MapCopy, Version
from dataflows.selectors.documents import version_document
from dataflows.services.loading import load_document
from dataflows.services.maps import create_map
from organisations.permissions import Actor, Permission, require
from organisations.services.audit import record


@transaction.atomic
def copy_map(
    *, actor: Actor, version: Version, name: str, request_id: UUID, area: str = "", description: str = ""
) -> Map:
    """Start a map that says what a version says, with the same rows of the register. Recorded.

    Its elements have ids of their own, and which is which is kept, so that the two can be compared however
    they are renamed. The same ``request_id`` sent again returns the map that it made the first time.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not read the version or start maps here.
    BadInput
        The name is empty, too long or taken.
    """
    require(actor, Permission.VERSION_VIEW, on=version)
    require(actor, Permission.MAP_CREATE, on=version)
    mine = MapCopy.objects.filter(version__map=version.map_id, request_id=request_id)
    earlier = mine.select_related("map").first()
    if earlier is not None:
        return earlier.map
    programme = version.map.programme
    map_ = create_map(actor=actor, programme=programme, name=name, area=area, description=description)
    called = f"{version.map.name} v{version.number}"
    receipt = load_document(
        actor=actor, map_=map_, data=version.document.encode(), file_name=called[:200], label=called[:200]
    )
    MapCopy.objects.create(
        map=map_,
        programme_id=version.programme_id,
        version=version,
        elements=_which_is_which(version, receipt),
        request_id=request_id,
    )
    record(
        actor=actor,
        action="map.copy",
        on=map_,
        programme=version.programme,
        detail={"from": str(version.pk)},
    )
    return map_


def _which_is_which(version: Version, receipt: ImportReceipt) -> dict[str, str]:
    graph = version_document(version).graph
    places = {f"nodes[{number}]": one.id for number, one in enumerate(graph.nodes)}
    places |= {f"flows[{number}]": one.id for number, one in enumerate(graph.flows)}
    made = ImportOrigin.objects.filter(receipt=receipt).values_list("place", "element_id")
    return {places[place]: str(pk) for place, pk in made}
