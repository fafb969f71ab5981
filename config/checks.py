"""System checks: settings that contradict each other are said before anything starts."""

import ipaddress
import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from dataflows.render.engine import ENGINES


@register
def production_is_production(**_kwargs: Any) -> list[CheckMessage]:
    """Report what belongs to one machine, or to a developer, in a production set-up."""
    if settings.EMBEDDED:
        return []
    messages: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        messages.append(
            Error(
                "Production needs PostgreSQL: several processes write at once.",
                hint="Set DATABASE_URL=postgres://…",
                id="daylight.E001",
            )
        )
    if settings.DEBUG:
        messages.append(
            Error(
                "DEBUG shows settings and source to anybody who meets an error.",
                hint="Unset DAYLIGHT_DEBUG.",
                id="daylight.E002",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        messages.append(
            Error(
                "Daylight must know its own names.", hint="List them in DAYLIGHT_HOSTS.", id="daylight.E003"
            )
        )
    return messages


@register
def demo_stays_at_home(**_kwargs: Any) -> list[CheckMessage]:
    """Report a demo, which signs people in without a password, that answers to a public name."""
    if not settings.DEMO:
        return []
    public = [host for host in settings.ALLOWED_HOSTS if not _is_loopback(host)]
    if not public:
        return []
    return [
        Error(
            f"The demo signs people in without a password, yet answers to {', '.join(public)}.",
            hint="Unset DAYLIGHT_HOSTS, or start without DAYLIGHT_DEMO.",
            id="daylight.E004",
        )
    ]


@register(Tags.security, deploy=True)
def mail_reaches_people(**_kwargs: Any) -> list[CheckMessage]:
    """Report a production set-up whose sign-in codes would end up in a log."""
    if settings.EMBEDDED or not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        Warning(
            "Mail is written to the console: nobody can receive a sign-in code.",
            hint="Set EMAIL_URL=smtp://…",
            id="daylight.W001",
        )
    ]


@register(Tags.security, deploy=True)
def mail_leads_somewhere(**_kwargs: Any) -> list[CheckMessage]:
    """Report an address of the site that mail cannot lead to."""
    if "*" not in settings.SITE_URL:
        return []
    return [
        Warning(
            f"Mail would lead to {settings.SITE_URL}, which is no address.",
            hint="Set DAYLIGHT_URL=https://…",
            id="daylight.W002",
        )
    ]


@register
def engine_is_known(**_kwargs: Any) -> list[CheckMessage]:
    """Report a drawing engine that is asked for by a name nobody has: it would silently be none."""
    wanted = os.environ.get("DAYLIGHT_ENGINE", "")
    if wanted in {"", *ENGINES}:
        return []
    return [
        Error(
            f"DAYLIGHT_ENGINE is {wanted!r}, which is no drawing engine.",
            hint=f"Unset it, or name one: {', '.join(ENGINES)}.",
            id="daylight.E005",
        )
    ]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
