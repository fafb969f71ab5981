"""A person's own account: who they are here, what they are told by e-mail, and how they sign in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.forms import DigestForm
from organisations.models import User
from organisations.permissions import GUEST
from organisations.selectors import memberships_of
from organisations.services.people import choose_digest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the roles this person has; take what they want to be told."""
    person = request.user if isinstance(request.user, User) else None
    form = DigestForm(
        request.POST if request.method == "POST" else None,
        initial={"digest": person.digest if person else ""},
    )
    if request.method == "POST" and form.is_valid():
        choose_digest(actor=getattr(request, "actor", GUEST), digest=form.cleaned_data["digest"])
        messages.success(request, _("Kept."))
        return redirect("account")
    memberships = memberships_of(person) if person else []
    return render(request, "account/me.html", {"memberships": memberships, "form": form})
