"""`manage.py load_sample`: the sample programmes, once."""

from typing import Any

from django.core.management.base import BaseCommand

from dataflows.services.sample import load_sample


class Command(BaseCommand):
    """Loads the sample programmes with their maps, people and first comments."""

    help = "Load the sample programmes (Changing Futures, Northmoor) when they are not there yet."

    def handle(self, *_args: Any, **_options: Any) -> None:
        maps = load_sample()
        names = ", ".join(map_.name for map_ in maps)
        self.stdout.write(f"Loaded {names}." if maps else "The sample programmes are here already.")
