"""What happened, by e-mail, to those who asked for it: one message a period, none without news."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_scopes import scope

from dataflows.selectors.activity import Event, activity_of
from dataflows.services.mailing import page_address, write_to
from jobs.registry import Attempt, Outcome
from jobs.services import enqueue
from organisations.models import Programme, User
from organisations.models.people import Digest
from organisations.permissions import Permission
from organisations.selectors import actor_of

DAILY: Final = "daily_digest"
WEEKLY: Final = "weekly_digest"
WRITE: Final = "write_digest"
SINCE: Final = {Digest.DAILY: timedelta(days=1), Digest.WEEKLY: timedelta(days=7)}
MOST: Final = 100


def daily_digest(attempt: Attempt) -> Outcome:
    """Do a job of kind ``daily_digest``."""
    return Outcome(store=partial(_ask, attempt.payload["at"], Digest.DAILY))


def weekly_digest(attempt: Attempt) -> Outcome:
    """Do a job of kind ``weekly_digest``."""
    return Outcome(store=partial(_ask, attempt.payload["at"], Digest.WEEKLY))


def _ask(at: str, how_often: Digest) -> None:
    for reader in User.objects.filter(digest=how_often, is_active=True).order_by("pk"):
        payload = {"user": str(reader.pk), "at": at, "how_often": str(how_often)}
        enqueue(kind=WRITE, payload=payload | {"language": settings.LANGUAGE_CODE})


def write_digest(attempt: Attempt) -> Outcome:
    """Do a job of kind ``write_digest``: write one person what happened since the period before."""
    return Outcome(store=partial(_write, attempt.payload))


def _write(payload: Any) -> None:
    reader = User.objects.filter(pk=payload["user"], is_active=True).exclude(digest="").first()
    if reader is None:
        return
    at = datetime.fromisoformat(payload["at"])
    with translation.override(payload["language"]):
        news = _news(reader, at - SINCE[Digest(payload["how_often"])], at)
        if not news:
            return
        context = {"news": news, "account": page_address("account")}
        write_to(reader.email, _("what happened"), "activity", context)


def _news(reader: User, since: datetime, before: datetime) -> list[tuple[Programme, str, list[Event]]]:
    actor = actor_of(reader)
    news = []
    for programme in Programme.objects.filter(pk__in=actor.programmes_with(Permission.MAP_VIEW)).order_by(
        "name"
    ):
        with scope(programme=[programme]):
            events = list(activity_of(actor, programme, before=before, since=since, most=MOST))
        if events:
            news.append((programme, page_address("activity", programme.slug), events))
    return news
