"""`manage.py import_flows`: flow lists from files into a map, with the receipt printed."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope, scopes_disabled

from dataflows.errors import FormatError
from dataflows.formats.registry import sniff
from dataflows.models import ImportReceipt, Map
from dataflows.services.importing import RegisterFiles, SourceFile, import_flows
from dataflows.services.loading import load_document
from dataflows.services.maps import create_map
from organisations.errors import DomainError
from organisations.models import Programme
from organisations.permissions import SystemActor
from organisations.services.programmes import create_programme

ACTOR = SystemActor(id="import_flows", name="Import")
SHEETS = ("organisations", "data_types", "storage", "access")
LISTED = ("differs", "guessed", "noted", "unattached", "dropped", "absent")


class Command(BaseCommand):
    """Imports every file as one all-or-nothing step; programme and map are made when they are new."""

    help = "Import flow lists (CSV) into a map and print what was kept, guessed and dropped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--programme", required=True, help="name or address; made when new")
        parser.add_argument("--map", required=True, help="name or id; made when new")
        for sheet in SHEETS:
            parser.add_argument(f"--{sheet.replace('_', '-')}", type=Path, help=f"a CSV file of {sheet}")
        parser.add_argument("--json", action="store_true", help="print the receipt as JSON on the last line")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with scopes_disabled(), transaction.atomic():
                result = self._import(options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._say(result)

    def _import(self, options: dict[str, Any]) -> dict[str, Any]:
        programme = _programme(options["programme"])
        sheets = RegisterFiles(**{sheet: _read(options[sheet]) for sheet in SHEETS if options[sheet]})
        with scope(programme=[programme]):
            map_ = _map(programme, options["map"])
            receipts = []
            for path in options["files"]:
                receipts.append(_take(map_, _read(path), sheets))
                sheets = RegisterFiles()
        return _together(map_, receipts)

    def _say(self, result: dict[str, Any]) -> None:
        self.stdout.write(f"{result['kept']} kept, {result['matched']} matched.")
        for kind in LISTED:
            for item in result[kind]:
                became = f" → {item['became']}" if item["became"] else ""
                self.stdout.write(f"{kind}: {item['source']}: {item['value']}{became}: {item['reason']}")
        self.stdout.write(f"Map {result['map']}")


def _take(map_: Map, file: SourceFile, sheets: RegisterFiles) -> ImportReceipt:
    """Import a flow list, or load a map document into a map that is empty."""
    try:
        kind = sniff(file.data)
    except FormatError as error:
        raise CommandError(f"{file.name}: {error}") from error
    if kind == "json":
        return load_document(actor=ACTOR, map_=map_, data=file.data, file_name=file.name)
    return import_flows(actor=ACTOR, map_=map_, file=file, register_files=sheets)


def _programme(name: str) -> Programme:
    found = (
        Programme.objects.filter(name=name).first() or Programme.objects.filter(slug=slugify(name)).first()
    )
    return found or create_programme(actor=ACTOR, name=name)


def _map(programme: Programme, name: str) -> Map:
    found = Map.objects.filter(programme=programme, name=name).first()
    return found or create_map(actor=ACTOR, programme=programme, name=name)


def _read(path: Path) -> SourceFile:
    try:
        return SourceFile(name=path.name, data=path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _together(map_: Map, receipts: list[ImportReceipt]) -> dict[str, Any]:
    result: dict[str, Any] = {"map": str(map_.pk), "kept": 0, "matched": 0, **{kind: [] for kind in LISTED}}
    for receipt in receipts:
        result["kept"] += receipt.content["kept"]
        result["matched"] += receipt.content["matched"]
        for kind in LISTED:
            result[kind] += receipt.content.get(kind, [])
    return result
