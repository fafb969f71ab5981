"""`manage.py compare_files`: what is different between two files, in any format that can be imported."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dataflows.management.printing import write_comparison
from dataflows.services.comparing_files import compare_files
from dataflows.services.reading import SourceFile
from organisations.errors import DomainError


class Command(BaseCommand):
    """Prints the change list; with ``--json`` the last line is for programs."""

    help = "Say what is different between two files."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("before", type=Path)
        parser.add_argument("after", type=Path)
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        before, after = (_read(options[which]) for which in ("before", "after"))
        try:
            compared = compare_files(before, after)
        except DomainError as error:
            raise CommandError(str(error)) from error
        write_comparison(self.stdout, compared, for_programs=options["json"])


def _read(path: Path) -> SourceFile:
    try:
        return SourceFile(name=path.name, data=path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
