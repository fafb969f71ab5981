"""Editing a draft through the API: batches of typed edits, whole or not at all, and each person's undo."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dataflows.api.base import actor_of
from dataflows.api.edit_bodies import (
    ActSerializer,
    DoneSerializer,
    EditSerializer,
    StepSerializer,
    typed,
)
from dataflows.api.writing import WriteView
from dataflows.models import Act, Map
from dataflows.selectors.history import ToldAct, acts_of, name_of, steps_of, told
from dataflows.selectors.maps import map_for
from dataflows.services.editing import Done, edit_map
from dataflows.services.undo import Over, redo, undo
from organisations.permissions import Permission, nothing_here

STEPS: Final = 100


class Edits(WriteView):
    serializer_class = EditSerializer
    http_method_names = ["get", "head", "options", "post"]
    ordering = ("-pk",)

    @extend_schema(operation_id="edits", responses=ActSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """What was done on a map's draft, newest first: who did what, and whether it was undone."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_VIEW)
        page = self.paginate_queryset(acts_of(actor, map_)) or []
        return self.get_paginated_response(_acts(told(map_, page)))

    @extend_schema(
        operation_id="edit", request=EditSerializer, responses={200: DoneSerializer, 201: DoneSerializer}
    )
    def post(self, request: Request, map_id: UUID) -> Response:
        """Change a draft. 409 says what somebody else did meanwhile: their value, yours, and their name.

        400 with `likely_personal` names what looks like somebody's data: send it without, or with `sure`.
        """
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_EDIT)
        sent = self.sent(request)
        asked: Any = request.data
        edits = [
            typed(one, given, batch=sent["id"], number=number, seen=sent["seen"])
            for number, (one, given) in enumerate(zip(sent["edits"], asked["edits"], strict=True))
        ]
        done = edit_map(actor=actor, map_=map_, edit=sent["id"], edits=edits, sure=sent["sure"])
        return _answer(map_, done)


class OneEdit(WriteView):
    serializer_class = ActSerializer
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="edit_done")
    def get(self, request: Request, map_id: UUID, edit_id: UUID) -> Response:
        """One act of a map's history."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_VIEW)
        act = acts_of(actor, map_).filter(edit=edit_id).first()
        if act is None:
            raise nothing_here()
        return self.one(told(map_, [act])[0])


class Undo(WriteView):
    serializer_class = StepSerializer
    http_method_names = ["get", "head", "options", "post"]
    step = staticmethod(undo)

    @extend_schema(operation_id="undo_steps", responses=ActSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """What you can take back on this map, the next first."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_EDIT)
        return Response(_acts(told(map_, self._steps(actor, map_))))

    @extend_schema(
        operation_id="undo", request=StepSerializer, responses={200: DoneSerializer, 201: DoneSerializer}
    )
    def post(self, request: Request, map_id: UUID) -> Response:
        """Take your last act back, or the one you name. 409 asks when somebody has changed it since."""
        actor = actor_of(request)
        map_ = map_for(actor, map_id, Permission.MAP_EDIT)
        sent = self.sent(request)
        done = self.step(
            actor=actor,
            map_=map_,
            edit=sent["id"],
            undoes=sent.get("edit"),
            over=Over(sent["over"]),
        )
        return _answer(map_, done)

    def _steps(self, actor: Any, map_: Map) -> list[Act]:
        return list(reversed(steps_of(actor, map_).undo[-STEPS:]))


class Redo(Undo):
    step = staticmethod(redo)

    @extend_schema(operation_id="redo_steps", responses=ActSerializer(many=True))
    def get(self, request: Request, map_id: UUID) -> Response:
        """What you can do again on this map, the next first."""
        return super().get(request, map_id)

    @extend_schema(
        operation_id="redo", request=StepSerializer, responses={200: DoneSerializer, 201: DoneSerializer}
    )
    def post(self, request: Request, map_id: UUID) -> Response:
        """Do again what you took back last. 409 asks when somebody has changed it since."""
        return super().post(request, map_id)

    def _steps(self, actor: Any, map_: Map) -> list[Act]:
        return list(reversed(steps_of(actor, map_).redo[-STEPS:]))


def _acts(acts: list[ToldAct]) -> list[Any]:
    return list(ActSerializer(acts, many=True).data)


def _answer(map_: Map, done: Done) -> Response:
    act = Act.objects.get(map=map_, edit=done.edit)
    said = {
        "id": done.edit,
        "seq": done.seq,
        "name": name_of(map_, act),
        "elements": done.changed,
        "flows": done.flows,
        "removed": done.removed,
        "undo": done.edit,
    }
    return Response(DoneSerializer(said).data, status=201 if done.is_new else 200)
