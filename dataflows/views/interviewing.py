"""Interviews: the same bar for one person's words, kept beside the map and merged with a receipt."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from dataflows.forms.capturing import InterviewForm, LineForm
from dataflows.models import Interview
from dataflows.selectors.interviews import heard, interview_for, interviews_of
from dataflows.services.interviewing import (
    LooksPersonalLine,
    discard_interview,
    forget_line,
    merge_interview,
    note_line,
    start_interview,
)
from dataflows.views.editing import editing
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def index(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """List a map's interviews, and begin one."""
    reading = editing(request, map_id)
    form = InterviewForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            started = start_interview(actor=request.actor, map_=reading.map, **form.cleaned_data)
        except BadInput as error:
            form.add_error("label", str(error))
        else:
            return redirect("interview", map_id, started.pk)
    context = {**reading.context, "form": form, "interviews": interviews_of(request.actor, reading.map)}
    return render(request, "dataflows/interviews.html", context, status=400 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@vary_on_headers("HX-Request")
def page(request: DaylightRequest, map_id: UUID, interview_id: UUID) -> HttpResponse:
    """Show what was said so far, read back, and take the next line."""
    reading = editing(request, map_id)
    interview = interview_for(request.actor, reading.map, interview_id)
    form = LineForm(posted(request)[0])
    is_personal = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sure = bool(request.POST.get("sure"))
            note_line(
                actor=request.actor, interview=interview, line_id=given["edit"], text=given["line"], sure=sure
            )
        except (BadInput, Conflict) as error:
            form.add_error("line", str(error))
            is_personal = isinstance(error, LooksPersonalLine)
            form.show_again()
        else:
            if not request.htmx:
                return redirect("interview", map_id, interview_id)
            form = LineForm()
    return _shown(request, reading, interview, form, is_personal=is_personal)


def _shown(
    request: DaylightRequest, reading: Reading, interview: Interview, form: LineForm, *, is_personal: bool
) -> HttpResponse:
    context = {
        **reading.context,
        "form": form,
        "interview": interview,
        "lines": heard(interview),
        "is_personal": is_personal,
        "title": _("Interview: %(who)s") % {"who": interview.label},
    }
    template = "dataflows/_interview_said.html" if request.htmx else "dataflows/interview.html"
    return render(request, template, context, status=400 if form.errors else 200)


@require_POST
def forget(request: DaylightRequest, map_id: UUID, interview_id: UUID, line_id: UUID) -> HttpResponse:
    """Take one line out of an interview."""
    interview = interview_for(request.actor, editing(request, map_id).map, interview_id)
    forget_line(actor=request.actor, interview=interview, line_id=line_id)
    return redirect("interview", map_id, interview_id)


@require_POST
def merge(request: DaylightRequest, map_id: UUID, interview_id: UUID) -> HttpResponse:
    """Show what merging an interview would do to the map."""
    interview = interview_for(request.actor, editing(request, map_id).map, interview_id)
    try:
        preview = merge_interview(actor=request.actor, interview=interview)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect("interview", map_id, interview_id)
    return redirect("import_preview", map_id, preview.pk)


@require_POST
def discard(request: DaylightRequest, map_id: UUID, interview_id: UUID) -> HttpResponse:
    """Forget an interview; what was merged of it stays."""
    interview = interview_for(request.actor, editing(request, map_id).map, interview_id)
    discard_interview(actor=request.actor, interview=interview)
    messages.success(request, _("The interview is forgotten. What was merged of it stays on the map."))
    return redirect("interviews", map_id)
