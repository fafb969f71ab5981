"""`manage.py create_programme`: a new tenancy with its first owner."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organisations.errors import DomainError
from organisations.models import Role
from organisations.permissions import SystemActor
from organisations.services.programmes import create_programme, set_member

ACTOR = SystemActor(id="create_programme", name="Set-up")


class Command(BaseCommand):
    """Makes a programme; the owner signs in by a code sent to their e-mail address."""

    help = "Start a programme and name its first owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--owner-email", required=True)
        parser.add_argument("--owner-name", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                programme = create_programme(actor=ACTOR, name=options["name"])
                set_member(
                    actor=ACTOR,
                    programme=programme,
                    email=options["owner_email"],
                    name=options["owner_name"],
                    role=Role.OWNER,
                )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Started {programme.name} at /p/{programme.slug}/.")
