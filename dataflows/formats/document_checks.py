"""What makes a JSON value a map document: the published schema, then the rules a schema cannot say."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dataflows.errors import FormatError
from dataflows.formats.keys import ring_of
from dataflows.formats.limits import MAX_ITEMS
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

SCHEMA_PATH: Final = Path(__file__).with_name("map_document_1.schema.json")
TOO_MANY: Final = {
    "flows": _("The document holds more than %(limit)s flows."),
    "nodes": _("The document holds more than %(limit)s nodes."),
    "data_types": _("The document holds more than %(limit)s data types."),
    "agreements": _("The document holds more than %(limit)s agreements."),
    "journey_stages": _("The document holds more than %(limit)s journey stages."),
}


def check_document(value: object, name: str, version: int) -> Mapping[str, Any]:
    """Return ``value`` when it is a map document of this format and version, else raise ``FormatError``."""
    if not isinstance(value, dict) or value.get("format") != name:
        raise FormatError(
            _("The file is not a map document: it does not say “format”: “%(name)s”."), name=name
        )
    written = value.get("schema_version")
    if written != version or isinstance(written, bool):
        raise FormatError(
            _("The document is in version %(written)s of the format; this Daylight reads version %(ours)s."),
            written=written if written is not None else "?",
            ours=version,
        )
    for part, too_many in TOO_MANY.items():
        if isinstance(value.get(part), list) and len(value[part]) > MAX_ITEMS:
            raise FormatError(too_many, limit=f"{MAX_ITEMS:,}")
    error = next(_validator().iter_errors(value), None)
    if error is not None:
        raise _sentence_of(error)
    _check_ids(value)
    _check_parents(value["nodes"])
    _check_ends(value)
    _check_dates(value)
    return value


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _sentence_of(error: ValidationError) -> FormatError:
    instance: Any = error.instance
    place, found = _place(error), _shown(instance)
    if error.validator == "additionalProperties":
        schema: Any = error.schema
        known = schema["properties"]
        unknown = next(key for key in instance if key not in known)
        return FormatError(
            _("The document has “%(key)s” at %(place)s, which this Daylight does not know."),
            key=unknown[:60],
            place=place,
        )
    if error.validator == "required":
        required: Any = error.validator_value
        missing = next(key for key in required if key not in instance)
        return FormatError(_("The document lacks “%(key)s” at %(place)s."), key=missing, place=place)
    if error.validator == "enum":
        return FormatError(
            _("The document has %(found)s at %(place)s, which is not one of the words for it."),
            found=found,
            place=place,
        )
    if error.validator == "maxLength":
        return FormatError(
            _("The document has text longer than %(limit)s characters at %(place)s."),
            limit=error.validator_value,
            place=place,
        )
    return FormatError(
        _("The document has %(found)s at %(place)s, where it cannot stand."), found=found, place=place
    )


def _place(error: ValidationError) -> str:
    steps = [f"item {step + 1}" if isinstance(step, int) else step for step in error.absolute_path]
    return ", ".join(steps) or "the top"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def _check_ids(value: Mapping[str, Any]) -> None:
    # Nodes and flows name elements of one picture, so they share one space of ids.
    elements = [*value["nodes"], *value["flows"]]
    access = [row for node in value["nodes"] for row in node.get("access", ())]
    for items in (elements, access, value.get("data_types", ()), value.get("agreements", ())):
        seen: set[str] = set()
        for item in items:
            if item["id"] in seen:
                raise FormatError(_("The document uses the id %(id)s twice."), id=item["id"])
            seen.add(item["id"])


def _check_parents(nodes: Iterable[Mapping[str, Any]]) -> None:
    by_id = {node["id"]: node for node in nodes}
    for node in by_id.values():
        parent = node.get("parent")
        if parent is None:
            continue
        if parent not in by_id:
            raise FormatError(
                _("“%(name)s” stands in a node that is not in the document."), name=node["name"]
            )
        if by_id[parent]["kind"] != "organisation":
            raise FormatError(
                _("“%(name)s” stands in something that is not an organisation."), name=node["name"]
            )
        if node["kind"] not in {"organisation", "storage"}:
            raise FormatError(_("“%(name)s” cannot stand inside an organisation."), name=node["name"])
    _check_cycles(by_id)


def _check_cycles(by_id: Mapping[str, Mapping[str, Any]]) -> None:
    settled: set[str] = set()
    for start in by_id:
        trail: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled:
            if at in trail:
                steps = list(trail)
                names = [by_id[step]["name"] for step in [*steps[steps.index(at) :], at]]
                raise FormatError(
                    _("Organisations stand inside each other: %(names)s."), names=ring_of(names)
                )
            trail[at] = None
            at = by_id[at].get("parent")
        settled.update(trail)


def _check_ends(value: Mapping[str, Any]) -> None:
    nodes = {node["id"] for node in value["nodes"]}
    data_types = {item["id"] for item in value.get("data_types", ())}
    agreements = {None, *(item["id"] for item in value.get("agreements", ()))}
    for number, flow in enumerate(value["flows"], start=1):
        for end in ("source", "target"):
            if flow[end] not in nodes:
                raise FormatError(
                    _("Flow %(number)s has a %(end)s that is not in the document."), number=number, end=end
                )
        if not data_types.issuperset(flow.get("data_types", ())):
            raise FormatError(_("Flow %(number)s carries data that is not in the document."), number=number)
        if flow.get("agreement") not in agreements:
            raise FormatError(
                _("Flow %(number)s rests on an agreement that is not in the document."), number=number
            )


def _check_dates(value: Mapping[str, Any]) -> None:
    for item in [*value["flows"], *value.get("agreements", ())]:
        day = item.get("review_date", "")
        try:
            date.fromisoformat(day or "2000-01-01")
        except ValueError as error:
            raise FormatError(
                _("The document has the day %(day)s, which is in no calendar."), day=day
            ) from error
