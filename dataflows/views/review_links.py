"""Review links and the reviews that came over them, for those who keep a map."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dataflows.forms.reviewing import LinkForm
from dataflows.selectors.maps import map_for
from dataflows.selectors.review_links import link_for, links_of, organisations_on, reviews_of, token_of
from dataflows.selectors.safety import concerns_told
from dataflows.services.review_links import end_link, make_link
from dataflows.views.reading import Reading
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Conflict
from organisations.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """List a map's review links and who has reviewed what; make another link to the newest version."""
    map_ = map_for(request.actor, map_id, Permission.COMMENT_VIEW)
    reading = Reading(actor=request.actor, map=map_, version=None)
    may_invite = reading.may(Permission.REVIEW_INVITE)
    if request.method == "POST":
        map_for(request.actor, map_id, Permission.REVIEW_INVITE)
    latest = Reading(actor=request.actor, map=map_, version=reading.latest)
    organisations = organisations_on(latest.graph, map_.programme_id) if reading.latest else []
    form = None
    if may_invite and reading.latest:
        form = LinkForm(posted(request)[0], organisations=organisations)
    if form and reading.latest and request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("label", "days", "request_id")}
        try:
            link = make_link(
                actor=request.actor, version=reading.latest, organisation=form.organisation(), **chosen
            )
        except (BadInput, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The link is ready. Copy it, and send it to whom it is for."))
            return redirect(f"{reverse('reviews', args=[map_.pk])}#link-{link.pk}")
    reviews = list(reviews_of(request.actor, map_))
    heard = {
        one.link.organisation_id for one in reviews if one.version_id == getattr(reading.latest, "pk", "")
    }
    links = links_of(request.actor, map_) if may_invite else ()
    context = {
        **reading.context,
        "form": form,
        "links": [(one, _address(request, token_of(one)) if one.is_alive else "") for one in links],
        "reviews": reviews,
        "concerns": concerns_told(latest.graph) if form else (),
        "silent": [one for one in organisations if one.pk not in heard],
    }
    return render(request, "dataflows/reviews.html", context)


@require_POST
def end(request: DaylightRequest, map_id: UUID, link_id: UUID) -> HttpResponse:
    """End a link at once."""
    map_ = map_for(request.actor, map_id, Permission.REVIEW_INVITE)
    end_link(actor=request.actor, link=link_for(request.actor, map_, link_id))
    messages.success(request, _("The link has ended. What was sent over it stays."))
    return redirect("reviews", map_.pk)


def _address(request: DaylightRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("review", args=[token]))
