"""Programmes. Their registers: dataflows/api/register.py."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of, programme_in
from dataflows.api.serializers import ProgrammeSerializer
from organisations.selectors import programmes_of

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


def within(rows: QuerySet[Any], request: Request) -> QuerySet[Any]:
    """Return the rows of the programme that the address asks for, or all."""
    programme_id = programme_in(request)
    return rows if programme_id is None else rows.filter(programme_id=programme_id)
