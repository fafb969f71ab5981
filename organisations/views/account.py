"""A person's own account: who they are here and how they sign in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations.models import User
from organisations.selectors import memberships_of


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the roles this person has."""
    memberships = memberships_of(request.user) if isinstance(request.user, User) else []
    return render(request, "account/me.html", {"memberships": memberships})
