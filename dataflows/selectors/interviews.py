"""Named reads of interviews and of walls of notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from dataflows.capture.parse import parse
from dataflows.capture.said import PROBLEMS, Said
from dataflows.capture.spoken import graph_of
from dataflows.language.sentence import sentence
from dataflows.models import Interview, InterviewLine, Map, WallPhoto
from dataflows.selectors.capturing import Words
from organisations.permissions import Actor, Permission, nothing_here, require


@dataclass(frozen=True)
class HeardLine:
    """A line of an interview with how it reads, or why it says no flow."""

    line: InterviewLine
    sentences: Sequence[str] = ()
    problem: str = ""


def interviews_of(actor: Actor, map_: Map) -> list[Interview]:
    """Return a map's interviews, newest first. Two queries."""
    require(actor, Permission.MAP_EDIT, on=map_)
    rows = Interview.objects.filter(map=map_).select_related("held_by", "receipt")
    return list(rows.prefetch_related("lines"))


def interview_for(actor: Actor, map_: Map, pk: UUID) -> Interview:
    """Return one interview about a map, or raise ``NotVisible``."""
    require(actor, Permission.MAP_EDIT, on=map_)
    found = Interview.objects.filter(map=map_, pk=pk).select_related("receipt", "map").first()
    if found is None:
        raise nothing_here()
    return found


def heard(interview: Interview) -> list[HeardLine]:
    """Return an interview's lines as they read by now: what the register learns meanwhile is known."""
    words = Words(interview.map)
    known = words.known()
    return [_heard(line, parse(line.text, known), words.person) for line in interview.lines.all()]


def _heard(line: InterviewLine, said: Said, person: str) -> HeardLine:
    if said.storage is not None:
        kept = gettext("%(storage)s is kept in %(organisation)s.")
        names = {"storage": said.storage.name, "organisation": said.storage.within}
        return HeardLine(line, [kept % names])
    if not said.flows:
        return HeardLine(line, problem=gettext(PROBLEMS[said.problem or "nothing"]))
    graph = graph_of(said, person)
    return HeardLine(line, [sentence(graph, flow, translate=gettext).text for flow in graph.flows])


def wall_of(actor: Actor, map_: Map) -> WallPhoto | None:
    """Return the newest photo of a map's wall, without the picture itself, its notes with it."""
    require(actor, Permission.MAP_EDIT, on=map_)
    return WallPhoto.objects.filter(map=map_).defer("image").prefetch_related("wall_notes").first()


def photo_for(actor: Actor, map_: Map, pk: UUID) -> WallPhoto:
    """Return one photo of a map's wall, or raise ``NotVisible``."""
    require(actor, Permission.MAP_EDIT, on=map_)
    found = WallPhoto.objects.filter(map=map_, pk=pk).first()
    if found is None:
        raise nothing_here()
    return found
