"""One map being read: its draft or one version, with the words every page about it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dataflows.formats.document import MapDocument
from dataflows.graph.model import FlowGraph
from dataflows.models import Map, Version
from dataflows.selectors.comment_places import CommentPlaces
from dataflows.selectors.documents import draft_document, version_document
from dataflows.selectors.history import ToldAct, name_of, steps_of, told
from dataflows.selectors.live import talk_on
from dataflows.selectors.maps import latest_for, map_for, version_for
from dataflows.views.requests import DaylightRequest
from organisations.errors import NotVisible
from organisations.permissions import Actor, Permission

VIEWS = ("picture", "table", "sentences", "grid")
NOT_HERE = gettext_noop("That is not on this map, or not on this version of it.")


@dataclass
class Reading:
    """The draft (no version) or a version of a map, as one person reads it."""

    actor: Actor
    map: Map
    version: Version | None

    @cached_property
    def document(self) -> MapDocument:
        return version_document(self.version) if self.version else draft_document(self.map)

    @property
    def graph(self) -> FlowGraph:
        return self.document.graph

    @property
    def base(self) -> str:
        """Return the address below which every element of this map or version has its own."""
        if self.version:
            return reverse("version", args=[self.map.pk, self.version.number])
        return reverse("map", args=[self.map.pk])

    @cached_property
    def latest(self) -> Version | None:
        """Return the newest version that this person may read."""
        return latest_for(self.actor, self.map)

    @property
    def is_old(self) -> bool:
        """Say whether a newer version than this one has been published."""
        return bool(self.version and self.latest and self.latest.number > self.version.number)

    @property
    def from_outside(self) -> bool:
        """Say whether this person reads an open map of a programme that is not theirs."""
        return self.map.programme_id not in self.actor.programme_ids

    @cached_property
    def places(self) -> CommentPlaces:
        """Return where every comment on the map hangs in this version or draft."""
        return CommentPlaces(self.map, self.graph, self.version.map_seq if self.version else self.map.seq)

    @property
    def comment_counts(self) -> Mapping[str, int]:
        """Return how many threads hang on each element, for those who may read them."""
        return self.places.counts if self.may(Permission.COMMENT_VIEW) else {}

    @property
    def talk(self) -> str:
        """Return a text that changes when something is said: what a page that shows it is as old as."""
        return talk_on(self.map.pk) if not self.version and self.may(Permission.COMMENT_VIEW) else ""

    def may(self, permission: Permission) -> bool:
        return self.actor.may(permission, self.map)

    @cached_property
    def steps(self) -> dict[str, str]:
        """Return what this person would take back next, and do again next, in words; "" for nothing."""
        mine = steps_of(self.actor, self.map)
        nexts = {"undo": mine.undo[-1:], "redo": mine.redo[-1:]}
        return {step: name_of(self.map, acts[0]) if acts else "" for step, acts in nexts.items()}

    def done(self, edit: str) -> ToldAct | None:
        """Return the act that an address names as just done, when it is this person's and still stands."""
        try:
            asked = UUID(edit)
        except ValueError:
            return None
        mine = [act for act in steps_of(self.actor, self.map).undo if act.edit == asked]
        return told(self.map, mine)[0] if mine else None

    @property
    def rights(self) -> dict[str, bool]:
        """Return which buttons this person sees."""
        return {
            "edit": self.may(Permission.MAP_EDIT),
            "create": self.may(Permission.MAP_CREATE),
            "publish": self.may(Permission.MAP_PUBLISH),
            "open": self.may(Permission.MAP_OPEN),
            "export": self.may(Permission.MAP_EXPORT),
            "comment": self.may(Permission.COMMENT_ADD),
            "answer": self.may(Permission.COMMENT_ANSWER),
            "invite": self.may(Permission.REVIEW_INVITE),
            "see_comments": self.may(Permission.COMMENT_VIEW),
            "see_draft": self.may(Permission.MAP_VIEW),
            "redact": self.may(Permission.REDACT),
            "retry": self.may(Permission.JOB_RETRY),
        }

    @property
    def context(self) -> dict[str, object]:
        """Return what every template about a map needs."""
        return {
            "reading": self,
            "map": self.map,
            "version": self.version,
            "base": self.base,
            "rights": self.rights,
            "latest": self.latest,
        }


def read_draft(actor: Actor, map_id: UUID) -> Reading:
    """Return the draft when the actor may read it, or raise ``NotVisible`` or ``NotAllowed``."""
    return Reading(actor=actor, map=map_for(actor, map_id, Permission.MAP_VIEW), version=None)


def read_version(actor: Actor, map_id: UUID, number: int) -> Reading:
    """Return a version when the actor may read it, or raise ``NotVisible``."""
    map_ = map_for(actor, map_id, Permission.VERSION_VIEW)
    return Reading(actor=actor, map=map_, version=version_for(actor, map_, number))


def element_or_404(reading: Reading, element_id: UUID) -> str:
    """Return the element's id as text when it is on this map or version, or raise ``NotVisible``."""
    key = str(element_id)
    if key not in reading.graph.flows_by_id and key not in reading.graph.nodes_by_id:
        raise NotVisible(_(NOT_HERE))
    return key


def done_of(request: DaylightRequest, reading: Reading) -> ToldAct | None:
    """Return the act that the page before this one did, so that undoing it can be offered."""
    edit = request.GET.get("done", "")
    return reading.done(edit) if edit and not reading.version and reading.may(Permission.MAP_EDIT) else None
