"""Maps, the nodes and flows of their drafts, and what people said about them."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of
from dataflows.api.elements import FlowSerializer, NodeSerializer, flow_items, node_items
from dataflows.api.paging import ElementCursor
from dataflows.api.programmes import IN_PROGRAMME, within
from dataflows.api.serializers import CommentSerializer, MapSerializer
from dataflows.formats.document import MapDocument
from dataflows.selectors.comments import comments_of
from dataflows.selectors.documents import draft_document
from dataflows.selectors.listings import maps_visible_to
from dataflows.selectors.maps import map_for
from organisations.permissions import Permission


class Maps(ReadView):
    serializer_class = MapSerializer

    @extend_schema(operation_id="maps", parameters=[IN_PROGRAMME], responses=MapSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The maps of your programmes."""
        return self.page(within(maps_visible_to(actor_of(request)), request))


class OneMap(ReadView):
    serializer_class = MapSerializer

    @extend_schema(operation_id="map")
    def get(self, request: Request, map_id: UUID) -> Response:
        """One map."""
        return self.one(get_object_or_404(maps_visible_to(actor_of(request)), pk=map_id))


class Nodes(ReadView):
    serializer_class = NodeSerializer
    pagination_class = ElementCursor

    @extend_schema(operation_id="nodes", responses=NodeSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """The nodes of a draft, in the order they were added, each with its sentence."""
        return self.page(node_items(_draft(request, map_id)))


class Flows(ReadView):
    serializer_class = FlowSerializer
    pagination_class = ElementCursor

    @extend_schema(operation_id="flows", responses=FlowSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """The flows of a draft, in the order they were added, each with its sentence."""
        return self.page(flow_items(_draft(request, map_id)))


class Comments(ReadView):
    serializer_class = CommentSerializer
    ordering = ("-created_at", "pk")

    @extend_schema(operation_id="comments", responses=CommentSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """What people said about a map's versions, newest first, with the replies."""
        actor = actor_of(request)
        return self.page(comments_of(actor, map_for(actor, map_id, Permission.COMMENT_VIEW)))


def _draft(request: Request, map_id: UUID) -> MapDocument:
    return draft_document(map_for(actor_of(request), map_id, Permission.MAP_VIEW))
