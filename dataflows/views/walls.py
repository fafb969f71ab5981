"""A photo of a wall of notes beside the capture bar, each note ticked off as its flow is drawn."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dataflows.forms.capturing import LineForm, PhotoForm
from dataflows.models import WallNote, WallPhoto
from dataflows.selectors.interviews import photo_for, wall_of
from dataflows.services.walls import add_wall, forget_note, mark_note, remove_wall, tick_note
from dataflows.views.editing import editing
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, id_of, posted
from organisations.errors import BadInput


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Show the wall with the bar below it, or ask for its photo."""
    reading = editing(request, map_id)
    form = PhotoForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_wall(actor=request.actor, map_=reading.map, data=form.cleaned_data["photo"].read())
        except BadInput as error:
            form.add_error("photo", str(error))
        else:
            return redirect("wall", map_id)
    context = {**wall_context(request, reading), "photo_form": form}
    return render(request, "dataflows/wall.html", context, status=400 if form.errors else 200)


def wall_context(request: DaylightRequest, reading: Reading) -> dict[str, object]:
    """Return a map's wall with its notes, and which of them is drawn next."""
    photo = wall_of(request.actor, reading.map)
    notes = [_placed(note, photo) for note in photo.wall_notes.all()] if photo else []
    for note, _x, _y in notes:
        # The flow that it became was taken back: the note waits again.
        if note.element and str(note.element) not in reading.graph.flows_by_id:
            note.ticked_at = None
    waiting = [note for note, _x, _y in notes if note.ticked_at is None]
    return {
        **reading.context,
        "form": LineForm(),
        "photo": photo,
        "notes": notes,
        "next_note": waiting[0] if waiting else None,
        "ticked": len(notes) - len(waiting),
        "title": _("Photo of the wall"),
    }


def _placed(note: WallNote, photo: WallPhoto) -> tuple[WallNote, int | None, int | None]:
    if note.x is None or note.y is None:
        return note, None, None
    return note, round(note.x * photo.width), round(note.y * photo.height)


@require_safe
def image(request: DaylightRequest, map_id: UUID, photo_id: UUID) -> HttpResponse:
    """Return the photo itself, to whoever may change the map."""
    photo = photo_for(request.actor, editing(request, map_id).map, photo_id)
    answer = HttpResponse(bytes(photo.image), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_POST
def act(request: DaylightRequest, map_id: UUID, photo_id: UUID) -> HttpResponse:
    """Mark a note (where the photo was pressed, or only counted), tick one off, forget one or all."""
    photo = photo_for(request.actor, editing(request, map_id).map, photo_id)
    actor = request.actor
    note = id_of(request.POST.get("note", ""))
    if "remove" in request.POST:
        remove_wall(actor=actor, photo=photo)
        messages.success(request, _("The photo is removed. The flows that its notes became stay."))
    elif note and "forget" in request.POST:
        forget_note(actor=actor, photo=photo, note_id=note)
    elif note:
        is_done = request.POST.get("done") == "yes"
        tick_note(actor=actor, photo=photo, note_id=note, is_done=is_done)
    elif "note" not in request.POST:
        try:
            x, y = _pressed(request)
            mark_note(actor=actor, photo=photo, x=x, y=y)
        except BadInput as error:
            messages.error(request, str(error))
    return redirect("wall", map_id)


def _pressed(request: DaylightRequest) -> tuple[float | None, float | None]:
    """Return where the photo was pressed, as shares of it; nothing when the button was."""
    try:
        across, down = (float(request.POST[f"at.{axis}"]) for axis in "xy")
        width, height = (float(request.POST[name]) for name in ("shown_width", "shown_height"))
    except (KeyError, ValueError):
        return None, None
    if not (width > 0 and height > 0 and (across or down)):
        return None, None
    return across / width, down / height
