"""Using an old version as the draft: all that was done to the map since is taken back, as one act."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dataflows.models import Change, Flow, Node, PracticeClaim, Version
from dataflows.services.drafting import Draft
from dataflows.services.editing import Done, act_before, finish
from dataflows.services.elements import start_edit
from dataflows.services.putting_back import give_back_claims, put_back_all
from dataflows.services.reversing import Reversal
from dataflows.services.since import Since, before_of
from dataflows.services.taking_off import take_all_off
from organisations.errors import Conflict
from organisations.permissions import Actor

_ENDS: Final = ("source", "target", "parent")


@transaction.atomic
def restore_version(*, actor: Actor, version: Version, edit: UUID, seen: int) -> Done:
    """Let the draft say what a version says, with the same ids; the map is drawn anew.

    It is one step of the actor's, which one undo takes back. ``seen`` is the number of the map's last change
    when somebody looked at what this would do. What organisations and storages are called stays as the
    register has it, which other maps use too. The same ``edit`` sent again has no second effect.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map.
    Conflict
        Somebody has changed the draft since it was ``seen``, it is as the version is already, or what was
        there has gone from the register: nothing is changed then.
    """
    map_ = version.map
    asked = f"restore {version.pk}"
    act = start_edit(actor=actor, map_=map_, edit=edit, asked=asked)
    if (known := act_before(by=actor.id, map_=map_, edit=edit, asked=asked)) is not None:
        return known
    map_.refresh_from_db(fields=["seq"])
    if map_.seq != seen:
        raise Conflict(_("Somebody has changed the draft since you looked. Look again."))
    draft = Draft(act)
    _Return(draft, version).run()
    if not act.touched:
        raise Conflict(_("The draft is as version %(number)d already.") % {"number": version.number})
    return finish(draft)


class _Return:
    """Each element becomes what it was in a version, in as few changes as that takes.

    What the draft alone has makes room first, for a place on a map is taken once; so what stays is led away
    from it before, where its old ends are there.
    """

    def __init__(self, draft: Draft, version: Version) -> None:
        self.draft, self.version = draft, version
        self.since = self._read()
        self.of_register = self._of_register()

    def run(self) -> None:
        self._set_what_can_be("flow")
        self._take_off(Node.objects.exclude(kind="organisation"))
        self._set_what_can_be("node")
        self._take_off(Node.objects.all())
        self.draft.edit.write()
        # What had to go with something new is in the log now, and comes back with the rest.
        self.since = self._read()
        self._put_back()
        self._give_claims_back()
        Reversal(self.draft, self._sets()).run()

    def _read(self) -> Since:
        here = Change.objects.filter(map=self.draft.map_id, seq__gt=self.version.map_seq)
        return Since(list(here.order_by("seq")))

    def _of_register(self) -> set[UUID]:
        """Return the organisations and storages that are called otherwise since: the register keeps that."""
        removed = {one.element_id: one.before for one in self.since.removals() if one.element_kind == "node"}
        kinds: dict[UUID, Any] = {pk: said["kind"] for pk, said in removed.items() if isinstance(said, dict)}
        kinds |= dict(Node.objects.filter(pk__in=self.since.renamed).values_list("pk", "kind"))
        return {pk for pk, kind in kinds.items() if kind in ("organisation", "storage")}

    def _sets(self) -> list[Change]:
        return [
            one for one in self.since.sets() if one.field != "name" or one.element_id not in self.of_register
        ]

    def _set_what_can_be(self, kind: str) -> None:
        """Set facts of what is on the map, but for ends and places that are not there yet."""
        nodes = {str(pk) for pk in Node.objects.filter(map=self.draft.map_id).values_list("pk", flat=True)}
        ready = [
            one
            for one in self._sets()
            if one.element_kind == kind and (one.field not in _ENDS or one.before in nodes)
        ]
        Reversal(self.draft, ready).run()

    def _take_off(self, nodes: QuerySet[Node]) -> None:
        here = nodes.filter(map=self.draft.map_id).values_list("pk", flat=True)
        flows = Flow.objects.filter(map=self.draft.map_id).values_list("pk", flat=True)
        take_all_off(self.draft, [pk for pk in (*here, *flows) if pk in self.since.new])

    def _put_back(self) -> None:
        gone = [
            self.since.as_it_was(one, but=["name"] if one.element_id in self.of_register else ())
            for one in self.since.removals()
        ]
        # An organisation before the storages in it.
        put_back_all(self.draft, sorted(gone, key=lambda one: bool(before_of(one).get("parent"))))

    def _give_claims_back(self) -> None:
        """Give accounts back to the flows that had them; those that went with a newer flow, as they were."""
        had = self.since.claims()
        wanted = {pk: flow for flow, ids in had.items() for pk in ids}
        here = dict(PracticeClaim.objects.filter(pk__in=wanted).values_list("pk", "flow"))
        now = {str(pk): flow for pk, flow in here.items()}
        said = self.since.said_of_claims()
        lost = {pk: flow for pk, flow in wanted.items() if pk not in now and pk in said}
        give_back_claims([said[pk] | {"fields": said[pk]["fields"] | {"flow": str(lost[pk])}} for pk in lost])
        moving = {pk for pk, flow in wanted.items() if now.get(pk, flow) != flow}
        # Both sides are in the log, so that undo knows where each came from.
        for flow in self._flows({now[pk] for pk in moving}):
            ids = PracticeClaim.objects.filter(flow=flow).exclude(pk__in=moving).values_list("pk", flat=True)
            self.draft.set_claims(flow, [str(pk) for pk in ids])
        for flow in self._flows({wanted[pk] for pk in moving | set(lost)}):
            self.draft.set_claims(flow, had[flow.pk])

    def _flows(self, ids: set[UUID]) -> QuerySet[Flow]:
        return Flow.objects.filter(map=self.draft.map_id, pk__in=ids)
