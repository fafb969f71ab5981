"""Removing, putting back, undo and redo, and the history of a map or of one element."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dataflows.language.acts import fact_label, value_words
from dataflows.models import Change, Map
from dataflows.selectors.history import acts_of, names_in, removed_by, told
from dataflows.selectors.maps import map_for
from dataflows.services import edit_kinds as kinds
from dataflows.services.clashes import EditClash
from dataflows.services.editing import edit_map
from dataflows.services.undo import Over, UndoAsks, redo, undo
from dataflows.views.reading import Reading, read_draft
from dataflows.views.requests import DaylightRequest, id_of
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission

SHOWN: Final = 25
CHANGES_SHOWN: Final = 12


@require_POST
def remove(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Take an element off the map at once: nobody is asked, and undo is offered on the next page."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    act = [kinds.Remove(element=element_id, seen=_number(request.POST.get("seen")))]
    edit = _id(request.POST.get("edit"))
    try:
        done = edit_map(actor=request.actor, map_=map_, edit=edit, edits=act)
    except EditClash as error:
        reading = Reading(actor=request.actor, map=map_, version=None)
        context = {**reading.context, "clashes": error.clashes, "seq": error.seq, "element_id": element_id}
        return render(request, "dataflows/remove_asked.html", context | {"edit": uuid4()}, status=409)
    except (BadInput, Conflict) as error:
        messages.error(request, str(error))
        return redirect("map", map_.pk)
    return _to_map(request, map_.pk, f"done={done.edit}")


@require_POST
def restore(request: DaylightRequest, map_id: UUID, element_id: UUID) -> HttpResponse:
    """Put back what was removed; when the form names the ``act`` that did so, all that it removed."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    edit, act = _id(request.POST.get("edit")), id_of(request.POST.get("act", ""))
    others = tuple(removed_by(map_, act)) if act else ()
    back = kinds.Restore(element=element_id, others=others)
    try:
        done = edit_map(actor=request.actor, map_=map_, edit=edit, edits=[back], sure=True)
    except (BadInput, Conflict) as error:
        messages.error(request, str(error))
        return redirect("history", map_.pk)
    return _to_map(request, map_.pk, f"done={done.edit}")


@require_POST
def undo_step(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Take back the last act of whoever asks, or the one named."""
    return _step(request, map_id, again=False)


@require_POST
def redo_step(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Do again what whoever asks took back last."""
    return _step(request, map_id, again=True)


def _step(request: DaylightRequest, map_id: UUID, *, again: bool) -> HttpResponse:
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    step = redo if again else undo
    over = request.POST.get("over", "")
    named = request.POST.get("which")
    try:
        done = step(
            actor=request.actor,
            map_=map_,
            edit=_id(request.POST.get("edit")),
            undoes=_id(named) if named else None,
            over=Over(over) if over in set(Over) else Over.ASK,
        )
    except UndoAsks as error:
        reading = Reading(actor=request.actor, map=map_, version=None)
        context = {**reading.context, "clashes": error.clashes, "again": again, "edit": uuid4()}
        return render(request, "dataflows/undo_asked.html", context | {"which": named or ""}, status=409)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said_of(request, map_, again=again))
        return _to_map(request, map_.pk, f"stepped={done.edit}")
    return _to_map(request, map_.pk, "")


def _said_of(request: DaylightRequest, map_: Map, *, again: bool) -> str:
    """Return what a step has just taken back or done again, in words: it is the next of the other way."""
    steps = Reading(actor=request.actor, map=map_, version=None).steps
    other = steps["undo" if again else "redo"]
    if not other:
        return _("Done again.") if again else _("Undone.")
    said = _("Done again: %(name)s.") if again else _("Undone: %(name)s.")
    return said % {"name": other}


@require_safe
def history(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Show who did what on a map's draft, newest first; with ``?element=`` of one element alone."""
    reading = read_draft(request.actor, map_id)
    element = id_of(request.GET.get("element", ""))
    rows = Paginator(acts_of(request.actor, reading.map, element_id=element), SHOWN)
    page = rows.get_page(request.GET.get("page"))
    acts = told(reading.map, page)
    here = {*reading.graph.flows_by_id, *reading.graph.nodes_by_id}
    context = {
        **reading.context,
        "page": page,
        "acts": [{"act": act, **_lines(act.changes, act.count, here)} for act in acts],
        "element": element,
        "query": f"element={element}&" if element else "",
        "me": request.actor.id,
    }
    return render(request, "dataflows/history.html", context)


def _lines(changes: Any, count: int, here: set[str]) -> dict[str, object]:
    """Return an act's changes as lines, and what it removed that could be put back."""
    shown: list[Change] = [one for one in changes if one.field != "claims"][:CHANGES_SHOWN]
    names = names_in(shown)
    lines = [
        {
            "change": one,
            "url": _part(one) if str(one.element_id) in here else "",
            "label": fact_label(one.element_kind, one.field, _) if one.field else "",
            "before": _words(one, one.before, names) if one.field else "",
            "after": _words(one, one.after, names) if one.field else "",
        }
        for one in shown
    ]
    gone = [one for one in changes if one.action == "remove" and str(one.element_id) not in here]
    # The last is what was meant: what hangs on it went before it.
    return {"lines": lines, "more": count - len(shown), "gone": gone[-1] if gone else None}


def _words(change: Change, value: Any, names: Any) -> str:
    return value_words(change.element_kind, change.field, value, names=names, translate=_)


def _part(change: Change) -> str:
    return f"{'f' if change.element_kind == 'flow' else 'n'}/{change.element_id}/"


def _to_map(request: DaylightRequest, map_id: UUID, query: str) -> HttpResponse:
    """Lead back to the way of looking at the map that the form stood on."""
    view = request.POST.get("view", "")
    kept = f"view={view}&" if view in ("table", "sentences", "grid") else ""
    return redirect(f"{reverse('map', args=[map_id])}?{kept}{query}")


def _id(text: str | None) -> UUID:
    return id_of(text or "") or uuid4()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
