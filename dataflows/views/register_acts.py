"""Changing many rows of the register at once, and removing rows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dataflows.forms.register import BulkForm
from dataflows.models.register_kinds import RegisterKind
from dataflows.selectors.register import register_rows, values_of
from dataflows.selectors.register_lists import sought_rows
from dataflows.services.register_edits import (
    MOST_AT_ONCE,
    change_register,
    remove_from_register,
    too_many,
)
from dataflows.views.register import FORM_PAGE, encoded, filter_of, frame, kind_of, to
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput, Conflict
from organisations.models import Programme
from organisations.permissions import Permission, require
from organisations.selectors import programme_by_slug


@require_http_methods(FORM_PAGE)
def change(request: DaylightRequest, slug: str, kind: str) -> HttpResponse:
    """Ask what to change of the rows that are ticked, or of all that match; then change them in one act."""
    programme, found_kind = _whose(request, slug, kind)
    if request.method != "POST":  # somebody has come back to the address: there the list is
        return redirect("register_list", programme.slug, kind)
    rows = _chosen(request, found_kind, programme)
    if not rows:
        return _nothing_ticked(request, programme, found_kind)
    query = encoded(filter_of(request, found_kind, programme).query())
    if len(rows) > MOST_AT_ONCE:
        messages.error(request, too_many())
        return _to_list(request, programme, found_kind)
    is_given = "give" in request.POST
    form = BulkForm(request.POST if is_given else None, kind=found_kind, programme=programme)
    gone = len({*_ticked(request)}) - len(rows) if is_given else 0
    if gone > 0:
        form.add_error(None, _gone(gone))
    elif is_given and form.is_valid():
        edit = form.cleaned_data["edit"]
        try:
            change_register(
                actor=request.actor,
                programme=programme,
                kind=found_kind,
                changes={row.pk: form.values_for(values_of(found_kind, row)) for row in rows},
                seen=form.cleaned_data["seen"],
                edit=edit,
            )
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
            form.show_again()
        else:
            return to(_back(query, edit), "register_list", programme.slug, kind)
    context = {**frame(request, programme, found_kind), "form": form, "rows": rows, "query": query}
    return render(request, "dataflows/register/change.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM_PAGE)
def remove(request: DaylightRequest, slug: str, kind: str) -> HttpResponse:
    """Remove the rows that are ticked. It does not ask first: it offers to undo."""
    programme, found_kind = _whose(request, slug, kind)
    if request.method != "POST":  # somebody has come back to the address: there the list is
        return redirect("register_list", programme.slug, kind)
    rows = _chosen(request, found_kind, programme)
    if not rows:
        return _nothing_ticked(request, programme, found_kind)
    try:
        done = remove_from_register(
            actor=request.actor, programme=programme, kind=found_kind, ids=[row.pk for row in rows]
        )
    except (BadInput, Conflict) as error:
        messages.error(request, str(error))
        if len(rows) == 1 and "query" not in request.POST:
            return redirect("register_row", programme.slug, kind, rows[0].pk)
        return _to_list(request, programme, found_kind)
    query = encoded(filter_of(request, found_kind, programme).query())
    return to(_back(query, done.id), "register_list", programme.slug, kind)


def _whose(request: DaylightRequest, slug: str, kind: str) -> tuple[Programme, RegisterKind]:
    """Return whose rows, and of which kind, are to change; raise when the actor may not."""
    programme = programme_by_slug(request.actor, slug)
    found_kind = kind_of(kind)
    require(request.actor, Permission.REGISTER_EDIT, on=programme)
    return programme, found_kind


def _nothing_ticked(request: DaylightRequest, programme: Programme, kind: RegisterKind) -> HttpResponse:
    messages.error(request, _("Tick at least one row first."))
    return _to_list(request, programme, kind)


def _to_list(request: DaylightRequest, programme: Programme, kind: RegisterKind) -> HttpResponse:
    """Send people back to the list as they had filtered it."""
    query = encoded(filter_of(request, kind, programme).query())
    return to(f"?{query}" if query else "", "register_list", programme.slug, kind.slug)


def _chosen(request: DaylightRequest, kind: RegisterKind, programme: Programme) -> list[Any]:
    """Return the rows that are ticked, or all that match; what is not there is left out."""
    if "all" in request.POST:
        sought = filter_of(request, kind, programme).sought()
        return list(sought_rows(request.actor, kind, programme, sought)[: MOST_AT_ONCE + 1])
    rows = register_rows(kind, programme.pk).filter(pk__in=_ticked(request))
    return list(rows.order_by("normalised_name"))


def _ticked(request: DaylightRequest) -> list[UUID]:
    return [pk for text in request.POST.getlist("row")[: MOST_AT_ONCE + 1] if (pk := _uuid(text))]


def _gone(count: int) -> str:
    return ngettext(
        "%(count)d row that you ticked has been removed since. The others can still be changed.",
        "%(count)d rows that you ticked have been removed since. The others can still be changed.",
        count,
    ) % {"count": count}


def _back(query: str, edit: UUID) -> str:
    return f"?{query}&done={edit}" if query else f"?done={edit}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
