"""Reminding people of review dates: each reminder once, in one message per person and day.

Once a day the job looks what is due and stores a row for each thing and stage that nobody was reminded of
yet: thirty days before, on the day, and every thirty days after. The rows and the jobs that write to people
are stored in the transaction that ends it, so nothing is reminded of twice and nothing is passed over, even
after days without a worker.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext
from django_scopes import scope, scopes_disabled

from dataflows.models import Reminder
from dataflows.selectors.due import Due, all_due
from dataflows.services.mailing import page_address, write_to
from jobs.registry import Attempt, Outcome
from jobs.services import enqueue
from organisations.models import Membership, Programme, Role, User
from organisations.permissions import ROLE_PERMISSIONS, Permission

REMIND: Final = "remind_of_reviews"
WRITE: Final = "write_reminder"


def remind_of_reviews(attempt: Attempt) -> Outcome:
    """Do a job of kind ``remind_of_reviews``: see what has come due in every programme."""
    today = datetime.fromisoformat(attempt.payload["at"]).date()
    return Outcome(store=partial(_remind, today))


def _remind(today: date) -> None:
    with scopes_disabled():
        for programme in Programme.objects.order_by("pk"):
            # A reminder that nobody gets would be used up: it waits until there is somebody.
            readers = readers_of(programme)
            if readers and (given := _give(programme, all_due(programme, today=today))):
                for reader in readers:
                    payload = {
                        "programme": str(programme.pk),
                        "user": str(reader),
                        "reminders": [str(pk) for pk in given],
                        "today": today.isoformat(),
                        "language": settings.LANGUAGE_CODE,
                    }
                    enqueue(kind=WRITE, payload=payload)


def _give(programme: Programme, due: Sequence[Due]) -> list[UUID]:
    """Store what nobody was reminded of yet at its stage; return the new rows' ids."""
    given = []
    for one in due:
        row, is_new = Reminder.objects.get_or_create(
            kind=one.kind,
            element_id=one.id,
            review_date=one.day,
            stage=one.stage,
            defaults={"programme": programme},
        )
        given += [row.pk] * is_new
    return given


def readers_of(programme: Programme) -> list[UUID]:
    """Return who is reminded: those who keep the programme's maps. Made-up people have no mail."""
    keepers = [role for role in Role if Permission.MAP_EDIT in ROLE_PERMISSIONS[role]]
    rows = Membership.objects.filter(
        programme=programme, role__in=keepers, user__is_active=True, user__is_demo=False
    )
    return list(rows.order_by("user").values_list("user", flat=True))


def write_reminder(attempt: Attempt) -> Outcome:
    """Do a job of kind ``write_reminder``: write one person what has come due."""
    return Outcome(store=partial(_write, attempt.payload))


def _write(payload: Any) -> None:
    programme = Programme.objects.filter(pk=payload["programme"]).first()
    reader = User.objects.filter(pk=payload["user"], is_active=True).first()
    if programme is None or reader is None:
        return
    with scope(programme=[programme]), translation.override(payload["language"]):
        wanted = {UUID(pk) for pk in payload["reminders"]}
        rows = Reminder.objects.filter(pk__in=wanted).values_list("kind", "element_id", "stage")
        asked = set(rows)
        # What has been looked at or removed meanwhile is not due any more.
        due = all_due(programme, today=date.fromisoformat(payload["today"]))
        items = [one for one in due if (one.kind, one.id, one.stage) in asked]
        if not items:
            return
        subject = ngettext(
            "%(count)d thing to look at again: %(programme)s",
            "%(count)d things to look at again: %(programme)s",
            len(items),
        ) % {"count": len(items), "programme": programme.name}
        context = {"programme": programme, "due": items, "page": page_address("due", programme.slug)}
        write_to(reader.email, subject, "reminder", context)
