"""Saying what became of a comment, and opening a thread again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dataflows.forms.maps import AnswerForm
from dataflows.models import Comment
from dataflows.selectors.comments import comment_for
from dataflows.selectors.maps import map_for
from dataflows.services.answering import answer, reopen
from dataflows.views.placing import placed
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: DaylightRequest, map_id: uuid.UUID, comment_id: uuid.UUID) -> HttpResponse:
    """Show a comment beside its element as it is now; say what became of it."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ANSWER)
    comment = comment_for(request.actor, map_, comment_id)
    form = AnswerForm(posted(request)[0], initial={"request_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            answer(actor=request.actor, comment=comment, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Answered."))
            return _to_thread(comment)
    draft = Reading(actor=request.actor, map=map_, version=None)
    context = {**draft.context, "comment": comment, "each": placed(draft, [comment])[0], "form": form}
    return render(request, "dataflows/comment_answer.html", context)


@require_POST
def reopen_thread(request: DaylightRequest, map_id: uuid.UUID, comment_id: uuid.UUID) -> HttpResponse:
    """Open an answered thread again."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ADD)
    comment = comment_for(request.actor, map_, comment_id)
    try:
        reopen(actor=request.actor, comment=comment)
    except (BadInput, Conflict) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Open again: those who keep the map see it as not yet answered."))
    return _to_thread(comment)


def _to_thread(comment: Comment) -> HttpResponseRedirect:
    return redirect(f"{reverse('comments', args=[comment.map_id])}#comment-{comment.parent_id or comment.pk}")
