"""The one way to change a draft by hand: typed edits, one batch whole or not at all, sent once or often.

Pages, the table and the API all come here; imports write through the same rows and the same log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from dataflows.models import Act, Change, Map
from dataflows.services import edit_kinds as kinds
from dataflows.services.applying import apply, claims_of
from dataflows.services.clashes import Clashes
from dataflows.services.drafting import Draft
from dataflows.services.drawing import request_drawing
from dataflows.services.elements import start_edit
from dataflows.services.personal import refuse_personal
from organisations.errors import BadInput, SentOtherwise
from organisations.permissions import Actor, Permission, require

MOST_AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class Done:
    """What became of an edit: the map's sequence after it, and whether it was done just now.

    ``changed`` are the elements it left on the map, ``flows`` those of them that are flows.
    """

    edit: UUID
    seq: int
    is_new: bool
    changed: Sequence[UUID]
    removed: Sequence[UUID]
    flows: Sequence[UUID] = ()


def edit_map(
    *,
    actor: Actor,
    map_: Map,
    edit: UUID,
    edits: Sequence[kinds.TypedEdit],
    sure: bool = False,
    said: object = None,
) -> Done:
    """Change a draft: all of ``edits`` or none, as one act with one undo. The map is drawn anew.

    The same ``edit`` sent twice has one effect and the same answer; ``said`` is what people asked for, where
    that is not the edits themselves.

    Raises
    ------
    NotVisible, NotAllowed
        The actor may not change this map, or an element was never on it.
    BadInput
        Something cannot be kept; or looks like somebody's data, unless the actor is ``sure``
        (:class:`~dataflows.services.personal.LooksPersonal`); or another edit came under this id before.
    EditClash
        Somebody else has changed the same fact, or removed the element, since it was seen.
    """
    require(actor, Permission.MAP_EDIT, on=map_)
    if not 0 < len(edits) <= MOST_AT_ONCE:
        raise BadInput(_("Send between 1 and %(most)d edits.") % {"most": MOST_AT_ONCE})
    try:
        with transaction.atomic():
            asked = fingerprint(edits if said is None else said)
            return _edited(actor, map_, edit, edits, asked, sure=sure)
    except (IntegrityError, DataError) as error:
        # An id that something out of sight has, say: nothing is told of it.
        raise BadInput(_("This cannot be stored as it stands. Nothing is stored.")) from error


def fingerprint(asked: object) -> str:
    """Return what an act keeps of what was asked, to know the same again.

    With our own key: nobody can find out by trying what words were asked for, even when they are redacted.
    """
    text = repr(asked).encode("utf-8", "backslashreplace")
    return salted_hmac("dataflows.act", text, algorithm="sha256").hexdigest()


def _edited(
    actor: Actor, map_: Map, edit: UUID, edits: Sequence[kinds.TypedEdit], asked: str, *, sure: bool
) -> Done:
    act = start_edit(actor=actor, map_=map_, edit=edit, asked=asked)
    if (known := act_before(by=actor.id, map_=map_, edit=edit, asked=asked)) is not None:
        return known
    if not sure:
        refuse_personal(map_=map_, edits=edits)
    draft = Draft(act)
    clashes = Clashes(map_, actor.id)
    clashes.look(claims_of(draft, edits, clashes))
    clashes.refuse()
    for one in edits:
        apply(draft, one)
    return finish(draft)


def finish(draft: Draft) -> Done:
    """Write the log, have the map drawn anew, and return what was done."""
    act = draft.edit
    seq = act.write()
    request_drawing(map_=act.map)
    changed = [pk for pk, kind in act.touched.items() if kind != "remove"]
    removed = [pk for pk, kind in act.touched.items() if kind == "remove"]
    flows = [pk for pk, kind in act.touched.items() if kind == "flow"]
    return Done(act.id, seq, is_new=True, changed=changed, removed=removed, flows=flows)


def act_before(*, by: str, map_: Map, edit: UUID, asked: str) -> Done | None:
    """Return what came of an edit that was sent before; must be asked while the map is held.

    Raises
    ------
    SentOtherwise
        Under this id something else was asked, or somebody else asked it.
    """
    act = Act.objects.filter(map=map_, edit=edit).first()
    if act is None:
        return None
    if act.asked != asked or act.actor_id != by:
        raise SentOtherwise(_("Something else was sent under the id of this edit before."))
    last = {one.element_id: one for one in Change.objects.filter(map=map_, edit=edit).order_by("seq")}
    changed = [one for one in last.values() if one.action != "remove"]
    return Done(
        edit,
        max((one.seq for one in last.values()), default=map_.seq),
        is_new=False,
        changed=[one.element_id for one in changed],
        removed=[pk for pk, one in last.items() if one.action == "remove"],
        flows=[one.element_id for one in changed if one.element_kind == "flow"],
    )
