"""The inbox: what is not answered yet, by element; and accepting what somebody suggests."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dataflows.forms.comments import AcceptForm
from dataflows.selectors.comments import answered_of
from dataflows.selectors.inbox import inbox_of, proposal_for, thread_of
from dataflows.selectors.maps import map_for
from dataflows.services.personal import LooksPersonal
from dataflows.services.proposing import accept_proposal
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_safe
def index(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """List what is not answered yet beside what it is about."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ANSWER)
    draft = Reading(actor=request.actor, map=map_, version=None)
    groups = inbox_of(request.actor, map_, draft.places)
    context = {**draft.context, "groups": groups, "answered": answered_of(map_)}
    return render(request, "dataflows/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: DaylightRequest, map_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Show what a suggestion changes, with the answer it gets; accept it."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ANSWER)
    found = proposal_for(request.actor, map_, proposal_id)
    draft = Reading(actor=request.actor, map=map_, version=None)
    comment = found.comment
    if comment is None:  # pragma: no cover - the selector finds none without
        return redirect("inbox", map_.pk)
    thread = thread_of(draft.graph, comment, draft.places.of(comment))
    suggestion = next((one for one in thread.suggestions if one.proposal == found), None)
    if suggestion is None:
        messages.info(request, _("It has been decided already."))
        return redirect(f"{reverse('comments', args=[map_.pk])}#comment-{comment.pk}")
    form = AcceptForm(posted(request)[0], seq=map_.seq)
    if request.method == "POST" and suggestion.element and form.is_valid():
        try:
            accept_proposal(
                actor=request.actor, proposal=found, element=UUID(suggestion.element), **form.cleaned_data
            )
        except (BadInput, Conflict) as error:
            form.ask_again(seq=map_.seq, personal=isinstance(error, LooksPersonal))
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Accepted: the draft says so now, and the comment is answered."))
            return redirect("inbox", map_.pk)
    context = {**draft.context, "thread": thread, "comment": comment, "one": suggestion, "form": form}
    return render(request, "dataflows/proposal.html", context)
