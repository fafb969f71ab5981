"""Pages of a document's elements: nodes and flows, which are read whole and given in parts."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from organisations.errors import BadInput, Conflict

Item = dict[str, Any]


class ElementCursor(BasePagination):
    """Pages of a document's elements. The cursor is the id of the last element of the page before."""

    page_size = 50
    max_page_size = 200

    def paginate_queryset(
        self,
        queryset: Any,
        request: Request,
        view: Any = None,  # noqa: ARG002 - part of the interface
    ) -> Any:
        """Return one page.

        Raises
        ------
        BadInput
            ``page_size`` is not a number of rows that we give.
        Conflict
            The element that the cursor names has left the draft: going on could skip others unseen.
        """
        self._items: Sequence[Item] = queryset
        self._url = request.build_absolute_uri()
        self._size = self._asked_size(request)
        self._start = self._start_after(request.query_params.get("cursor"))
        return list(queryset[self._start : self._start + self._size])

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with links to its neighbours."""
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the shape of a page: the same as of every other list."""
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(
        self,
        view: Any,  # noqa: ARG002 - part of the interface
    ) -> list[dict[str, Any]]:
        """Return the parameters that choose a page."""
        return [
            _parameter("cursor", _("The id of the last element of the page before."), {"type": "string"}),
            _parameter("page_size", _("How many elements to give."), {"type": "integer", "maximum": 200}),
        ]

    def _asked_size(self, request: Request) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        size = int(text[:9]) if text.isascii() and text.isdigit() else 0
        if not size:
            most = self.max_page_size
            raise BadInput(_("“page_size” has to be a number from 1 to %(most)d.") % {"most": most})
        return min(size, self.max_page_size)

    def _start_after(self, cursor: str | None) -> int:
        if not cursor:
            return 0
        for index, item in enumerate(self._items):
            if item["id"] == cursor:
                return index + 1
        raise Conflict(_("The draft has changed since this list was begun. Read it again from the start."))

    @cached_property
    def _next(self) -> str | None:
        end = self._start + self._size
        if end >= len(self._items):
            return None
        return replace_query_param(self._url, "cursor", self._items[end - 1]["id"])

    @cached_property
    def _previous(self) -> str | None:
        if self._start == 0:
            return None
        before = self._start - self._size
        if before <= 0:
            return remove_query_param(self._url, "cursor")
        return replace_query_param(self._url, "cursor", self._items[before - 1]["id"])


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
