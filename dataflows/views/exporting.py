"""Taking a map away as a file."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dataflows.render.press import can_print
from dataflows.selectors.maps import map_for
from dataflows.services.exporting import EXPORTS, FILE_POLICY, export_document
from dataflows.services.printing import PRINTED, USUAL, Paper, choices_of, unprintable
from dataflows.views.reading import Reading, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from organisations.errors import BadInput
from organisations.permissions import Permission, require

BOXES_SHOWN: Final = 40


@require_safe
def choose(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Offer every format, for the draft and for each version."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EXPORT)
    reading = Reading(actor=request.actor, map=map_, version=None)
    return render(request, "dataflows/export.html", {**reading.context, "groups": _groups()})


@require_safe
def draft_file(request: DaylightRequest, map_id: UUID, format_name: str) -> HttpResponse:
    """Send the draft in one format."""
    return _send(request, read_draft(request.actor, map_id), format_name)


@require_safe
def version_file(request: DaylightRequest, map_id: UUID, number: int, format_name: str) -> HttpResponse:
    """Send a version in one format."""
    return _send(request, read_version(request.actor, map_id, number), format_name)


@require_safe
def draft_paper(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Offer the draft on every size of paper."""
    return _paper(request, read_draft(request.actor, map_id))


@require_safe
def version_paper(request: DaylightRequest, map_id: UUID, number: int) -> HttpResponse:
    """Offer a version on every size of paper."""
    return _paper(request, read_version(request.actor, map_id, number))


def _paper(request: DaylightRequest, reading: Reading) -> HttpResponse:
    require(reading.actor, Permission.MAP_EXPORT, on=reading.map)
    problem, choices = "", []
    if not can_print():
        problem = _("This machine cannot make PDF files. The picture can be taken away as SVG.")
    else:
        try:
            choices = choices_of(map_=reading.map, document=reading.document, version=reading.version)
        except BadInput as error:
            problem = str(error)
    context = {
        **reading.context,
        "choices": choices,
        "problem": problem,
        "boxes": " ".join(unprintable(reading.document)[:BOXES_SHOWN]),
    }
    return render(request, "dataflows/paper.html", context)


def _groups() -> list[tuple[str, list[dict[str, object]]]]:
    """Return every format, by what people take a map away for."""
    groups = [
        (
            _("For a spreadsheet"),
            {
                "xlsx": _("Organisations, data, storage and flows, to read or to work on"),
                "csv": _("One row for each flow, for any spreadsheet"),
                "csv-zip": _("The same sheets as the workbook, each as a file"),
            },
        ),
        (
            _("For paper and slides"),
            {
                "summary": _("Numbers, a small picture and what to look at first, to hand round"),
                "png": _("For slides and documents"),
                "svg": _("For slides and documents, sharp at every size; every program draws it the same"),
            },
        ),
        (
            _("For other tools"),
            {
                "drawio": _("To draw on, in draw.io"),
                "threat-dragon": _("To look for threats in OWASP Threat Dragon"),
                "fides": _("For data protection tools that read Fides manifests"),
                "dot": _("For people who draw graphs with their own tools"),
                "graphml": _("For yEd, Gephi and other tools that draw or count graphs"),
                "mermaid": _("For wikis and repositories that draw Mermaid"),
            },
        ),
        (_("To keep or to move"), {"json": _("Everything, to keep or to load into another Daylight")}),
    ]
    left_out = () if can_print() else PRINTED
    return [
        (title, [_format(name, use) for name, use in uses.items() if name not in left_out])
        for title, uses in groups
    ]


def _format(name: str, use: str) -> dict[str, object]:
    export = EXPORTS[name]
    return {"name": export.name, "label": export.label, "extension": export.extension, "use": use}


def _send(request: DaylightRequest, reading: Reading, format_name: str) -> HttpResponse:
    require(reading.actor, Permission.MAP_EXPORT, on=reading.map)
    paper = Paper(
        size=request.GET.get("paper", USUAL.size),
        way=request.GET.get("way", USUAL.way),
        address=request.build_absolute_uri(reading.base),
    )
    body = export_document(
        map_=reading.map,
        document=reading.document,
        version=reading.version,
        format_name=format_name,
        paper=paper,
    )
    export = EXPORTS[format_name]
    label = f"v{reading.version.number}" if reading.version else "draft"
    kind = {"summary": "-summary", "pdf": f"-{paper.size}-{paper.way}"}.get(format_name, "")
    name = f"{slugify(reading.map.name) or 'map'}-{label}{kind}{export.extension}"
    response = HttpResponse(body, content_type=export.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = FILE_POLICY
    return response
