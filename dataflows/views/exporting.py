"""Taking a map away as a file."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dataflows.selectors.maps import map_for
from dataflows.services.exporting import EXPORTS, export_document
from dataflows.views.reading import Reading, read_draft, read_version
from dataflows.views.requests import DaylightRequest
from organisations.permissions import Permission, require


@require_safe
def choose(request: DaylightRequest, map_id: UUID) -> HttpResponse:
    """Offer every format, for the draft and for each version."""
    map_ = map_for(request.actor, map_id, Permission.MAP_EXPORT)
    reading = Reading(actor=request.actor, map=map_, version=None)
    return render(request, "dataflows/export.html", {**reading.context, "groups": _groups()})


@require_safe
def draft_file(request: DaylightRequest, map_id: UUID, format_name: str) -> HttpResponse:
    """Send the draft in one format."""
    return _send(read_draft(request.actor, map_id), format_name)


@require_safe
def version_file(request: DaylightRequest, map_id: UUID, number: int, format_name: str) -> HttpResponse:
    """Send a version in one format."""
    return _send(read_version(request.actor, map_id, number), format_name)


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
        (_("For paper and slides"), {"svg": _("To print, or to show in a paper or on slides")}),
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
    return [(title, [_format(name, use) for name, use in uses.items()]) for title, uses in groups]


def _format(name: str, use: str) -> dict[str, object]:
    export = EXPORTS[name]
    return {"name": export.name, "label": export.label, "extension": export.extension, "use": use}


def _send(reading: Reading, format_name: str) -> HttpResponse:
    require(reading.actor, Permission.MAP_EXPORT, on=reading.map)
    body = export_document(
        map_=reading.map, document=reading.document, version=reading.version, format_name=format_name
    )
    export = EXPORTS[format_name]
    label = f"v{reading.version.number}" if reading.version else "draft"
    name = f"{slugify(reading.map.name) or 'map'}-{label}{export.extension}"
    response = HttpResponse(body, content_type=export.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # A stand-alone SVG or anything else sent from here never runs as a page of this site.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
