"""Fides manifests (YAML): systems, what they take in and give out, and what they declare to do with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from dataflows.errors import FormatError, Message
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.decoding import decode
from dataflows.formats.drawing import STORE, THING, Line, Page, Shape
from dataflows.formats.drawing_contents import contents_of
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.json_values import text_of
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# The safe loader in C where the package brings it: the other takes a minute for a file of 5 MB.
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STARTS: Final = re.compile(r"^(?:system|dataset):", re.MULTILINE)
MAX_DEPTH: Final = 50
STORES: Final = frozenset({"database", "datastore", "data store", "storage", "warehouse", "file storage"})
NOT_YAML: Final = _("The file cannot be read as YAML: look at line %(line)s.")
# Anchors used again and again are how a small file becomes a big one.
ALIASES: Final = _("The file repeats parts of itself by name (YAML aliases); write them out and try again.")
TOO_DEEP: Final = _("The file is nested too deeply.")
NO_SYSTEMS: Final = _("The file is no Fides manifest: it has no list of systems.")
NO_PLACE: Final = _("A map holds no %(part)s: %(count)s were left out.")
FROM_DECLARATION: Final = _("What moves was taken from what the giving system declares of all its data.")
UNKNOWN_SYSTEM: Final = _("No such system is described in the file: kept by its key.")


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file has a list of systems or data sets as a manifest does."""
    return STARTS.search(glimpse.text) is not None and "fides_key" in glimpse.text


def read(data: bytes, options: ReadOptions) -> Contents:
    """Return what a manifest holds: systems as things, ingress and egress as lines.

    What A gives to B and B takes from A is one flow. What moves is what the giving system declares.

    Raises
    ------
    FormatError
        When it is not YAML that can be read safely, or lists no systems.
    """
    manifest = _load(decode(data).text)
    systems = _objects(manifest, "system")
    if not systems:
        raise FormatError(NO_SYSTEMS)
    shapes = {_key(one): _shape(one) for one in systems}
    items: list[ReceiptItem] = []
    names = {_key(one): text_of(one.get("name")) or _key(one) for one in _objects(manifest, "data_category")}
    lines = list(_lines(systems, names))
    for key in dict.fromkeys(end for line in lines for end in (line.source, line.target)):
        if key not in shapes:
            shapes[key] = Shape(key=key, label=key)
            items.append(_item("guessed", options, UNKNOWN_SYSTEM, value=key))
    if any(_objects(one, "privacy_declarations") for one in systems):
        items.append(_item("guessed", options, FROM_DECLARATION))
    items += _left(manifest, options)
    page = Page(shapes=tuple(shapes.values()), lines=tuple(lines), items=tuple(items))
    return contents_of([page], options)


def _load(text: str) -> Mapping[str, Any]:
    """Return the manifest, read with the safe loader once its anchors and depth are known to be harmless."""
    try:
        aliases = depth = 0
        for event in yaml.parse(text, Loader=LOADER):
            aliases += isinstance(event, yaml.AliasEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if aliases:
                raise FormatError(ALIASES)
            if depth > MAX_DEPTH:
                raise FormatError(TOO_DEEP)
        loaded = yaml.load(text, Loader=LOADER)  # noqa: S506 - either of the two is the safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FormatError(NOT_YAML, line=mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FormatError(NOT_YAML, line=1) from error
    if not isinstance(loaded, dict):
        raise FormatError(NO_SYSTEMS)
    return loaded


def _objects(value: Any, part: str) -> Sequence[Mapping[str, Any]]:
    found = value.get(part) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else ()


def _key(system: Mapping[str, Any]) -> str:
    return text_of(system.get("fides_key")) or text_of(system.get("name"))


def _shape(system: Mapping[str, Any]) -> Shape:
    kind = STORE if text_of(system.get("system_type")).lower() in STORES else THING
    return Shape(
        key=_key(system),
        label=text_of(system.get("name")) or _key(system),
        kind=kind,
        notes="\n".join(_notes(system)),
    )


def _notes(system: Mapping[str, Any]) -> Iterator[str]:
    yield from filter(None, [text_of(system.get("description"))])
    if department := text_of(system.get("administrating_department")):
        yield f"administrating_department: {department}"
    for declared in _objects(system, "privacy_declarations"):
        said = [
            text_of(declared.get("name")),
            *(
                f"{fact}: {words}"
                for fact in declared
                if fact != "name" and (words := _words(declared[fact]))
            ),
        ]
        yield "; ".join(filter(None, said))


def _words(value: Any) -> str:
    return ", ".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def _lines(systems: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[Line]:
    """Yield a line for each egress; for each ingress only where the other system tells of no egress."""
    told: dict[tuple[str, str], list[list[str]]] = {}
    for way in ("egress", "ingress"):
        before = set(told)
        for system in systems:
            for other in _objects(system, way):
                ends = (_key(system), _key(other)) if way == "egress" else (_key(other), _key(system))
                if ends not in before:
                    told.setdefault(ends, []).append(_strings(other.get("data_categories")))
    declared = {_key(system): system for system in systems}
    for (source, target), each in told.items():
        uses = _objects(declared.get(source, {}), "privacy_declarations")
        every = [name for use in uses for name in _strings(use.get("data_categories"))]
        purposes = dict.fromkeys(filter(None, (text_of(use.get("data_use")) for use in uses)))
        for own in each:
            yield Line(
                key=f"{source} → {target}",
                source=source,
                target=target,
                data_types=tuple(dict.fromkeys(names.get(name, name) for name in own or every)),
                purpose="; ".join(purposes),
            )


def _strings(value: Any) -> list[str]:
    return [text for one in value if (text := text_of(one))] if isinstance(value, list) else []


def _left(manifest: Mapping[str, Any], options: ReadOptions) -> Iterator[ReceiptItem]:
    for part, value in manifest.items():
        if part not in {"system", "data_category"}:
            count = len(value) if isinstance(value, list) else 1
            yield _item(
                "dropped", options, NO_PLACE, value=str(part)[:100], part=str(part)[:100], count=count
            )


def _item(kind: str, options: ReadOptions, reason: str, *, value: str = "", **values: object) -> ReceiptItem:
    return ReceiptItem(kind=kind, source=options.filename, value=value, reason=Message(reason, values))
