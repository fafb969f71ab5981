"""Reviewing by link, without an account: reading what a link opens, sending a review, what became of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from dataflows.forms.reviewing import CardForm, ReviewForm
from dataflows.graph.model import Flow
from dataflows.language.plain import PlainFlow, plain_flow
from dataflows.language.typed import typed_values
from dataflows.models import ReviewLink
from dataflows.selectors.review_links import OpenedLink, link_behind, reviewer_of, token_of
from dataflows.selectors.reviews import newest_after, sent_over, what_became_of
from dataflows.selectors.sentences import sentence_of
from dataflows.services.answering import reopen_over_link
from dataflows.services.review_links import note_opened, note_refused
from dataflows.services.reviewing import SaidBadly, send_review
from dataflows.views.requests import DaylightRequest, posted
from organisations.errors import BadInput, Busy, Conflict, NotVisible
from organisations.services.tries import count_try

# Nobody guesses an address: this keeps whoever tries from asking all day at full speed.
TRIES: Final = 30
# More than anybody reads in one go on a phone, and light enough to load there.
CARDS_AT_ONCE: Final = 90
MOST_QUOTED: Final = 4000

P = ParamSpec("P")
OverLink = Callable[Concatenate[DaylightRequest, ReviewLink, P], HttpResponse]
ByAddress = Callable[..., HttpResponse]


def over_link(view: OverLink[P], *, tells: bool = False) -> ByAddress:
    """Let ``view`` run for whoever holds a link that is alive, within its programme and nothing else.

    With ``tells`` also when it has ended by itself: people come back to see what became of what they said.
    Whatever is not to be had over it, and an address that is not one or not any more, get the same answer.
    """

    @wraps(view)
    def opened(request: DaylightRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        link = link_behind(token)
        if link is None:
            return _kept_private(_nothing(request))
        with scope(programme=[link.programme]):
            request.actor = reviewer_of(link)
            try:
                if link.tells if tells else link.is_alive:
                    return _kept_private(view(request, link, *args, **kwargs))
            except NotVisible:
                pass
            note_refused(link=link)
            return _kept_private(_nothing(request))

    return opened


def _nothing(request: DaylightRequest) -> HttpResponse:
    tries, again = count_try(request, "review-link")
    if tries <= TRIES:
        return render(request, "dataflows/review/ended.html", status=404)
    answer = render(request, "dataflows/review/ended.html", {"too_many": True}, status=429)
    answer["Retry-After"] = str(again)
    return answer


def _kept_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@dataclass(frozen=True)
class Card:
    """One flow as it is reviewed: its number, what is read, and what is asked."""

    number: int
    sentence: str
    plain: PlainFlow | None
    form: CardForm


@over_link
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DaylightRequest, link: ReviewLink) -> HttpResponse:
    """Show what the link opens, one card for each flow; take the review."""
    opened = OpenedLink(request.actor, link)
    page = Paginator(opened.flows, CARDS_AT_ONCE).get_page(request.GET.get("page"))
    cards = [_card(request, opened, flow) for flow in page]
    form = ReviewForm(posted(request)[0], lived=link.is_lived)
    if request.method == "POST":
        sent = _sent(request, link, form, cards)
        if sent is not None:
            told = reverse("review_sent", args=[token_of(link), sent])
            return redirect(f"{told}?part={page.number}")
    else:
        note_opened(link=link)
    context = {
        **_context(link),
        "cards": cards,
        "draft_key": _draft_key(link, page.number),
        "newer": newest_after(link),
        "page": page,
        "form": form,
        "wrong": [(card, error) for card in cards for each in card.form.errors.values() for error in each],
        "flow_count": len(opened.flows),
        "sent": [] if link.is_lived else sent_over(request.actor, link),
    }
    return render(request, "dataflows/review/review.html", context)


def _card(request: DaylightRequest, opened: OpenedLink, flow: Flow) -> Card:
    graph, lived = opened.graph, opened.link.is_lived
    # Whoever speaks from experience is not asked for single facts in the words of forms.
    values = {} if lived else typed_values(graph, flow)
    return Card(
        number=graph.numbers[flow.id],
        sentence=sentence_of(graph, UUID(flow.id)),
        plain=plain_flow(graph, flow, translate=_) if lived else None,
        form=CardForm(posted(request)[0], element=UUID(flow.id), values=values),
    )


def _sent(request: DaylightRequest, link: ReviewLink, form: ReviewForm, cards: Sequence[Card]) -> UUID | None:
    """Send what was filled in; return the review's id, or ``None`` with the forms saying what is wrong."""
    valid = [form.is_valid(), *(card.form.is_valid() for card in cards)]
    for words in _spoken_elsewhere(posted(request)[0], cards):
        gone = _("A flow that you spoke of is not on this link any more. You wrote of it: “%(words)s”")
        form.add_error("lacks", gone % {"words": words})
        valid.append(False)
    if not all(valid):
        return None
    said = [one for card in cards if (one := card.form.said()) is not None]
    whole = {name: form.cleaned_data.get(name, "") for name in ("verdict", "role", "email")}
    try:
        return send_review(
            actor=request.actor,
            link=link,
            said=[*said, *form.lacking()],
            right=[card.form.element for card in cards if card.form.is_right],
            request_id=form.cleaned_data["request_id"],
            sure=form.cleaned_data["sure"],
            **whole,
        ).pk
    except SaidBadly as error:
        form.asks_sure = error.personal
        at = next((card.form for card in cards if card.form.element == error.element), None)
        (at or form).add_error("text" if at else "lacks", str(error))
    except (BadInput, Busy, Conflict) as error:
        form.add_error(None, str(error))
    return None


def _spoken_elsewhere(data: Any, cards: Sequence[Card]) -> list[str]:
    """Return what was written of flows that the link does not open, or not any more."""
    here = {card.form.add_prefix("text") for card in cards}
    return [
        text.strip()[:MOST_QUOTED]
        for name, text in data.items()
        if name.endswith("-text") and name not in here and text.strip()
    ]


@partial(over_link, tells=True)
@require_safe
def sent(request: DaylightRequest, link: ReviewLink, review_id: UUID) -> HttpResponse:
    """Thank for a review; say what was said and what has become of it by now."""
    told = what_became_of(request.actor, link, review_id)
    context = {**_context(link), "told": told}
    # Just now sent: what the device kept of this part has arrived.
    if (part := request.GET.get("part", "")).isdecimal():
        context["draft_key"] = _draft_key(link, int(part[:4]))
    return render(request, "dataflows/review/sent.html", context)


@over_link
@require_POST
def reopen(request: DaylightRequest, link: ReviewLink, review_id: UUID, comment_id: UUID) -> HttpResponse:
    """Open one's own thread again, because the answer does not answer it."""
    told = what_became_of(request.actor, link, review_id)
    comment = told.comment(comment_id)
    # When it is open already, that is what they asked for.
    with suppress(Conflict):
        reopen_over_link(actor=request.actor, link=link, comment=comment)
    return redirect("review_sent", token_of(link), review_id)


def _context(link: ReviewLink) -> dict[str, object]:
    return {
        "link": link,
        "token": token_of(link),
        "map": link.map,
        "version": link.version,
        "for_whom": link.for_whom,
    }


def _draft_key(link: ReviewLink, part: int) -> str:
    """Return under which name a device keeps what was not sent yet: each part of a long review for itself."""
    return f"{link.pk}:{link.version_id}:{part}"
