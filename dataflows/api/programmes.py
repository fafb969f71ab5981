"""Programmes and their registers: organisations and data types."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of, programme_in
from dataflows.api.serializers import DataTypeSerializer, OrganisationSerializer, ProgrammeSerializer
from dataflows.selectors.listings import data_types_visible_to
from organisations.selectors import organisations_visible_to, programmes_of

IN_PROGRAMME = OpenApiParameter("programme", OpenApiTypes.UUID, description="Only those of this programme.")


class Programmes(ReadView):
    serializer_class = ProgrammeSerializer

    @extend_schema(operation_id="programmes", responses=ProgrammeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The programmes you belong to."""
        return self.page(programmes_of(actor_of(request)))


class OneProgramme(ReadView):
    serializer_class = ProgrammeSerializer

    @extend_schema(operation_id="programme")
    def get(self, request: Request, programme_id: UUID) -> Response:
        """One programme."""
        return self.one(get_object_or_404(programmes_of(actor_of(request)), pk=programme_id))


class Organisations(ReadView):
    serializer_class = OrganisationSerializer

    @extend_schema(
        operation_id="organisations", parameters=[IN_PROGRAMME], responses=OrganisationSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The organisations in your programmes' registers."""
        return self.page(within(organisations_visible_to(actor_of(request)), request))


class OneOrganisation(ReadView):
    serializer_class = OrganisationSerializer

    @extend_schema(operation_id="organisation")
    def get(self, request: Request, organisation_id: UUID) -> Response:
        """One organisation."""
        return self.one(get_object_or_404(organisations_visible_to(actor_of(request)), pk=organisation_id))


class DataTypes(ReadView):
    serializer_class = DataTypeSerializer

    @extend_schema(
        operation_id="data_types", parameters=[IN_PROGRAMME], responses=DataTypeSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """What moves: the data types in your programmes' registers."""
        return self.page(within(data_types_visible_to(actor_of(request)), request))


class OneDataType(ReadView):
    serializer_class = DataTypeSerializer

    @extend_schema(operation_id="data_type")
    def get(self, request: Request, data_type_id: UUID) -> Response:
        """One data type."""
        return self.one(get_object_or_404(data_types_visible_to(actor_of(request)), pk=data_type_id))


def within(rows: QuerySet[Any], request: Request) -> QuerySet[Any]:
    """Return the rows of the programme that the address asks for, or all."""
    programme_id = programme_in(request)
    return rows if programme_id is None else rows.filter(programme_id=programme_id)
