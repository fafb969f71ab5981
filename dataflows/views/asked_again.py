"""Doing what a form of the draft asks; and what stands in the way, ready for the page that asks again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dataflows.forms.editing import DraftForm
from dataflows.models import Map
from dataflows.services import edit_kinds as kinds
from dataflows.services.clashes import Clashing, EditClash
from dataflows.services.editing import Done, edit_map
from dataflows.services.personal import LooksPersonal, Personal
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput, Conflict

EditsOf = Callable[[], list[kinds.TypedEdit]]
# What an edit is about where it does not say.
_FACTS: Final[Mapping[type, str]] = {kinds.Rename: "name", kinds.MoveStorage: "parent"}


@dataclass
class Problem:
    """Why nothing was stored yet: others' changes, a removal, or what looks like somebody's data."""

    conflicts: Sequence[Clashing] = ()
    gone: Sequence[Clashing] = ()
    personal: Sequence[Personal] = ()

    def __bool__(self) -> bool:
        return bool(self.conflicts or self.gone or self.personal)


@dataclass
class Outcome:
    """What came of a form: done (or nothing to do), or the problem to show with it, with its status."""

    done: Done | None = None
    problem: Problem = field(default_factory=Problem)
    status: int = 302

    @property
    def is_settled(self) -> bool:
        return self.status == 302


def carry_out(request: DaylightRequest, map_: Map, form: DraftForm, edits_of: EditsOf) -> Outcome:
    """Do what a valid form asks, minding which button was pressed; else let the form be shown again.

    Buttons: ``sure`` keeps what looks like somebody's data, ``without`` takes it out; ``restore`` puts back
    what somebody removed; fields ``take_<fact>`` say "theirs" where a fact is to stay as somebody set it.
    """
    try:
        return _done(request, map_, form, edits_of)
    except LooksPersonal as error:
        if request.POST.get("without"):
            return _without(request, map_, form, edits_of, error)
        return _refused(form, error, seq=form.cleaned_data["seen"])
    except (BadInput, Conflict) as error:
        return _refused(form, error, seq=form.cleaned_data["seen"])


def _done(request: DaylightRequest, map_: Map, form: DraftForm, edits_of: EditsOf) -> Outcome:
    edits = [one for one in edits_of() if not _is_theirs(request, one)]
    if not edits:
        return Outcome()
    if request.POST.get("restore"):
        element: Any = edits[0]
        edits.insert(0, kinds.Restore(element=element.element))
    sure, edit = bool(request.POST.get("sure")), form.cleaned_data["edit"]
    return Outcome(done=edit_map(actor=request.actor, map_=map_, edit=edit, edits=edits, sure=sure))


def _without(
    request: DaylightRequest, map_: Map, form: DraftForm, edits_of: EditsOf, found: LooksPersonal
) -> Outcome:
    """Take out what looks like somebody's data and go on; where nothing would be left, ask for another."""
    texts = {one.fact: one.without for one in found.found if one.fact in form.fields}
    form.cleaned_data.update(texts)
    try:
        return _done(request, map_, form, edits_of)
    except (BadInput, Conflict) as error:
        return _refused(form, error, seq=form.cleaned_data["seen"], texts=texts)


def _refused(
    form: DraftForm, error: BadInput | Conflict, *, seq: int, texts: dict[str, str] | None = None
) -> Outcome:
    """Show the form again with all that was typed. After a clash it knows what there is by now."""
    form.add_error(None, str(error))
    problem = Problem()
    if isinstance(error, EditClash):
        seq = error.seq
        problem.conflicts = [one for one in error.clashes if not one.is_gone]
        problem.gone = [one for one in error.clashes if one.is_gone]
    if isinstance(error, LooksPersonal):
        problem.personal = error.found
    form.show_again(seq=seq, texts=texts)
    return Outcome(problem=problem, status=400 if isinstance(error, BadInput) else 409)


def _is_theirs(request: DaylightRequest, one: kinds.TypedEdit) -> bool:
    fact = getattr(one, "fact", "") or getattr(one, "end", "") or _FACTS.get(type(one), "")
    return bool(fact) and request.POST.get(f"take_{fact}") == "theirs"
