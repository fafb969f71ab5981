"""Bringing flow lists and drawings into a map through the API: what would happen, doing it, undoing it."""

from typing import Any, Final
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import ReadView, actor_of
from dataflows.api.writing import IDEMPOTENCY_KEY, WriteView
from dataflows.formats.limits import MAX_BYTES
from dataflows.models import ImportOrigin, ImportReceipt
from dataflows.selectors.maps import map_for
from dataflows.selectors.receipts import origins_of, receipt_for, receipts_of
from dataflows.services.importing import Choices, SourceFile, content_of, plan_import
from dataflows.services.taking import take_file
from dataflows.services.undoing import undo_import
from organisations.errors import BadInput
from organisations.permissions import Permission

LISTS: Final = ("differs", "filled", "guessed", "noted", "unattached", "dropped", "absent")
# What may be said in the address or, beside the file, in a form.
WORDS: Final = ("file_name", "label", "preview")
NEW: Final = ("new_organisations", "new_data_types", "new_storages", "new_agreements")
FILE_NAME = OpenApiParameter("file_name", OpenApiTypes.STR, description="What the file is called.")
LABEL = OpenApiParameter(
    "label",
    OpenApiTypes.STR,
    description="What you call the source: a later import under the same name finds its rows again.",
)
PREVIEW = OpenApiParameter(
    "preview", OpenApiTypes.BOOL, description="Say what would happen, and store nothing."
)


class RawParser(BaseParser):
    """Takes the body as the file itself, whatever it says it is: a format is told by content."""

    media_type = "*/*"

    def parse(
        self,
        stream: Any,
        media_type: Any = None,  # noqa: ARG002 - part of the interface
        parser_context: Any = None,  # noqa: ARG002
    ) -> dict[str, bytes]:
        """Return the body, read no further than a byte beyond what a file may have."""
        return {"file": stream.read(MAX_BYTES + 1)}


class LineSerializer(serializers.Serializer[Any]):
    """What became of one row or cell that was not simply kept or matched."""

    kind = serializers.ChoiceField(LISTS)
    source = serializers.CharField(help_text="Where it stands: sheet and row, or cell.")  # type: ignore[assignment]
    ref = serializers.CharField()
    column = serializers.CharField()
    value = serializers.CharField()
    became = serializers.CharField()
    reason = serializers.CharField()


class ReceiptSerializer(serializers.Serializer[Any]):
    """What an import kept, matched, guessed, left loose and dropped; ``id`` is null in a preview."""

    id = serializers.UUIDField(allow_null=True)
    map = serializers.UUIDField()
    file_name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # not the field's label
    imported_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    new_organisations = serializers.ListField(child=serializers.CharField())
    new_data_types = serializers.ListField(child=serializers.CharField())
    new_storages = serializers.ListField(child=serializers.CharField())
    new_agreements = serializers.ListField(child=serializers.CharField())
    lines = LineSerializer(many=True)


class OriginSerializer(serializers.ModelSerializer[ImportOrigin]):
    """An element that the import made or matched, and where in the file it stands."""

    class Meta:
        model = ImportOrigin
        fields = ["place", "element_kind", "element_id", "matched"]


def said(content: dict[str, Any]) -> dict[str, Any]:
    """Return a receipt's content as counts and lines."""
    lists = {kind: content.get(kind, []) for kind in LISTS}
    counts = {kind: content.get(kind, 0) for kind in ("kept", "matched")}
    return {
        "counts": counts | {kind: len(lines) for kind, lines in lists.items()},
        **{name: content.get(name, []) for name in NEW},
        "lines": [{"kind": kind, **line} for kind, lines in lists.items() for line in lines],
    }


def of_receipt(receipt: ImportReceipt) -> dict[str, Any]:
    """Return a receipt as the API says it."""
    return {
        "id": receipt.pk,
        "map": receipt.map_id,
        "file_name": receipt.file_name,
        "label": receipt.label,
        "imported_at": receipt.imported_at,
        "undone_at": receipt.undone_at,
        **said(receipt.content),
    }


