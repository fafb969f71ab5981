"""Pictures: how a draft and each version was drawn, and the drawing itself."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from dataflows.api.base import ReadView, actor_of
from dataflows.selectors.maps import map_for, version_for, versions_of
from dataflows.selectors.renderings import Rendering, draft_rendering, version_rendering, version_renderings
from dataflows.services.exporting import FILE_POLICY
from organisations.errors import NotVisible
from organisations.permissions import Permission


class RenderingSerializer(serializers.Serializer[Rendering]):
    """Without ``svg`` nobody has looked at it yet, or drawing failed for the reason in ``failure``."""

    version = serializers.IntegerField(source="number", allow_null=True, help_text="Null for the draft.")
    key = serializers.CharField(help_text="The hash of all that decides what the picture shows.")
    engine = serializers.CharField(source="picture.engine", default="")
    engine_version = serializers.CharField(source="picture.engine_version", default="")
    rung = serializers.CharField(
        source="picture.rung", default="", help_text="Which way of drawing was used, when not the first."
    )
    element_count = serializers.IntegerField(source="picture.element_count", default=0)
    failure = serializers.CharField(source="picture.failure", default="")
    drawn_at = serializers.DateTimeField(source="picture.created_at", default=None, allow_null=True)
    svg = serializers.SerializerMethodField()

    def get_svg(self, rendering: Rendering) -> str | None:
        if rendering.picture is None or rendering.picture.failure:
            return None
        return _address(rendering, self.context["request"])


class SvgRenderer(BaseRenderer):
    """Writes a picture as it is; what goes wrong instead of it, as JSON."""

    media_type = "image/svg+xml"
    format = "svg"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002 - part of the interface
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> str:
        """Return the bytes to send."""
        return data if isinstance(data, str) else json.dumps(data)


class Renderings(ReadView):
    serializer_class = RenderingSerializer
    ordering = ("-number",)

    @extend_schema(operation_id="renderings", responses=RenderingSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """How each version of a map was drawn, newest first."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_VIEW)
        page = self.paginate_queryset(versions_of(actor, map_)) or []
        rows = version_renderings(actor, map_, [version.number for version in page])
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class DraftRendering(ReadView):
    serializer_class = RenderingSerializer

    @extend_schema(operation_id="rendering_of_draft")
    def get(self, request: Request, map_id: UUID) -> Response:
        """How the draft of a map was drawn."""
        actor = actor_of(request)
        return self.one(draft_rendering(actor, map_for(actor, map_id, Permission.MAP_VIEW)))


class SvgView(ReadView):
    """An address whose answer is the drawing itself."""

    renderer_classes = [SvgRenderer, JSONRenderer]

    def drawing(self, rendering: Rendering) -> Response:
        """Return the drawing.

        Raises
        ------
        NotVisible
            There is none.
        """
        if rendering.picture is None or rendering.picture.failure:
            raise NotVisible(_("This has not been drawn. Its nodes and flows can be read all the same."))
        response = Response(rendering.picture.svg)
        response["Content-Security-Policy"] = FILE_POLICY
        return response


class DraftPicture(SvgView):
    @extend_schema(operation_id="picture_of_draft", responses={(200, "image/svg+xml"): OpenApiTypes.STR})
    def get(self, request: Request, map_id: UUID) -> Response:
        """The picture of a draft. Each node and flow is the element with its id.

        A map of more than 500 nodes and flows is drawn grouped by organisation.
        """
        actor = actor_of(request)
        return self.drawing(draft_rendering(actor, map_for(actor, map_id, Permission.MAP_VIEW)))


class VersionPicture(SvgView):
    open_to_guests = True

    @extend_schema(operation_id="picture_of_version", responses={(200, "image/svg+xml"): OpenApiTypes.STR})
    def get(self, request: Request, map_id: UUID, number: int) -> Response:
        """The picture of a version. Each node and flow is the element with its id.

        A map of more than 500 nodes and flows is drawn grouped by organisation.
        """
        actor = actor_of(request)
        version = version_for(actor, map_for(actor, map_id, Permission.VERSION_VIEW), number)
        return self.drawing(version_rendering(actor, version))


def _address(rendering: Rendering, request: Request) -> str:
    if rendering.number is None:
        return reverse("api_draft_picture", args=[rendering.map.pk], request=request)
    return reverse("api_version_picture", args=[rendering.map.pk, rendering.number], request=request)
