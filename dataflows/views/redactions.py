"""Redactions: asking for one, and a second person agreeing to it or refusing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dataflows.forms.maps import RedactionForm
from dataflows.models import Redaction
from dataflows.selectors.maps import map_for
from dataflows.selectors.redactions import redaction_for, redactions_of
from dataflows.services.redaction import apply_redaction, ask_redaction, refuse_redaction
from dataflows.services.wording import places_with
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """List a map's redactions, and ask for one.

    Where the words of one stand is looked up for ``?look=`` alone: it means reading the whole programme.
    """
    map_ = map_for(request.actor, map_id, Permission.REDACT)
    form = RedactionForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            ask_redaction(actor=request.actor, map_=map_, **form.cleaned_data)
        except BadInput as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Asked for. Somebody else has to agree before anything is removed."))
            return redirect("redactions", map_.pk)
    reading = Reading(actor=request.actor, map=map_, version=None)
    looked_at = request.GET.get("look", "")
    redactions = [
        (one, _where(one) if str(one.pk) == looked_at else None) for one in redactions_of(request.actor, map_)
    ]
    context = {**reading.context, "form": form, "redactions": redactions}
    return render(request, "dataflows/redactions.html", context)


@require_POST
def agree(request: DaylightRequest, map_id: UUID, redaction_id: UUID) -> HttpResponse:
    """Agree to a redaction that somebody else asked for; it is carried out at once."""
    map_ = map_for(request.actor, map_id, Permission.REDACT)
    redaction = redaction_for(request.actor, map_, redaction_id)
    try:
        applied = apply_redaction(actor=request.actor, redaction=redaction)
    except (BadInput, Conflict) as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            ngettext(
                "Removed from %(count)d place. Nobody can bring it back.",
                "Removed from %(count)d places. Nobody can bring it back.",
                applied.places,
            )
            % {"count": applied.places},
        )
    return redirect("redactions", map_.pk)


@require_POST
def refuse(request: DaylightRequest, map_id: UUID, redaction_id: UUID) -> HttpResponse:
    """Set a redaction aside, or take back one's own."""
    map_ = map_for(request.actor, map_id, Permission.REDACT)
    redaction = redaction_for(request.actor, map_, redaction_id)
    try:
        refuse_redaction(actor=request.actor, redaction=redaction)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Refused. Nothing is removed."))
    return redirect("redactions", map_.pk)


def _where(redaction: Redaction) -> list[tuple[str, int]]:
    """Return where the words of an open redaction stand now: each place with its number of entries."""
    if redaction.state != Redaction.State.ASKED:
        return []
    found = places_with(programme_id=redaction.programme_id, text=redaction.text)
    return [(_(place), count) for place, count in found.items()]
