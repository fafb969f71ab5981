"""Who has signed off a map, and signing it off for one's own organisation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms.comments import SignOffForm
from dataflows.selectors.maps import map_for, version_for
from dataflows.selectors.review_links import flows_about
from dataflows.selectors.signing import sign_offs_of
from dataflows.services.signing import sign_off
from dataflows.views.cards import flow_cards
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """List who has signed off and what has changed since; take a member's sign-off of the newest version."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_VIEW)
    reading = Reading(actor=request.actor, map=map_, version=None)
    if request.method == "POST":
        map_for(request.actor, map_id, Permission.SIGN_OFF)
    if reading.latest is None:
        messages.info(request, _("Publish a version first: a sign-off is of a version."))
        return redirect("versions", map_.pk)
    form = SignOffForm(posted(request)[0], initial={"number": reading.latest.number})
    signs = "back" not in request.POST
    if request.method == "POST" and (form.is_valid() or not signs):
        try:
            number = form.cleaned_data.get("number") or reading.latest.number
            sign_off(
                actor=request.actor,
                version=version_for(request.actor, map_, number),
                signs=signs,
                note=form.cleaned_data.get("note", ""),
                request_id=form.cleaned_data.get("request_id"),
            )
        except (BadInput, Conflict) as error:
            if not signs:
                messages.warning(request, str(error))
                return redirect("sign_off", map_.pk)
            form.add_error(None, str(error))
            form.read_again(reading.latest.number)
        else:
            messages.success(request, _("Signed off.") if signs else _("Taken back."))
            return redirect("sign_off", map_.pk)
    signed = sign_offs_of(request.actor, map_, reading.latest)
    mine = request.actor.organisations.get(map_.programme_id)
    own = next((one for one in signed if one.organisation.pk == mine), None)
    may_sign = own is not None and reading.may(Permission.SIGN_OFF)
    latest = Reading(actor=request.actor, map=map_, version=reading.latest)
    about = flows_about(latest.graph, map_.programme_id, mine) if may_sign else ()
    context = {
        **reading.context,
        "signed": signed,
        "done": sum(one.is_signed for one in signed),
        "own": own if may_sign else None,
        "own_is_fresh": own is not None and own.is_signed and own.row.version_id == reading.latest.pk,  # type: ignore[union-attr]
        "flows": flow_cards(latest.graph, about),
        "form": form,
    }
    return render(request, "dataflows/sign_off.html", context)
