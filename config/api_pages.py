"""The API's own pages: where it starts, what it offers, and the answer where there is nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from organisations.errors import NotVisible


@require_safe
def start(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for all
    """Send people who open the API itself to its description."""
    return redirect("api_docs")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show what the API offers, as a page of ours: the same document that ``schema/`` gives to machines."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return render(request, "api/docs.html", {"info": schema["info"], "operations": list(_operations(schema))})


@extend_schema(exclude=True)
@api_view(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def nothing_here(request: Request) -> Response:  # noqa: ARG001 - the same for all
    """Answer an address that means nothing."""
    raise NotVisible("There is nothing at this address.")


def _operations(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each operation with its parameters and the fields of what it answers."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            answer, is_list = _answer(operation, schema["components"]["schemas"])
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "short": path.removeprefix(reverse("api")),
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "is_list": is_list,
                "fields": list(_fields(answer)),
            }


def _answer(operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """Return the shape that the operation answers with, or that each row of its list has."""
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    if not answers or not answers[0].get("content"):
        return {}, False
    (content,) = answers[0]["content"].values()
    shape = _resolved(content["schema"], shapes)
    if shape.get("type") == "array":
        return _resolved(shape["items"], shapes), True
    rows = shape.get("properties", {}).get("results")
    if rows is None:
        return shape, False
    return _resolved(rows["items"], shapes), True


def _resolved(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = shape.get("$ref")
    return shapes[reference.rpartition("/")[2]] if reference else shape


def _fields(shape: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name, field in shape.get("properties", {}).items():
        kind = field.get("type", "object")
        note = field.get("format", "")
        yield {"name": name, "kind": kind, "note": note, "description": field.get("description", "")}
