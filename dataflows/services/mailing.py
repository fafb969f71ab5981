"""Writing to one person: a subject that fits a header, a text from a template, addresses that lead here."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse


def write_to(email: str, subject: str, template: str, context: dict[str, Any]) -> None:
    """Send one message, or raise what the mail server says."""
    # A line break in a header would be refused, and a name may hold one.
    subject = " ".join(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}".split())
    send_mail(subject, render_to_string(f"mail/{template}.txt", context), None, [email])


def page_address(name: str, *arguments: object) -> str:
    """Return where somebody finds a page from outside."""
    return f"{settings.SITE_URL}{reverse(name, args=list(arguments))}"
