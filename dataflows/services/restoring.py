"""Using an old version as the draft: all that was done to the map since is taken back, as one act."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dataflows.language.acts import CLAIMS
from dataflows.models import Change, Node, Version
from dataflows.services.drafting import Draft
from dataflows.services.editing import Done, act_before, finish
from dataflows.services.elements import start_edit
from dataflows.services.reversing import Reversal
from organisations.errors import Conflict
from organisations.permissions import Actor


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
    changes = _since(version)
    if not changes:
        raise Conflict(_("The draft is as version %(number)d already.") % {"number": version.number})
    draft = Draft(act)
    Reversal(draft, changes).run()
    return finish(draft)


def _since(version: Version) -> list[Change]:
    """Return what was done to the draft after it was published, but for names that the register keeps.

    Of what has been added since, that alone: it only has to go. But a flow to which accounts of others were
    moved gives them back first, as it came by them. What was there then and was removed and put back
    meanwhile is not new. Of a fact that was set more than once, the first time: what it was until then is
    what the version says, and what it was in between may have gone.
    """
    changes = list(Change.objects.filter(map=version.map_id, seq__gt=version.map_seq).order_by("seq"))
    first: dict[UUID, Change] = {}
    first_set: dict[tuple[UUID, str], Change] = {}
    for change in changes:
        first.setdefault(change.element_id, change)
        first_set.setdefault((change.element_id, change.field), change)
    new = {pk for pk, change in first.items() if change.action == "add"}
    only_go = new - {change.element_id for change in changes if change.field == CLAIMS}
    named = {change.element_id for change in changes if _is_name(change)}
    kinds = dict(Node.objects.filter(pk__in=named).values_list("pk", "kind"))
    kinds |= {change.element_id: _kind_of_removed(change) for change in changes if change.action == "remove"}
    kept = {pk for pk in named if kinds.get(pk) in ("organisation", "storage")}
    return [
        change
        for change in changes
        if _counts(change, first[change.element_id], change.element_id in only_go)
        and (change.action != "set" or change == first_set[change.element_id, change.field])
        and not (_is_name(change) and change.element_id in kept)
    ]


def _counts(change: Change, first: Change, only_goes: bool) -> bool:
    """Say whether a change has to be taken back: of what only goes its being added, else all but that."""
    if change == first:
        return True
    return not only_goes and change.action != "add"


def _is_name(change: Change) -> bool:
    return (change.action, change.element_kind, change.field) == ("set", "node", "name")


def _kind_of_removed(change: Change) -> str:
    said: Any = change.before
    return said["kind"] if change.element_kind == "node" else "flow"
