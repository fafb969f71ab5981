"""`manage.py compare`: what is different between two versions of a map, or a version and its draft."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scopes_disabled

from dataflows.graph.model import FlowGraph
from dataflows.management.commands.export_map import find_map, find_version
from dataflows.management.printing import write_comparison
from dataflows.models import Map
from dataflows.selectors.comparing import compare_versions
from dataflows.selectors.documents import draft_document, version_document

DRAFT = "draft"


class Command(BaseCommand):
    """Prints the change list; with ``--json`` the last line is for programs."""

    help = "Say what is different between two versions of a map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("map", help="the map's id, or its name when only one map is called that")
        parser.add_argument("before", help=f"a version's number, or “{DRAFT}”")
        parser.add_argument("after", help=f"a version's number, or “{DRAFT}”")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        with scopes_disabled():
            map_ = find_map(options["map"])
            compared = compare_versions(_graph(map_, options["before"]), _graph(map_, options["after"]))
        write_comparison(self.stdout, compared, for_programs=options["json"])


def _graph(map_: Map, which: str) -> FlowGraph:
    if which == DRAFT:
        return draft_document(map_).graph
    if not (which.isascii() and which.isdigit() and len(which) < 10):
        raise CommandError(f"“{which}” is not the number of a version, nor “{DRAFT}”.")
    version = find_version(map_, int(which))
    return version_document(version).graph if version else draft_document(map_).graph
