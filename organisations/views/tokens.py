"""Keys for a person's own programs: what there is, a new one, and ending one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.errors import BadInput
from organisations.forms import TokenForm
from organisations.permissions import Actor, nothing_here
from organisations.selectors import programmes_of, tokens_of
from organisations.services.tokens import make_token, revoke_token


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List the person's keys; make one, and show its secret this once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    posted = request.POST if request.method == "POST" else None
    form = TokenForm(posted, programmes=programmes_of(actor))
    secret = ""
    if posted is not None and form.is_valid():
        chosen = form.cleaned_data
        try:
            _made, secret = make_token(
                actor=actor,
                name=chosen["name"],
                scope=chosen["scope"],
                days=chosen["days"],
                programme=chosen["only_in"],
            )
        except BadInput as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm(programmes=programmes_of(actor))
    context = {"form": form, "tokens": tokens_of(actor), "secret": secret, "now": timezone.now()}
    return render(request, "account/tokens.html", context, status=400 if form.errors else 200)


@require_POST
@login_required
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one key at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    token = tokens_of(actor).filter(pk=token_id).first()
    if token is None:
        raise nothing_here()
    revoke_token(actor=actor, token=token)
    messages.success(
        request, _("“%(name)s” is revoked: nothing gets in with it any more.") % {"name": token.name}
    )
    return redirect("tokens")
