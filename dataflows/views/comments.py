"""Comments on a map: the list, adding one, replying."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dataflows.forms.maps import CommentForm, ReplyForm
from dataflows.selectors.comments import answered_of, comment_for, comments_of
from dataflows.selectors.maps import latest_for, map_for, version_for
from dataflows.selectors.sentences import name_of, sentence_of
from dataflows.services.comments import add_comment, reply
from dataflows.views.placing import placed
from dataflows.views.reading import Reading, element_or_404
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput
from organisations.permissions import Permission, require


@require_safe
def index(request: DaylightRequest, map_id: uuid.UUID) -> HttpResponse:
    """List every thread about a map, newest first."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_VIEW)
    latest = latest_for(request.actor, map_)
    reading = Reading(actor=request.actor, map=map_, version=None)
    where = Reading(actor=request.actor, map=map_, version=latest)
    threads = placed(where, comments_of(request.actor, map_)) if latest else []
    context = {
        **reading.context,
        "threads": [one for one in threads if not one.placed.is_unplaced],
        "answered": answered_of(map_),
        "unplaced": [one for one in threads if one.placed.is_unplaced],
    }
    return render(request, "dataflows/comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DaylightRequest, map_id: uuid.UUID, number: int) -> HttpResponse:
    """Comment on an element of a version, or on the version as a whole."""
    map_ = map_for(request.actor, map_id, Permission.VERSION_VIEW)
    version = version_for(request.actor, map_, number)
    reading = Reading(actor=request.actor, map=map_, version=version)
    require(request.actor, Permission.COMMENT_ADD, on=reading.map)
    initial = {"request_id": uuid.uuid4(), "element_id": request.GET.get("about", "")}
    form = CommentForm(posted(request)[0], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_comment(actor=request.actor, version=version, **form.cleaned_data)
        except BadInput as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Thank you. Your comment is with the people who keep this map."))
            return redirect(_address(reading, form.cleaned_data["element_id"]))
    about = _uuid(form["element_id"].value())
    context = {**reading.context, "form": form}
    if about:
        element_or_404(reading, about)
        context |= {"sentence": sentence_of(reading.graph, about), "about": name_of(reading.graph, about)}
    return render(request, "dataflows/comment_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_page(request: DaylightRequest, map_id: uuid.UUID, comment_id: uuid.UUID) -> HttpResponse:
    """Answer a comment in its thread."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_ADD)
    comment = comment_for(request.actor, map_, comment_id)
    reading = Reading(actor=request.actor, map=map_, version=comment.version)
    form = ReplyForm(posted(request)[0], initial={"request_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            reply(actor=request.actor, comment=comment, **form.cleaned_data)
        except BadInput as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your reply is in the thread."))
            return redirect(
                reverse("comments", args=[map_.pk]) + f"#comment-{comment.parent_id or comment.pk}"
            )
    return render(
        request, "dataflows/comment_reply.html", {**reading.context, "comment": comment, "form": form}
    )


def _address(reading: Reading, element_id: uuid.UUID | None) -> str:
    """Return the page that the comment is shown on."""
    if element_id is None:
        return reverse("comments", args=[reading.map.pk])
    kind = "f" if str(element_id) in reading.graph.flows_by_id else "n"
    return f"{reading.base}{kind}/{element_id}/#comments"


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value)) if value else None
    except ValueError:
        return None
