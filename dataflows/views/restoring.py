"""Using an old version as the draft, after looking at what that would do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dataflows.forms.maps import RestoreForm
from dataflows.selectors.maps import map_for, version_for
from dataflows.services.restoring import restore_version
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_POST
def restore(request: DaylightRequest, map_id: UUID, number: int) -> HttpResponse:
    """Let the draft say what a version says; without what was looked at, go and look first."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EDIT)
    version = version_for(request.actor, map_, number)
    form = RestoreForm(request.POST)
    look = redirect("compare", map_.pk, "draft", str(number))
    if not form.is_valid():
        return look
    try:
        done = restore_version(actor=request.actor, version=version, **form.cleaned_data)
    except (BadInput, Conflict) as error:
        messages.warning(request, str(error))
        return look
    messages.success(
        request, _("The draft says what version %(number)d says. Undo takes it back.") % {"number": number}
    )
    return redirect(f"{reverse('map', args=[map_.pk])}?done={done.edit}")
