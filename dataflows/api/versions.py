"""Published versions; those of a map that is open to everybody need no sign-in."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of
from dataflows.api.serializers import VersionSerializer, VersionWithDocumentSerializer
from dataflows.selectors.maps import map_for, version_for, versions_of
from organisations.permissions import Permission


class Versions(ReadView):
    serializer_class = VersionSerializer
    ordering = ("-number",)
    open_to_guests = True

    @extend_schema(operation_id="versions", responses=VersionSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """A map's published versions, newest first."""
        actor = actor_of(request)
        return self.page(versions_of(actor, map_for(actor, map_id, Permission.VERSION_VIEW)))


class OneVersion(ReadView):
    serializer_class = VersionWithDocumentSerializer
    open_to_guests = True

    @extend_schema(operation_id="version")
    def get(self, request: Request, map_id: UUID, number: int) -> Response:
        """One version with its map document, as it was published."""
        actor = actor_of(request)
        return self.one(version_for(actor, map_for(actor, map_id, Permission.VERSION_VIEW), number))
