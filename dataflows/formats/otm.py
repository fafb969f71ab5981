"""Open Threat Model files (OTM 0.1 and 0.2): components, trust zones, data flows and assets as a drawing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dataflows.errors import FormatError, Message
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.document_text import parse_json
from dataflows.formats.drawing import BOUNDARY, STORE, THING, Line, Page, Shape
from dataflows.formats.drawing_contents import contents_of
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.json_values import at, text_of
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# Types of components that keep data, by a word in them: OTM leaves types to whoever writes the file.
STORES: Final = ("database", "-db-", "storage", "bucket", "datastore", "data-store", "file-system", "queue")
NOT_A_MODEL: Final = _("The file is no Open Threat Model: “%(part)s” is not a list of objects.")
NOT_HELD: Final = _("A map holds no %(what)s: %(count)s were left out.")
PARTS_LEFT: Final = {"threats": _("threats"), "mitigations": _("mitigations")}


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file is an Open Threat Model in JSON."""
    if not glimpse.text.startswith("{") or '"otmVersion"' not in glimpse.text:
        return False
    try:
        value = json.loads(glimpse.text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "otmVersion" in value


def read(data: bytes, options: ReadOptions) -> Contents:
    """Return what a model holds: trust zones are boundaries, assets what moves.

    Raises
    ------
    FormatError
        When the file is not JSON, or its lists are none.
    """
    model = parse_json(data)
    zones, components = _list(model, "trustZones"), _list(model, "components")
    assets = {text_of(one.get("id")): text_of(one.get("name")) for one in _list(model, "assets")}
    holders = {_parent(one) for one in (*zones, *components)}
    shapes = [_shape(zone, BOUNDARY) for zone in zones]
    shapes += [
        _shape(one, BOUNDARY if text_of(one.get("id")) in holders else _kind(one)) for one in components
    ]
    lines = tuple(_line(flow, assets) for flow in _list(model, "dataflows"))
    name = text_of(at(model, "project", "name"))
    source = f"{options.filename}, page {name}" if name else options.filename
    page = Page(name=name, shapes=tuple(shapes), lines=lines, items=tuple(_left(model, source)))
    return contents_of([page], options)


def _left(model: Any, source: str) -> Iterator[ReceiptItem]:
    for part, what in PARTS_LEFT.items():
        if count := len(_list(model, part)):
            reason = Message(NOT_HELD, {"what": what, "count": count})
            yield ReceiptItem(kind="dropped", source=source, reason=reason)


def _shape(part: Mapping[str, Any], kind: str) -> Shape:
    return Shape(
        key=text_of(part.get("id")) or text_of(part.get("name")),
        label=text_of(part.get("name")),
        kind=kind,
        inside=_parent(part),
        notes=text_of(part.get("description")),
    )


def _kind(component: Mapping[str, Any]) -> str:
    words = f"-{text_of(component.get('type')).lower()}-"
    return STORE if any(word in words for word in STORES) else THING


def _parent(part: Mapping[str, Any]) -> str:
    """Return the id of the trust zone or component that a part stands in, or ``""``."""
    return text_of(at(part, "parent", "trustZone")) or text_of(at(part, "parent", "component"))


def _line(flow: Mapping[str, Any], assets: Mapping[str, str]) -> Line:
    carried = flow.get("assets")
    named = [assets.get(text_of(one), text_of(one)) for one in carried] if isinstance(carried, list) else []
    return Line(
        key=text_of(flow.get("id")) or text_of(flow.get("name")),
        label=text_of(flow.get("name")),
        source=text_of(flow.get("source")),
        target=text_of(flow.get("destination")),
        both_ways=flow.get("bidirectional") is True,
        data_types=tuple(filter(None, named)),
        notes=text_of(flow.get("description")),
    )


def _list(model: Any, part: str) -> Sequence[Mapping[str, Any]]:
    found = at(model, part)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise FormatError(NOT_A_MODEL, part=part)
    return found
