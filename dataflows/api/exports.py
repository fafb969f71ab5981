"""Taking maps out through the API: the formats, and a draft or a version in one of them."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of
from dataflows.models import Map, Version
from dataflows.render.paper import SHEETS_MM
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.maps import map_for, version_for
from dataflows.services.exporting import EXPORTS, FILE_POLICY, export_document
from dataflows.services.printing import USUAL, WAYS, Paper
from organisations.permissions import Permission, require

PAPER = OpenApiParameter("paper", enum=list(SHEETS_MM), description="Of `pdf`: the size of paper.")
WAY = OpenApiParameter("way", enum=WAYS, description="Of `pdf`: one sheet, or tiles to glue together.")


class FormatSerializer(serializers.Serializer[Any]):
    """A format that a map can be taken away in."""

    name = serializers.CharField(help_text="What stands in the address.")
    label = serializers.CharField()  # type: ignore[assignment]  # not the field's label
    media_type = serializers.CharField()
    extension = serializers.CharField()


class Formats(ReadView):
    serializer_class = FormatSerializer
    pagination_class = None
    open_to_guests = True

    @extend_schema(operation_id="formats", responses=FormatSerializer(many=True))
    def get(self, request: Request) -> Response:  # noqa: ARG002 - the same for all
        """Every format that a map can be taken away in."""
        return Response(self.get_serializer(EXPORTS.values(), many=True).data)


class FileRenderer(BaseRenderer):
    """Sends a file as it is; what went wrong, as JSON."""

    media_type = "application/octet-stream"
    format = "file"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """Return the bytes to send."""
        if isinstance(data, bytes):
            return data
        rendered: bytes = JSONRenderer().render(data, accepted_media_type, renderer_context)
        return rendered


class AsItIs(BaseContentNegotiation):
    """A file has the type that it has, whatever the program would like."""

    def select_parser(self, request: Request, parsers: Any) -> Any:  # noqa: ARG002 - nothing is sent here
        """Return the first: nothing is sent here."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:  # noqa: ARG002
        """Return the file's renderer."""
        return renderers[0], renderers[0].media_type


class FileView(ReadView):
    """An address whose answer is the file itself."""

    renderer_classes = [FileRenderer]
    content_negotiation_class = AsItIs

    def file(self, request: Request, map_: Map, version: Version | None, format_name: str) -> Response:
        """Return the map in one format, every flow counted."""
        require(actor_of(request), Permission.MAP_EXPORT, on=map_)
        document = version_document(version) if version else draft_document(map_)
        asked = request.query_params
        paper = Paper(size=asked.get("paper", USUAL.size), way=asked.get("way", USUAL.way))
        body = export_document(
            map_=map_, document=document, version=version, format_name=format_name, paper=paper
        )
        export = EXPORTS[format_name]
        answer = Response(body, content_type=export.media_type)
        answer["Content-Disposition"] = f'attachment; filename="map{export.extension}"'
        answer["Content-Security-Policy"] = FILE_POLICY
        return answer


class DraftFile(FileView):
    @extend_schema(
        operation_id="draft_file",
        parameters=[PAPER, WAY],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, map_id: UUID, format_name: str) -> Response:
        """The draft of a map as a file; the names of the formats are at `formats/`."""
        return self.file(request, map_for(actor_of(request), map_id, Permission.MAP_VIEW), None, format_name)


class VersionFile(FileView):
    open_to_guests = True

    @extend_schema(
        operation_id="version_file",
        parameters=[PAPER, WAY],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, map_id: UUID, number: int, format_name: str) -> Response:
        """A version of a map as a file; the names of the formats are at `formats/`."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.VERSION_VIEW)
        return self.file(request, map_, version_for(actor, map_, number), format_name)
