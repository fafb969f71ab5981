"""The capture bar: a typed line becomes flows, read back as sentences, and what is missing is asked."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from dataflows.forms.capturing import AnswerForm, LineForm, SameForm
from dataflows.selectors.capturing import Words
from dataflows.selectors.interviews import wall_of
from dataflows.selectors.maps import map_for
from dataflows.services.capturing import Captured, capture, same_as, say_more
from dataflows.services.clashes import EditClash
from dataflows.services.editing import Done
from dataflows.services.personal import LooksPersonal
from dataflows.services.walls import tick_note
from dataflows.views.asked_again import Problem
from dataflows.views.editing import editing
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, id_of, posted
from dataflows.views.said_back import SaidBack, said_back, said_of
from dataflows.views.walls import wall_context
from organisations.errors import BadInput, Conflict, NotVisible
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Draw what a typed line says and read it back; without scripts this is a page to go on with."""
    reading = editing(request, map_id)
    form = LineForm(posted(request)[0])
    if request.method != "POST":
        return _shown(request, reading, form, said_of(reading, request.GET.get("done", "")))
    problem, status = Problem(), 400
    if form.is_valid():
        try:
            captured = _captured(request, reading, form)
        except (BadInput, Conflict) as error:
            form.add_error("line", str(error))
            problem = Problem(personal=error.found) if isinstance(error, LooksPersonal) else problem
            status = 400 if isinstance(error, BadInput) else 409
            form.show_again()
        else:
            if captured.is_drawn:
                _tick(request, reading, captured.done)
            return _settled(request, reading, captured.done, captured.done.flows)
    return _shown(request, reading, form, None, problem=problem, status=status)


@require_POST
def fact(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Say one thing more of flows that were just drawn."""
    form = AnswerForm(request.POST)
    reading = editing(request, map_id)
    if not form.is_valid():
        return _refused(request, reading, _("Choose an answer."), 400)
    asked = form.cleaned_data
    return _answered(
        request, reading, asked["flows"], lambda: say_more(actor=request.actor, map_=reading.map, **asked)
    )


@require_POST
def same(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Say that a name that has just come to the map is another one's."""
    form = SameForm(request.POST)
    reading = editing(request, map_id)
    if not form.is_valid():
        return _refused(request, reading, _("Choose what is the same as this."), 400)
    asked = form.cleaned_data
    flows = asked.pop("flows")
    return _answered(
        request, reading, flows, lambda: same_as(actor=request.actor, map_=reading.map, **asked), is_same=True
    )


@require_safe
def words(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Return the names that are offered while somebody types: this map's, the programme's, the library's."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    offers = Words(map_).offers()
    return JsonResponse(
        {kind: [[one.name, one.where, *one.also] for one in several] for kind, several in offers.items()}
    )


def _captured(request: DaylightRequest, reading: Reading, form: LineForm) -> Captured:
    """Draw what the line says; ``without`` takes out what looks like somebody's data, ``sure`` keeps it."""
    given = form.cleaned_data
    asked = {"actor": request.actor, "map_": reading.map, "edit": given["edit"], "last": given["last"]}
    try:
        return capture(line=given["line"], sure=bool(request.POST.get("sure")), **asked)
    except LooksPersonal as error:
        if not request.POST.get("without"):
            raise
        line = given["line"]
        for one in error.found:
            words = r"\s+".join(re.escape(word) for word in one.found.text.split())
            line = re.sub(words, "…", line, flags=re.IGNORECASE)
        form.show_again(line)
        return capture(line=line, **asked)


def _tick(request: DaylightRequest, reading: Reading, done: Done) -> None:
    """Tick off the note of the wall that this line was typed from; one that is gone by now is no matter."""
    note = id_of(request.POST.get("note", ""))
    photo = wall_of(request.actor, reading.map) if note else None
    if note is None or photo is None:
        return
    element = next(iter(done.flows), None)
    with suppress(NotVisible):
        tick_note(actor=request.actor, photo=photo, note_id=note, is_done=True, element=element)


def _answered(
    request: DaylightRequest,
    reading: Reading,
    flows: list[UUID],
    act: Callable[[], Done],
    *,
    is_same: bool = False,
) -> HttpResponse:
    try:
        done = act()
    except (BadInput, Conflict) as error:
        if isinstance(error, EditClash):
            reading = editing(request, reading.map.pk)
        return _refused(request, reading, str(error), 400 if isinstance(error, BadInput) else 409, flows)
    # What was just said to be the same is not asked about once more.
    return _settled(request, reading, done, flows, added=() if is_same else done.changed)


def _settled(
    request: DaylightRequest,
    reading: Reading,
    done: Done,
    flows: Sequence[UUID],
    added: Sequence[UUID] | None = None,
) -> HttpResponse:
    if not request.htmx:
        return redirect(f"{reverse('capture', args=[reading.map.pk])}?done={done.edit}")
    fresh = editing(request, reading.map.pk)
    said = said_back(fresh, edit=done.edit, flows=flows, added=done.changed if added is None else added)
    wall = wall_context(request, fresh) if "note" in request.POST else {}
    return render(request, "dataflows/_said.html", {**fresh.context, **wall, "said": said})


def _refused(
    request: DaylightRequest, reading: Reading, sentence: str, status: int, flows: list[UUID] | None = None
) -> HttpResponse:
    said = said_back(reading, edit=None, flows=flows or [])
    context = {**reading.context, "said": said, "refused": sentence, "form": LineForm()}
    template = "dataflows/_said.html" if request.htmx else "dataflows/capture.html"
    return render(request, template, context, status=status)


def _shown(
    request: DaylightRequest,
    reading: Reading,
    form: LineForm,
    said: SaidBack | None,
    *,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **reading.context,
        "form": form,
        "said": said,
        "problem": problem,
        "note": request.POST.get("note", ""),
        "title": _("Capture"),
    }
    if said is not None:
        form.initial["last"] = said.last
    template = "dataflows/_said.html" if request.htmx else "dataflows/capture.html"
    return render(request, template, context, status=status)
