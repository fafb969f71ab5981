"""`manage.py export_map`: a map, or one version of it, written to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scopes_disabled

from dataflows.models import Map, Version
from dataflows.render.paper import SHEETS_MM
from dataflows.selectors.documents import draft_document, version_document
from dataflows.services.exporting import EXPORTS, export_document
from dataflows.services.printing import USUAL, Paper
from organisations.errors import DomainError


class Command(BaseCommand):
    """Writes the draft, or with ``--version-number`` a published version."""

    help = "Export a map: as data, as a drawing, as a picture or on paper."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("map", help="the map's id, or its name when only one map is called that")
        parser.add_argument("--format", required=True, choices=sorted(EXPORTS))
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument("--paper", default=USUAL.size, choices=sorted(SHEETS_MM), help="of pdf: its size")
        parser.add_argument("--tiles", action="store_true", help="of pdf: over several sheets")
        parser.add_argument("--version-number", type=int, help="a published version instead of the draft")

    def handle(self, *_args: Any, **options: Any) -> None:
        with scopes_disabled():
            map_ = find_map(options["map"])
            version = find_version(map_, options["version_number"])
            document = version_document(version) if version else draft_document(map_)
            paper = Paper(size=options["paper"], way="tiles" if options["tiles"] else "sheet")
            try:
                body = export_document(
                    map_=map_,
                    document=document,
                    version=version,
                    format_name=options["format"],
                    paper=paper,
                )
            except DomainError as error:
                raise CommandError(str(error)) from error
        try:
            options["output"].write_bytes(body)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(document.graph.nodes)} nodes and {len(document.graph.flows)} flows written.")


def find_map(name: str) -> Map:
    """Return the map of this id or name, or raise ``CommandError``."""
    maps = Map.objects.select_related("programme", "area")
    try:
        found = list(maps.filter(pk=UUID(name)))
    except ValueError:
        found = list(maps.filter(name=name))
    if not found:
        raise CommandError(f"There is no map “{name}”.")
    if len(found) > 1:
        ids = ", ".join(str(map_.pk) for map_ in found)
        raise CommandError(f"{len(found)} maps are called “{name}”; name one by its id: {ids}.")
    return found[0]


def find_version(map_: Map, number: int | None) -> Version | None:
    """Return the numbered version, nothing for no number, or raise ``CommandError``."""
    if number is None:
        return None
    version = Version.objects.filter(map=map_, number=number).first()
    if version is None:
        raise CommandError(f"“{map_.name}” has no version {number}.")
    return version
