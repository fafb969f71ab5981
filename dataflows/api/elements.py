"""Nodes and flows as the API writes them: the items of the map document, with the sentence each reads as."""

from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from rest_framework import serializers

from dataflows.formats.document import MapDocument, to_dict
from dataflows.graph import model as graph
from dataflows.selectors.sentences import all_sentences

Item = dict[str, Any]
Field = serializers.Field[Any, Any, Any, Any]


def node_items(document: MapDocument) -> list[Item]:
    """Return the document's nodes, in creation order, each with its sentence."""
    return _with_sentences(document, "nodes")


def flow_items(document: MapDocument) -> list[Item]:
    """Return the document's flows, in creation order, each with its number and its sentence."""
    numbers = document.graph.numbers
    return [{"number": numbers[item["id"]], **item} for item in _with_sentences(document, "flows")]


def _with_sentences(document: MapDocument, key: str) -> list[Item]:
    sentences = all_sentences(document.graph)
    return [{**item, "sentence": sentences[item["id"]]} for item in to_dict(document)[key]]


def serializer_for(kind: type, /, **extra: Field) -> type[serializers.Serializer[Any]]:
    """Return a serializer with the fields of a dataclass of the graph, so that the two cannot differ."""
    hints = get_type_hints(kind)
    written = {field.name: _field(hints[field.name]) for field in fields(kind)}
    return type(f"{kind.__name__}Serializer", (serializers.Serializer,), {**extra, **written})


_nested = cache(serializer_for)


def _field(hint: Any, **options: Any) -> Field:
    if isinstance(hint, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not NoneType)
        return _field(inner, allow_null=True)
    if get_origin(hint) is tuple:
        return serializers.ListField(child=_field(get_args(hint)[0]), **options)
    if is_dataclass(hint):
        return _nested(cast(type, hint))(**options)
    return (serializers.BooleanField if hint is bool else serializers.CharField)(**options)


NodeSerializer = serializer_for(graph.Node, sentence=serializers.CharField())
FlowSerializer = serializer_for(
    graph.Flow,
    number=serializers.IntegerField(help_text="Its number on the picture and in the list."),
    sentence=serializers.CharField(),
    kind=serializers.CharField(),
    name=serializers.CharField(),
)
