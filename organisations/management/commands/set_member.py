"""`manage.py set_member`: a person's role in a programme."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scopes_disabled

from organisations.errors import DomainError
from organisations.models import Organisation, Programme, Role
from organisations.models.organisations import normalise
from organisations.permissions import SystemActor
from organisations.services.programmes import set_member

ACTOR = SystemActor(id="set_member", name="Set-up")


class Command(BaseCommand):
    """Gives somebody a role, making the account when it is new; sign-in is by a code sent by e-mail."""

    help = "Give somebody a role in a programme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--programme", required=True, help="the programme's address, for example changing-futures"
        )
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="", help="what others see; needed for a new account")
        parser.add_argument("--organisation", default="", help="the organisation they speak for")

    def handle(self, *_args: Any, **options: Any) -> None:
        with scopes_disabled():
            programme = Programme.objects.filter(slug=options["programme"]).first()
            if programme is None:
                raise CommandError(f"There is no programme at “{options['programme']}”.")
            organisation = None
            if options["organisation"]:
                organisation = Organisation.objects.filter(
                    programme=programme, normalised_name=normalise(options["organisation"])
                ).first()
                if organisation is None:
                    raise CommandError(f"There is no organisation called “{options['organisation']}”.")
            try:
                set_member(
                    actor=ACTOR,
                    programme=programme,
                    email=options["email"],
                    name=options["name"],
                    role=Role(options["role"]),
                    organisation=organisation,
                )
            except DomainError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{options['email']} is {Role(options['role']).label} of {programme.name}.")