class Imports(WriteView):
    serializer_class = ReceiptSerializer
    http_method_names = ["get", "head", "options", "post"]
    parser_classes = [MultiPartParser, RawParser]
    ordering = ("-imported_at", "pk")

    @extend_schema(operation_id="imports", responses=ReceiptSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """The receipts of all imports into a map, newest first."""
        actor = actor_of(request)
        rows = receipts_of(actor, map_for(actor, map_id, Permission.MAP_VIEW))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(
            self.get_serializer([of_receipt(row) for row in page], many=True).data
        )

    @extend_schema(
        operation_id="add_import",
        parameters=[FILE_NAME, LABEL, PREVIEW, IDEMPOTENCY_KEY],
        request={
            "application/octet-stream": OpenApiTypes.BINARY,
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    **{name: {"type": "string"} for name in WORDS},
                },
                "required": ["file"],
            },
        },
        responses={200: ReceiptSerializer, 201: ReceiptSerializer},
    )
    def post(self, request: Request, map_id: UUID) -> Response:
        """Import a file into a map's draft, in any format that can be read; one step to undo.

        With `preview=true` nothing is stored, and the answer is 200 with what would happen.
        """
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_EDIT)
        file = self._file(request)
        choices = Choices(label=self._word(request, "label"))
        if self._is_preview(request):
            plan = plan_import(map_=map_, file=file, choices=choices)
            unsaved = ImportReceipt(
                map=map_, file_name=file.name, label=plan.label, content=content_of(plan), imported_at=None
            )
            return Response(self.get_serializer(of_receipt(unsaved) | {"id": None}).data)

        def take() -> tuple[int, UUID]:
            return 201, take_file(actor=actor, map_=map_, file=file, choices=choices).pk

        status, receipt_id = self.once(request, take)
        receipt = receipt_for(actor, map_, receipt_id or UUID(int=0))
        answer = Response(self.get_serializer(of_receipt(receipt)).data, status=status)
        answer["Location"] = request.build_absolute_uri(f"{request.path}{receipt_id}/")
        return answer

    def _is_preview(self, request: Request) -> bool:
        """Say whether nothing is to be stored. A word that is neither yes nor no must not store a thing."""
        said = (self._word(request, "preview") or "false").lower()
        if said not in ("true", "1", "false", "0"):
            raise BadInput(_("“preview” has to be true or false."))
        return said in ("true", "1")

    def body_of(self, request: Request) -> bytes:
        """Return the file: two requests with the same file and the same words are the same."""
        words = "\n".join(self._word(request, name) for name in WORDS)
        return words.encode() + b"\n" + self._file(request).data

    def _file(self, request: Request) -> SourceFile:
        name = self._word(request, "file_name")
        given: Any = request.data
        if sum(len(files) for _name, files in request.FILES.lists()) > 1:
            raise BadInput(_("Send one file at a time."))
        data: Any = given.get("file") if isinstance(given, QueryDict) else given.get("file", b"")
        if hasattr(data, "read"):
            name = name or str(data.name)
            data.seek(0)
            data = data.read(MAX_BYTES + 1)
        if not isinstance(data, bytes):
            raise BadInput(_("Send the file as the body, or as “file” of a form."))
        if not data:
            raise BadInput(_("The file is empty, or came without its Content-Length."))
        if len(data) > MAX_BYTES:
            raise BadInput(_("The file is larger than 5 MB. Split it and import the parts."))
        return SourceFile(name=name[:200] or str(_("file")), data=data)

    @staticmethod
    def _word(request: Request, name: str) -> str:
        """Return what the address says, or the form that the file came in."""
        given: Any = request.data
        said = request.query_params.get(name) or given.get(name, "")
        return " ".join(said.split())[:200] if isinstance(said, str) else ""


class OneImport(ReadView):
    serializer_class = ReceiptSerializer

    @extend_schema(operation_id="import")
    def get(self, request: Request, map_id: UUID, receipt_id: UUID) -> Response:
        """One import's receipt."""
        actor = actor_of(request)
        receipt = receipt_for(actor, map_for(actor, map_id, Permission.MAP_VIEW), receipt_id)
        return self.one(of_receipt(receipt))


class ImportElements(ReadView):
    serializer_class = OriginSerializer
    ordering = ("position",)

    @extend_schema(operation_id="elements_of_import", responses=OriginSerializer(many=True))
    def get(self, request: Request, map_id: UUID, receipt_id: UUID) -> Response:
        """What an import made and matched, in the order of the file."""
        actor = actor_of(request)
        receipt = receipt_for(actor, map_for(actor, map_id, Permission.MAP_VIEW), receipt_id)
        return self.page(origins_of(receipt))


class ImportUndo(WriteView):
    serializer_class = ReceiptSerializer
    http_method_names = ["options", "post"]

    @extend_schema(operation_id="undo_import", parameters=[IDEMPOTENCY_KEY], request=None)
    def post(self, request: Request, map_id: UUID, receipt_id: UUID) -> Response:
        """Take back everything that one import put on the map."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_EDIT)
        receipt = receipt_for(actor, map_, receipt_id)

        def undo() -> tuple[int, UUID]:
            undo_import(actor=actor, receipt=receipt)
            return 200, receipt.pk

        self.once(request, undo)
        return Response(self.get_serializer(of_receipt(receipt_for(actor, map_, receipt_id))).data)
