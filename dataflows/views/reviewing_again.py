"""Regular review: what is due, a map's review date, and what happened in a programme."""

from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dataflows.forms.maps import ReviewDateForm
from dataflows.models import Reminder
from dataflows.selectors.activity import AT_ONCE, activity_of
from dataflows.selectors.due import due_in, undated_flows
from dataflows.selectors.maps import map_for
from dataflows.services.maps import set_review_date
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput
from organisations.permissions import Permission
from organisations.selectors import programme_by_slug


@require_safe
def due(request: DaylightRequest, slug: str) -> HttpResponse:
    """List what is due for review, the longest overdue first; of one kind alone when asked."""
    programme = programme_by_slug(request.actor, slug)
    every = due_in(request.actor, programme, today=timezone.localdate())
    # A kind of which nothing is due is no choice.
    kind = next((one.kind for one in every if one.kind == request.GET.get("kind", "")), "")
    shown = [one for one in every if one.kind == kind] if kind else every
    context = {
        "programme": programme,
        "due": shown,
        "every": len(every),
        "overdue": sum(one.is_overdue for one in every),
        "kinds": [
            (code, label, sum(one.kind == code for one in every)) for code, label in Reminder.Kind.choices
        ],
        "kind": kind,
        "undated": undated_flows(request.actor, programme),
    }
    return render(request, "dataflows/due.html", context)


@require_POST
def review_date(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Say when a map is to be looked at again."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    form = ReviewDateForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("That is not a date. Write it as 2027-03-31."))
    else:
        try:
            set_review_date(actor=request.actor, map_=map_, day=form.cleaned_data["review_date"])
        except BadInput as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Kept."))
    return redirect("versions", map_.pk)


@require_safe
def activity(request: DaylightRequest, slug: str) -> HttpResponse:
    """Say what happened in a programme, by day; older things a page at a time."""
    programme = programme_by_slug(request.actor, slug)
    before = _moment(request.GET.get("before", ""))
    events = activity_of(request.actor, programme, before=before)
    days = groupby(events, key=lambda event: timezone.localtime(event.at).date())
    context = {
        "programme": programme,
        "days": [
            (day, [(event, f"{reverse(event.page, args=[event.map_id])}#{event.anchor}") for event in each])
            for day, each in days
        ],
        "is_older": before is not None,
        "older": events[-1].at.isoformat() if len(events) == AT_ONCE else "",
    }
    return render(request, "dataflows/activity.html", context)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        # At the edges of the calendar it may have no equal in our own time.
        return moment.astimezone(UTC) if timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        return None
