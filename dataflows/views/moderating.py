"""Hiding a comment's words or showing them again, and hanging a comment on what was added again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dataflows.forms.comments import ModerateForm
from dataflows.selectors.comments import comment_for
from dataflows.selectors.maps import map_for
from dataflows.services.moderating import attach_again, moderate
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def moderate_page(request: DaylightRequest, map_id: UUID, comment_id: UUID) -> HttpResponse:
    """Ask why a comment's words are to be hidden, or shown again; do it."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ANSWER)
    comment = comment_for(request.actor, map_, comment_id)
    hides = comment.moderation is None
    form = ModerateForm(posted(request)[0], initial={"hides": "yes" if hides else "no"})
    if request.method == "POST" and form.is_valid():
        hides = form.cleaned_data["hides"]
        try:
            moderate(actor=request.actor, comment=comment, hides=hides, reason=form.cleaned_data["reason"])
        except (BadInput, Conflict) as error:
            form.add_error("reason", str(error))
        else:
            said = _("Hidden. The reason stands in its place.") if hides else _("Shown again.")
            messages.success(request, said)
            return redirect(_thread(comment.map_id, comment.parent_id or comment.pk))
    draft = Reading(actor=request.actor, map=map_, version=None)
    context = {**draft.context, "comment": comment, "hides": hides, "form": form}
    return render(request, "dataflows/comment_moderate.html", context)


@require_POST
def attach(request: DaylightRequest, map_id: UUID, comment_id: UUID, element_id: UUID) -> HttpResponse:
    """Hang an unplaced comment on what has been added again."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ANSWER)
    comment = comment_for(request.actor, map_, comment_id)
    try:
        attach_again(actor=request.actor, comment=comment, element=element_id)
    except (BadInput, Conflict) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It hangs there now, on the draft and on later versions."))
    return redirect(_thread(map_.pk, comment.pk))


def _thread(map_id: UUID, comment_id: UUID) -> str:
    return f"{reverse('comments', args=[map_id])}#comment-{comment_id}"
