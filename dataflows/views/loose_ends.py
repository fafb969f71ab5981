"""Finishing a flow that an import left with a loose end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dataflows.forms.maps import LooseEndForm
from dataflows.selectors.maps import map_for
from dataflows.selectors.receipts import receipt_for
from dataflows.services.loose_ends import finish_loose_end, loose_ends_of
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission, nothing_here
from organisations.selectors import organisations_of


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: DaylightRequest, map_id: UUID, receipt_id: UUID, number: int) -> HttpResponse:
    """Ask who the missing end is, and put the flow on the map."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    receipt = receipt_for(request.actor, map_, receipt_id)
    end = next((one for one in loose_ends_of(receipt) if one.number == number), None)
    if end is None:
        raise nothing_here()
    form = LooseEndForm(posted(request)[0], lacks_sender=end.lacks_sender, lacks_receiver=end.lacks_receiver)
    if request.method == "POST" and form.is_valid():
        try:
            finish_loose_end(actor=request.actor, receipt=receipt, number=number, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The flow is on the map, with a receipt of its own."))
            return redirect("receipt", map_.pk, receipt.pk)
    reading = Reading(actor=request.actor, map=map_, version=None)
    context = {
        **reading.context,
        "receipt": receipt,
        "end": end,
        "form": form,
        "known": organisations_of(map_.programme_id).values_list("name", flat=True),
    }
    return render(request, "dataflows/loose_end.html", context, status=400 if form.errors else 200)
