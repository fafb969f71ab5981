"""Taking any file in that can be read, whatever it turns out to be."""

from dataflows.formats.registry import sniff
from dataflows.models import ImportReceipt, Map
from dataflows.services.importing import Choices, SourceFile, import_flows
from dataflows.services.loading import load_document
from dataflows.services.reading import in_one_sentence
from organisations.permissions import Actor, Permission, require


def take_file(*, actor: Actor, map_: Map, file: SourceFile, choices: Choices) -> ImportReceipt:
    """Load a map document whole, or import a flow list or a drawing, and return the receipt. Recorded.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    BadInput
        The file cannot be used, with the one sentence that says why.
    Conflict
        Somebody changed the map while the file was read.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    with in_one_sentence():
        if sniff(file.data) == "json":
            return load_document(
                actor=actor, map_=map_, data=file.data, file_name=file.name, label=choices.label
            )
    return import_flows(actor=actor, map_=map_, file=file, choices=choices)
