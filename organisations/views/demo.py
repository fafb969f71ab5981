"""One-click sign-in as the made-up people of the sample programme: embedded demo on this computer only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from organisations.models import User
from organisations.selectors import demo_person

LOOPBACK = {"127.0.0.1", "::1"}


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the sample people. Outside the demo, or from elsewhere, there is no such page."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        raise Http404
    person: User | None = demo_person(request.POST.get("person", ""))
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")
