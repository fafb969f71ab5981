"""The request as our middleware leaves it, for typing."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django_htmx.middleware import HtmxDetails

from organisations.permissions import Actor


class DaylightRequest(HttpRequest):
    """A request whose actor is known, and which may ask for a fragment only."""

    actor: Actor
    htmx: HtmxDetails


def posted(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, "UploadedFile[Any]"] | None]:
    """Return what a form is bound to: fields and files of a POST, however empty, else nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def id_of(text: str) -> UUID | None:
    """Return the id that a field of a form holds; nothing when it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return None
