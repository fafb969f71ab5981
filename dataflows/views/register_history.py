"""The register's history: who changed what, act by act, and undo."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dataflows.selectors.register_history import acts_of, changes_of, edits_of, name_in_history
from dataflows.services.register_edits import undo_register_edit
from dataflows.views.register import frame
from dataflows.views.register_words import act_lines
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput, Conflict
from organisations.selectors import programme_by_slug

ACTS_SHOWN: Final = 25
CHANGES_SHOWN: Final = 100


@require_safe
def history(request: DaylightRequest, slug: str) -> HttpResponse:
    """List what was done to the register, or to one row of it, newest first."""
    programme = programme_by_slug(request.actor, slug)
    row = _row_asked_for(request)
    edits = edits_of(request.actor, programme, row=row)
    page = Paginator(edits, ACTS_SHOWN).get_page(request.GET.get("page"))
    context = {
        **frame(request, programme, None),
        "page": page,
        "acts": act_lines(programme, acts_of(programme, list(page.object_list))),
        "row": row,
        "row_text": str(row or ""),
        "name": name_in_history(programme, row) if row else "",
    }
    return render(request, "dataflows/register/history.html", context)


@require_safe
def act(request: DaylightRequest, slug: str, edit_id: UUID) -> HttpResponse:
    """Show all that one act changed."""
    programme = programme_by_slug(request.actor, slug)
    changes = changes_of(request.actor, programme, edit_id)
    page = Paginator(changes, CHANGES_SHOWN).get_page(request.GET.get("page"))
    (found,) = acts_of(programme, [edit_id])
    (line,) = act_lines(programme, [replace(found, changes=list(page.object_list))])
    context = {**frame(request, programme, None), "page": page, "act": line}
    return render(request, "dataflows/register/act.html", context)


@require_POST
def undo(request: DaylightRequest, slug: str, edit_id: UUID) -> HttpResponse:
    """Take one act back, whole."""
    programme = programme_by_slug(request.actor, slug)
    try:
        undo_register_edit(actor=request.actor, programme=programme, undoes=edit_id)
    except (BadInput, Conflict) as error:
        messages.error(request, _("Nothing was undone. %(reason)s") % {"reason": error})
    else:
        messages.success(request, _("Undone. The history keeps both."))
    back = request.POST.get("back", "")
    # Nowhere but within this register, whatever a page was made to send.
    if back.startswith(reverse("register", args=[programme.slug])):
        return HttpResponseRedirect(back)
    return redirect("register_history", programme.slug)


def _row_asked_for(request: DaylightRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("row", ""))
    except ValueError:
        return None
