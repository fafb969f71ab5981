"""The register through the API: organisations, data types, storage and agreements, read and written."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import actor_of
from dataflows.api.programmes import IN_PROGRAMME, within
from dataflows.api.register_serializers import (
    AgreementSerializer,
    DataTypeSerializer,
    OrganisationSerializer,
    RegisterSerializer,
    StorageSerializer,
    facts_of,
)
from dataflows.api.writing import IDEMPOTENCY_KEY, IF_MATCH, WriteView
from dataflows.models.register_kinds import RegisterKind
from dataflows.selectors.register import register_rows_visible_to
from dataflows.services.register_edits import add_to_register, change_register, remove_from_register
from organisations.errors import BadInput
from organisations.permissions import Permission, nothing_here, require, require_anywhere
from organisations.selectors import programmes_of


class RegisterView(WriteView):
    """An address of one kind of the register's rows."""

    serializer_class: type[RegisterSerializer] = RegisterSerializer

    @property
    def kind(self) -> RegisterKind:
        """Return the kind of rows."""
        return self.serializer_class.kind

    @staticmethod
    def body(request: Request) -> dict[str, Any]:
        """Return what was sent, once it is known to be an object."""
        data: dict[str, Any] = request.data  # type: ignore[assignment]  # the serializer has refused others
        return data

    def rows(self, request: Request) -> QuerySet[Any]:
        """Return the rows that this person may read."""
        return register_rows_visible_to(actor_of(request), self.kind)


class RegisterList(RegisterView):
    """All rows of one kind."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: Request) -> Response:
        return self.page(within(self.rows(request), request))

    def post(self, request: Request) -> Response:
        require_anywhere(actor_of(request), Permission.REGISTER_EDIT)
        sent = self.sent(request)
        if "id" in self.body(request):
            raise BadInput(_("A new row gets its “id” here: leave it out."))
        programme = programmes_of(actor_of(request)).filter(pk=sent["programme"]).first()
        if programme is None:
            raise nothing_here()

        def add() -> tuple[int, UUID]:
            values = facts_of(self.kind, sent, programme)
            made = add_to_register(
                actor=actor_of(request), programme=programme, kind=self.kind, values=values
            )
            return 201, made.pk

        status, row_id = self.once(request, add)
        answer = self.answered(request, status, get_object_or_404(self.rows(request), pk=row_id))
        answer["Location"] = request.build_absolute_uri(f"{request.path}{row_id}/")
        return answer


class RegisterItem(RegisterView):
    """One row of one kind."""

    http_method_names = ["get", "head", "options", "patch", "delete"]

    def get(self, request: Request, row_id: UUID) -> Response:
        return self.one(get_object_or_404(self.rows(request), pk=row_id))

    def patch(self, request: Request, row_id: UUID) -> Response:
        row = self._to_change(request, row_id)
        expect = self.expect(request)
        sent = self.sent(request, partial=True)
        if str(self.body(request).get("id", row.pk)) != str(row.pk):
            raise BadInput(_("The “id” that you sent is not this row's."))
        if sent.get("programme", row.programme_id) != row.programme_id:
            raise nothing_here()

        def change() -> tuple[int, UUID]:
            values = facts_of(self.kind, sent, row.programme)
            change_register(
                actor=actor_of(request),
                programme=row.programme,
                kind=self.kind,
                changes={row.pk: values},
                expect=expect,
            )
            return 200, row.pk

        status, changed = self.once(request, change)
        return self.answered(request, status, get_object_or_404(self.rows(request), pk=changed))

    def delete(self, request: Request, row_id: UUID) -> Response:
        if request.headers.get("Idempotency-Key") is None:
            self._to_change(request, row_id)
        expect = self.expect(request)

        def remove() -> tuple[int, UUID]:
            row = self._to_change(request, row_id)
            remove_from_register(
                actor=actor_of(request),
                programme=row.programme,
                kind=self.kind,
                ids=[row.pk],
                expect=expect,
            )
            return 204, row_id

        status, _removed = self.once(request, remove)
        return Response(status=status)

    def _to_change(self, request: Request, row_id: UUID) -> Any:
        """Return the row when this person may change it."""
        row = get_object_or_404(self.rows(request), pk=row_id)
        require(actor_of(request), Permission.REGISTER_EDIT, on=row)
        return row


def _described(name: str, many: str, one: str, serializer: type[RegisterSerializer]) -> tuple[Any, Any]:
    """Return what describes the two addresses of a kind: operation ids, sentences, headers."""
    add = f"Add one {name}."
    change = f"Change the facts that are sent of one {name}; the others stay."
    remove = f"Remove one {name} that nothing holds."
    both = [IF_MATCH, IDEMPOTENCY_KEY]
    of_list = extend_schema_view(
        get=extend_schema(
            operation_id=many,
            parameters=[IN_PROGRAMME],
            description=f"Every {name} in your programmes.",
            responses=serializer(many=True),
        ),
        post=extend_schema(
            operation_id=f"add_{one}",
            parameters=[IDEMPOTENCY_KEY],
            description=add,
            responses={201: serializer},
        ),
    )
    of_item = extend_schema_view(
        get=extend_schema(operation_id=one, description=f"One {name}."),
        patch=extend_schema(operation_id=f"change_{one}", parameters=both, description=change),
        delete=extend_schema(
            operation_id=f"remove_{one}", parameters=both, responses={204: None}, description=remove
        ),
    )
    return of_list, of_item


_ORGANISATIONS, _ORGANISATION = _described(
    "organisation", "organisations", "organisation", OrganisationSerializer
)
_DATA_TYPES, _DATA_TYPE = _described("data type", "data_types", "data_type", DataTypeSerializer)
_STORAGES, _STORAGE = _described("storage", "storages", "storage", StorageSerializer)
_AGREEMENTS, _AGREEMENT = _described("agreement", "agreements", "agreement", AgreementSerializer)


@_ORGANISATIONS
class Organisations(RegisterList):
    serializer_class = OrganisationSerializer


@_ORGANISATION
class OneOrganisation(RegisterItem):
    serializer_class = OrganisationSerializer


@_DATA_TYPES
class DataTypes(RegisterList):
    serializer_class = DataTypeSerializer


@_DATA_TYPE
class OneDataType(RegisterItem):
    serializer_class = DataTypeSerializer


@_STORAGES
class Storages(RegisterList):
    serializer_class = StorageSerializer


@_STORAGE
class OneStorage(RegisterItem):
    serializer_class = StorageSerializer


@_AGREEMENTS
class Agreements(RegisterList):
    serializer_class = AgreementSerializer


@_AGREEMENT
class OneAgreement(RegisterItem):
    serializer_class = AgreementSerializer
